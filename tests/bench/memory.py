"""Memory of the window with a child, beside an empty window, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.measure import Result
from tests.bench.start import BARE, OURS

# Peak resident size in MB, of this program alone: what ``resource`` tells a child process begins
# with the size of the process that started it. Only Linux has the file; elsewhere it is left out.
_SIZE = """
with open("/proc/self/status", encoding="ascii") as told:
    print(next(int(line.split()[1]) / 1000 for line in told if line.startswith("VmHWM")))
"""
_CHILD = """
from desktop.examples import FICTIONAL
window.open_example(FICTIONAL)
for number in range(window.tabs.count()):
    window.show_tab(number)
    application.processEvents()
    window.grab()
"""


def window_alone() -> Result:
    return Result("memory of the window", "an empty window of PySide6", _mb(OURS), _mb(BARE), "MB")


def window_with_child() -> Result:
    return Result(
        "memory with every tab of a child", "an empty window of PySide6", _mb(OURS + _CHILD),
        _mb(BARE), "MB",
    )  # fmt: skip


def _mb(program: str) -> float:
    ran = subprocess.run(
        [sys.executable, "-c", program + _SIZE], check=True, capture_output=True, text=True
    )
    return float(ran.stdout.split()[-1])

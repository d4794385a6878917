"""From nothing to a window that can be used, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.measure import Result, by_turns

OURS = """
from PySide6.QtWidgets import QApplication
from desktop import crash, theme
from desktop.app import make_window
from desktop.rules import load_rulebook
application = QApplication([])
window = make_window(load_rulebook(None), hooks=crash.CrashHooks(), dress=theme.apply(application))
window.resize(1366, 768)
window.show()
application.processEvents()
window.grab()
"""
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
application.processEvents()
window.grab()
"""


def window_from_nothing() -> Result:
    return by_turns(
        "start to a window that can be used",
        lambda: _run(OURS),
        "an empty window of PySide6",
        lambda: _run(BARE),
        runs=5,
    )


def _run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)

"""``python -m tests.faults``: try the faults, print a JSON line for each, write the two documents.

``SCALE`` (0.1) is the part of the full numbers that is tried, ``ONLY=F01,F06`` chooses, ``SEED``
(1) is repeated to see the same again. A run of all of them writes docs/reliability.md anew; one of
some replaces their lines.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

# Before Qt is imported: no fault needs a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false;*.info=false")

from tests.faults.register import FAULTS
from tests.faults.table import keep
from tests.faults.tally import Fault, NotHereError, Trial, line_not_run, line_of


def tried(fault: Fault, seed: int, scale: float) -> str:
    """Try a fault and its positive control in folders that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"kd-bedside-{fault.id}-") as folder:
        trial = Trial(Path(folder), seed, scale)
        begun = time.perf_counter()
        try:
            done = fault.run(trial.below("run"))
            control = fault.control(trial.below("control"))
        except NotHereError as missing:
            return line_not_run(fault, trial, str(missing))
        return line_of(fault, trial, done, control, time.perf_counter() - begun)


def main() -> int:
    """Try what was asked for; return how many did not pass."""
    scale, seed = float(os.environ.get("SCALE") or 0.1), int(os.environ.get("SEED") or 1)
    only = {name.strip() for name in os.environ.get("ONLY", "").split(",") if name.strip()}
    chosen = [fault for fault in FAULTS if not only or fault.id in only]
    failed = 0
    for fault in chosen:
        line = tried(fault, seed, scale)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        failed += '"pass": false' in line
        # Kept one by one: a run that is stopped has shown what it has shown.
        keep(line)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())

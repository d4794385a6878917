"""Takes every picture anew: the contact sheet, the pictures of the documents, those of the help.

The contact sheet stays in ``build/``, for the eyes of whoever changes the look; the others are
committed. Each scale of the screen needs a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.pictures.printing import contact_sheet, log_page, plan_page, small
from tests.pictures.scenes import CONTACT_SHEET, DOCUMENTS, HELP, SIZES
from tests.repository import ROOT

_TAKEN = ROOT / "build" / "pictures"
_DOCUMENTS = ROOT / "docs" / "pictures"
_HELP = ROOT / "resources" / "help" / "pictures"


def main() -> None:
    _TAKEN.mkdir(parents=True, exist_ok=True)
    for scale in SIZES:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        environment["QT_LOGGING_RULES"] = "*.warning=false;*.info=false"
        subprocess.run(
            [sys.executable, "-m", "tests.pictures.camera", str(scale), str(_TAKEN)],
            check=True,
            env=environment,
        )
    contact_sheet([_TAKEN / f"{scene.name}.png" for scene in CONTACT_SHEET], _TAKEN / "sheet.png")
    for name, shot in DOCUMENTS.items():
        small(_TAKEN / f"{shot.scene.name}.png", _DOCUMENTS / f"{name}.png", shot.part)
    for name, shot in HELP.items():
        small(_TAKEN / f"{shot.scene.name}.png", _HELP / f"{name}.png", shot.part)
    plan_page(_TAKEN / "plan.png")
    small(_TAKEN / "plan.png", _DOCUMENTS / "plan.png")
    log_page(_TAKEN / "log-sheet.png")
    small(_TAKEN / "log-sheet.png", _DOCUMENTS / "log-sheet.png")
    for path in (_TAKEN / "sheet.png", *sorted(_DOCUMENTS.iterdir()), *sorted(_HELP.iterdir())):
        sys.stdout.write(f"{path.stat().st_size // 1000:>5} kB  {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()

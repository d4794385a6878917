"""Where this repository is and what is in it, for the tests that read source files.

It looks at folders, not at git, so that a copy without history is checked too.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("clinical", "desktop", "records", "reports", "resources")


def project_table() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def python_files(*folders: str) -> list[Path]:
    """Return every Python file below these folders of the repository, in a stable order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_in_repository(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()

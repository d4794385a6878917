"""What a person can send about an error of the program: where it broke, and nothing of a child.

Kinds of errors and lines of code only. A message of an error may quote what was entered.
"""

from __future__ import annotations

import platform
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from desktop.version import version
from reports.formats import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.rules.rulebook import Rulebook
    from desktop.crash import Incident
    from reports.wording import Wording


def incident_report(incident: Incident, rulebook: Rulebook, at: datetime, words: Wording) -> str:
    """Return the report of an error as plain text."""
    site = rulebook.site
    told = {
        "id": incident.id,
        "at": moment_text(at),
        "program": version(),
        "rules": f"{rulebook.edition} {rulebook.sha256}",
        "site": site.sha256 if site is not None else words.text("crash.report.none"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "qt": qVersion(),
    }
    lines = [words.text("crash.report.title"), ""]
    lines += [f"{words.text(f'crash.report.{key}')}: {value}" for key, value in told.items()]
    lines += ["", words.text("crash.report.error")]
    lines += _errors(incident.error)
    return "\n".join([*lines, ""])


def _errors(error: BaseException | None) -> Iterator[str]:
    """Yield each error of the chain, the last first, with the places it went through."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield type(error).__name__
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            file = frame.filename.replace("\\", "/").rpartition("/")[2]
            yield f"  {file}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__

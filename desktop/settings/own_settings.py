"""What one person set for the window: colours, size of the text, paper, an earlier lock.

No patient data, and nothing a result could rest on: that is the site's (``docs/site-rules.md``).
A value that is not known is taken as never set: an older program left it, or a hand.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from PySide6.QtCore import QObject, QSettings, Signal

if TYPE_CHECKING:
    from pathlib import Path

SchemeChoice = Literal["system", "light", "dark", "contrast"]
TextPercent = Literal[100, 125, 150, 200]
PaperSize = Literal["A4", "Letter"]
_GROUP = "window"


@dataclass(frozen=True, slots=True)
class Own:
    """``lock_after_minutes`` is None where the site's time is kept; it can only be shorter.

    ``introduced``: the person has opened a child before.
    """

    scheme: SchemeChoice = "system"
    text_percent: TextPercent = 100
    paper: PaperSize = "A4"
    lock_after_minutes: int | None = None
    introduced: bool = False


class OwnSettings(QObject):
    """``changed`` with the new ``Own``. Until they have a place they live as long as the window."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._kept: QSettings | None = None
        self._own = Own()

    def keep_at(self, place: Path) -> None:
        """Take up what was set before, and keep every change in this file."""
        self._kept = QSettings(str(place), QSettings.Format.IniFormat)
        self._own = self._read()
        self.changed.emit(self._own)

    @property
    def own(self) -> Own:
        return self._own

    def change(self, **values: object) -> None:
        """Set some of them and keep all, as far as the folder can be written."""
        own = replace(self._own, **cast("dict[str, Any]", values))
        if own == self._own:
            return
        self._own = own
        if self._kept is not None:
            for name, value in asdict(own).items():
                self._kept.setValue(f"{_GROUP}/{name}", "" if value is None else str(value))
            self._kept.sync()
        self.changed.emit(own)

    def choose_paper(self, paper: str) -> None:
        """Remember the paper a sheet was wanted on."""
        self.change(paper=paper)

    def _read(self) -> Own:
        def text(name: str) -> str:
            found = self._kept.value(f"{_GROUP}/{name}", "") if self._kept is not None else ""
            return found if isinstance(found, str) else ""

        own = Own()
        if (scheme := text("scheme")) in get_args(SchemeChoice):
            own = replace(own, scheme=cast("SchemeChoice", scheme))
        if (percent := text("text_percent")) in map(str, get_args(TextPercent)):
            own = replace(own, text_percent=cast("TextPercent", int(percent)))
        if (paper := text("paper")) in get_args(PaperSize):
            own = replace(own, paper=cast("PaperSize", paper))
        if (minutes := text("lock_after_minutes")) in map(str, range(1, 10)):
            own = replace(own, lock_after_minutes=int(minutes))
        if text("introduced") == str(True):
            own = replace(own, introduced=True)
        return own

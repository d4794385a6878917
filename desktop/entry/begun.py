"""An entry of the treatment log that is begun and not recorded: it stands in no case.

The tab says what is typed, whoever keeps records keeps it, and offers it back after a crash. Raw
texts only: what cannot be read yet is kept as well.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in the fields: texts, units and choices by field.

    ``since`` is when it was begun, as ISO text: an entry without a typed time belongs to then.
    ``of`` are the ids of the entries that it corrects.
    """

    kind: str
    since: str
    time: str = ""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    chosen: Mapping[str, str] = field(default_factory=dict[str, str])
    of: tuple[str, ...] = ()

    def as_typed(self) -> dict[str, Any]:
        return asdict(self)


def begun_of(typed: Mapping[str, Any]) -> Begun:
    """Return what was kept as it stood."""
    known = dict(typed)
    of = tuple(known.pop("of", ()))
    return Begun(of=of, **known)


class BegunEntry(QObject):
    """``changed`` says that what is begun is another now, or nothing."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now: Begun | None = None
        self._offered: Begun | None = None

    @property
    def now(self) -> Begun | None:
        return self._now

    def put(self, begun: Begun | None) -> None:
        if begun != self._now:
            self._now = begun
            self.changed.emit()

    def offer(self, begun: Begun) -> None:
        """Lay something ready that the tab takes up once it is in front."""
        self._offered = begun

    def take(self) -> Begun | None:
        offered, self._offered = self._offered, None
        return offered

"""Two stores compared: what of one is not in the other, counted and without anybody's name in it.

Accounts are named: who administers knows them. Children are not: who restores need not be one who
may read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from records.store.person_table import everybody
from records.store.tables import CASE_HEAD, CHANGE, ENTRY

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DOSES = "treatments"
_PLANS = "plans"


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a store holds, and when it was written last, by the clock of then."""

    children: int
    entries: int
    doses: int
    people: int
    changes: int
    written: datetime | None


@dataclass(frozen=True, slots=True)
class Loss:
    """What of one store is missing in another.

    ``children`` are whole records, ``changed`` are records that were worked on since; ``entries``
    counts timed items, of which ``doses`` were charted and ``plans`` kept; ``people`` are the
    accounts, as they are shown. ``since`` is the first change that is missing.
    """

    children: int
    changed: int
    entries: int
    doses: int
    plans: int
    people: tuple[str, ...]
    changes: int
    since: datetime | None

    @property
    def nothing(self) -> bool:
        """Whether nothing that was written would be missing."""
        return not (self.children or self.changed or self.entries or self.people)


def contents(connection: Connection) -> Contents:
    """Return how much a store holds."""
    kinds = [kind for kind, _ in _entries(connection).values()]
    return Contents(
        children=len(_cases(connection)),
        entries=len(kinds),
        doses=kinds.count(_DOSES),
        people=len(everybody(connection)),
        changes=len(_seals(connection)),
        written=_at(connection, None),
    )


def loss(now: Connection, then: Connection) -> Loss:
    """Return what of a store is not in another one, such as a backup of it."""
    cases, kept = _cases(now), _cases(then)
    entries, known = _entries(now), _entries(then)
    gone = [kind for each, (kind, _) in entries.items() if each not in known]
    altered = {
        each[0]
        for each, (_, version) in entries.items()
        if each[0] in kept and known.get(each, ("", 0))[1] < version
    }
    altered |= {each for each, version in cases.items() if 0 < kept.get(each, 0) < version}
    people = {each.id for each in everybody(then)}
    seals = _seals(then)
    missing = [seq for seq, mac in _seals(now).items() if seals.get(seq) != mac]
    return Loss(
        children=len(cases.keys() - kept.keys()),
        changed=len(altered),
        entries=len(gone),
        doses=gone.count(_DOSES),
        plans=gone.count(_PLANS),
        people=tuple(each.shown for each in everybody(now) if each.id not in people),
        changes=len(missing),
        since=_at(now, min(missing)) if missing else None,
    )


def _cases(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(CASE_HEAD.c.id, CASE_HEAD.c.version))
    return {row.id: row.version for row in rows}


def _entries(connection: Connection) -> dict[tuple[str, str, str], tuple[str, int]]:
    """Return each timed item with its kind and its last version."""
    columns = (ENTRY.c.case_id, ENTRY.c.kind, ENTRY.c.entry)
    rows = connection.execute(
        select(*columns, func.max(ENTRY.c.version).label("last")).group_by(*columns)
    )
    return {(row.case_id, row.kind, row.entry): (row.kind, row.last) for row in rows}


def _seals(connection: Connection) -> dict[int, str]:
    rows = connection.execute(select(CHANGE.c.seq, CHANGE.c.mac))
    return {row.seq: row.mac for row in rows}


def _at(connection: Connection, seq: int | None) -> datetime | None:
    """Return when a change was made; the last one where none is named."""
    asked = select(CHANGE.c.at).order_by(CHANGE.c.seq.desc()).limit(1)
    if seq is not None:
        asked = asked.where(CHANGE.c.seq == seq)
    at = connection.execute(asked).scalar_one_or_none()
    return datetime.fromisoformat(at) if at is not None else None

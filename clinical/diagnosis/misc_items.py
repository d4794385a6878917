"""What a MIS-C definition is made of: its items, the parts they count, and its verdict.

An item that is open names the entries that would decide it. A definition is not met where one
item is not met, whatever the rest; it is undetermined where one is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import judged, out_of_range, presence
from clinical.findings import Reason
from clinical.logic import Finding, all_of, any_of, at_least, negate
from clinical.measurements import measured
from clinical.timeline import age_on, fever_onset_day, local_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from clinical.findings import Value
    from clinical.record.case import Case
    from clinical.rules.citation import Cited
    from clinical.rules.mis_c import Marker, MiscDefinition, Needed
    from clinical.rules.rulebook import Rulebook

_MONTHS_A_YEAR = 12


class MiscVerdict(StrEnum):
    """What a definition says; confirmed and probable are words of CSTE alone."""

    MET = "met"
    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a definition: its id, what was found, and the entries that would decide it."""

    id: str
    reason: Reason
    asks: tuple[str, ...] = ()

    @property
    def finding(self) -> Finding:
        """Whether the item holds."""
        return self.reason.finding

    @property
    def open_entries(self) -> tuple[str, ...]:
        """The entries that would decide the item, none where it is decided."""
        return self.asks if self.finding is Finding.UNKNOWN else ()


@dataclass(frozen=True, slots=True)
class Definition:
    """What one definition says, with everything it rests on.

    ``parts`` holds the lists that the items count: markers and organs, categories, or features.
    """

    id: str
    title: str
    source: str
    verdict: MiscVerdict
    items: tuple[Item, ...]
    parts: dict[str, tuple[Item, ...]]
    missing: tuple[str, ...]
    reasons: tuple[Item, ...]
    would_change: tuple[Reason, ...]

    @property
    def met(self) -> Finding:
        """Whether the definition is met in any of its grades."""
        match self.verdict:
            case MiscVerdict.NOT_MET:
                return Finding.NOT_MET
            case MiscVerdict.UNDETERMINED:
                return Finding.UNKNOWN
            case _:
                return Finding.MET


_VERDICTS = {
    Finding.MET: MiscVerdict.MET,
    Finding.NOT_MET: MiscVerdict.NOT_MET,
    Finding.UNKNOWN: MiscVerdict.UNDETERMINED,
}


def all_asked(
    rule: MiscDefinition,
    items: tuple[Item, ...],
    parts: dict[str, tuple[Item, ...]],
    changes: Iterable[Reason],
) -> Definition:
    """Return what a definition says that asks for all of its items.

    ``changes`` would decide it, and are told while it is open.
    """
    verdict = _VERDICTS[all_of(*(item.finding for item in items))]
    still_open = verdict is MiscVerdict.UNDETERMINED
    return Definition(
        id=rule.id,
        title=rule.title,
        source=rule.source,
        verdict=verdict,
        items=items,
        parts=parts,
        missing=missing_entries(items) if still_open else (),
        reasons=deciding(items, verdict),
        would_change=tuple(changes) if still_open else (),
    )


def deciding(items: Iterable[Item], verdict: MiscVerdict) -> tuple[Item, ...]:
    """Return the items a verdict rests on: what fails, else what is open, else all of them."""
    wanted = {
        MiscVerdict.NOT_MET: Finding.NOT_MET,
        MiscVerdict.UNDETERMINED: Finding.UNKNOWN,
    }.get(verdict, Finding.MET)
    return tuple(item for item in items if item.finding is wanted)


def missing_entries(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the entries that would decide the open items, each once, in the order asked."""
    return tuple(dict.fromkeys(entry for item in items for entry in item.open_entries))


def answer(
    identifier: str, code: str, finding: Finding, cited: Cited, asks: str, **values: Value
) -> Item:
    """Return an item that one entry answers."""
    return Item(identifier, Reason.citing(code, finding, cited, values, asks), (asks,))


def count_of(
    identifier: str, code: str, parts: tuple[Item, ...], needed: Needed | int, cited: Cited
) -> Item:
    """Return an item that asks for so many of its parts."""
    least = needed if isinstance(needed, int) else needed.value
    finding = at_least(least, [part.finding for part in parts])
    values: dict[str, Value] = {
        "present": sum(part.finding is Finding.MET for part in parts),
        "needed": least,
        "total": len(parts),
    }
    return Item(identifier, Reason.citing(code, finding, cited, values), missing_entries(parts))


def age_item(case: Case, rule: MiscDefinition, as_of: datetime) -> Item:
    """Return whether the child is young enough at ``as_of``."""
    limit = rule.age_below_years
    age = age_on(case.patient, local_day(as_of, as_of))
    finding = Finding.UNKNOWN
    if age is not None:
        finding = age.in_months.compare("<", limit.value * _MONTHS_A_YEAR)
    return answer("age", "misc.age", finding, limit, "date_of_birth", years=limit.value)


def no_alternative_item(case: Case, rule: MiscDefinition) -> Item:
    """Return whether no other diagnosis explains the illness, as the clinician judged."""
    finding = negate(presence(case.illness.alternative_diagnosis))
    return answer("no_alternative", "misc.no_alternative", finding, rule, "alternative_diagnosis")


def hospitalised_item(case: Case, cited: Cited, as_of: datetime) -> Item:
    """Return whether the child was in hospital: as answered, else by a day of admission."""
    stay = case.involvement
    finding = presence(stay.hospitalised)
    admitted = stay.admitted_on is not None and stay.admitted_on <= local_day(as_of, as_of)
    if finding is Finding.UNKNOWN and admitted:
        finding = Finding.MET
    return answer("hospitalised", "misc.hospitalised", finding, cited, "involvement.hospitalised")


def marker_item(
    case: Case, rulebook: Rulebook, as_of: datetime, marker: Marker, cited: Cited
) -> Item:
    """Return whether a laboratory value was ever out of its range in this illness.

    Where values exist and none of them can be judged, the line says so: a range is what is asked.
    """
    since = fever_onset_day(case, as_of)
    found: list[tuple[Finding, dict[str, Value]]] = []
    for code in marker.codes:
        field = rulebook.fields[code]
        items = measured(case, code, rulebook, as_of, since=since)
        judge = partial(out_of_range, side=marker.out_of_range, field=field)
        if items:
            found.append(judged(items, judge, {"name": code}))
    finding = any_of(*(own for own, _ in found)) if found else Finding.UNKNOWN
    code = "misc.raised" if marker.out_of_range == "high" else "misc.reduced"
    values: dict[str, Value] = {"name": marker.id}
    if found:
        values = next(values for own, values in found if own is finding)
    if found and finding is Finding.UNKNOWN:
        code = "misc.unjudged"
    note = rulebook.fields[marker.codes[0]].note
    reason = Reason(code, finding, values, cited.source, cited.mark, marker.id, note)
    return Item(marker.id, reason, (marker.id,))


def inflammation_item(markers: tuple[Item, ...], cited: Cited) -> Item:
    """Return whether at least one marker shows inflammation."""
    return count_of("inflammation", "misc.inflammation", markers, 1, cited)


def more_needed(code: str, parts: tuple[Item, ...], needed: Needed) -> tuple[Reason, ...]:
    """Say how many more of the open parts would be enough, where the count is still open."""
    met = sum(part.finding is Finding.MET for part in parts)
    still = sum(part.finding is Finding.UNKNOWN for part in parts)
    if not 0 < needed.value - met <= still:
        return ()
    values = {"count": needed.value - met, "open": still}
    return (Reason.citing(code, Finding.UNKNOWN, needed, values),)

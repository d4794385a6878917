"""The immunoglobulin infusions in order, each with the rescue treatment that ends its watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.timeline import given

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.record.case import Case, Treatment
    from clinical.record.vocabulary import Agent
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Infusion:
    """One infusion: its number, its times, and when the next rescue treatment was begun.

    ``rescue_unclear`` says that a rescue treatment is recorded whose start is not known.
    """

    n: int
    start: datetime | None
    end: datetime | None
    next_rescue: datetime | None
    rescue_unclear: bool


def infusions(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Infusion, ...]:
    """Return the infusions given by ``as_of``, in order.

    One without any time comes first: it may have been the first, and what speaks of the first
    infusion is then not known.
    """
    listed = given(case, ("ivig",), as_of)
    untimed = [item for item in listed if item.start is None and item.end is None]
    timed = [(item.start or item.end, item) for item in listed]
    in_order = sorted(
        ((in_utc(at), item) for at, item in timed if at is not None),
        key=lambda one: one[0],
    )
    ordered = [*untimed, *(item for _, item in in_order)]
    found: list[Infusion] = []
    for number, item in enumerate(ordered, start=1):
        starts = [
            *(other.start for other in ordered if other is not item and _may_follow(other, item)),
            *_rescues(item.end, case, rulebook, as_of),
        ]
        known = [start for start in starts if start is not None]
        first = min(known, key=in_utc, default=None)
        unclear = len(known) < len(starts)
        found.append(Infusion(number, item.start, item.end, first, rescue_unclear=unclear))
    return tuple(found)


def _may_follow(other: Treatment, item: Treatment) -> bool:
    """Return whether another infusion came, or may have come, after this one."""
    at, own = other.start or other.end, item.start or item.end
    return at is None or own is None or in_utc(at) > in_utc(own)


def _rescues(
    end: datetime | None, case: Case, rulebook: Rulebook, as_of: datetime
) -> Iterator[datetime | None]:
    """Yield the starts of what was begun after an infusion ended, None where it is not known."""
    rule = rulebook.ivig_response.rescue
    if end is None:
        return
    single: list[Agent] = [agent for agent in rule.each_dose if agent != "ivig"]
    for item in given(case, single, as_of):
        if item.start is None or in_utc(item.start) > in_utc(end):
            yield item.start
    for agent in rule.courses:
        starts = [item.start for item in given(case, (agent,), as_of)]
        known = [start for start in starts if start is not None]
        if known and min(map(in_utc, known)) <= in_utc(end):
            continue
        yield from starts

"""The immunoglobulin infusions in order, each with the rescue treatment that ends its watch.

A first dose that was given in two halves is one course: its clocks start when the second ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.elapsed import hours_between, in_utc
from clinical.logic import Finding
from clinical.measurements import latest_weight
from clinical.timeline import given_in_illness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.course.temperature import Reading
    from clinical.record.case import Case, Treatment
    from clinical.record.vocabulary import Agent
    from clinical.rules.rulebook import Rulebook

_MG_A_G = 1000


@dataclass(frozen=True, slots=True)
class Infusion:
    """One infusion: its number, its times, and when the next rescue treatment was begun.

    ``rescue_unclear`` says that a rescue treatment is recorded whose start is not known;
    ``entries`` are what was charted: one, or two where halves count as one.
    """

    n: int
    start: datetime | None
    end: datetime | None
    next_rescue: datetime | None
    rescue_unclear: bool
    entries: tuple[Treatment, ...] = ()


def infusions(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Infusion, ...]:
    """Return the infusions given in this illness by ``as_of``, in order.

    One without any time comes first: it may have been the first, and what speaks of the first
    infusion is then not known.
    """
    listed = given_in_illness(case, ("ivig",), as_of)
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
        found.append(Infusion(number, item.start, item.end, first, unclear, (item,)))
    return tuple(found)


def first_course(
    listed: tuple[Infusion, ...],
    case: Case,
    rulebook: Rulebook,
    temperatures: tuple[Reading, ...],
    as_of: datetime,
) -> Infusion:
    """Return the first infusion, or both halves of it as one; without any, one of number 0."""
    if not listed:
        return Infusion(0, None, None, None, rescue_unclear=False)
    first, *later = listed
    if not later or not _are_halves(first, later[0], case, rulebook, as_of):
        return first
    second = later[0]
    if _came_back(first, second, rulebook, temperatures):
        return first
    return replace(
        second,
        n=first.n,
        start=first.start,
        rescue_unclear=first.rescue_unclear or second.rescue_unclear,
        entries=(*first.entries, *second.entries),
    )


def _are_halves(
    first: Infusion, second: Infusion, case: Case, rulebook: Rulebook, as_of: datetime
) -> bool:
    rule = rulebook.ivig_response.halves
    # Whatever else was begun in between makes the second a rescue like it.
    if first.end is None or second.start is None or first.next_rescue != second.start:
        return False
    held = [grams_per_kg(item, case, as_of) for item in (*first.entries, *second.entries)]
    amounts = [amount for amount in held if amount is not None]
    spare = Fraction(rule.tolerance_percent) / 100
    return (
        len(amounts) == len(held)
        and all(abs(amount / Fraction(rule.g_per_kg) - 1) <= spare for amount in amounts)
        and sum(amounts) <= Fraction(rule.at_most_g_per_kg)
        and hours_between(first.end, second.start) <= rule.pause_hours
    )


def _came_back(
    first: Infusion, second: Infusion, rulebook: Rulebook, temperatures: tuple[Reading, ...]
) -> bool:
    """Return whether a fever that some definition counts came between two infusions."""
    soonest = min(clock.hours for clock in rulebook.ivig_response.clock)
    end, start = first.end, second.start
    return any(
        reading.fever is Finding.MET
        and end is not None
        and start is not None
        and in_utc(reading.at) <= in_utc(start)
        and hours_between(end, reading.at) >= soonest
        for reading in temperatures
    )


def grams_per_kg(infusion: Treatment, case: Case, as_of: datetime) -> Fraction | None:
    """Return what an infusion held in g/kg, None where its unit or the weight does not tell."""
    if infusion.dose is None or infusion.dose_unit not in {"g", "mg", "g/kg", "mg/kg"}:
        return None
    milli = infusion.dose_unit in {"mg", "mg/kg"}
    grams = Fraction(infusion.dose) / (_MG_A_G if milli else 1)
    if infusion.dose_unit in {"g/kg", "mg/kg"}:
        return grams
    kilograms = kilograms_at(infusion, case, as_of)
    return grams / kilograms if kilograms is not None else None


def kilograms_at(drug: Treatment, case: Case, as_of: datetime) -> Fraction | None:
    """Return the weight at the time of a treatment, else the latest."""
    weight = latest_weight(case, drug.start or as_of) or latest_weight(case, as_of)
    return Fraction(weight.kg) if weight is not None else None


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
    for item in given_in_illness(case, single, as_of):
        if item.start is None or in_utc(item.start) > in_utc(end):
            yield item.start
    for agent in rule.courses:
        starts = [item.start for item in given_in_illness(case, (agent,), as_of)]
        known = [start for start in starts if start is not None]
        if known and min(map(in_utc, known)) <= in_utc(end):
            continue
        yield from starts

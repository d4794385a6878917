"""The shape of how a regimen runs: phases after each other, rungs of a ladder, a wean."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from clinical.record.vocabulary import Route
from clinical.rules.citation import Cited
from clinical.values import Number, Text, refusal

DoseBasis = Literal["mg/kg/day", "mg/kg", "g/kg", "mg/m2"]
_MANY = Annotated[int, Field(ge=1, le=99)]
# Administrations a day that lie a whole number of hours apart and that a ward can keep.
DosesADay = Literal[1, 2, 3, 4]


class Phase(Cited):
    """A stretch of a regimen in which every administration is the same. Phases follow each other.

    The dose is ``amount``, or the setting that ``amount_from`` names, in the unit of ``basis``; of
    a daily basis it is divided by the doses a day. A phase is ``days`` long, or has so many
    ``doses``, one every ``every_days``. ``condition`` is what it waits for, from its dose
    ``condition_from`` on, and ``until`` what ends it: codes with their words. ``afebrile_hours``:
    so long free of fever, and the plan says that the phase is over.
    """

    id: Text
    basis: DoseBasis
    amount: Number | None = None
    amount_from: Text | None = None
    doses_per_day: DosesADay = 1
    doses_per_day_from: Text | None = None
    days: _MANY = 1
    days_from: Text | None = None
    doses: _MANY | None = None
    doses_from: Text | None = None
    every_days: _MANY = 1
    route: Route | None = None
    over_hours: Number | None = None
    condition: Text | None = None
    condition_from: _MANY = 1
    until: Text | None = None
    afebrile_hours: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.amount is None) == (self.amount_from is None):
            raise refusal("phase_amount", self.id)
        return self


class Levels(Cited):
    """The daily doses of one ladder, rising, in mg/kg/day.

    From the dose ``confirm_from`` on a level wants a reason: its sources disagree.
    """

    id: Text
    level: Annotated[tuple[Number, ...], Field(min_length=2)]
    confirm_from: Number | None = None

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.level) != sorted(set(self.level)):
            raise refusal("levels_not_rising", self.id)
        return self


class Rung(Cited):
    """An hour after the first dose at which fever raises the daily dose by one level.

    ``supplement``: the difference is given at once, on top of the day's dose; else the dose due
    at that hour is the higher one. ``expects`` is the level, counted from 0, from which the source
    says what to do; raising from another one asks. A rung ``only_with_fever`` is laid out once
    fever came at its hour, and asks: not every source names it.
    """

    hour: Annotated[int, Field(ge=1, le=999)]
    supplement: bool = False
    expects: Annotated[int, Field(ge=0)] | None = None
    only_with_fever: bool = False


class LaterFever(Cited):
    """Fever after the last rung: it raises the next daily dose by one level, up to the highest.

    ``at_doses``: the temperatures of the hours of a daily dose count, and raise that dose; else
    any one counts. With ``asks`` the source only says that the dose may rise.
    """

    at_doses: bool
    asks: bool


class LadderByAge(Cited):
    """Which ladder an infant climbs, where the ladder is not chosen.

    Under ``below_months`` and from ``from_kg`` on it is ``infant``; from ``disputed_from_kg`` on
    the sources disagree, which asks. Every other child climbs ``standard``.
    """

    infant: Text
    standard: Text
    below_months: Annotated[int, Field(gt=0)]
    from_kg: Number
    disputed_from_kg: Number


class Ladder(Cited):
    """Daily doses that rise with fever at set hours after the first dose.

    A rung reads the temperatures from ``hours_before`` to ``hours_after`` its hour. A charted dose
    belongs to the last due hour that lies no more than ``early_hours`` after it; it is the dose
    of its rung where it differs by no more than ``charted_percent``.
    """

    levels: Annotated[tuple[Levels, ...], Field(min_length=1)]
    rung: Annotated[tuple[Rung, ...], Field(min_length=1)]
    by_age: LadderByAge | None = None
    hours_before: Annotated[int, Field(ge=0)]
    hours_after: Annotated[int, Field(ge=0)]
    early_hours: Annotated[int, Field(ge=0)]
    charted_percent: Number
    later: LaterFever

    @property
    def last_hour(self) -> int:
        """The hour of the last rung that is laid out before any fever."""
        return max(rung.hour for rung in self.rung if not rung.only_with_fever)


class Wean(Cited):
    """A daily dose, in equal parts, that falls by ``step`` until less than ``least`` is left.

    The interval stands in the setting ``interval_from`` in hours; the first reduction follows one
    interval after the time in the setting ``stable_from``, and has no date without it.
    """

    amount_from: Text
    doses_per_day: DosesADay
    step: Number
    least: Number
    interval_from: Text
    stable_from: Text
    condition: Text

"""One dated administration of a plan, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.logic import Finding

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from fractions import Fraction

    from clinical.dosing.dose import Dose
    from clinical.dosing.infusion import Infusion
    from clinical.record.vocabulary import Route
    from clinical.rules.citation import Mark
    from clinical.rules.criteria import Threshold
    from clinical.rules.phases import DoseBasis
    from clinical.rules.regimens import Product

LabelCode = Literal["day", "day_dose", "infusion", "hour", "wean"]
RungState = Literal["planned", "waiting", "due", "overdue", "given", "passed"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a step waits for: a code with its words, and the numbers it speaks of.

    ``limit`` says from which temperature on there is fever, ``hours`` an interval.
    """

    code: str
    hour: int | None = None
    limit: Threshold | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What a step is called: a day of treatment, a dose of that day, an hour after the first."""

    code: LabelCode
    number: int
    dose: int = 1


@dataclass(frozen=True, slots=True)
class Surface:
    """The body surface area a dose is multiplied by, with what it was worked out from."""

    m2: Fraction
    formula: str
    height_cm: Decimal
    height_at: datetime


@dataclass(frozen=True, slots=True)
class Charted:
    """What was charted as given at a due hour, where that is not the dose of the plan.

    Both amounts are None where the dose was recorded without its amount, or not in mg.
    """

    at: datetime
    mg: Fraction | None
    per_kg: Fraction | None


@dataclass(frozen=True, slots=True)
class Step:
    """One administration.

    ``stretch`` names the part of the regimen it belongs to: within one every dose is the same.
    ``per_kg`` is in the unit of ``basis``, and of a daily basis divided by ``doses_per_day``. A
    step with ``conditions`` is given only where all of them hold; of several at one time only one
    is given. Without a time it follows the step before, as often as ``doses`` says. ``charted``:
    another dose than this was given in its place.
    """

    number: int
    at: datetime | None
    label: Label
    stretch: str
    dose: Dose
    product: Product | None
    route: Route
    per_kg: Decimal
    basis: DoseBasis
    weight_kg: Decimal
    interval_hours: int | None
    source: str
    mark: Mark
    doses_per_day: int = 1
    containers: int | None = None
    pieces: Fraction | None = None
    infusion: Infusion | None = None
    over_hours: Decimal | None = None
    surface: Surface | None = None
    conditions: tuple[Condition, ...] = ()
    until: str | None = None
    until_hours: int | None = None
    doses: int = 1
    charted: Charted | None = None


@dataclass(frozen=True, slots=True)
class RungStatus:
    """Where a rung of a ladder stands, and why: a code with its words.

    ``readings`` is how many temperatures of its hours count; ``charted`` is a dose that is not
    the one of the rung. ``masked``: whether an antipyretic within ``masking_hours`` before may
    have hidden a fever.
    """

    hour: int
    at: datetime
    state: RungState
    why: str
    readings: int
    level: Decimal | None = None
    charted: Charted | None = None
    masked: Finding = Finding.NOT_MET
    masking_hours: int = 0

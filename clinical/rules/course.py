"""The shape of what is watched after treatment: temperature, response clocks, unwanted effects."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from clinical.quantity import Operator
from clinical.record.vocabulary import Agent, TemperatureSite
from clinical.rules.citation import Cited
from clinical.rules.criteria import Threshold
from clinical.values import EnteredUnit, Frozen, Number, Text, refusal


class SiteCorrection(Cited):
    """What is added to a temperature taken at one site before it is compared, in degrees."""

    add: Number


class SiteCorrections(Frozen):
    """The correction for each site: none may be missing."""

    axillary: SiteCorrection
    oral: SiteCorrection
    tympanic: SiteCorrection
    rectal: SiteCorrection
    unknown: SiteCorrection

    def at(self, site: TemperatureSite) -> SiteCorrection:
        """Return what is added to a temperature taken at a site."""
        found: SiteCorrection = getattr(self, site)
        return found


class Masking(Cited):
    """Which drugs make a low temperature say nothing, and for how many hours after a dose."""

    agents: tuple[Agent, ...]
    hours: Annotated[int, Field(gt=0)]


class TemperatureRule(Cited):
    """From which corrected temperature on there is fever, and what hides it."""

    kind: Literal["temperature"]
    id: Text
    title: Text
    fever: Threshold
    # A temperature of unknown site is questioned where this site would have made it fever.
    unknown_site_may_be: TemperatureSite
    correction: SiteCorrections
    masking: Masking

    site_keys: ClassVar[frozenset[str]] = frozenset({"fever"})


ClockId = Literal["h24", "aha_36h", "h48", "anacomp"]


class ResponseClock(Cited):
    """One definition of resistance: fever so many hours after the end of the infusion."""

    id: ClockId
    title: Text
    hours: Annotated[int, Field(gt=0)]


class ResponseWindow(Cited):
    """Until how many days after the end of the infusion a reading counts, that day excluded."""

    days: Annotated[int, Field(gt=0)]


class RescueAgents(Cited):
    """Which treatments end the watch over an infusion.

    ``each_dose``: every dose is a treatment of its own. ``courses``: given over days, so that
    doses that go on with a course begun before the infusion ended are no rescue.
    """

    each_dose: tuple[Agent, ...]
    courses: tuple[Agent, ...]


class HalvesRule(Cited):
    """When two infusions are one dose in two halves: their size, their sum and the pause."""

    g_per_kg: Number
    tolerance_percent: Number
    at_most_g_per_kg: Number
    pause_hours: Annotated[int, Field(gt=0)]


class LaboratoryFall(Cited):
    """How far a laboratory value falls after the infusion, in percent of the value before it."""

    codes: tuple[Literal["crp", "wbc"], ...]
    nearest_to_hours: int
    from_hours: int
    to_hours: int
    responder_from: Number
    equivocal_from: Number


class OtherCauses(Cited):
    """What else explains a fever that goes on, by the answer of the history that rules it out."""

    history: tuple[Literal["active_infection", "mas_features"], ...]


class IvigResponseRule(Cited):
    """Whether a fever answered to immunoglobulin: four clocks that start at its end."""

    kind: Literal["ivig_response"]
    id: Text
    title: Text
    clock: tuple[ResponseClock, ...]
    window: ResponseWindow
    rescue: RescueAgents
    halves: HalvesRule
    laboratory: LaboratoryFall
    other_causes: OtherCauses

    site_keys: ClassVar[frozenset[str]] = frozenset()


class DurableDefervescence(Cited):
    """For how many hours every reading has to be free of fever for it to last."""

    hours: Annotated[int, Field(gt=0)]


class ActivityFall(Cited):
    """From how many percent on a disease activity has fallen enough."""

    percent: Number


class OverdueDose(Cited):
    """After how many hours a dose that is due and not charted is overdue."""

    hours: Annotated[int, Field(gt=0)]


class NeutropeniaHold(Cited):
    """The neutrophil count that holds anakinra."""

    neutrophils: Threshold


class LiverHold(Cited):
    """From which liver grade on anakinra is held, and at which the test is repeated."""

    hold_from_grade: Annotated[int, Field(ge=1, le=4)]
    repeat_from_grade: Annotated[int, Field(ge=1, le=4)]
    repeat_hours: Annotated[int, Field(gt=0)]


class MonitoringRule(Cited):
    """What is watched under treatment: fever, heart function, activity, anakinra holds."""

    kind: Literal["monitoring"]
    id: Text
    title: Text
    durable: DurableDefervescence
    lvef: Threshold
    strain: Threshold
    activity: ActivityFall
    overdue: OverdueDose
    neutropenia: NeutropeniaHold
    liver: LiverHold

    site_keys: ClassVar[frozenset[str]] = frozenset({"lvef", "strain"})


GradedCode = Literal[
    "alt",
    "ast",
    "total_bilirubin",
    "neutrophils",
    "wbc",
    "platelets",
    "lymphocytes",
    "haemoglobin",
]


class GradeStep(Frozen):
    """From where on a grade holds: at a multiple of a limit or baseline, or at a value."""

    grade: Annotated[int, Field(ge=1, le=4)]
    operator: Operator
    times: Number | None = None
    value: Number | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.times is None) == (self.value is None):
            raise refusal("grade_step_one_of_both", self.grade)
        return self


class AbnormalBaseline(Cited):
    """The steps where the value before treatment was already beyond its limit of normal."""

    step: tuple[GradeStep, ...]


class GradedTerm(Cited):
    """One unwanted laboratory effect with its grades."""

    id: GradedCode
    unit: EnteredUnit
    limit: Literal["uln", "lln"]
    step: tuple[GradeStep, ...]
    abnormal_baseline: AbnormalBaseline | None = None


class CtcaeRule(Cited):
    """The grades of unwanted effects."""

    kind: Literal["ctcae"]
    id: Text
    title: Text
    term: tuple[GradedTerm, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset()

"""The shape of a trial: who may enter it, item by item, and what it measures when."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from clinical.quantity import Operator
from clinical.record.vocabulary import Agent, ObservationCode, Route, ScreeningItem, Substance
from clinical.rules.citation import Cited, Mark, Severity
from clinical.rules.criteria import Threshold
from clinical.values import Frozen, Number, Text

TrialCheck = Literal[
    "age_months",
    "age_years",
    "weight",
    "kawasaki",
    "ivig_dose",
    "fever_after_ivig",
    "hours_since_ivig",
    "answer",
    "contraception",
    "newborn",
    "not_pregnant",
    "alternative_diagnosis",
    "history",
    "given",
    "creatinine_clearance",
    "neutrophils",
    "antipyretics",
    "allergy",
    "live_vaccine",
    "retreated",
]


class RecentSpan(Cited):
    """How many hours back a temperature tells whether a fever still goes on."""

    hours: Annotated[int, Field(gt=0)]


class TrialItem(Cited):
    """One item of a trial's list.

    An inclusion has to hold, an exclusion must not; a screening item only says from when on the
    child may be looked at. ``check`` names what decides it, the rest are its numbers and names.
    """

    id: ScreeningItem
    kind: Literal["inclusion", "screening", "exclusion"]
    check: TrialCheck
    operator: Operator | None = None
    value: Number | None = None
    unit: Text | None = None
    tolerance_percent: Number | None = None
    history: tuple[Text, ...] = ()
    agents: tuple[Agent, ...] = ()
    substances: tuple[Substance, ...] = ()
    recent: RecentSpan | None = None


OutcomeId = Literal[
    "primary_fever",
    "fever_48h",
    "fever",
    "crp",
    "crp_normal",
    "physician_activity",
    "parent_activity",
    "coronary",
    "safety",
]


class TrialOutcome(Cited):
    """One thing a trial measures, on which days from the first dose on.

    Without ``visits`` no day is named and the latest value speaks. ``or_next_day`` names visits
    whose value may be from the day after; ``hours`` is a span instead of a day.
    """

    id: OutcomeId
    visits: tuple[Annotated[int, Field(ge=0)], ...] = ()
    or_next_day: tuple[Annotated[int, Field(ge=0)], ...] = ()
    hours: Annotated[int, Field(gt=0)] | None = None
    clocks: tuple[Literal["initiation", "last_escalation"], ...] = ()
    threshold: Threshold | None = None


class EscalationRule(Cited):
    """When a dose is a step up: it raises the day's total by more than so many percent.

    A dose belongs to the day that begins ``early_hours`` before its hour, so that one given a
    little early does not count as a supplement of the day before.
    """

    rise_percent: Number
    early_hours: Annotated[int, Field(gt=0)]


class TrialRule(Cited):
    """A trial: its list of items (none where only its outcomes are followed) and its outcomes."""

    kind: Literal["trial"]
    id: Text
    title: Text
    agent: Agent
    escalation: EscalationRule
    health_insurance_counts: bool = False
    item: tuple[TrialItem, ...] = ()
    outcome: tuple[TrialOutcome, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset({"health_insurance_counts"})


InteractionCheck = Literal[
    "aspirin_with_drug",
    "aspirin_with_history",
    "aspirin_after_vaccine",
    "anakinra_with_drug",
    "vaccine_with_anakinra",
    "vaccine_after_ivig",
    "vaccine_undated",
    "vaccine_in_illness",
    "drug_with_history",
    "drug_after_ivig",
    "before_other_kinds",
    "dose_above",
    "high_value",
    "ivig_in_all",
]


class Interaction(Cited):
    """Two things in the record that do not go together, or one that wants to be looked into.

    ``kinds`` lists the kinds of treatment to try before, each with the drugs that are of it.
    """

    id: Text
    check: InteractionCheck
    severity: Severity
    agent: Agent | None = None
    agents: tuple[Agent, ...] = ()
    kinds: tuple[tuple[Agent, ...], ...] = ()
    route: Route | None = None
    history: Text | None = None
    field: ObservationCode | None = None
    concurrent: bool = False
    value: Number | None = None
    unit: Text | None = None
    months: Annotated[int, Field(gt=0)] | None = None
    weeks: Annotated[int, Field(gt=0)] | None = None
    hours: Annotated[int, Field(gt=0)] | None = None


class Interactions(Frozen):
    """What the record itself warns of, apart from any plan."""

    kind: Literal["interactions"]
    id: Text
    source: Text
    mark: Mark
    interaction: tuple[Interaction, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset()

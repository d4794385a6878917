"""A plan as it is kept with the case: its steps as printed, who signed and who checked."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clinical.record.entry import Entry
from clinical.record.vocabulary import Agent, PlanState, Route, WeightMethod
from clinical.values import Frozen, Moment, Number, Text


class PlannedDose(Frozen):
    """Which step of which version of which plan a charted dose answers."""

    plan: Text
    version: Annotated[int, Field(ge=1)]
    step: Annotated[int, Field(ge=1)]


class PlanWeight(Frozen):
    """The weight a plan was computed for."""

    kg: Number
    at: Moment | None = None
    method: WeightMethod = "measured"


class RulebookMark(Frozen):
    """Which rules a plan was computed with."""

    edition: Text
    sha256: Text


class SiteMark(Frozen):
    """Which site rules a plan was computed with."""

    name: Text
    sha256: Text


class StepLimit(Frozen):
    """A limit tested on a step, and whether it was reached."""

    kind: Text
    value: Text
    reached: bool


class KeptStep(Frozen):
    """One dated rung of a kept plan, as it was printed."""

    at: Moment | None = None
    label: Text
    agent: Agent
    route: Route | None = None
    per_kg: Number | None = None
    basis: Text | None = None
    interval_hours: Number | None = None
    condition: Text | None = None
    calculated: Number | None = None
    given: Number | None = None
    unit: Text | None = None
    volume_ml: Number | None = None
    product: Text | None = None
    limits: tuple[StepLimit, ...] = ()
    working: Text | None = None
    source: Text | None = None


class Override(Frozen):
    """A confirmation passed knowingly, with its reason, which is printed."""

    code: Text
    reason: Text
    by: Text | None = None


class Signature(Frozen):
    """Who signed or checked a plan, and when."""

    at: Moment
    by: Text


class KeptPlan(Entry):
    """A plan of this child. A signed one is never recomputed."""

    version: Annotated[int, Field(ge=1)] = 1
    regimen: Text
    settings: dict[str, Text] = Field(default_factory=dict[str, str])
    start: Moment | None = None
    weight: PlanWeight | None = None
    rulebook: RulebookMark | None = None
    site_rules: SiteMark | None = None
    steps: tuple[KeptStep, ...] = ()
    overrides: tuple[Override, ...] = ()
    created: Signature | None = None
    signed: Signature | None = None
    checked: Signature | None = None
    state: PlanState = "draft"

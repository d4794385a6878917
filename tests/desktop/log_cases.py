"""Small records for the tests of the log: a plan with its due times, doses charted, samples."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clinical.record.case import Observation, Treatment
from clinical.record.kept_plan import KeptPlan, KeptStep, PlannedDose

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.vocabulary import Agent, ObservationCode


def plan_of(*times: datetime, agent: Agent = "anakinra", mg: str = "44") -> KeptPlan:
    """Return a plan in force with one dose at each time."""
    steps = tuple(
        KeptStep(
            at=at, label="step", agent=agent, route="intravenous", per_kg=Decimal(4),
            basis="mg/kg/day", given=Decimal(mg), unit="mg",
        )
        for at in times
    )  # fmt: skip
    regimen = "anakinra_fixed" if agent == "anakinra" else agent
    return KeptPlan(id="plan-1", version=1, regimen=regimen, state="active", steps=steps)


def step_of(number: int) -> PlannedDose:
    return PlannedDose(plan="plan-1", version=1, step=number)


def dose(at: datetime | None, amount: str = "44", unit: str = "mg", **more: Any) -> Treatment:  # noqa: ANN401 (what else an entry holds)
    fields = {"agent": "anakinra", "status": "given", "dose": amount, "dose_unit": unit, **more}
    return Treatment.model_validate({"start": at, **fields})


def sample(at: datetime, code: ObservationCode, value: str, unit: str, **more: Any) -> Observation:  # noqa: ANN401 (what else a value holds)
    return Observation.model_validate(
        {"at": at, "code": code, "value": value, "unit": unit, **more}
    )

"""A child with plans and charted doses, for the tests of the log; times are those of the tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clinical.assess import assess
from clinical.log.treatment_log import TreatmentLog, treatment_log
from clinical.record.kept_plan import KeptPlan, KeptStep, PlannedDose, Signature
from tests.clinical.child import child, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from clinical.log.follows import Following
    from clinical.record.case import Case
    from clinical.record.vocabulary import PlanState
    from clinical.rules.rulebook import Rulebook

BY = "Dr B. Example"


def step(
    at: str | None, mg: str = "66", condition: str | None = None, per_kg: str = "4"
) -> KeptStep:
    return KeptStep(
        at=moment(at) if at is not None else None,
        label="step",
        agent="anakinra",
        route="subcutaneous",
        per_kg=Decimal(per_kg),
        basis="mg/kg/day",
        condition=condition,
        given=Decimal(mg),
        unit="mg",
    )


def kept(
    *steps: KeptStep,
    name: str = "plan-1",
    version: int = 1,
    state: PlanState = "active",
    signed: str | None = None,
    regimen: str = "anakinra_fixed",
    **more: Any,  # noqa: ANN401 (what else a plan holds)
) -> KeptPlan:
    mark = Signature(at=moment(signed), by=BY) if signed is not None else None
    return KeptPlan(
        id=name, version=version, regimen=regimen, state=state, signed=mark, steps=steps, **more
    )


def given(
    at: str,
    mg: str | None = "66",
    *,
    answers: tuple[str, int, int] | None = None,
    status: str = "given",
    **more: Any,  # noqa: ANN401 (what else an entry holds)
) -> dict[str, Any]:
    entry: dict[str, Any] = {"agent": "anakinra", "start": at, "dose": mg, "dose_unit": "mg"}
    entry |= {"status": status, **more}
    if mg is None:
        del entry["dose"], entry["dose_unit"]
    if answers is not None:
        plan, version, number = answers
        entry["planned"] = PlannedDose(plan=plan, version=version, step=number)
    return entry


def read(
    rulebook: Rulebook,
    now: str,
    plans: Sequence[KeptPlan] = (),
    doses: Sequence[dict[str, Any]] = (),
    **record: Any,  # noqa: ANN401 (words of the tables)
) -> TreatmentLog:
    return log_of(rulebook, *case_of(now, plans, doses, **record))


def case_of(
    now: str,
    plans: Sequence[KeptPlan] = (),
    doses: Sequence[dict[str, Any]] = (),
    **record: Any,  # noqa: ANN401 (words of the tables)
) -> tuple[Case, datetime]:
    known: dict[str, Any] = {"as_of": now, "age": "4 years", "kg": "16.5", **record}
    if doses:
        known["treatments"] = [*known.get("treatments", []), *doses]
    bedside = child(known)
    return bedside.case.replace(plans=tuple(plans)), bedside.as_of


def log_of(rulebook: Rulebook, case: Case, as_of: datetime) -> TreatmentLog:
    return treatment_log(case, assess(case, rulebook, as_of))


def following(log: TreatmentLog, topic: str) -> list[Following]:
    return [each for each in log.follows if each.topic == topic]


def one(log: TreatmentLog, topic: str) -> Following:
    (found,) = following(log, topic)
    return found


def oral(*readings: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for reading in readings:
        degrees, _, at = reading.partition(" at ")
        found.append({"value": f"{degrees} Cel", "at": at, "site": "oral"})
    return found


IVIG: dict[str, Any] = {"ivig": "day 5 16:00 to day 6 04:00"}
# Reference 6.3 and 6.0: the ladder of ANACOMP from its first dose, day 10 12:00.
ANACOMP = kept(
    step("day 10 12:00"),
    step("day 11 00:00", "33", "fever"),
    regimen="anakinra_anacomp",
    settings={"days": "14"},
    start=moment("day 10 12:00"),
)
ASPIRIN = kept(
    step("day 6 08:00"), regimen="aspirin_high", name="aspirin", settings={"days": "7"}
)  # fmt: skip

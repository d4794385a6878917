"""A plan as it is kept with the case: its steps in the words that are printed.

A kept plan is the plan on the screen where it says the same of the same child; anything that would
be given otherwise makes another one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clinical.course.elapsed import in_utc
from clinical.record.kept_plan import (
    KeptPlan,
    KeptStep,
    PlanWeight,
    RulebookMark,
    SiteMark,
    StepLimit,
)
from reports.json_document.plan import plan_document

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.record.case import Case
    from clinical.record.kept_plan import Signature
    from reports.wording import Wording

_OPEN = ("draft", "active")


def kept_plan(
    plan: Plan, words: Wording, *, name: str, version: int = 1, created: Signature | None = None
) -> KeptPlan:
    """Return a plan to be kept under a name and version."""
    site = plan.rulebook.site
    document = plan_document(plan, words)
    weight = plan.weight
    return KeptPlan(
        id=name,
        version=version,
        regimen=plan.regimen.id,
        settings=dict(plan.settings.as_text()),
        start=plan.start,
        weight=PlanWeight(kg=weight.kg, at=weight.at, method=weight.method) if weight else None,
        rulebook=RulebookMark(edition=plan.rulebook.edition, sha256=plan.rulebook.sha256),
        site_rules=SiteMark(name=site.name, sha256=site.sha256) if site is not None else None,
        steps=tuple(_step(step) for step in document["steps"]),
        overrides=plan.overrides,
        created=created,
    )


def _step(step: dict[str, Any]) -> KeptStep:
    names = (
        "at",
        "label",
        "agent",
        "route",
        "basis",
        "condition",
        "unit",
        "product",
        "working",
        "source",
    )
    numbers = ("per_kg", "interval_hours", "calculated", "given", "volume_ml")
    values: dict[str, Any] = {name: step[name] for name in names}
    values |= {name: Decimal(str(step[name])) for name in numbers if step[name] is not None}
    limits = tuple(
        StepLimit(kind=limit["kind"], value=limit["value"], reached=limit["reached"])
        for limit in step["limits"]
    )
    return KeptStep.model_validate({**values, "limits": limits})


def kept_of(case: Case, plan: Plan) -> KeptPlan | None:
    """Return the kept plan that says what the plan on the screen says, the latest of them."""
    open_ones = (each for each in latest_first(case, plan.regimen.id) if each.state in _OPEN)
    return next((each for each in open_ones if says_the_same(each, plan)), None)


def without_own(case: Case, plan: Plan) -> Case:
    """Return the case as the plan is to be made for: without the kept plan that is this very one.

    A plan that was signed would else ask whether it may be given beside itself.
    """
    own = kept_of(case, plan)
    if own is None:
        return case
    return case.replace(plans=tuple(each for each in case.plans if each is not own))


def latest_first(case: Case, regimen: str) -> list[KeptPlan]:
    """Return the kept plans of a regimen that were not struck, the latest version first."""
    found = [each for each in case.plans if each.regimen == regimen and each.struck is None]
    return list(reversed(found))


def plan_in_force(case: Case, regimen: str) -> KeptPlan | None:
    """Return the signed plan of a regimen by which doses are given now, the latest of them."""
    found = latest_first(case, regimen)
    signed = (each for each in found if each.state == "active" and each.signed is not None)
    return next(signed, None)


def next_version(
    case: Case, plan: Plan, words: Wording, *, new_name: str, created: Signature
) -> KeptPlan:
    """Return the plan as the next version of what is kept of its regimen, or as the first."""
    known = latest_first(case, plan.regimen.id)
    running = [each for each in known if each.state in _OPEN]
    name = running[0].id if running and running[0].id is not None else new_name
    versions = [each.version for each in known if each.id == name]
    return kept_plan(plan, words, name=name, version=max(versions, default=0) + 1, created=created)


def says_the_same(kept: KeptPlan, plan: Plan) -> bool:
    """Return whether a nurse would give the same by both."""
    weight, was = plan.weight, kept.weight
    return (
        kept.settings == dict(plan.settings.as_text())
        and _instant(kept.start) == _instant(plan.start)
        and (was.kg if was else None) == (weight.kg if weight else None)
        and _instant(was.at if was else None) == _instant(weight.at if weight else None)
        and [(_instant(step.at), step.given, step.unit, step.route) for step in kept.steps]
        == [(_instant(step.at), step.dose.given, step.dose.unit, step.route) for step in plan.steps]
        and {(each.code, each.reason) for each in kept.overrides}
        <= {(each.code, each.reason) for each in plan.overrides}
        and (kept.rulebook is None or kept.rulebook.sha256 == plan.rulebook.sha256)
    )


def _instant(moment: datetime | None) -> datetime | None:
    """Return a moment to compare: an hour that comes twice equals none of another zone."""
    return in_utc(moment) if moment is not None else None

"""The kept plans of a child as they go on paper: each as it was signed, and whether it still holds.

A signed plan is never recomputed. Where the program still comes to the same, its working, rates
and cautions are drawn from that; where it does not, the steps are drawn as they were kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.course.kept_plans import weight_alerts_of
from clinical.dosing.plan import Choice, plan
from clinical.problem import InputError
from reports.kept_plan import says_the_same
from reports.plan_code import kept_code, plan_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.findings import Alert
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """A kept plan with what the program makes of it today.

    ``plan`` is None where that is another one than was kept. ``bands`` say why it must not be
    used; ``code`` names it on paper.
    """

    kept: KeptPlan
    plan: Plan | None
    bands: tuple[str, ...]
    code: str
    needs_check: bool
    drug: str
    # Why its weight is against it; each has its sentence among the bands too.
    weight: tuple[Alert, ...]
    # Its regimen's, or its drug where no rule knows that any more.
    title: str


def active_plans(
    case: Case, rulebook: Rulebook, as_of: datetime, words: Wording
) -> tuple[PaperPlan, ...]:
    """Return the active plans of a case in the order in which they were made."""
    return tuple(
        paper_plan(kept, case, rulebook, as_of, words)
        for kept in case.plans
        if kept.struck is None and kept.state == "active"
    )


def paper_plan(
    kept: KeptPlan, case: Case, rulebook: Rulebook, as_of: datetime, words: Wording
) -> PaperPlan:
    """Return one kept plan, whatever its state."""
    regimen = rulebook.regimens.get(kept.regimen)
    agent = kept.steps[0].agent if kept.steps else regimen.agent if regimen is not None else None
    drug = words.text(f"sheet.drug.{agent}") if agent is not None else kept.regimen
    now = plan_today(kept, case, rulebook, as_of)
    same = now is not None and now.verdict != "refused" and says_the_same(kept, now)
    return PaperPlan(
        kept=kept,
        plan=now if same else None,
        weight=_weight(kept, case, rulebook, as_of),
        bands=tuple(_bands(kept, now, case, rulebook, as_of, drug, words)),
        code=plan_code(now, case) if same and now is not None else kept_code(kept),
        needs_check=regimen is not None and regimen.second_check,
        drug=drug,
        title=regimen.title if regimen is not None else drug,
    )


def plan_today(kept: KeptPlan, case: Case, rulebook: Rulebook, as_of: datetime) -> Plan | None:
    """Return what the program makes of the same order today; None where it knows no such order."""
    without = case.replace(plans=tuple(each for each in case.plans if each is not kept))
    choice = Choice(kept.regimen, kept.start, dict(kept.settings), kept.overrides)
    try:
        return plan(without, rulebook, choice, as_of)
    except InputError:
        return None


def _bands(  # noqa: PLR0917 (the plan, the record it is held against, and the words)
    kept: KeptPlan,
    now: Plan | None,
    case: Case,
    rulebook: Rulebook,
    as_of: datetime,
    drug: str,
    words: Wording,
) -> Iterator[str]:
    """Yield why the plan must not be used as it is."""
    newer = _newer(kept, case)
    if kept.struck is not None:
        yield words.text("sheet.void_void", drug=drug)
    elif newer is not None and kept.state not in {"stopped", "void"}:
        mark = newer.signed or newer.created
        at = mark.at.astimezone(as_of.tzinfo) if mark is not None else as_of
        yield words.text("sheet.void_superseded", drug=drug, version=newer.version, at=at)
    elif kept.state != "active":
        # One that was superseded by a version that nobody can find is as void as any.
        state = "void" if kept.state == "superseded" else kept.state
        yield words.text(f"sheet.void_{state}", drug=drug)
    if kept.state == "active":
        for alert in _weight(kept, case, rulebook, as_of):
            yield weight_band(alert, words)
        for reason in now.reasons if now is not None else ():
            if reason.severity == "stop":
                yield words.text("sheet.void_stop", drug=drug, sentence=words.alert(reason))


def _weight(kept: KeptPlan, case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Alert, ...]:
    if kept.state != "active":
        return ()
    return tuple(weight_alerts_of(kept, case, rulebook, as_of))


def weight_band(alert: Alert, words: Wording, sentence: str | None = None) -> str:
    """Return the band of a plan whose weight is another one by now, or is stale.

    A weight that is old asks for a new one; only one that another has replaced voids the plan.
    ``sentence`` stands in place of the alert's own, where it speaks of several plans.
    """
    key = "sheet.weigh_again" if alert.code == "plan_weight_stale" else "sheet.void_weight"
    return words.text(key, sentence=sentence or words.alert(alert))


def _newer(kept: KeptPlan, case: Case) -> KeptPlan | None:
    """Return the latest later version that takes the place of a plan."""
    later = [
        other
        for other in case.plans
        if other.id is not None
        and other.id == kept.id
        and other.version > kept.version
        and other.struck is None
        and other.state not in {"draft", "void"}
    ]
    return max(later, key=lambda each: each.version, default=None)

"""The plan as the contract's document."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from reports.json_document.parts import (
    Document,
    alert_document,
    plain,
    rulebook_document,
    site_document,
)
from reports.wording import value_text

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan, Step
    from reports.wording import Wording

PLAN_FORMAT = "kd-bedside.plan/1"


def plan_document(plan: Plan, words: Wording) -> Document:
    """Return a plan as the contract's document; a refused one has no steps."""
    weight = plan.weight
    return {
        "format": PLAN_FORMAT,
        "regimen": plan.regimen.id,
        "verdict": plan.verdict,
        "reasons": [alert_document(alert, words) for alert in plan.reasons],
        "checks": [alert_document(alert, words) for alert in plan.checks],
        "overrides": [
            {"code": override.code, "reason": override.reason, "by": override.by}
            for override in plan.overrides
        ],
        "weight": None
        if weight is None
        else {"kg": plain(weight.kg), "at": weight.at.isoformat(), "method": weight.method},
        "off_label": plan.regimen.off_label,
        "as_of": plan.as_of.isoformat(),
        "start": plan.start.isoformat(),
        "settings": plan.settings.as_text(),
        "rulebook": rulebook_document(plan.rulebook),
        "site_rules": site_document(plan.rulebook),
        "stop_rule": plan.regimen.stop_rule,
        "steps": [_step(plan, step, words) for step in plan.steps],
    }


def _step(plan: Plan, step: Step, words: Wording) -> Document:
    regimen, dose = plan.regimen, step.dose
    document: Document = {
        "at": step.at.isoformat(),
        "label": step_label(plan, step, words),
        "agent": regimen.agent,
        "route": regimen.route,
        "per_kg": plain(step.per_kg),
        "basis": regimen.basis,
        "interval_hours": regimen.interval_hours,
        "condition": None,
        "calculated": plain(dose.calculated),
        "given": plain(dose.given),
        "unit": dose.unit,
        "volume_ml": plain(dose.volume_ml),
        "product": step.product.strength,
        "deviation_percent": plain(dose.deviation_percent),
        "limits": [
            {
                "kind": limit.rule.kind,
                "value": f"{plain(limit.rule.above)} {limit.rule.unit}",
                "per_administration": plain(limit.amount),
                "reached": limit.reached,
                "severity": limit.rule.severity,
                "cut_from": plain(limit.cut_from) if limit.cut_from is not None else None,
                "source": limit.rule.source,
            }
            for limit in dose.limits
        ],
        "working": working_text(plan, step, words),
        "source": regimen.source,
    }
    infusion = step.infusion
    if infusion is not None:
        document |= {
            "end": infusion.end.isoformat(),
            "rate_ml_per_hour": plain(infusion.ml_per_hour),
            "rate_ml_per_kg_hour": plain(infusion.ml_per_kg_hour),
            "hours": plain(infusion.hours),
            "rates": [
                {
                    "at": rung.at.isoformat(),
                    "ml_per_hour": plain(rung.ml_per_hour),
                    "minutes": rung.minutes,
                    "volume_ml": plain(rung.volume_ml),
                    "cumulative_ml": plain(rung.cumulative_ml),
                }
                for rung in infusion.rungs
            ],
        }
    if step.containers is not None:
        document["containers"] = step.containers
    return document


def step_label(plan: Plan, step: Step, words: Wording) -> str:
    """Return what a step is called: a day of treatment, or an infusion."""
    return words.text(f"plan.label_{plan.regimen.shape}", number=step.number)


def working_text(plan: Plan, step: Step, words: Wording) -> str:
    """Return the working of a dose: weight times dose per kg, what is given, the volume."""
    dose = step.dose
    values = {
        "kg": step.weight_kg,
        "per_kg": step.per_kg,
        "per_kg_unit": plan.regimen.basis.removesuffix("/day"),
        "calculated": value_text(dose.calculated),
        "given": dose.given,
        "unit": dose.unit,
        "volume": dose.volume_ml,
    }
    key = "plan.working" if Fraction(dose.given) == dose.calculated else "plan.working_rounded"
    return words.text(key, **values)

"""The plan as the contract's document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.json_document.parts import (
    Document,
    alert_document,
    plain,
    rulebook_document,
    site_document,
)
from reports.step_words import (
    condition_text,
    rung_text,
    step_label,
    until_text,
    working_text,
)

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Charted, RungStatus, Step
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
        "ends": plan.ends.isoformat() if plan.ends is not None else None,
        "rungs": [_rung(rung, words) for rung in plan.rungs],
        "steps": [_step(plan, step, words) for step in plan.steps],
    }


def _rung(rung: RungStatus, words: Wording) -> Document:
    return {
        "hour": rung.hour,
        "at": rung.at.isoformat(),
        "state": rung.state,
        "why": rung_text(rung, words),
        "readings": rung.readings,
        "level": plain(rung.level) if rung.level is not None else None,
        "charted": _charted(rung.charted),
    }


def _charted(charted: Charted | None) -> Document | None:
    """Return a dose that was given in the place of the one of the plan."""
    if charted is None:
        return None
    return {
        "at": charted.at.isoformat(),
        "mg": plain(charted.mg) if charted.mg is not None else None,
        "mg_per_kg": plain(charted.per_kg) if charted.per_kg is not None else None,
    }


def _step(plan: Plan, step: Step, words: Wording) -> Document:
    dose, volume = step.dose, step.dose.volume_ml
    document: Document = {
        "number": step.number,
        "at": step.at.isoformat() if step.at is not None else None,
        "label": step_label(step, words),
        "agent": plan.regimen.agent,
        "route": step.route,
        "per_kg": plain(step.per_kg),
        "basis": step.basis,
        "interval_hours": step.interval_hours,
        "doses_per_day": step.doses_per_day,
        "doses": step.doses,
        "condition": condition_text(step, words),
        "until": until_text(step, words),
        "calculated": plain(dose.calculated),
        "given": plain(dose.given),
        "unit": dose.unit,
        "volume_ml": plain(volume) if volume is not None else None,
        "volume_holds": plain(dose.held) if dose.held is not None else None,
        "product": step.product.strength if step.product is not None else None,
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
        "working": working_text(step, words),
        "source": step.source,
        "charted": _charted(step.charted),
    }
    if step.over_hours is not None:
        document["over_hours"] = plain(step.over_hours)
    if step.surface is not None:
        document["body_surface"] = {
            "m2": plain(step.surface.m2),
            "formula": step.surface.formula,
            "height_cm": plain(step.surface.height_cm),
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
    if step.pieces is not None:
        document["pieces"] = plain(step.pieces)
    return document

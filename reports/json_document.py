"""The contract's JSON: ``kd-bedside.assessment/1`` and ``kd-bedside.plan/1``.

Numbers travel as strings that hold decimals. Keys may be added, never renamed or dropped.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from clinical.dose import decimal_of
from clinical.logic import Finding
from clinical.quantity import Quantity
from reports.summary import echo_word, item_value
from reports.wording import value_text

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.assess import Assessment
    from clinical.coronary import EchoSizes
    from clinical.findings import Alert, Reason
    from clinical.kawasaki import KawasakiAssessment
    from clinical.plan import Plan, Step
    from clinical.rulebook import Rulebook
    from clinical.scores import ScoreAssessment, ScoredItem
    from reports.wording import Wording

ASSESSMENT_FORMAT = "kd-bedside.assessment/1"
PLAN_FORMAT = "kd-bedside.plan/1"
Document = dict[str, Any]


def plain(value: Decimal | Fraction | int) -> str:
    """Return a number as a decimal string; a quotient that does not end has four decimals."""
    number = decimal_of(Fraction(value))
    return f"{number:f}"


def rulebook_document(rulebook: Rulebook) -> Document:
    """Return which rules a result was computed with."""
    return {"edition": rulebook.edition, "sha256": rulebook.sha256}


def site_document(rulebook: Rulebook) -> Document | None:
    """Return which site rules lie over the shipped ones."""
    site = rulebook.site
    return None if site is None else {"name": site.name, "sha256": site.sha256}


def assessment_document(assessment: Assessment, words: Wording) -> Document:
    """Return an assessment as the contract's document."""
    age = assessment.age
    weight = assessment.dosing_weight
    return {
        "format": ASSESSMENT_FORMAT,
        "as_of": assessment.as_of.isoformat(),
        "rulebook": rulebook_document(assessment.rulebook),
        "site_rules": site_document(assessment.rulebook),
        "age": None
        if age is None
        else {
            "years": age.years if age.months is not None else None,
            "months": age.months,
            "days": age.days,
            "months_low": age.months_low,
            "months_high": age.months_high,
        },
        "illness_day": assessment.illness_day,
        "dosing_weight_kg": plain(weight.kg) if weight is not None else None,
        "diagnosis": {"kawasaki": _kawasaki(assessment.kawasaki, words)},
        "scores": {score.rule.id: _score(score) for score in assessment.scores},
        "coronary": {
            "echos": [_echo(echo) for echo in assessment.echos.values()],
            "model": assessment.rulebook.coronary.z_model,
        },
        "alerts": [_alert(alert, words) for alert in assessment.alerts],
    }


def _kawasaki(found: KawasakiAssessment, words: Wording) -> Document:
    counts = {
        state.value: sum(sign.finding is state for sign in found.signs)
        for state in (Finding.MET, Finding.NOT_MET, Finding.UNKNOWN)
    }
    return {
        "verdict": found.verdict.value,
        "rule": found.rule,
        "fever_days": found.fever_days,
        "signs": {
            "present": counts["met"],
            "absent": counts["not_met"],
            "unknown": counts["unknown"],
        },
        "laboratory": {
            "met": sum(reason.finding is Finding.MET for reason in found.laboratory),
            "unknown": sum(reason.finding is Finding.UNKNOWN for reason in found.laboratory),
            "items": [_reason(reason, words) for reason in found.laboratory],
        },
        "inflammation": [_reason(reason, words) for reason in found.inflammation],
        "echo": echo_word(found.echo.finding),
        "missing": list(found.missing),
        "reasons": _reason_codes(found),
        "explanation": [words.reason(reason) for reason in found.reasons],
        "would_change": [words.reason(reason) for reason in found.would_change],
        "review_on": found.review_on.isoformat() if found.review_on is not None else None,
        "source": found.source,
    }


_SERIAL = {"inflammation_low", "supplementary_few"}


def _reason_codes(found: KawasakiAssessment) -> list[str]:
    """Return the codes of the reasons, with the contract's own words among them."""
    codes = [reason.code.removeprefix("kawasaki.") for reason in found.reasons]
    if _SERIAL & set(codes):
        codes.append("serial_re_evaluation")
    return codes


def _reason(reason: Reason, words: Wording) -> Document:
    return {
        "id": reason.field or reason.code,
        "state": reason.finding.value,
        "text": words.reason(reason),
        "source": reason.source,
    }


def _score(score: ScoreAssessment) -> Document:
    document: Document = {
        "low": score.low,
        "high": score.high,
        "maximum": score.rule.maximum,
        "verdict": score.verdict,
        "missing": list(score.missing),
        "items": [_item(item) for item in score.items],
        "treatment": score.treatment.state,
        "flags": {name: finding.value for name, finding in score.flags},
        "population": score.rule.population,
        "source": score.rule.source,
        "status": score.rule.mark,
    }
    if score.at_least is not None:
        document["at_least"] = score.at_least
    return document


def _item(item: ScoredItem) -> Document:
    rule = item.rule
    unit = f" {rule.unit.value}" if rule.unit is not None else ""
    return {
        "id": rule.id,
        "points": item.points,
        "possible": item.possible,
        "state": item.finding.value,
        "value": _entered(item),
        "at": item.input.at.isoformat() if item.input.at is not None else None,
        "rule": f"{rule.operator} {plain(rule.value)}{unit}",
        "boundary": item.on_boundary,
        "source": rule.source,
    }


def _entered(item: ScoredItem) -> str | None:
    """Return the value of a row as it was entered, with its UCUM code."""
    found = item.input
    if isinstance(found.shown, Quantity):
        return f"{found.comparator or ''}{found.shown.value:f} {found.shown.unit.value}".strip()
    return item_value(item) or None


def _echo(echo: EchoSizes) -> Document:
    return {
        "at": echo.at.isoformat(),
        "bsa_m2": {name: f"{area:.4f}" for name, area in echo.bsa_m2.items()},
        "segments": {
            name: {
                "diameter_mm": plain(segment.diameter_mm)
                if segment.diameter_mm is not None
                else None,
                "z": {model: f"{z:.4f}" for model, z in segment.z.items()}
                | dict.fromkeys(segment.no_z),
                "no_z": dict(segment.no_z),
                "reported_z": plain(segment.reported_z) if segment.reported_z is not None else None,
                "reported_model": segment.reported_model,
            }
            for name, segment in echo.segments.items()
        },
    }


def _alert(alert: Alert, words: Wording) -> Document:
    return {
        "severity": alert.severity,
        "code": alert.code,
        "text": words.alert(alert),
        "source": alert.source,
    }


def plan_document(plan: Plan, words: Wording) -> Document:
    """Return a plan as the contract's document; a refused one has no steps."""
    weight = plan.weight
    return {
        "format": PLAN_FORMAT,
        "regimen": plan.regimen.id,
        "verdict": plan.verdict,
        "reasons": [_alert(alert, words) for alert in plan.reasons],
        "checks": [_alert(alert, words) for alert in plan.checks],
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


def json_text(document: Document) -> str:
    """Return a document as text."""
    return json.dumps(document, ensure_ascii=False, indent=2)

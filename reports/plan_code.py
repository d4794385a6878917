"""The short code that names a plan on paper: the same plan has the same code, another plan another.

It covers what is to be done to which child by which rules, and nothing about the printing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.record.case import Case

_DIGITS, _GROUP = 8, 4


def plan_code(plan: Plan, case: Case) -> str:
    """Return the code of a plan, as ``1A2B-3C4D``."""
    site = plan.rulebook.site
    weight = plan.weight
    said = {
        "child": case.patient.identifier,
        "regimen": plan.regimen.id,
        "settings": plan.settings.as_text(),
        "weight": [f"{weight.kg:f}", _instant(weight.at), weight.method] if weight else None,
        "basis_kg": f"{plan.basis.kg:f}" if plan.basis else None,
        "start": _instant(plan.start),
        "steps": [_step(step) for step in plan.steps],
        "answers": [[override.code, override.reason] for override in plan.overrides],
        "rules": plan.rulebook.sha256,
        "site_rules": site.sha256 if site is not None else None,
    }
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    digits = hashlib.sha256(text.encode("ascii")).hexdigest()[:_DIGITS].upper()
    return f"{digits[:_GROUP]}-{digits[_GROUP:]}"


def _step(step: Step) -> list[object]:
    infusion = step.infusion
    course = (
        []
        if infusion is None
        else [
            f"{infusion.ml_per_hour:f}",
            _instant(infusion.end),
            [[_instant(rung.at), f"{rung.ml_per_hour:f}", rung.minutes] for rung in infusion.rungs],
        ]
    )
    dose = step.dose
    volume = f"{dose.volume_ml:f}" if dose.volume_ml is not None else None
    at = _instant(step.at) if step.at is not None else None
    waits = [[condition.code, condition.hour] for condition in step.conditions]
    return [at, f"{dose.given:f}", dose.unit, volume, course, step.route, waits, step.doses]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()

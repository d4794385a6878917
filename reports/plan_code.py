"""The short code that names a plan on paper: the same plan has the same code, another plan another.

It covers what is to be done to which child by which rules, and nothing about the printing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook

_DIGITS, _GROUP = 8, 4
_HASH_DIGITS = 12


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
    return _code(said)


def kept_code(kept: KeptPlan) -> str:
    """Return the code of a kept plan that no longer comes out as it was kept."""
    return _code({"plan": kept.model_dump(mode="json", exclude={"state", "struck"})})


def sheet_code(codes: Sequence[tuple[str, int]]) -> str:
    """Return the code of a sheet of several plans, from the code and version of each."""
    return _code({"plans": codes})


def scanned_text(code: str, version: int | None, rulebook: Rulebook) -> str:
    """Return what the square code holds: plan, version and rules, and nothing of a child.

    Only letters and signs that take the least room in a QR code.
    """
    shown = f"V{version}" if version is not None else "DRAFT"
    return f"KD1:{code}:{shown}:{rulebook.sha256[:_HASH_DIGITS].upper()}"


def _code(said: Mapping[str, object]) -> str:
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

"""The rescue treatments side by side as a document; numbers as in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.dosing.compare import shared_reasons
from reports.json_document.parts import (
    Document,
    alert_document,
    rulebook_document,
    site_document,
)
from reports.json_document.plan import plan_document
from reports.plan_sentences import PlanSentences
from reports.step_words import stretches
from reports.summary.compare import cautions

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.findings import Alert
    from reports.wording import Wording

COMPARE_FORMAT = "kd-bedside.compare/1"
# What of the first step of a plan says the dose.
_DOSE = (
    "calculated",
    "given",
    "unit",
    "volume_ml",
    "product",
    "route",
    "per_kg",
    "basis",
    "interval_hours",
    "doses_per_day",
    "working",
)


def compare_document(plans: tuple[Plan, ...], words: Wording) -> Document:
    """Return the plans of a comparison as one document."""
    first, shared = plans[0], shared_reasons(plans)
    return {
        "format": COMPARE_FORMAT,
        "as_of": first.as_of.isoformat(),
        "rulebook": rulebook_document(first.rulebook),
        "site_rules": site_document(first.rulebook),
        "reasons": [alert_document(alert, words) for alert in shared],
        "options": [_option(plan, shared, words) for plan in plans],
    }


def _option(plan: Plan, shared: tuple[Alert, ...], words: Wording) -> Document:
    document = plan_document(plan, words)
    steps = document["steps"]
    told = [PlanSentences(plan, words, steps) for steps in stretches(plan)]
    return {
        "regimen": plan.regimen.id,
        "title": plan.regimen.title,
        "agent": plan.regimen.agent,
        "verdict": plan.verdict,
        "off_label": plan.regimen.off_label,
        "dose": {name: steps[0][name] for name in _DOSE} if steps else None,
        "frequency": told[0].frequency() if told else None,
        "count": told[0].count if told and plan.regimen.ladder is None else None,
        "days": told[0].days if told else None,
        "evidence": plan.regimen.evidence,
        "source": plan.regimen.source,
        "cautions": [alert_document(alert, words) for alert in cautions(plan, shared)],
        "checks": document["checks"],
    }

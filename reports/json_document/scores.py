"""The block ``scores``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.logic import Finding
from clinical.quantity import Quantity
from reports.json_document.parts import Document, plain
from reports.summary.scores import item_value

if TYPE_CHECKING:
    from clinical.risk.scores import ScoreAssessment, ScoredItem
    from clinical.rules.criteria import Performance


def score_document(score: ScoreAssessment) -> Document:
    """Return one score."""
    document: Document = {
        "low": score.low,
        "high": score.high,
        "maximum": score.rule.maximum,
        "verdict": score.verdict,
        "missing": list(score.missing),
        "items": [_item(item) for item in score.items],
        "treatment": score.treatment.state,
        "z_model": score.z_model,
        "flags": {name: finding.value for name, finding in score.flags},
        "population": score.rule.population,
        "source": score.rule.source,
        "caveat": score.rule.caveat,
        "status": score.rule.mark,
        "unverified": score.rule.unverified,
        "note": score.rule.note,
        "performance": [_performance(cohort) for cohort in score.rule.performance],
    }
    if score.at_least is not None:
        document["at_least"] = score.at_least
    return document


def _item(item: ScoredItem) -> Document:
    rule = item.rule
    unit = f" {rule.unit.value}" if rule.unit is not None else ""
    cut_off = "present" if rule.value is None else f"{rule.operator} {plain(rule.value)}{unit}"
    return {
        "id": rule.id,
        "points": item.points,
        "possible": item.possible,
        "state": item.finding.value,
        "value": _entered(item),
        "at": item.input.at.isoformat() if item.input.at is not None else None,
        "rule": cut_off,
        "model": item.input.model,
        "note": rule.note,
        "boundary": item.on_boundary,
        "source": rule.source,
    }


def _entered(item: ScoredItem) -> str | None:
    """Return the value of a row as it was entered, with its UCUM code."""
    found = item.input
    if isinstance(found.shown, Quantity):
        return f"{found.comparator or ''}{found.shown.value:f} {found.shown.unit.value}".strip()
    if found.answer is not None:
        return {Finding.MET: "present", Finding.NOT_MET: "absent", Finding.UNKNOWN: None}[
            found.answer
        ]
    return item_value(item) or None


def _performance(cohort: Performance) -> Document:
    figures = {
        name: plain(value)
        for name in ("sensitivity", "specificity", "ppv", "npv", "auc")
        if (value := getattr(cohort, name)) is not None
    }
    return {
        "cohort": cohort.cohort,
        "children": cohort.children,
        **figures,
        "source": cohort.source,
        "status": cohort.mark,
    }

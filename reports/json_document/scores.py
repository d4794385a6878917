"""The block ``scores``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.quantity import Quantity
from reports.json_document.parts import Document, plain
from reports.summary.scores import item_value

if TYPE_CHECKING:
    from clinical.risk.scores import ScoreAssessment, ScoredItem


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

"""The block ``outcomes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.summary.outcomes import outcome_name, outcome_value

if TYPE_CHECKING:
    from clinical.course.outcomes import OutcomeFinding, TrialOutcomes
    from clinical.rules.rulebook import Rulebook
    from reports.json_document.parts import Document
    from reports.wording import Wording


def outcomes_document(
    trials: tuple[TrialOutcomes, ...], rulebook: Rulebook, words: Wording
) -> Document:
    """Return the outcomes by trial, and the next visit of the one that is under way."""
    document: Document = {
        found.rule.id: [_row(row, rulebook, words) for row in found.outcomes] for found in trials
    }
    visit = next((found.next_visit for found in trials if found.rule.item), None)
    document["next_visit"] = (
        None if visit is None else {"visit": visit.number, "due": visit.due.isoformat()}
    )
    return document


def _row(row: OutcomeFinding, rulebook: Rulebook, words: Wording) -> Document:
    return {
        "outcome": row.rule.id,
        "visit": row.visit,
        "due": row.due.isoformat() if row.due is not None else None,
        "or_on": row.or_on.isoformat() if row.or_on is not None else None,
        "due_at": row.due_at.isoformat() if row.due_at is not None else None,
        "clock": row.start,
        "value": outcome_value(row, words),
        "met": row.finding.value if row.finding is not None else None,
        "text": outcome_name(row, rulebook, words),
        "source": row.rule.source,
        "note": row.rule.note,
    }

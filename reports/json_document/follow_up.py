"""The block ``follow_up``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.summary.follow_up import aspirin_text

if TYPE_CHECKING:
    from clinical.course.echo_dates import EchoDue
    from clinical.course.follow_up import AspirinReview, FollowUp, LongTerm
    from clinical.rules.follow_up import FollowUpRule, LevelTable
    from reports.json_document.parts import Document
    from reports.wording import Wording

_COLUMNS_2017 = ("cardiology", "ischaemia_test", "imaging", "activity")
_COLUMNS_2024 = ("follow_up", "stress", "imaging", "antiplatelet", "anticoagulant")


def follow_up_document(found: FollowUp, rule: FollowUpRule, words: Wording) -> Document:
    """Return what is due after treatment."""
    due = found.next_echo
    editions = {edition.table.edition: edition for edition in found.long_term}
    first, second = rule.table
    return {
        "next_echo": None if due is None else _echo(due),
        "echos": [{**_echo(echo), "done": echo.done} for echo in found.echos],
        "aspirin_review": _aspirin(found.aspirin, words),
        "vaccine_not_before": found.vaccine_not_before.isoformat()
        if found.vaccine_not_before is not None
        else None,
        "schedule": _edition(first, editions.get(first.edition), _COLUMNS_2017),
        "edition": first.edition,
        "alternative": _edition(second, editions.get(second.edition), _COLUMNS_2024),
        "advice": [advice.id for advice in found.advice],
    }


def _echo(due: EchoDue) -> Document:
    return {
        "from": due.first.isoformat(),
        "to": due.last.isoformat(),
        "why": due.why,
        "source": due.rule.source,
        "status": due.rule.mark,
    }


def _aspirin(review: AspirinReview, words: Wording) -> Document:
    return {
        "state": review.finding.value,
        "on": review.on.isoformat() if review.on is not None else None,
        "missing": list(review.missing),
        "conditions": {name: finding.value for name, finding in review.conditions},
        "text": aspirin_text(review, words),
    }


def _edition(table: LevelTable, edition: LongTerm | None, columns: tuple[str, ...]) -> Document:
    cells = edition.row.cells if edition is not None else {}
    return {
        "edition": table.edition,
        # One number from memory among those shown is enough.
        "unverified": table.unverified or any(cell.unverified for cell in cells.values()),
        "level": edition.row.level if edition is not None else None,
        **{name: cells[name].text if name in cells else None for name in columns},
        "marks": {name: cells[name].mark for name in columns if name in cells},
        "source": table.source,
    }

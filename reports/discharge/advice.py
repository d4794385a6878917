"""The advice a family is given: when to come back, and what goes with aspirin, given or planned."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from reports.discharge.medicines import plan_in_force
from reports.formats import compared_text

if TYPE_CHECKING:
    from clinical.rules.follow_up import Advice
    from reports.discharge.parts import Record


def advice_due(record: Record) -> tuple[Advice, ...]:
    """Return when to come back, and what is said of aspirin where it goes on or is planned."""
    on_aspirin = record.assessment.follow_up.aspirin.on_aspirin
    aspirin = on_aspirin or plan_in_force("aspirin", record) is not None
    return tuple(
        advice for advice in record.rulebook.follow_up.advice if aspirin or not advice.on_aspirin
    )


def advice_text(advice: Advice, record: Record) -> str:
    fever = compared_text(Fraction(record.rulebook.temperature.fever.value), (), places=1)
    return record.words.text(f"follow_up.advice.{advice.id}", fever=fever)

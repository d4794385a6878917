"""What a plan says before its steps, as a card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clinical.dosing.plan_changes import plan_changes
from reports.summary.cards import Card, CardLine, Tone, alert_line, reason_line

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.findings import Alert
    from reports.wording import Wording

_PLAN_TONES: dict[str, Tone] = {"ready": "good", "confirm": "caution", "refused": "stop"}


def plan_card(plan: Plan, words: Wording) -> Card:
    """Return what a plan says before its steps: verdict, questions, notes."""
    open_codes = {alert.code for alert in plan.open_confirmations}
    stops = [alert for alert in plan.reasons if alert.severity == "stop"]
    asked = [alert for alert in plan.reasons if alert.code in open_codes]
    notes = [
        alert for alert in plan.reasons if alert.severity != "stop" and alert.code not in open_codes
    ]
    answers = {answer.code: answer.reason for answer in plan.overrides}

    def note(alert: Alert) -> CardLine:
        line = alert_line(alert, words)
        reason = answers.get(alert.code)
        if reason is None:
            return line
        return replace(line, text=words.text("card.answered", question=line.text, reason=reason))

    return Card(
        id="plan",
        title=plan.regimen.title,
        headline=words.text(f"verdict.plan.{plan.verdict}"),
        tone=_PLAN_TONES[plan.verdict],
        missing=tuple(alert_line(alert, words) for alert in asked),
        reasons=tuple(alert_line(alert, words) for alert in stops),
        would_change=tuple(reason_line(reason, words) for reason in plan_changes(plan)),
        notes=tuple(note(alert) for alert in notes),
    )

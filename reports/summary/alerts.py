"""The questions and notes about a record, as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.summary.cards import Card, alert_line

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from reports.wording import Wording


def alerts_card(assessment: Assessment, words: Wording) -> Card | None:
    """Return the questions and notes that no other card says, None where there are none."""
    elsewhere = (
        *assessment.kawasaki.alerts,
        *assessment.response.alerts,
        *assessment.monitoring.alerts,
        *(alert for alert in assessment.coronary.alerts if alert.severity == "info"),
    )
    alerts = [alert for alert in assessment.alerts if alert not in elsewhere]
    if not alerts:
        return None
    asks = any(alert.severity != "info" for alert in alerts)
    return Card(
        "alerts",
        words.text("card.alerts"),
        words.text("card.alerts_count", count=len(alerts)),
        "caution" if asks else "not_met",
        reasons=tuple(alert_line(alert, words) for alert in alerts),
    )

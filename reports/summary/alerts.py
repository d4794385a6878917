"""The questions and notes about a record, as a card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.summary.cards import Card, alert_line

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.rules.citation import Severity
    from reports.summary.cards import Mark, Tone
    from reports.wording import Wording

# In the order in which they are read.
_MARKS: dict[Severity, Mark] = {"stop": "stop", "confirm": "caution", "info": "info"}
_TONES: dict[Severity, Tone] = {"stop": "stop", "confirm": "caution", "info": "not_met"}


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
    # What asks for something stands first, with its mark; the others keep their order.
    alerts.sort(key=lambda alert: tuple(_MARKS).index(alert.severity))
    return Card(
        "alerts",
        words.text("card.alerts"),
        words.text("card.alerts_count", count=len(alerts)),
        _TONES[alerts[0].severity],
        reasons=tuple(
            replace(alert_line(alert, words), mark=_MARKS[alert.severity]) for alert in alerts
        ),
    )

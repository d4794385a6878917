"""The blocks ``defervescence``, ``cardiac``, ``ctcae``, ``holds`` and ``activity``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import compared_text
from reports.json_document.parts import Document, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal
    from fractions import Fraction

    from clinical.course.activity import Activity, ActivityTrend
    from clinical.course.cardiac import CardiacFunction
    from clinical.course.ctcae import GradedEffect, UnwantedEffects
    from clinical.course.defervescence import Defervescence
    from clinical.course.holds import Hold
    from clinical.measurements import Measured
    from clinical.rules.rulebook import Rulebook


def defervescence_document(found: Defervescence) -> Document:
    """Return the end of the fever and what it is counted from."""
    return {
        "first_at": _moment(found.first_at),
        "durable_at": _moment(found.durable_at),
        "fever_again_at": _moment(found.fever_again_at),
        "from_admission_h": _number(found.from_admission),
        "from_anakinra_h": _number(found.from_anakinra),
    }


def cardiac_document(found: CardiacFunction) -> Document:
    """Return ejection fraction and strain with their change."""
    trends = {"lvef": found.lvef, "strain": found.strain}
    return {
        **{name: _number(trend.latest) for name, trend in trends.items()},
        "change": {name: _number(trend.change) for name, trend in trends.items()},
        "reduced": {name: trend.reduced.value for name, trend in trends.items()},
        "course": {name: trend.course for name, trend in trends.items()},
        "source": {name: trend.rule.source for name, trend in trends.items()},
    }


def effects_document(found: UnwantedEffects) -> list[Document]:
    """Return each unwanted effect with its grade."""
    graded = [_effect(effect) for effect in found.graded]
    recorded: list[Document] = [
        {
            "term": event.term,
            "grade": event.grade,
            "at": event.at.isoformat(),
            "value": None,
            "basis": None,
            "recorded": True,
        }
        for event in found.recorded
    ]
    return graded + recorded


def _effect(effect: GradedEffect) -> Document:
    grade, value = effect.grade, effect.value
    exact = value.interval if value is not None else None
    return {
        "term": effect.term.id,
        "grade": grade.certain if grade is not None else None,
        "at_least": grade.low if grade is not None else None,
        "at": value.at.isoformat() if value is not None else None,
        "value": _number(exact.low) if exact is not None and exact.low == exact.high else None,
        "unit": effect.term.unit.value,
        "basis": grade.basis if grade is not None else None,
        "recorded": False,
        "source": effect.term.source,
    }


def holds_document(found: Sequence[Hold]) -> list[Document]:
    """Return each rule that holds anakinra back, with its state."""
    return [_hold(hold) for hold in found]


def _hold(hold: Hold) -> Document:
    return {
        "code": hold.code,
        "term": hold.field,
        "at": hold.at.isoformat(),
        "due": _moment(hold.due),
        "grade": hold.grade,
        "source": hold.rule.source,
    }


def activity_document(found: Activity, rulebook: Rulebook) -> Document:
    """Return the disease activity as physician and parent saw it."""
    return {
        "physician": _activity(found.physician, rulebook),
        "parent": _activity(found.parent, rulebook),
    }


def _activity(trend: ActivityTrend, rulebook: Rulebook) -> Document:
    percent = trend.reduction_percent
    border = rulebook.monitoring.activity.percent
    return {
        "first": _score(trend.first),
        "latest": _score(trend.latest),
        "reduction_percent": compared_text(percent, (border,), places=1).replace("−", "-")
        if percent is not None
        else None,
        "halved": trend.halved.value,
    }


def _score(item: Measured | None) -> str | None:
    return _number(item.interval.low) if item is not None and item.interval is not None else None


def _number(value: Decimal | Fraction | None) -> str | None:
    return plain(value) if value is not None else None


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None

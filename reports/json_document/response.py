"""The block ``ivig_response``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.logic import Finding
from reports.json_document.parts import Document, plain, reason_document
from reports.summary.response import fall_text

if TYPE_CHECKING:
    from fractions import Fraction

    from clinical.course.ivig_response import InfusionResponse, IvigResponse
    from clinical.course.laboratory_fall import Fall
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


def response_document(found: IvigResponse, rulebook: Rulebook, words: Wording) -> Document:
    """Return what the clocks say: of the first infusion, and of each by the deciding one."""
    clocks = {clock.rule.id: clock for clock in found.first.clocks}
    counted = found.first.deciding.readings
    falls = {fall.code: fall for fall in found.falls}
    return {
        "infusions": len(found.by_infusion),
        "hours_since_end": _hours(found.first.hours_since_end),
        **{name: clock.verdict.value for name, clock in clocks.items()},
        "hours_until": {name: _hours(clock.hours_until) for name, clock in clocks.items()},
        "explanation": {name: words.reason(clock.because) for name, clock in clocks.items()},
        "by_infusion": [_infusion(item) for item in found.by_infusion],
        "pattern": found.pattern,
        "readings": len(counted),
        "last_reading_at": counted[-1].at.isoformat() if counted else None,
        "masked": _truth(counted[-1].masked) if counted else False,
        **{f"{name}_reduction_percent": _percent(fall, rulebook) for name, fall in falls.items()},
        **{f"{name}_response": fall.verdict for name, fall in falls.items()},
        "missing": list(found.missing),
        "reasons": [reason_document(reason, words) for reason in found.reasons],
        "source": found.source,
    }


def _infusion(item: InfusionResponse) -> Document:
    end = item.infusion.end
    return {
        "n": item.infusion.n,
        "end": end.isoformat() if end is not None else None,
        "hours_since_end": _hours(item.hours_since_end),
        "aha_36h": item.deciding.verdict.value,
    }


def _hours(hours: Fraction | None) -> str | None:
    return plain(hours) if hours is not None else None


def _truth(finding: Finding) -> bool | None:
    return None if finding is Finding.UNKNOWN else finding is Finding.MET


def _percent(fall: Fall, rulebook: Rulebook) -> str | None:
    percent = fall.exact_percent
    return fall_text(percent, rulebook).replace("−", "-") if percent is not None else None

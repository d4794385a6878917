"""The block ``diagnosis.kawasaki``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.logic import Finding
from reports.json_document.parts import Document, reason_document
from reports.summary.kawasaki import echo_word

if TYPE_CHECKING:
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from reports.wording import Wording


def kawasaki_document(found: KawasakiAssessment, words: Wording) -> Document:
    """Return what the Kawasaki criteria say."""
    counts = {
        state.value: sum(sign.finding is state for sign in found.signs)
        for state in (Finding.MET, Finding.NOT_MET, Finding.UNKNOWN)
    }
    return {
        "verdict": found.verdict.value,
        "rule": found.rule,
        "fever_days": found.fever_days,
        "signs": {
            "present": counts["met"],
            "absent": counts["not_met"],
            "unknown": counts["unknown"],
        },
        "laboratory": {
            "met": sum(reason.finding is Finding.MET for reason in found.laboratory),
            "unknown": sum(reason.finding is Finding.UNKNOWN for reason in found.laboratory),
            "items": [reason_document(reason, words) for reason in found.laboratory],
        },
        "inflammation": [reason_document(reason, words) for reason in found.inflammation],
        "echo": echo_word(found.echo.finding),
        "missing": list(found.missing),
        "reasons": _reason_codes(found),
        "explanation": [words.reason(reason) for reason in found.reasons],
        "would_change": [words.reason(reason) for reason in found.would_change],
        "review_on": found.review_on.isoformat() if found.review_on is not None else None,
        "source": found.source,
    }


_SERIAL = {"inflammation_low", "supplementary_few"}


def _reason_codes(found: KawasakiAssessment) -> list[str]:
    """Return the codes of the reasons, with the contract's own words among them."""
    codes = [reason.code.removeprefix("kawasaki.") for reason in found.reasons]
    if _SERIAL & set(codes):
        codes.append("serial_re_evaluation")
    return codes

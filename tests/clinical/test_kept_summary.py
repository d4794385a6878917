"""Which headings a discharge summary wants, and which of its versions is the latest."""

from __future__ import annotations

from datetime import datetime

from clinical.record.case import Case, Involvement
from clinical.record.entry import Struck
from clinical.record.kept_plan import Signature
from clinical.record.kept_summary import (
    MANDATORY,
    MANDATORY_AFTER_DEATH,
    KeptSummary,
    latest_summary,
    mandatory_headings,
    missing_headings,
)

AT = datetime.fromisoformat("2026-11-21T14:20:00+01:00")
DIED = Case(involvement=Involvement(died="present"))


def version(number: int, *, struck: bool = False) -> KeptSummary:
    mark = Struck(at=AT, by="Dr A", reason="other child") if struck else None
    signed = Signature(at=AT, by="Dr A")
    return KeptSummary(version=number, as_of=AT, code="A", finalised=signed, struck=mark)


def test_of_a_child_who_died_nobody_asks_what_comes_next() -> None:
    assert mandatory_headings(Case()) == MANDATORY
    assert mandatory_headings(DIED) == MANDATORY_AFTER_DEATH
    assert set(MANDATORY) - set(MANDATORY_AFTER_DEATH) == {
        "condition_at_discharge",
        "plan_and_requested_actions",
        "information_and_advice",
    }


def test_blank_text_fills_no_heading() -> None:
    case = Case(discharge={**dict.fromkeys(MANDATORY, "Written."), "clinical_summary": " \n"})
    assert missing_headings(case) == ("clinical_summary",)
    assert missing_headings(Case()) == MANDATORY
    assert missing_headings(DIED) == MANDATORY_AFTER_DEATH


def test_the_latest_version_is_the_one_with_the_highest_number_that_was_not_struck() -> None:
    assert latest_summary(Case()) is None
    case = Case(summaries=(version(2), version(1), version(3, struck=True)))
    found = latest_summary(case)
    assert found is not None
    assert found.version == 2

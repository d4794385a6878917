"""Finalised summaries: each version once, by a person asked for again, and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from clinical.record.kept_summary import MANDATORY, MANDATORY_AFTER_DEATH, KeptSummary
from records.faults import RecordsError, RefusedError, SignInError
from records.service.summary_changes import Finished
from records.store.migrations import CURRENT
from tests.records.ward import PHRASE, Ward, child, key

if TYPE_CHECKING:
    from clinical.record.vocabulary import DischargeHeading
    from records.service.open_case import OpenCase

FILLED: dict[DischargeHeading, str] = dict.fromkeys(MANDATORY, "Written by hand.")


def finished(ward: Ward, code: str, reason: str = "") -> Finished:
    return Finished(as_of=ward.clock.time, code=code, reason=reason)


def finalise(ward: Ward, opened: OpenCase, code: str, reason: str = "") -> OpenCase:
    made = finished(ward, code, reason)
    return ward.records.summaries.finalise(opened, made, PHRASE, key()).case


@pytest.fixture
def filled(ward: Ward) -> OpenCase:
    return ward.commit(ward.admitted(), discharge=FILLED)


def refused(error: pytest.ExceptionInfo[RecordsError]) -> str:
    return error.value.code


def test_the_first_version_says_who_finalised_what_and_replaces_nothing(
    ward: Ward, filled: OpenCase
) -> None:
    (kept,) = finalise(ward, filled, "AAAA-1111").case.summaries
    assert (kept.version, kept.code, kept.replaces, kept.reason) == (1, "AAAA-1111", None, None)
    assert (kept.finalised.by, kept.finalised.at) == ("Dr Ada Example", ward.clock.time)
    assert {each.heading for each in kept.written} == set(MANDATORY)
    assert kept.recorded is not None
    assert kept.recorded.by == "Dr Ada Example"


def test_an_amended_version_names_the_one_it_replaces_and_why(ward: Ward, filled: OpenCase) -> None:
    opened = finalise(ward, filled, "AAAA-1111")
    ward.clock.move(seconds=90)
    opened = ward.commit(opened, discharge={**FILLED, "pending_results": "Culture negative."})
    with pytest.raises(RefusedError) as error:
        finalise(ward, opened, "BBBB-2222")
    assert refused(error) == "reason_missing"
    first, second = finalise(ward, opened, "BBBB-2222", "The culture came in").case.summaries
    assert (second.version, second.replaces, second.reason) == (2, 1, "The culture came in")
    assert first.code == "AAAA-1111"
    assert second.finalised.at - first.finalised.at == timedelta(seconds=90)


@pytest.mark.parametrize("reason", ["", "x", "nine char"])
def test_a_reason_that_says_nothing_amends_nothing(
    ward: Ward, filled: OpenCase, reason: str
) -> None:
    opened = finalise(ward, filled, "AAAA-1111")
    with pytest.raises(RefusedError) as error:
        finalise(ward, opened, "BBBB-2222", reason)
    assert refused(error) == "reason_missing"
    assert error.value.values == {"least": "10"}


def test_nothing_is_finalised_twice(ward: Ward, filled: OpenCase) -> None:
    opened = finalise(ward, filled, "AAAA-1111")
    with pytest.raises(RefusedError) as error:
        finalise(ward, opened, "AAAA-1111", "once more, by mistake")
    assert refused(error) == "summary_same"


def test_a_retry_finalises_once(ward: Ward, filled: OpenCase) -> None:
    made, once = finished(ward, "AAAA-1111"), key()
    first = ward.records.summaries.finalise(filled, made, PHRASE, once)
    again = ward.records.summaries.finalise(filled, made, PHRASE, once)
    assert again.repeated
    assert again.case == first.case
    assert len(again.case.case.summaries) == 1


@pytest.mark.parametrize("heading", MANDATORY)
def test_with_any_mandatory_heading_empty_nothing_is_finalised(
    ward: Ward, filled: OpenCase, heading: DischargeHeading
) -> None:
    opened = ward.commit(filled, discharge={**FILLED, heading: "  "})
    with pytest.raises(RefusedError) as error:
        finalise(ward, opened, "AAAA-1111")
    assert refused(error) == "summary_unfinished"
    assert error.value.values == {"count": "1"}


def test_of_a_child_who_died_fewer_headings_are_asked(ward: Ward) -> None:
    opened = ward.admitted()
    opened = ward.commit(
        opened,
        discharge=dict.fromkeys(MANDATORY_AFTER_DEATH, "Written by hand."),
        involvement=opened.case.involvement.replace(died="present"),
    )
    assert len(finalise(ward, opened, "AAAA-1111").case.summaries) == 1


def test_it_asks_for_the_person_again(ward: Ward, filled: OpenCase) -> None:
    with pytest.raises(SignInError) as error:
        ward.records.summaries.finalise(filled, finished(ward, "AAAA"), "not the phrase", key())
    assert refused(error) == "wrong_password"
    assert ward.records.patients.open(filled.id).case.summaries == ()


@pytest.mark.hazard("H29")
def test_a_finalised_version_cannot_be_typed_changed_or_undone(
    ward: Ward, filled: OpenCase
) -> None:
    opened = finalise(ward, filled, "AAAA-1111")
    (kept,) = opened.case.summaries
    forged = kept.replace(id=None, version=2)
    for summaries, code in (
        ((kept, forged), "signature_forged"),
        ((kept.replace(code="CCCC-3333"),), "summary_final"),
        ((kept.replace(finalised=kept.finalised.replace(by="Dr B. Other")),), "summary_final"),
        ((), "entry_removed"),
    ):
        with pytest.raises(RefusedError) as error:
            ward.commit(opened, summaries=summaries)
        assert refused(error) == code
    without = opened.case.replace(summaries=())
    with pytest.raises(RefusedError) as error:
        ward.records.patients.save(opened, without, key(), undo="undone")
    # Behind what was finalised no undo reaches, whoever asks.
    assert refused(error) in {"summary_final", "undo_too_far"}
    assert ward.records.patients.open(opened.id).case.summaries == (kept,)


def test_no_undo_reaches_behind_a_finalised_summary(ward: Ward, filled: OpenCase) -> None:
    opened = finalise(ward, filled, "AAAA-1111")
    with pytest.raises(RefusedError) as error:
        ward.records.patients.admit(
            child("Horák", "Jan", "W4-1").replace(summaries=opened.case.summaries), key()
        )
    assert refused(error) == "signature_forged"


def test_the_history_says_that_it_was_finalised(ward: Ward, filled: OpenCase) -> None:
    opened = finalise(ward, filled, "AAAA-1111")
    deeds = [change.action for change in ward.records.trail.of_case(opened.id)]
    assert "summary_finalised" in deeds


def test_an_ended_admission_is_not_finalised_any_more(ward: Ward, filled: OpenCase) -> None:
    closed = ward.records.patients.close(filled, key()).case
    with pytest.raises(RefusedError) as error:
        finalise(ward, closed, "AAAA-1111")
    assert refused(error) == "case_closed"


def test_a_version_without_its_number_is_no_version() -> None:
    with pytest.raises(ValueError, match="version"):
        KeptSummary.model_validate({"as_of": "2026-11-21T14:20:00+01:00", "code": "A"})


def test_a_store_of_the_first_schema_is_brought_up_to_date(ward: Ward, filled: OpenCase) -> None:
    desk = ward.records.patients._desk  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] (no other way to an older store)
    with desk.store.writing() as writing:
        writing.connection.exec_driver_sql("PRAGMA user_version = 1")
    ward.records.door.sign_out()
    ward.signed_in("ada")
    with ward.records.patients._desk.store.reading() as connection:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] (likewise)
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    assert (found, CURRENT) == (2, 2)
    assert ward.records.patients.open(filled.id).case.discharge == filled.case.discharge

"""What is here and what others saved, made one record: nothing of theirs goes, no dose twice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinical.record.entry import Struck
from desktop.patients.joining import Joiner, taken_up, with_doses_of
from tests.records.ward import ZONE, child, dose, note, weight

if TYPE_CHECKING:
    from clinical.record.case import Case, Treatment

AT = datetime(2026, 11, 21, 14, 20, tzinfo=ZONE)
ADA = Joiner(AT, "Dr Ada Example", "corrected")
FIRST = dose(amount="60").replace(id="first")


def corrected(amount: str, by: str) -> tuple[Treatment, Treatment]:
    """Return a new dose in the place of the first, and the first, struck for it."""
    anew = dose(amount=amount).replace(id=f"by-{by}")
    mark = Struck(at=AT, by=by, reason="corrected", replaced_by=anew.id)
    return anew, FIRST.replace(struck=mark)


def charted(*doses: Treatment) -> Case:
    return child().replace(treatments=doses)


def amounts(case: Case) -> list[Decimal | None]:
    return [each.dose for each in case.treatments if each.struck is None]


@pytest.mark.hazard("H46", "H60")
def test_of_one_dose_that_two_people_corrected_one_correction_counts() -> None:
    ours, theirs = charted(*corrected("66", "ada")), charted(*corrected("99", "bob"))
    joined = with_doses_of(ours, theirs, ADA)
    assert amounts(joined) == [Decimal(66)]
    rival = next(each for each in joined.treatments if each.id == "by-bob")
    assert rival.struck is not None
    assert (rival.struck.by, rival.struck.replaced_by) == ("Dr Ada Example", "by-ada")
    # All three stand in the record.
    assert {each.id for each in joined.treatments} == {"first", "by-ada", "by-bob"}


@pytest.mark.hazard("H46", "H60")
def test_a_correction_that_was_corrected_once_more_is_the_one_that_gives_way() -> None:
    second, first = corrected("99", "bob")
    third = dose(amount="120").replace(id="by-cyd")
    mark = Struck(at=AT, by="cyd", reason="corrected", replaced_by=third.id)
    theirs = charted(third, first, second.replace(struck=mark))
    joined = with_doses_of(charted(*corrected("66", "ada")), theirs, ADA)
    assert amounts(joined) == [Decimal(66)]


@pytest.mark.hazard("H46", "H60")
def test_a_dose_typed_over_that_somebody_else_corrected_takes_its_place() -> None:
    typed = charted(FIRST.replace(dose=Decimal(66)))
    joined = with_doses_of(typed, charted(*corrected("99", "bob")), ADA)
    assert amounts(joined) == [Decimal(66)]


def test_what_others_charted_or_struck_stays_so() -> None:
    later = dose("anakinra", "80").replace(id="later")
    gone = FIRST.replace(struck=Struck(at=AT, by="bob", reason="not given"))
    assert amounts(with_doses_of(charted(FIRST), charted(gone, later), ADA)) == [Decimal(80)]
    # An end that they filled in is not lost with our correction.
    ended = FIRST.replace(end=AT)
    joined = with_doses_of(charted(*corrected("66", "ada")), charted(ended), ADA)
    old = next(each for each in joined.treatments if each.id == "first")
    assert old.end == AT
    assert old.struck is not None


def test_a_draft_changes_what_was_typed_and_nothing_that_others_changed() -> None:
    kept = weight("15").replace(id="w")
    began = child("Novak", "Bela").replace(weights=(kept,))
    drafted = began.replace(
        patient=began.patient.replace(given_name="Bella"), notes=(note("typed"),)
    )
    seen = note("theirs").replace(id="n")
    theirs = began.replace(
        patient=began.patient.replace(sex="female"),
        weights=(kept.replace(kg=Decimal(16)),),
        notes=(seen,),
    )
    joined = taken_up(began, drafted, theirs, ADA)
    assert (joined.patient.given_name, joined.patient.sex) == ("Bella", "female")
    assert [each.kg for each in joined.weights] == [Decimal(16)]
    assert [each.text for each in joined.notes] == ["theirs", "typed"]


def test_a_draft_that_altered_or_emptied_an_entry_does_so_where_nobody_else_did() -> None:
    one, other = weight("15").replace(id="w"), note("gone").replace(id="n")
    began = child().replace(weights=(one,), notes=(other,), z_model="mccrindle_2007")
    drafted = began.replace(weights=(one.replace(kg=Decimal("15.5")),), notes=(), z_model=None)
    joined = taken_up(began, drafted, began, ADA)
    assert joined == drafted
    # An entry that somebody else altered meanwhile is not emptied by a draft.
    theirs = began.replace(notes=(other.replace(text="altered"),))
    assert taken_up(began, drafted, theirs, ADA).notes == theirs.notes
    # A draft that changed nothing changes nothing.
    assert taken_up(began, began, theirs, ADA) == theirs

"""Patients: found as the name is typed, not mistaken for each other, admitted with nothing old."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinical.record.case import Allergies, Case, Patient
from records.faults import RecordsError, RefusedError
from records.service.identity import IdentityQuestion, matches, needs
from records.store.names import alike, folded, identifier_folded, near
from tests.records.crowd import crowd
from tests.records.ward import Ward, child, dose, key, weight

if TYPE_CHECKING:
    from collections.abc import Callable


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(RecordsError) as refused:
        deed()
    return refused.value.code


def named(family: str, given: str = "", identifier: str = "", born: str | None = None) -> Case:
    """Return a child of a name; only what is given is known."""
    return Case(
        patient=Patient(
            family_name=family or None,
            given_name=given or None,
            identifier=identifier or None,
            date_of_birth=date.fromisoformat(born) if born is not None else None,
        )
    )


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("Kováč", "kovac"),
        ("Kova\u0301c\u030c", "kovac"),
        ("  VAN   der  Berg ", "van der berg"),
        ("O’Neill-Smith", "o neill smith"),
        ("Łuczak", "luczak"),
        ("Straße", "strasse"),
        ("ÆRØ", "aero"),
        ("İnan", "inan"),
        ("ﬁsher", "fisher"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_marks_and_spelling(name: str, compared: str) -> None:
    assert folded(name) == compared


def test_identifiers_are_compared_by_letters_and_digits() -> None:
    assert identifier_folded("W4-0017") == identifier_folded("w4 0017 ") == "w40017"
    assert identifier_folded(None) == ""


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(
    ("first", "second", "is_near"),
    [
        ("novak", "novak", True),
        ("novak", "nowak", True),
        ("novak", "novaka", True),
        ("novak", "nvak", True),
        ("novak", "onvak", True),
        ("novak", "novka", True),
        ("novak", "nowaka", False),
        ("novak", "kavon", False),
        ("novak", "horak", False),
        ("li", "lu", False),
        ("li", "li", True),
        ("li", "lin", False),
        ("lin", "lim", True),
        ("", "", True),
    ],
)
def test_a_near_name_is_one_slip_away(first: str, second: str, *, is_near: bool) -> None:
    assert near(first, second) is is_near
    assert near(second, first) is is_near


@pytest.mark.hazard("H35")
def test_a_thousand_names_and_one_slip_in_each_are_near() -> None:
    chance = random.Random(35)  # noqa: S311 (slips for a test)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for _ in range(1_000):
        name = "".join(chance.choice(letters) for _ in range(chance.randint(3, 12)))
        place = chance.randrange(len(name))
        slips = {
            name[:place] + name[place + 1 :] if len(name) > 3 else name,
            name[:place] + chance.choice(letters) + name[place:],
            name[:place] + chance.choice(letters) + name[place + 1 :],
            name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
        }
        assert all(near(name, slip) for slip in slips), name
        assert not near(name, name + "qq")


@pytest.mark.parametrize(
    ("first", "second", "is_alike"),
    [
        ("новак", "novak", True),
        ("шевченко", "shevchenko", True),
        ("новак", "horak", False),
        ("van der berg", "vanderberg", True),
        ("garcia lopez", "garcia", True),
        ("novak", "baby novak", True),
        # What many names share tells nobody from anybody.
        ("van der berg", "van der meer", False),
        ("garcia lopez", "lopezova", False),
    ],
)
def test_names_in_other_letters_or_more_words_are_alike(
    first: str, second: str, *, is_alike: bool
) -> None:
    assert alike(first, second) is is_alike
    assert alike(second, first) is is_alike


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (named("Novák", "Bělá"), "same_name"),
        (named("NOVAK", "Bela"), "same_name"),
        (named("Nova\u0301k", "Be\u030cla\u0301"), "same_name"),
        (named("Nowak", "Bela"), "near_name"),
        (named("Novak", "Beta"), "near_name"),
        (named("Bela", "Novak"), "near_name"),
        (named("Novak", "Adam", born="2019-11-02"), "same_birth"),
        (named("Novak", "Adam", born="2019-11-03"), None),
        # Other letters, one word for two, a second name or "Baby" left out.
        (named("Новак", "Бела"), "near_name"),
        (named("No vak", "Bela"), "near_name"),
        (named("Novak Lopez", "Bela", born="2019-11-03"), "near_name"),
        (named("Baby Novak", ""), "near_name"),
        (named("Horak Lopez", "Bela"), None),
        (named("Somebody", "Else", "w4 0017"), "same_identifier"),
        (named("Somebody", "Else", "W4-0018", "2019-11-02"), None),
    ],
)
def test_a_child_who_could_be_another_is_shown(ward: Ward, other: Case, kind: str | None) -> None:
    ward.admitted()
    found = ward.records.patients.near_names(other.patient)
    assert [one.kind for one in found] == ([kind] if kind is not None else [])


@pytest.mark.hazard("H35")
def test_nobody_is_admitted_beside_a_near_name_that_was_not_shown(ward: Ward) -> None:
    first = ward.admitted()
    admit = ward.records.patients.admit
    assert code_of(lambda: admit(named("Nowak", "Bela"), key())) == "near_names"
    assert len(ward.records.patients.search("")) == 1
    admit(named("Nowak", "Bela"), key(), seen=(first.patient,))
    assert len(ward.records.patients.search("")) == 2


def test_a_child_without_any_name_is_not_admitted(ward: Ward) -> None:
    admit = ward.records.patients.admit
    assert code_of(lambda: admit(named("", "Bela"), key())) == "identity_missing"
    assert admit(named("", "", "W4-0019"), key())


@pytest.mark.parametrize(
    "typed",
    [
        "nov",
        "NOVÁK",
        "novak bela",
        "bel nov",
        "w4-0017",
        "w40017",
        "0017",
        "2019",
        "02112019",
        "20191102",
        "02.11.2019",
        "02-11",
        "2019-11-02 no",
    ],
)
def test_a_child_is_found_by_the_beginnings_of_words(ward: Ward, typed: str) -> None:
    opened = ward.admitted()
    ward.records.patients.admit(named("Dvořák", "Emil", "X9-4711", "2014-05-03"), key())
    assert [one.case_id for one in ward.records.patients.search(typed)] == [opened.id]


@pytest.mark.parametrize(
    "typed", ["ovak", "novakx", "nov dvo", '"', "*", "' OR 1=1 --", "NEAR(", "-"]
)
def test_nothing_typed_finds_what_does_not_match_or_breaks_the_search(
    ward: Ward, typed: str
) -> None:
    ward.admitted()
    found = ward.records.patients.search(typed)
    assert len(found) == (1 if not folded(typed) else 0)


def test_a_corrected_name_is_found_under_the_new_one_only(ward: Ward) -> None:
    opened = ward.admitted()
    ward.commit(opened, patient=opened.case.patient.replace(family_name="Horák"))
    assert ward.records.patients.search("novak") == ()
    assert len(ward.records.patients.search("horak")) == 1


def test_the_latest_changed_stands_first_and_closed_ones_last(ward: Ward) -> None:
    first = ward.admitted()
    ward.clock.move(minutes=1)
    second = ward.admitted(child("Novotný", "Jan", "W4-0020"))
    ward.clock.move(minutes=1)
    assert [one.case_id for one in ward.records.patients.search("nov")] == [second.id, first.id]
    first = ward.commit(first, weights=(weight(),))
    assert [one.case_id for one in ward.records.patients.search("nov")] == [first.id, second.id]
    ward.records.patients.close(first, key())
    assert [one.case_id for one in ward.records.patients.search("nov")] == [second.id, first.id]
    assert [one.case_id for one in ward.records.patients.search("")] == [second.id]


@pytest.mark.hazard("H65")
def test_one_child_is_found_in_a_crowd_by_any_word_begun(ward: Ward) -> None:
    words = crowd(ward, 3_000)
    search = ward.records.patients.search
    assert [one.case_id for one in search("w002500")] == ["c2500"]
    found = [one.case_id for one in search("karo")]
    assert found
    assert all(any(word.startswith("karo") for word in words[one].split()) for one in found)
    assert search("zzz") == ()


@pytest.mark.hazard("H34")
def test_the_child_is_named_by_three_letters_and_a_year() -> None:
    patient = child().patient
    assert needs(patient) == IdentityQuestion(3, "birth_year")
    for letters, number, right in (
        ("nov", "2019", True),
        ("NOV", " 2019 ", True),
        ("Nóv", "2019", True),
        ("no", "2019", False),
        ("nova", "2019", False),
        ("bel", "2019", False),
        ("nov", "2018", False),
        ("nov", "19", False),
        ("", "", False),
    ):
        assert matches(patient, letters, number) is right, (letters, number)


@pytest.mark.hazard("H34")
def test_without_a_date_of_birth_the_end_of_the_identifier_stands_in() -> None:
    patient = named("Li", "", "W4-0017").patient
    assert needs(patient) == IdentityQuestion(2, "identifier_end")
    assert matches(patient, "li", "0017")
    assert not matches(patient, "li", "0018")
    for nobody in (named("Li"), named("", "Bo", "W4-0017"), named("-", "", "W4-0017")):
        with pytest.raises(RefusedError) as refused:
            needs(nobody.patient)
        assert refused.value.code == "identity_missing"


@pytest.mark.hazard("H34")
def test_nothing_is_printed_before_the_child_was_named_again(ward: Ward) -> None:
    opened = ward.admitted()
    other = ward.records.patients.admit(child("Horák", "Jan", "W4-0030"), key()).case
    ward.records.plans.printed(opened, "plan", "KD")
    assert code_of(lambda: ward.records.plans.printed(other, "plan", "KD")) == "identity_needed"
    confirm = ward.records.patients.confirm_identity
    assert code_of(lambda: confirm(other, "nov", "2019")) == "identity_differs"
    assert code_of(lambda: ward.records.plans.printed(other, "plan", "KD")) == "identity_needed"
    confirm(other, "hor", "2019")
    ward.records.plans.printed(other, "plan", "KD")
    told = [one.action for one in ward.records.trail.of_case(other.id)]
    assert told == ["printed", "identity_differed", "admitted"]


@pytest.mark.hazard("H37")
def test_a_child_who_comes_back_brings_who_it_is_and_nothing_of_the_former_illness(
    ward: Ward,
) -> None:
    opened = ward.commit(
        ward.admitted(),
        weights=(weight(),),
        treatments=(dose(),),
        allergies=Allergies(state="none_known"),
        z_model="mccrindle_2007",
    )
    closed = ward.records.patients.close(opened, key()).case
    again = ward.records.patients.readmit(closed, key()).case
    assert again.patient == closed.patient
    assert again.id != closed.id
    expected = Case(patient=opened.case.patient, allergies=Allergies(state="none_known"))
    assert again.case == expected


def test_the_same_illness_goes_on_in_the_same_record(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    closed = ward.records.patients.close(opened, key()).case
    assert closed.closed
    assert code_of(lambda: ward.commit(closed, weights=())) == "case_closed"
    assert code_of(lambda: ward.records.patients.close(closed, key())) == "case_closed"
    again = ward.records.patients.reopen(closed, key()).case
    assert (again.id, again.case, again.closed) == (opened.id, opened.case, False)
    assert code_of(lambda: ward.records.patients.reopen(again, key())) == "case_open"


def test_a_child_nobody_knows_is_not_opened(ward: Ward) -> None:
    assert code_of(lambda: ward.records.patients.open("nobody")) == "patient_unknown"

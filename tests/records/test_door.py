"""Who is at the workstation: signing in, locking in time, coming back fast, being asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from records.faults import RecordsError, RefusedError, SignInError
from records.keys.wrapping import Argon2Costs
from records.people.session import DEFAULT_IDLE, Session, idle_limit
from records.service.records import Records
from records.store.store import Place, read_keys
from tests.records.ward import CHEAP, PHRASE, Ward, child, dose, draft_plan, key, weight

if TYPE_CHECKING:
    from collections.abc import Callable

PIN = "2580"
OTHER = "dry towels on line 4"


def code_of(deed: Callable[[], object]) -> str:
    """Return why something is refused."""
    with pytest.raises(RecordsError) as refused:
        deed()
    return refused.value.code


@pytest.mark.hazard("H36", "H67")
def test_a_session_nobody_touches_locks_itself_within_its_limit(ward: Ward) -> None:
    opened = ward.admitted()
    for _ in range(20):
        ward.records.door.come_back(PHRASE)
        ward.clock.move(seconds=DEFAULT_IDLE.total_seconds() - 1)
        ward.records.patients.open(opened.id)
        ward.clock.move(seconds=DEFAULT_IDLE.total_seconds())
        assert ward.records.door.locks_in() is None
        assert code_of(lambda: ward.records.patients.open(opened.id)) == "session_locked"
        session = ward.records.door.session
        assert session is not None
        assert session.locked


def test_a_key_pressed_keeps_it_open_and_does_not_open_a_locked_one(ward: Ward) -> None:
    for _ in range(10):
        ward.clock.move(minutes=2)
        ward.records.door.touch()
    assert ward.records.door.locks_in() == DEFAULT_IDLE
    ward.clock.move(minutes=4)
    ward.records.door.touch()
    assert ward.records.door.locks_in() is None


def test_a_site_chooses_the_limit_between_one_and_ten_minutes() -> None:
    assert [idle_limit(minutes) for minutes in (None, 0, 1, 5, 10, 99)] == [
        timedelta(minutes=minutes) for minutes in (3, 1, 1, 5, 10, 10)
    ]


def test_a_clock_put_back_locks_instead_of_keeping_open(ward: Ward) -> None:
    ward.clock.move(hours=-2)
    assert code_of(lambda: ward.records.patients.search("")) == "session_locked"


@pytest.mark.hazard("H36")
def test_a_pin_brings_back_fast_and_five_wrong_ones_ask_for_the_password(ward: Ward) -> None:
    door = ward.records.door
    door.set_pin(PIN, PHRASE)
    door.lock()
    assert door.come_back(PIN).locked is False
    door.lock()
    for _ in range(5):
        assert code_of(lambda: door.come_back("2581")) == "wrong_password"
    assert code_of(lambda: door.come_back(PIN)) == "wrong_password"
    assert door.come_back(PHRASE).locked is False
    door.lock()
    assert door.come_back(PIN).locked is False


def test_a_pin_serves_one_shift(ward: Ward) -> None:
    door = ward.records.door
    door.set_pin(PIN, PHRASE)
    ward.clock.move(hours=7, minutes=59)
    assert door.come_back(PIN).locked is False
    ward.clock.move(minutes=2)
    assert code_of(lambda: door.come_back(PIN)) == "wrong_password"
    assert door.come_back(PHRASE).locked is False
    door.lock()
    assert door.come_back(PIN).locked is False


def test_a_pin_ends_with_the_session_and_stands_nowhere_on_the_disk(ward: Ward) -> None:
    ward.records.door.set_pin(PIN, PHRASE)
    ward.records.door.sign_out()
    ward.signed_in("ada")
    ward.records.door.lock()
    assert code_of(lambda: ward.records.door.come_back(PIN)) == "wrong_password"
    session = ward.records.door.session
    assert session is not None
    assert session.pin is None


def test_a_list_that_renews_itself_keeps_no_session_open(ward: Ward) -> None:
    for _ in range(17):
        ward.clock.move(seconds=10)
        ward.records.patients.search("")
    ward.clock.move(seconds=10)
    assert code_of(lambda: ward.records.patients.search("")) == "session_locked"


def test_a_password_is_sealed_anew_once_a_guess_has_become_dearer(ward: Ward) -> None:
    ward.records.door.sign_out()
    dearer = Argon2Costs(memory_kib=64, passes=2, lanes=1)
    for costs, sealed_with in ((dearer, dearer), (CHEAP, dearer)):
        records = Records(ward.folder, ward.clock, costs=costs)
        records.door.sign_in("ada", PHRASE)
        records.door.sign_out()
        assert read_keys(Place(ward.folder)).people[0].key.costs == sealed_with


def test_a_pin_is_set_only_by_who_knows_the_password(ward: Ward) -> None:
    assert code_of(lambda: ward.records.door.set_pin(PIN, OTHER)) == "wrong_password"
    ward.records.door.set_pin(PIN, PHRASE)
    assert code_of(lambda: ward.records.door.set_pin("8520", PIN)) == "wrong_password"
    assert code_of(lambda: ward.records.door.set_pin("1111", PHRASE)) == "pin_form"


@pytest.mark.hazard("H36", "H62")
def test_wrong_passwords_make_wait_and_the_right_one_after_it_opens(ward: Ward) -> None:
    door = ward.records.door
    door.sign_out()
    answers = [code_of(lambda: door.sign_in("ada", OTHER)) for _ in range(6)]
    assert answers == ["wrong_password"] * 3 + ["wait"] * 3
    with pytest.raises(SignInError) as refused:
        door.sign_in("ada", PHRASE)
    assert refused.value.values == {"seconds": "5"}
    ward.clock.move(seconds=5)
    signed = door.sign_in("ada", PHRASE)
    # The person hears of it, and so does the audit.
    assert signed.failures == 3
    ward.joined("aud", "auditor")
    ward.signed_in("aud")
    told = [one.detail for one in ward.records.trail.everything() if one.action == "signed_in"]
    assert {"failures": 3} in told


def test_nobody_else_waits_for_it(ward: Ward) -> None:
    ward.joined("ben", "nurse")
    ward.records.door.sign_out()
    for _ in range(6):
        code_of(lambda: ward.records.door.sign_in("ada", OTHER))
    assert ward.records.door.sign_in("ben", PHRASE).session.person.name == "ben"


@pytest.mark.hazard("H36")
def test_another_person_takes_over_and_finds_nothing_of_the_one_before(ward: Ward) -> None:
    ward.joined("ben", "nurse")
    opened = ward.admitted()
    ward.records.drafts.keep(opened.case.replace(z_model="mccrindle_2007"), opened.id, 1)
    ward.records.door.lock()
    ward.signed_in("ben")
    assert ward.records.drafts.own() == ()
    assert not ward.records.patients.is_confirmed(opened.id)
    ward.signed_in("ada")
    (draft,) = ward.records.drafts.own()
    assert draft.case.z_model == "mccrindle_2007"
    assert (draft.case_id, draft.version, draft.at) == (opened.id, 1, ward.clock.time)


def test_a_wrong_password_of_the_next_leaves_the_one_before(ward: Ward) -> None:
    ward.joined("ben", "nurse")
    assert code_of(lambda: ward.records.door.sign_in("ben", OTHER)) == "wrong_password"
    session = ward.records.door.session
    assert session is not None
    assert session.person.name == "ada"


def test_a_draft_can_be_kept_while_it_locks_and_read_only_after(ward: Ward) -> None:
    opened = ward.admitted()
    for n in range(20):
        ward.clock.move(minutes=4)
        ward.records.drafts.keep(opened.case.replace(z_model=f"m{n}"), opened.id, 1)
        ward.records.door.lock()
        assert code_of(ward.records.drafts.own) == "session_locked"
        ward.records.door.come_back(PHRASE)
        assert [draft.case.z_model for draft in ward.records.drafts.own()] == [f"m{n}"]


def test_a_draft_is_gone_once_it_is_saved_or_dropped(ward: Ward) -> None:
    opened = ward.admitted()
    other = ward.admitted(child("Novotná", "Cyril", "W4-0018"))
    for one in (opened, other):
        ward.records.drafts.keep(one.case, one.id, 1)
    ward.commit(opened, weights=(weight(),))
    assert [draft.case_id for draft in ward.records.drafts.own()] == [other.id]
    ward.records.drafts.drop(other.id)
    assert ward.records.drafts.own() == ()


def test_a_draft_of_no_patient_yet_is_kept_and_goes_with_the_admission(ward: Ward) -> None:
    ward.records.drafts.keep(child())
    assert ward.records.drafts.own()[0].case == child()
    ward.admitted()
    assert ward.records.drafts.own() == ()


@pytest.mark.hazard("H62")
def test_the_recovery_key_gives_a_new_password_and_is_replaced(ward: Ward) -> None:
    opened = ward.admitted()
    ward.records.door.sign_out()
    signed, printed = ward.records.door.recover(ward.recovery_key, "ada", OTHER)
    assert signed.session.person.name == "ada"
    assert ward.records.patients.open(opened.id).case == opened.case
    ward.records.door.sign_out()
    again = code_of(lambda: ward.records.door.recover(ward.recovery_key, "ada", PHRASE))
    assert again == "wrong_recovery_key"
    assert code_of(lambda: ward.records.door.sign_in("ada", PHRASE)) == "wrong_password"
    ward.records.door.recover(printed, "ada", PHRASE)


def test_a_recovery_is_told_in_the_audit(ward: Ward) -> None:
    ward.joined("aud", "auditor")
    ward.records.door.sign_out()
    ward.records.door.recover(ward.recovery_key, "ada", OTHER)
    ward.signed_in("aud")
    assert "recovered" in [one.action for one in ward.records.trail.everything()]


def test_signing_asks_for_the_person_again(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    plan = ("plan-1", 1)
    assert code_of(lambda: ward.records.plans.sign(opened, plan, OTHER, key())) == "wrong_password"
    assert ward.records.patients.open(opened.id).case.plans[0].signed is None
    ward.records.door.set_pin(PIN, PHRASE)
    signed = ward.records.plans.sign(opened, plan, PIN, key()).case.case.plans[0]
    assert signed.signed is not None
    assert (signed.signed.by, signed.signed.at) == ("Dr Ada Example", ward.clock.time)
    assert signed.state == "active"


@pytest.mark.hazard("H36")
def test_a_plan_is_checked_by_another_person_than_who_signed_it(ward: Ward) -> None:
    ward.joined("cleo", "pharmacist")
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    plan = ("plan-1", 1)
    signed = ward.records.plans.sign(opened, plan, PHRASE, key()).case
    check = ward.records.plans.check
    assert code_of(lambda: check(signed, plan, "ada", PHRASE, key())) == "not_oneself"
    assert code_of(lambda: check(signed, plan, "cleo", OTHER, key())) == "wrong_password"
    checked = check(signed, plan, "cleo", PHRASE, key()).case
    kept = checked.case.plans[0]
    assert kept.checked is not None
    assert kept.checked.by == "Cleo Example"
    told = ward.records.trail.of_case(opened.id)[0]
    assert (told.action, told.shown) == ("plan_checked", "Cleo Example")
    session = ward.records.door.session
    assert session is not None
    assert session.person.name == "ada"


@pytest.mark.hazard("H36")
def test_a_plan_is_signed_by_another_person_than_who_checked_it(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    checked = ward.records.plans.check(opened, ("plan-1", 1), "ada", PHRASE, key()).case
    sign = ward.records.plans.sign
    assert code_of(lambda: sign(checked, ("plan-1", 1), PHRASE, key())) == "not_oneself"


def test_two_people_of_one_name_are_two_people(ward: Ward) -> None:
    ward.records.accounts.add("ada2", "Dr Ada Example", ("clinician",), OTHER)
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    signed = ward.records.plans.sign(opened, ("plan-1", 1), PHRASE, key()).case
    checked = ward.records.plans.check(signed, ("plan-1", 1), "ada2", OTHER, key())
    assert checked.case.case.plans[0].checked is not None


def test_a_locked_session_lets_nobody_check_beside_it(ward: Ward) -> None:
    ward.joined("cleo", "pharmacist")
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    ward.records.door.lock()
    check = ward.records.plans.check
    assert code_of(lambda: check(opened, ("plan-1", 1), "cleo", PHRASE, key())) == "session_locked"


def test_an_ended_account_opens_nothing_and_comes_back_with_a_new_password(ward: Ward) -> None:
    ben = ward.joined("ben", "nurse")
    ward.records.accounts.end(ben)
    ward.records.door.sign_out()
    assert code_of(lambda: ward.records.door.sign_in("ben", PHRASE)) == "wrong_password"
    ward.signed_in("ada")
    ward.records.accounts.reset_password(ben, OTHER)
    ward.records.door.sign_out()
    assert ward.records.door.sign_in("ben", OTHER).session.person.id == ben


def test_old_keys_put_back_do_not_bring_an_ended_account_back(ward: Ward) -> None:
    ben = ward.joined("ben", "nurse")
    keys = ward.folder / "keys.json"
    older = keys.read_bytes()
    ward.records.accounts.end(ben)
    ward.records.door.sign_out()
    keys.write_bytes(older)
    assert code_of(lambda: ward.records.door.sign_in("ben", PHRASE)) == "person_inactive"
    assert ward.records.door.session is None


def test_the_last_administrator_stays_one(ward: Ward) -> None:
    ada = ward.records.accounts.everybody()[0].id
    accounts = ward.records.accounts
    assert code_of(lambda: accounts.end(ada)) == "last_administrator"
    assert code_of(lambda: accounts.set_roles(ada, ("clinician",))) == "last_administrator"
    ward.signed_in("ada")
    eve = ward.joined("eve", "administrator")
    accounts.set_roles(ada, ("clinician",))
    assert code_of(accounts.everybody) == "not_allowed"
    ward.signed_in("eve")
    assert [one.id for one in accounts.everybody() if "administrator" in one.roles] == [eve]


@pytest.mark.parametrize(
    ("name", "roles", "phrase", "code"),
    [
        ("ADA ", ("nurse",), PHRASE, "name_taken"),
        ("", ("nurse",), PHRASE, "name_form"),
        ("x" * 61, ("nurse",), PHRASE, "name_form"),
        ("be\nn", ("nurse",), PHRASE, "name_form"),
        ("ben", (), PHRASE, "roles_missing"),
        ("ben", ("doctor",), PHRASE, "roles_missing"),
        ("ben", ("nurse",), "short", "password_short"),
        ("benedikta", ("nurse",), "benedikta1", "password_like_name"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    ward: Ward, name: str, roles: tuple[str, ...], phrase: str, code: str
) -> None:
    add = cast("Callable[..., object]", ward.records.accounts.add)
    assert code_of(lambda: add(name, "Ben", roles, phrase)) == code
    assert [one.name for one in ward.records.accounts.everybody()] == ["ada"]


def test_a_new_password_of_ones_own_replaces_the_old(ward: Ward) -> None:
    ward.records.accounts.change_own_password(OTHER)
    ward.records.door.sign_out()
    assert code_of(lambda: ward.records.door.sign_in("ada", PHRASE)) == "wrong_password"
    assert ward.records.door.sign_in("ada", OTHER).failures == 1


def test_a_renewed_recovery_key_ends_the_former(ward: Ward) -> None:
    printed = ward.records.accounts.renew_recovery_key()
    ward.records.door.sign_out()
    recover = ward.records.door.recover
    assert code_of(lambda: recover(ward.recovery_key, "ada", OTHER)) == "wrong_recovery_key"
    assert recover(printed, "ada", OTHER)[1] != printed


def test_a_session_is_a_value_that_time_alone_changes(ward: Ward) -> None:
    session = ward.records.door.session
    assert isinstance(session, Session)
    later = session.touched(session.last_active + timedelta(minutes=1))
    assert later.last_active - session.last_active == timedelta(minutes=1)
    assert session.locks_at() == session.last_active + DEFAULT_IDLE


@pytest.mark.hazard("H34")
def test_no_dose_is_charted_before_the_child_was_named_again(ward: Ward) -> None:
    opened = ward.admitted()
    ward.records.door.sign_out()
    ward.signed_in("ada")
    with pytest.raises(RefusedError) as refused:
        ward.commit(opened, treatments=(dose(),))
    assert refused.value.code == "identity_needed"
    ward.records.patients.confirm_identity(opened, "NOV", "2019")
    assert ward.commit(opened, treatments=(dose(),)).case.treatments

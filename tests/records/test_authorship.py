"""Who wrote, struck, signed and checked what, and how far a save, an undo or a name may go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinical.record.case import Patient
from clinical.record.entry import Recorded, Struck
from clinical.record.kept_plan import Override, Signature
from records.faults import RecordsError
from tests.records.ward import PHRASE, ZONE, Ward, child, dose, draft_plan, key, note, weight

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_AGO = datetime(2020, 1, 1, tzinfo=ZONE)
FORGED = Recorded(at=LONG_AGO, by="Dr Ada Example")
STRUCK = Struck(at=LONG_AGO, by="Dr Nobody", reason="gone")


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(RecordsError) as refused:
        deed()
    return refused.value.code


@pytest.mark.hazard("H36")
def test_who_wrote_and_who_struck_is_who_is_signed_in(ward: Ward) -> None:
    ward.joined("nora", "nurse")
    opened = ward.commit(ward.admitted(), notes=(note("by Ada"),), treatments=(dose(),))
    ward.signed_in("nora")
    was = opened.case.notes[0]
    changed = was.replace(text="more", recorded=FORGED.model_copy(update={"by": "X"}))
    saved = ward.commit(
        opened,
        notes=(changed, note("by Nora").replace(recorded=FORGED)),
        treatments=(opened.case.treatments[0].replace(struck=STRUCK),),
    ).case
    here = ward.clock.time, "Nora Example"
    assert saved.notes[0].recorded == was.recorded
    assert saved.notes[1].recorded == Recorded(at=here[0], by=here[1])
    assert saved.treatments[0].struck == Struck(at=here[0], by=here[1], reason="gone")


def test_who_struck_it_first_stays(ward: Ward) -> None:
    ward.joined("nora", "nurse")
    struck = note("x").replace(struck=STRUCK)
    opened = ward.commit(ward.admitted(), notes=(struck,))
    ward.signed_in("nora")
    was = opened.case.notes[0]
    after = ward.commit(opened, notes=(was.replace(struck=STRUCK), note("y")))
    assert after.case.notes[0] == was
    assert was.struck == STRUCK.replace(at=ward.clock.time, by="Dr Ada Example")


@pytest.mark.hazard("H36")
def test_who_made_a_plan_and_passed_its_questions_is_who_is_signed_in(ward: Ward) -> None:
    passed = Override(code="x", reason="because", by="Dr Nobody")
    made = Signature(at=LONG_AGO, by="Dr Nobody")
    plan = draft_plan().replace(created=made, overrides=(passed,))
    opened = ward.commit(ward.admitted(), plans=(plan,))
    kept = opened.case.plans[0]
    assert kept.created == Signature(at=ward.clock.time, by="Dr Ada Example")
    assert kept.overrides == (passed.replace(by="Dr Ada Example"),)
    again = ward.commit(opened, plans=(kept.replace(created=made),), z_model="mccrindle_2007")
    assert again.case.plans == (kept,)


@pytest.mark.hazard("H61")
def test_two_entries_of_one_number_are_refused(ward: Ward) -> None:
    first, second = dose().replace(id="x1"), dose(amount="999").replace(id="x1")
    twice = child("Zeta").replace(treatments=(first, second))
    assert code_of(lambda: ward.records.patients.admit(twice, key())) == "id_doubled"
    opened = ward.admitted()
    assert code_of(lambda: ward.commit(opened, treatments=(first, second))) == "id_doubled"
    other = weight().replace(id="x1")
    mixed = {"treatments": (first,), "weights": (other,)}
    assert code_of(lambda: ward.commit(opened, **mixed)) == "id_doubled"
    plans = (draft_plan(), draft_plan(regimen="infliximab"))
    assert code_of(lambda: ward.commit(opened, plans=plans)) == "id_doubled"
    assert ward.commit(opened, plans=(draft_plan(1), draft_plan(2))).case.plans


@pytest.mark.hazard("H36")
def test_a_version_that_a_later_signed_one_overtook_is_not_signed(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(1), draft_plan(2)))
    sign = ward.records.plans.sign
    opened = sign(opened, ("plan-1", 2), PHRASE, key()).case
    assert code_of(lambda: sign(opened, ("plan-1", 1), PHRASE, key())) == "plan_overtaken"
    states = [(plan.version, plan.signed is not None) for plan in opened.case.plans]
    assert states == [(1, False), (2, True)]


@pytest.mark.hazard("H36")
def test_a_signed_plan_is_not_struck_by_a_save(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    opened = ward.records.plans.sign(opened, ("plan-1", 1), PHRASE, key()).case
    struck = (opened.case.plans[0].replace(struck=STRUCK),)
    assert code_of(lambda: ward.commit(opened, plans=struck)) == "plan_signed"


@pytest.mark.hazard("H36")
def test_a_check_is_not_wiped_from_the_plan_that_was_checked(ward: Ward) -> None:
    ward.joined("nora", "nurse")
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    check = ward.records.plans.check
    opened = check(opened, ("plan-1", 1), "nora", PHRASE, key()).case
    plan = opened.case.plans[0].replace(checked=None)
    assert code_of(lambda: ward.commit(opened, plans=(plan,))) == "signature_forged"
    changed = plan.replace(regimen="infliximab")
    assert ward.commit(opened, plans=(changed,)).case.plans == (changed,)


@pytest.mark.hazard("H34")
def test_a_charted_dose_is_struck_and_charted_again_and_never_changed(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), treatments=(dose(),))
    was = opened.case.treatments[0]
    for changes in (
        {"dose": Decimal(600)},
        {"agent": "infliximab"},
        {"status": "withheld"},
        {"dose": None},
    ):
        changed = was.model_copy(update=changes)
        assert code_of(lambda now=changed: ward.commit(opened, treatments=(now,))) == "dose_changed"
    filled = ward.commit(opened, treatments=(was.replace(batch="B7"),))
    new = (filled.case.treatments[0].replace(struck=STRUCK), dose(amount="600"))
    assert len(ward.commit(filled, treatments=new).case.treatments) == 2


@pytest.mark.hazard("H34")
def test_a_dose_that_comes_to_life_asks_which_child_it_is(ward: Ward) -> None:
    opened = ward.admitted()
    charted = ward.commit(opened, treatments=(dose().replace(struck=STRUCK),))
    ward.records.door.sign_out()
    ward.signed_in("ada")
    live = (charted.case.treatments[0].replace(struck=None),)
    assert code_of(lambda: ward.commit(charted, treatments=live)) == "identity_needed"
    ward.records.patients.confirm_identity(charted, "Nov", "2019")
    assert ward.commit(charted, treatments=live).case.treatments[0].struck is None


@pytest.mark.hazard("H34")
def test_the_child_that_is_named_again_is_the_one_that_is_kept(ward: Ward) -> None:
    opened = ward.records.patients.admit(child(), key()).case
    shown = replace(opened, case=child("Zzz"))
    confirm = ward.records.patients.confirm_identity
    assert code_of(lambda: confirm(shown, "zzz", "2019")) == "changed_meanwhile"
    assert not ward.records.patients.is_confirmed(opened.id)
    confirm(opened, "nov", "2019")
    ward.commit(opened, notes=(note("later"),))
    printed = ward.records.plans.printed
    assert code_of(lambda: printed(opened, "dosing_plan", "KD-1")) == "changed_meanwhile"


@pytest.mark.hazard("H34")
def test_another_name_is_named_again(ward: Ward) -> None:
    opened = ward.admitted()
    patient = opened.case.patient.replace(family_name="Svoboda")
    opened = ward.commit(opened, patient=patient)
    assert not ward.records.patients.is_confirmed(opened.id)


@pytest.mark.hazard("H37", "H46")
def test_a_child_has_one_open_record(ward: Ward) -> None:
    opened = ward.admitted()
    readmit = ward.records.patients.readmit
    assert code_of(lambda: readmit(opened, key())) == "case_open"
    closed = ward.records.patients.close(opened, key()).case
    again = readmit(closed, key()).case
    assert again.patient == opened.patient
    assert code_of(lambda: readmit(closed, key())) == "case_open"


@pytest.mark.hazard("H35")
def test_a_save_makes_no_child_nobody_or_another_one(ward: Ward) -> None:
    other = ward.admitted(child("Novák", "Běla", "H1"))
    opened = ward.admitted(child("Horák", "Jan", "H2"))
    assert code_of(lambda: ward.commit(opened, patient=Patient())) == "identity_missing"
    save, renamed = ward.records.patients.save, opened.case
    for changed in (
        other.case.patient,
        opened.case.patient.replace(identifier="h 1"),
        other.case.patient.replace(identifier="H3"),
    ):
        renamed = opened.case.replace(patient=changed)
        assert code_of(lambda now=renamed: save(opened, now, key())) == "near_names"
    shown = save(opened, renamed, key(), seen=(other.patient,)).case
    assert shown.case.patient == renamed.patient
    # Once it was shown nobody is asked again.
    ward.commit(shown, patient=renamed.patient.replace(sex="male"))


@pytest.mark.hazard("H60")
def test_an_undo_reaches_back_to_the_sign_in_and_over_ones_own_entries(ward: Ward) -> None:
    ward.joined("nora", "nurse")
    save = ward.records.patients.save
    opened = ward.commit(ward.admitted(), notes=(note("by Ada"),))
    ward.signed_in("nora")
    none = opened.case.replace(notes=())
    assert code_of(lambda: save(opened, none, key(), undo="undone")) == "undo_too_far"
    added = ward.commit(opened, notes=(*opened.case.notes, note("by Nora")))
    ward.signed_in("ada")
    assert code_of(lambda: save(added, opened.case, key(), undo="undone")) == "undo_too_far"
    ward.signed_in("nora")
    assert code_of(lambda: save(added, opened.case, key(), undo="undone")) == "undo_too_far"
    more = ward.commit(added, notes=(*added.case.notes, note("again")))
    undone = save(more, added.case, key(), undo="undone").case.case
    assert [one.struck is None for one in undone.notes] == [True, True, False]


@pytest.mark.hazard("H60")
@pytest.mark.parametrize("fixed", ["signed", "printed"])
def test_an_undo_does_not_reach_behind_a_signature_or_a_print(ward: Ward, fixed: str) -> None:
    bare = ward.commit(ward.admitted(), plans=(draft_plan(),))
    opened = ward.commit(bare, weights=(weight(),))
    if fixed == "signed":
        opened = ward.records.plans.sign(opened, ("plan-1", 1), PHRASE, key()).case
    else:
        ward.records.plans.printed(opened, "dosing_plan", "KD-1")
    wanted = opened.case.replace(weights=())
    save = ward.records.patients.save
    assert code_of(lambda: save(opened, wanted, key(), undo="undone")) == "undo_too_far"


@pytest.mark.hazard("H60")
def test_a_signature_and_another_child_leave_a_draft_alone(ward: Ward) -> None:
    ward.joined("nora", "nurse")
    records = ward.records
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    typing = opened.case.replace(notes=(note("half"),))
    records.drafts.keep(typing, opened.id, opened.version)
    opened = records.plans.check(opened, ("plan-1", 1), "nora", PHRASE, key()).case
    records.plans.sign(opened, ("plan-1", 1), PHRASE, key())
    records.drafts.keep(child("Svob", "", ""))
    ward.admitted(child("Quite", "Another", "Q1"))
    assert {draft.case_id for draft in records.drafts.own()} == {opened.id, ""}
    ward.admitted(child("Svoboda", "Jan", "S1"))
    assert {draft.case_id for draft in records.drafts.own()} == {opened.id}


@pytest.mark.hazard("H36")
def test_who_lost_the_right_to_read_gets_no_content(ward: Ward) -> None:
    opened = ward.admitted()
    once = key()
    saved = ward.records.patients.save(opened, opened.case.replace(notes=(note("x"),)), once).case
    ward.records.drafts.keep(saved.case, saved.id, saved.version)
    session = ward.records.door.session
    assert session is not None
    ward.records.accounts.set_roles(session.person.id, ("administrator",))
    assert ward.records.drafts.own() == ()
    assert code_of(lambda: ward.records.patients.was_saved(once)) == "not_allowed"

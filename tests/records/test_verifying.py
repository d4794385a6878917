"""What the chain alone does not see: which version counts, older pages, guards, who read it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from clinical.quantity import Unit
from clinical.record.entry import Struck
from records.faults import RecordsError
from records.keys.key_ring import opened_by_password
from records.store.connection import open_engine
from records.store.store import Place, read_keys
from tests.records.ward import CHEAP, PHRASE, Ward, child, dose, note, temperature, weight

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinical.record.case import Treatment
    from clinical.rules.rulebook import Rulebook


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(RecordsError) as refused:
        deed()
    return refused.value.code


def edited(ward: Ward, *statements: str) -> None:
    """Change the closed store as somebody with the key would, and put the triggers back."""
    ward.records.door.sign_out()
    place = Place(ward.folder)
    _, data_key = opened_by_password(read_keys(place), "ada", PHRASE, CHEAP)
    engine = open_engine(place.database, data_key)
    with engine.begin() as connection:
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = connection.execute(asked).all()
        for trigger in triggers:
            connection.execute(text(f"DROP TRIGGER {trigger.name}"))
        for statement in statements:
            connection.execute(text(statement))
        for trigger in triggers:
            connection.execute(text(trigger.sql))
    engine.dispose()


def found_by(ward: Ward) -> set[str]:
    ward.signed_in("ada")
    return {finding.code for finding in ward.records.trail.verify().findings}


@pytest.mark.hazard("H68")
def test_which_version_of_a_dose_counts_cannot_be_changed_unseen(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), treatments=(dose(),))
    filled = opened.case.treatments[0].replace(batch="B7")
    opened = ward.commit(opened, treatments=(filled,))
    edited(ward, "UPDATE entry SET seq = 100 WHERE version = 1")
    assert found_by(ward) == {"rows_differ"}
    assert ward.records.patients.open(opened.id).case.treatments == (filled,)


@pytest.mark.hazard("H68")
def test_a_child_who_is_not_found_any_more_is_told(ward: Ward) -> None:
    ward.admitted()
    edited(ward, "DELETE FROM patient_words")
    assert found_by(ward) == {"words_differ"}


@pytest.mark.hazard("H68")
def test_guards_that_were_taken_away_are_told(ward: Ward) -> None:
    ward.admitted()
    ward.records.door.sign_out()
    place = Place(ward.folder)
    _, data_key = opened_by_password(read_keys(place), "ada", PHRASE, CHEAP)
    engine = open_engine(place.database, data_key)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER entry_no_update"))
    engine.dispose()
    assert found_by(ward) == {"schema_differs"}


@pytest.mark.hazard("H68")
def test_every_older_page_put_back_is_noticed(ward: Ward) -> None:
    first = ward.commit(ward.admitted(), notes=(note("x" * 50),))
    ward.records.door.sign_out()
    place = Place(ward.folder)
    older = place.database.read_bytes()
    ward.signed_in("ada")
    ward.records.patients.open(first.id)
    ward.admitted(child("Zeta", "Another", "Z9"))
    opened = ward.records.patients.open(first.id)
    ward.commit(opened, notes=(*opened.case.notes, note("later")))
    ward.records.door.sign_out()
    newer, head = place.database.read_bytes(), place.head.read_bytes()
    unnoticed: list[int] = []
    noticed = 0
    for start in range(4096, len(older), 4096):
        page = slice(start, start + 4096)
        if older[page] == newer[page]:
            continue
        place.database.write_bytes(newer[: page.start] + older[page] + newer[page.stop :])
        place.head.write_bytes(head)
        try:
            found = found_by(ward)
        except RecordsError as error:
            found = {error.code}
        # One page of the index of words only makes a search quicker: without it all are found.
        listed: list[int] = []
        if not found:
            listed = [len(ward.records.patients.search(typed)) for typed in ("zeta", "nov", "")]
        ward.records.door.sign_out()
        if not found and listed != [1, 1, 2]:
            unnoticed.append(start // 4096)
        noticed += bool(found)
    assert not unnoticed
    assert noticed > 10


@pytest.mark.hazard("H68")
def test_a_row_that_is_not_as_its_last_change_left_it_is_not_shown(ward: Ward) -> None:
    opened = ward.admitted()
    edited(ward, "UPDATE case_head SET closed = '2026-11-21T14:20:05+01:00'")
    ward.signed_in("ada")
    assert code_of(lambda: ward.records.patients.open(opened.id)) == "store_damaged"


def test_a_head_is_taken_as_people_type_it_and_anything_else_is_refused(ward: Ward) -> None:
    code = ward.records.trail.verify().head.code
    verify = ward.records.trail.verify
    dashed = code.replace("-", "\N{EN DASH}").upper()
    assert verify([f" {dashed} ", code.replace("-", " - "), f"00{code}"]).whole
    for typed in ("", "garbage", code[:-1], f"{code}0", f"x{code}", "0-" + "0" * 16):
        assert code_of(lambda head=typed: verify([head])) == "head_form"
    other = f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"
    assert [one.code for one in verify([other]).findings] == ["head_differs"]


@pytest.mark.hazard("H36")
def test_who_reads_a_history_without_the_record_is_told(ward: Ward) -> None:
    ward.joined("aud", "auditor")
    opened = ward.admitted()
    ward.signed_in("aud")
    trail = ward.records.trail
    trail.of_field(opened.id, "patient")
    trail.of_entry(opened.id, "notes", "x")
    told = [one for one in trail.of_case(opened.id) if one.action == "history_read"]
    assert [one.shown for one in told] == ["Aud Example"]


def test_a_search_tells_who_a_child_is_and_nothing_else(ward: Ward) -> None:
    ward.admitted(child().replace(discharge={"clinical_summary": "Quite secret"}))
    (found,) = ward.records.patients.search("nov")
    assert "Quite secret" not in found.content
    assert "W4-0017" in found.content


@pytest.mark.hazard("H36")
def test_a_print_in_an_emergency_says_so(ward: Ward) -> None:
    ward.joined("adm", "administrator")
    opened = ward.admitted()
    ward.signed_in("adm")
    ward.records.door.begin_emergency("the child is seizing now")
    ward.records.patients.confirm_identity(opened, "nov", "2019")
    ward.records.plans.printed(opened, "record", "KD-9")
    ward.signed_in("ada")
    told = ward.records.trail.of_case(opened.id)[0]
    assert (told.action, told.detail["emergency"]) == ("printed", True)


@pytest.mark.parametrize("letter", ["\u19b0", "\u1cf2", "\u19b5"])
def test_a_rare_letter_in_a_name_is_searched_like_any_other(ward: Ward, letter: str) -> None:
    ward.admitted(child(f"No{letter}vak"))
    ward.admitted(child("Other", "Quite", "Q7"))
    assert len(ward.records.patients.search(f"no{letter}v")) == 1
    assert len(ward.records.patients.search(f"zz{letter}v")) == 0


@pytest.mark.hazard("H36", "H68")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE draft SET person = (SELECT id FROM person WHERE name = 'ada')",
        "UPDATE draft SET content = replace(content, 'mccrindle', 'dallaire')",
    ],
)
def test_a_draft_is_taken_up_only_as_its_owner_left_it(ward: Ward, statement: str) -> None:
    ward.joined("ben", "nurse")
    opened = ward.admitted()
    ward.signed_in("ben")
    drafted = opened.case.replace(z_model="mccrindle_2007")
    ward.records.drafts.keep(drafted, opened.id, 1)
    assert [draft.case for draft in ward.records.drafts.own()] == [drafted]
    edited(ward, statement)
    assert found_by(ward) == {"draft_planted"}
    assert ward.records.drafts.own() == ()
    ward.signed_in("ben")
    assert ward.records.drafts.own() == ()


@pytest.mark.hazard("H36")
def test_each_child_that_an_emergency_lists_is_told_once(ward: Ward) -> None:
    ward.joined("adm", "administrator")
    first, other = ward.admitted(), ward.admitted(child("Zeta", "Other", "Z9"))
    ward.records.patients.search("")
    ward.signed_in("adm")
    ward.records.door.begin_emergency("the child is seizing now")
    for typed in ("nov", "", "nov"):
        ward.records.patients.search(typed)
    ward.signed_in("ada")
    for opened in (first, other):
        told = [one for one in ward.records.trail.of_case(opened.id) if one.action == "listed"]
        # Who may read patients anyhow leaves no line; the list is part of the work.
        assert [(one.shown, one.detail) for one in told] == [("Adm Example", {"emergency": True})]


@pytest.mark.hazard("H04")
def test_a_value_no_child_can_have_is_not_kept_even_past_the_window(
    ward: Ward, rulebook: Rulebook
) -> None:
    opened = ward.admitted()
    ward.records.door.sign_out()
    records = ward.records = ward.second(rulebook)
    records.door.sign_in("ada", PHRASE)
    for changes in (
        {"observations": (temperature("900"),)},
        {"weights": (weight("-5"),)},
        {"observations": (temperature("38.5").replace(unit=Unit.MG_PER_DL),)},
    ):
        assert code_of(lambda wanted=changes: ward.commit(opened, **wanted)) == "value_refused"
    high = child("Zeta", "Other", "Z9").replace(weights=(weight("-5"),))
    assert code_of(lambda: ward.admitted(high)) == "value_refused"
    assert records.patients.open(opened.id).case.weights == ()


def test_rules_that_became_narrower_lock_nobody_out_of_a_record(
    ward: Ward, rulebook: Rulebook
) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight("900"),))
    ward.records.door.sign_out()
    ward.records = ward.second(rulebook)
    ward.signed_in("ada")
    kept = ward.commit(opened, notes=(note("still kept"),))
    assert [each.text for each in kept.case.notes] == ["still kept"]


@pytest.mark.hazard("H46", "H68")
def test_a_dose_is_not_corrected_by_two_people_side_by_side(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), treatments=(dose(amount="60"),))
    (first,) = opened.case.treatments

    def corrected(amount: str) -> Treatment:
        return dose(amount=amount).replace(id=f"new-{amount}")

    def struck(by: Treatment) -> Treatment:
        mark = Struck(at=ward.clock(), by="x", reason="corrected", replaced_by=by.id)
        return first.replace(struck=mark)

    ours, theirs = corrected("66"), corrected("99")
    opened = ward.commit(opened, treatments=(ours, struck(ours)))
    both = (opened.case.treatments[0], theirs, struck(theirs))
    assert code_of(lambda: ward.commit(opened, treatments=both)) == "dose_corrected"
    # In the place of the first correction it counts alone.
    gone = Struck(at=ward.clock(), by="x", reason="corrected", replaced_by=theirs.id)
    kept = (opened.case.treatments[0].replace(struck=gone), theirs, opened.case.treatments[1])
    live = [one for one in ward.commit(opened, treatments=kept).case.treatments if not one.struck]
    assert [one.dose for one in live] == [Decimal(99)]

"""A charted infusion typed over in the Risk tab: struck and charted anew, and nothing is lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.case import Treatment
from clinical.record.entry import Struck
from desktop.widgets.number_field import NumberField
from tests.desktop.eyes import holder
from tests.desktop.hands import focused, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.desktop.tab_bench import NOW
from tests.records.ward import Ward, key

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from records.service.patients import Saved
    from records.service.records import Records

START, OTHER = "20-Nov-2026 16:00", "20-Nov-2026 17:30"


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    """A child with an infusion charted at 16:00, which was named again for it."""
    made = WardWindow(qtbot, tmp_path / "records").founded().signed_in().admitted()
    assert made.window.focus_field("ivig")
    type_text("p")
    made.enter("ivig_start", START)
    name_again(made)
    return made


def name_again(ward: WardWindow) -> None:
    ward.settle()
    assert "Which child is it?" in ward.seen()
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    assert ward.status == "Saved 14:20"


def stored(ward: WardWindow) -> tuple[Treatment, ...]:
    """Return the doses as the store holds them, read by another program after this one."""
    ward.window.close()
    ward.link.close()
    other = Ward(ward.folder).signed_in("ada")
    (found,) = other.records.patients.search("")
    doses = other.records.patients.open(found.case_id).case.treatments
    other.records.door.sign_out()
    return doses


def at(text: str) -> datetime:
    return datetime.strptime(f"{text} +0100", "%d-%b-%Y %H:%M %z")


def test_an_end_and_a_dose_are_filled_in_without_a_correction(ward: WardWindow) -> None:
    ward.enter("ivig_end", "21-Nov-2026 04:00")
    assert ward.window.focus_field("ivig_dose")
    field = holder(focused(), NumberField)
    ward.enter("ivig_dose", "2")
    field.choose_unit("g/kg")
    ward.settle()
    (dose,) = stored(ward)
    assert (dose.dose, dose.dose_unit) == (2, "g/kg")
    assert (dose.start, dose.end) == (at(START), at("21-Nov-2026 04:00"))
    assert dose.struck is None


@pytest.mark.hazard("H68")
def test_another_start_strikes_the_old_entry_and_keeps_the_rest_of_it(ward: WardWindow) -> None:
    ward.enter("ivig_end", "21-Nov-2026 04:00")
    ward.enter("ivig_start", OTHER)
    assert ward.status == "Saved 14:20"
    # The row shows the new one, and goes on showing it.
    ward.enter("ivig_end", "21-Nov-2026 05:00")
    assert ward.status == "Saved 14:20"
    doses = stored(ward)
    live = [dose for dose in doses if dose.struck is None]
    assert [(dose.start, dose.end) for dose in live] == [(at(OTHER), at("21-Nov-2026 05:00"))]
    gone = {(dose.start, dose.end): dose.struck for dose in doses if dose.struck is not None}
    assert set(gone) == {
        (at(START), at("21-Nov-2026 04:00")),
        (at(OTHER), at("21-Nov-2026 04:00")),
    }
    first = gone[at(START), at("21-Nov-2026 04:00")]
    assert first is not None
    assert (first.by, first.reason) == ("Dr Ada Example", "corrected: entered anew")
    assert first.replaced_by in {dose.id for dose in doses}


def test_a_start_that_cannot_be_read_waits_and_is_one_correction_when_mended(
    ward: WardWindow,
) -> None:
    ward.enter("ivig_start", "20-Nov-2026 1x")
    assert ward.store.state.assessment is None
    ward.enter("ivig_start", OTHER)
    assert ward.status == "Saved 14:20"
    assert ward.store.state.assessment is not None
    doses = stored(ward)
    assert sorted((dose.start, dose.struck is None) for dose in doses if dose.start) == [
        (at(START), False),
        (at(OTHER), True),
    ]
    assert len(doses) == 2


def test_a_start_mended_to_what_it_was_is_no_correction(ward: WardWindow) -> None:
    ward.enter("ivig_start", "20-Nov-2026 1x")
    ward.enter("ivig_start", START)
    (dose,) = stored(ward)
    assert (dose.start, dose.struck) == (at(START), None)


def test_a_start_that_is_emptied_leaves_the_infusion_given_at_an_unknown_time(
    ward: WardWindow,
) -> None:
    ward.enter("ivig_start", "20-Nov-2026 1x")
    ward.enter("ivig_start", "")
    assert ward.status == "Saved 14:20"
    doses = stored(ward)
    assert [dose.start for dose in doses if dose.struck is None] == [None]
    assert [dose.start for dose in doses if dose.struck is not None] == [at(START)]


def test_the_start_of_an_infusion_still_to_come_is_typed_over(ward: WardWindow) -> None:
    ward.enter("ivig_start", "22-Nov-2026 08:00")
    ward.enter("ivig_start", "22-Nov-2026 09:00")
    assert ward.status == "Saved 14:20"
    doses = stored(ward)
    live = [dose.start for dose in doses if dose.struck is None]
    assert live == [at("22-Nov-2026 09:00")]


@pytest.mark.hazard("H34")
def test_a_correction_in_another_session_has_the_child_named_again_and_loses_nothing(
    ward: WardWindow,
) -> None:
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    ward.enter("ivig_start", "20-Nov-2026 1x")
    # Nobody is asked for what cannot be read yet.
    assert "Which child is it?" not in ward.seen()
    ward.enter("ivig_start", OTHER)
    name_again(ward)
    assert ward.store.state.assessment is not None
    doses = stored(ward)
    assert [dose.start for dose in doses if dose.struck is None] == [at(OTHER)]


@pytest.mark.hazard("H34")
def test_another_name_has_the_child_named_again_before_the_next_dose(ward: WardWindow) -> None:
    ward.enter("family_name", "Kovac")
    ward.enter("ivig_start", OTHER)
    assert "Which child is it?" in ward.seen()
    ward.fill("kov", "2019")
    ward.settle()
    ward.settle()
    assert ward.status == "Saved 14:20"
    assert [dose.start for dose in stored(ward) if dose.struck is None] == [at(OTHER)]


def test_a_dose_that_is_emptied_stays_struck_with_what_it_said(ward: WardWindow) -> None:
    assert ward.window.focus_field("ivig_dose")
    field = holder(focused(), NumberField)
    ward.enter("ivig_dose", "2")
    field.choose_unit("g/kg")
    ward.enter("ivig_dose", "")
    assert ward.status == "Saved 14:20"
    doses = stored(ward)
    assert [dose.dose for dose in doses if dose.struck is None] == [None]
    assert [dose.dose for dose in doses if dose.struck is not None] == [2]


def test_an_infusion_called_none_is_struck_by_hand(ward: WardWindow) -> None:
    assert ward.window.focus_field("ivig")
    type_text("n")
    ward.settle()
    assert "A charted dose is not undone." in ward.seen()
    ward.press("Strike it…")
    ward.fill("not given after all")
    ward.settle()
    assert ward.status == "Saved 14:20"
    (dose,) = stored(ward)
    assert dose.struck is not None
    assert dose.struck.reason == "not given after all"


@pytest.mark.hazard("H60")
def test_what_others_charted_meanwhile_counts_also_where_the_own_entries_are_kept(
    ward: WardWindow,
) -> None:
    keeper = ward.desk.keeper
    assert keeper is not None

    def elsewhere(records: Records) -> Saved:
        opened = records.patients.open(keeper.id)
        (dose,) = opened.case.treatments
        struck = Struck(at=NOW, by="Dr Ada Example", reason="charted for the wrong child")
        aspirin = Treatment(agent="aspirin", start=at(OTHER))
        doses = (dose.replace(struck=struck), aspirin)
        return records.patients.save(opened, opened.case.replace(treatments=doses), key())

    ward.link.ask(elsewhere, lambda _: None, lambda _: None)
    ward.enter("given_name", "Bella")
    ward.settle()
    ward.press("Keep what is here")
    ward.settle()
    assert ward.status == "Saved 14:20"
    assert ward.store.committed.patient.given_name == "Bella"
    doses = stored(ward)
    assert [(dose.agent, dose.struck is None) for dose in doses] == [
        ("ivig", False),
        ("aspirin", True),
    ]


def test_a_correction_is_not_undone_and_an_end_filled_in_is(ward: WardWindow) -> None:
    ward.enter("ivig_end", "21-Nov-2026 04:00")
    ward.key(Qt.Key.Key_Z, CONTROL)
    assert ward.status == "Saved 14:20"
    assert [dose.end for dose in ward.store.committed.treatments if dose.struck is None] == [None]
    ward.key(Qt.Key.Key_Z, CONTROL)
    assert "A charted dose is not undone." in ward.seen()
    doses = stored(ward)
    assert [(dose.start, dose.end) for dose in doses if dose.struck is None] == [(at(START), None)]

"""The grid of laboratory values under real keys: each number in its own cell, at its own time."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clinical.record.case import Case
from desktop.examples import FICTIONAL
from desktop.laboratory.grid import LabGrid
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from desktop.widgets.message_line import MessageLine
from desktop.widgets.number_field import NumberField
from tests.desktop.eyes import holder
from tests.desktop.hands import click, empty_field, focused, press, turn_wheel, type_text
from tests.desktop.long_record import DAYS, two_months
from tests.desktop.tab_bench import TabBench, bench, button, link

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinical.record.case import Observation
    from reports.wording import Wording

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def grid(at: TabBench) -> LabGrid:
    (found,) = at.tab.findChildren(LabGrid)
    return found


def here() -> str:
    """Return what the cell with the cursor is called."""
    return holder(focused(), NumberField).line.accessibleName()


def values(case: Case, code: str) -> dict[int, Decimal | None]:
    return {each.at.day: each.value for each in case.observations if each.code == code}


def observed(case: Case) -> list[Observation]:
    return list(case.observations)


def click_cell(table: LabGrid, row: int, column: int) -> None:
    place = table.visualRect(table.model().index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_enter_goes_down_the_column_as_a_print_out_is_read(at: TabBench) -> None:
    at.go("esr")
    for typed in ("54", "18,2", "80"):
        type_text(typed)
        press(Qt.Key.Key_Return)
    assert here() == "Platelets"
    found = {each.code: each.value for each in observed(at.store.committed)}
    assert found == {"esr": 54, "wbc": Decimal("18.2"), "neutrophils_percent": 80}
    assert len({each.at for each in observed(at.store.committed)}) == 1


def test_arrows_go_from_cell_to_cell_and_through_the_times(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("crp")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert (here(), at.line("wbc").text) == ("White cells", "18.2")
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert here() == "CRP"
    # All of it is selected: nothing is being typed, and the arrow goes to the next time.
    press(Qt.Key.Key_Right)
    assert (here(), at.line("sample_time").text) == ("CRP", "16-Nov-2026 04:00")
    assert at.line("crp").text == "96"
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Left)
    assert at.line("sample_time").text == "14-Nov-2026 09:00"


def test_an_arrow_inside_a_number_stays_inside_it(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("crp")
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Left)
    type_text("5")
    assert focused().property("text") == "1250"
    assert at.line("sample_time").text == "14-Nov-2026 09:00"


def test_tab_goes_right_to_unit_and_next_time_then_back_to_where_the_row_began(
    at: TabBench,
) -> None:
    at.open(FICTIONAL)
    at.go("crp")
    press(Qt.Key.Key_Tab)
    assert focused().accessibleName() == "Unit of CRP: mg/L"
    press(Qt.Key.Key_Tab)
    assert (here(), focused().property("text")) == ("CRP", "96")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    assert here() == "ESR"
    type_text("70")
    press(Qt.Key.Key_Return)
    assert values(at.store.committed, "esr") == {14: Decimal(70)}


def test_tab_comes_into_the_grid_at_its_first_row_and_leaves_it_behind_the_last(
    at: TabBench,
) -> None:
    at.go("sample_time")
    for _ in ("now", "paste", "grid"):
        press(Qt.Key.Key_Tab)
    assert here() == "CRP"
    press(Qt.Key.Key_Tab, "", SHIFT)
    assert not grid(at).isAncestorOf(focused())
    at.go("creatinine")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    assert focused() is link(at.tab, "More laboratory values")
    press(Qt.Key.Key_Backtab, "", SHIFT)
    assert here() == "Creatinine"


@pytest.mark.hazard("H28")
def test_what_cannot_be_read_keeps_its_cell_its_words_and_its_column(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("sodium", "13,,3")
    # Enter does not go on over it.
    assert here() == "Sodium"
    assert at.store.state.assessment is None
    press(Qt.Key.Key_Down)
    assert here() == "Total bilirubin"
    field = grid(at).fields["sodium"]
    assert field.isVisible()
    assert (field.text, field.message_tone) == ("13,,3", "stop")
    press(Qt.Key.Key_Right)
    assert here() == "Sodium"
    assert at.line("sample_time").text == "14-Nov-2026 09:00"
    assert "Mend or empty this entry first" in field.message
    at.put("sodium", "")
    assert at.store.state.assessment is not None


@pytest.mark.hazard("H05")
def test_the_words_of_a_limit_stand_under_their_row_and_push_the_next_one_down(
    at: TabBench,
) -> None:
    table = grid(at)
    before = table.rowViewportPosition(1)
    at.put("esr", "5")
    low = table.rowHeight(1)
    at.put("esr", "9000")
    field = table.fields["esr"]
    assert field.message_tone == "stop"
    assert table.rowHeight(1) > low
    assert table.rowViewportPosition(1) == before
    (words,) = (each for each in table.findChildren(MessageLine) if each.isVisible())
    assert words.geometry().bottom() <= table.rowViewportPosition(2)
    assert words.geometry().top() >= field.geometry().bottom()
    assert not observed(at.store.committed)


@pytest.mark.hazard("H07")
def test_a_question_is_reached_with_tab_and_answered_in_the_row(at: TabBench) -> None:
    at.go("crp")
    type_text("65 mg/dL")
    press(Qt.Key.Key_Return)
    field = grid(at).fields["crp"]
    assert field.message_tone == "caution"
    at.go("crp")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert field.message_tone == "good"


@pytest.mark.hazard("H07", "H14")
def test_a_unit_that_must_be_chosen_is_asked_in_the_cell_and_kept_for_the_row(
    at: TabBench,
) -> None:
    at.go("crp")
    assert "unit?" in holder(focused(), NumberField).unit_button.text()  # pyright: ignore[reportOptionalMemberAccess]
    type_text("12")
    press(Qt.Key.Key_Return)
    assert not observed(at.store.committed)
    at.put("crp", "12 mg/dL")
    assert observed(at.store.committed)[0].unit == "mg/dL"
    click(button(at.tab, "New sample"))
    at.go("crp")
    assert holder(focused(), NumberField).unit == "mg/dL"


def test_a_click_on_a_cell_goes_to_its_value_at_its_time(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("crp")
    click_cell(grid(at), 9, 1)
    assert here() == "Sodium"
    type_text("140")
    press(Qt.Key.Key_Return)
    assert values(at.store.committed, "sodium") == {14: Decimal(133), 16: Decimal(140)}
    assert at.line("sample_time").text == "16-Nov-2026 04:00"


@pytest.mark.hazard("H06")
def test_the_wheel_over_the_grid_changes_nothing(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("crp")
    before = at.store.state.case
    turn_wheel(focused(), -1)
    turn_wheel(holder(focused(), NumberField), 1)
    assert at.store.state.case == before


def test_a_double_click_on_a_drawn_cell_enters_it_and_changes_nothing(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("crp")
    before = at.store.state.case
    table = grid(at)
    place = table.visualRect(table.model().index(2, 0)).center() - QPoint(100, 0)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(holder(focused(), NumberField).line, Qt.MouseButton.LeftButton)
    assert here() == "White cells"
    assert at.store.state.case == before


def test_two_months_show_the_newest_and_build_one_field(at: TabBench) -> None:
    at.store.open(two_months())
    table = grid(at)
    assert table.model().columnCount() == DAYS
    assert at.line("sample_time").text == "21-Nov-2026 06:00"
    at.go("crp")
    shown = table.visualRect(table.model().index(0, DAYS - 1))
    assert table.viewport().rect().contains(shown.center())
    assert [field.text for field in table.fields.values()] == ["1"]
    press(Qt.Key.Key_Home, "", Qt.KeyboardModifier.ControlModifier)
    assert at.line("sample_time").text == "23-Sep-2026 06:00"
    assert at.line("crp").text == "60"


def test_each_cell_is_named_for_those_who_hear_it(at: TabBench) -> None:
    at.open(FICTIONAL)
    model = grid(at).model()
    spoken = [model.index(0, each).data(Qt.ItemDataRole.AccessibleTextRole) for each in (0, 1)]
    assert spoken == ["CRP, 14-Nov-2026 09:00: 120 mg/L", "CRP, 16-Nov-2026 04:00: 96 mg/L"]
    empty = model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert empty == "ESR, 16-Nov-2026 04:00: empty"


@pytest.mark.hazard("H37")
def test_nothing_of_one_child_is_left_in_the_grid_of_the_next(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("sodium", "13,,3")
    at.store.open(Case())
    assert [field.text for field in grid(at).fields.values()] == [""] * len(grid(at).fields)
    assert grid(at).model().columnCount() == 1
    assert "120" not in at.screen()
    assert at.store.state.assessment is not None


def test_undo_draws_the_number_before_in_its_cell(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("sodium", "140")
    at.go("esr")
    assert "140" in at.screen()
    at.store.undo()
    assert "140" not in at.screen()
    at.go("sodium")
    assert at.line("sodium").text == "133"
    empty_field()
    press(Qt.Key.Key_Return)
    assert values(at.store.committed, "sodium") == {}

"""A print-out pasted into the window: looked at, asked about, and entered by a person's own act."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from clinical.quantity import Unit
from clinical.record.case import Case, Observation, Patient
from desktop.laboratory.paste_panel import MOST_VALUES, PastePanel
from desktop.laboratory.printout import MOST_LINES
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from tests.desktop.hands import click, focused, paste, press, type_text
from tests.desktop.tab_bench import NOW, TabBench, bench, button

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

TODAY = NOW.replace(hour=6, minute=0)
PRINTED = """\
Test\tUnit\t20-Nov-2026 06:00\t21-Nov-2026 06:00
CRP\tmg/L\t120\t96
Sodium\tmmol/L\t131\t133
"""


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def paste_text(at: TabBench, text: str) -> PastePanel:
    QGuiApplication.clipboard().setText(text)
    button(at.tab, "Paste results").click()
    (panel,) = at.tab.findChildren(PastePanel)
    return panel


def found(at: TabBench) -> dict[tuple[str, int], tuple[Decimal | None, str | None]]:
    return {
        (each.code, each.at.day): (each.value, each.unit)
        for each in at.store.committed.observations
    }


@pytest.mark.hazard("H15")
def test_nothing_enters_the_record_before_it_is_accepted_and_then_in_one_step(
    at: TabBench,
) -> None:
    panel = paste_text(at, PRINTED)
    assert panel.isVisible()
    assert at.store.state.case == Case()
    assert "Values read: 4. Of these ask something: 0. Lines not recognised: 0." in at.screen()
    assert focused() is panel.accept_button
    press(Qt.Key.Key_Space, " ")
    assert found(at) == {
        ("crp", 20): (Decimal(120), Unit.MG_PER_L),
        ("crp", 21): (Decimal(96), Unit.MG_PER_L),
        ("sodium", 20): (Decimal(131), Unit.MMOL_PER_L),
        ("sodium", 21): (Decimal(133), Unit.MMOL_PER_L),
    }
    assert "4 values entered." in at.screen()
    assert at.line("sample_time").text == "21-Nov-2026 06:00"
    at.store.undo()
    assert at.store.committed == Case()


@pytest.mark.hazard("H15")
def test_escape_enters_nothing_and_leaves_nothing_of_it(at: TabBench) -> None:
    paste_text(at, PRINTED)
    press(Qt.Key.Key_Escape)
    assert at.store.committed == Case()
    assert "131" not in at.everything()
    assert focused() is button(at.tab, "Paste results")


@pytest.mark.hazard("H02", "H07")
def test_what_can_be_meant_in_two_ways_is_asked_in_its_line(at: TabBench) -> None:
    panel = paste_text(at, "21-Nov-2026 06:00\nFerritin 1,234 ng/mL\nCRP 12\n")
    ferritin, crp = panel.rows
    assert not panel.accept_button.isEnabled()
    assert not ferritin.tick.isEnabled()
    assert ferritin.choice is not None
    click(ferritin.choice.button("1234"))
    assert ferritin.tick.text() == "Ferritin  1234 ng/mL"
    assert crp.choice is not None
    click(crp.choice.button("mg/dL"))
    assert panel.accept_button.text() == "Enter 2 values"
    click(panel.accept_button)
    assert found(at) == {
        ("ferritin", 21): (Decimal(1234), Unit.NG_PER_ML),
        ("crp", 21): (Decimal(12), Unit.MG_PER_DL),
    }


@pytest.mark.hazard("H06", "H07")
def test_a_slip_in_an_answer_is_put_right_and_answers_no_other_line(at: TabBench) -> None:
    panel = paste_text(at, "Test\t20-Nov-2026 06:00\t21-Nov-2026 06:00\nCRP\t12\t9\n")
    first, second = panel.rows
    assert first.choice is not None
    assert focused() is first.choice.focusProxy()
    click(first.choice.button("mg/dL"))
    assert first.tick.text() == "CRP  12 mg/dL"
    assert not second.tick.isChecked()
    assert second.choice is not None
    # The question stays with its answer.
    assert first.question("unit").isVisible()
    click(first.question("unit").button("mg/L"))
    assert first.tick.text() == "CRP  12 mg/L"
    click(panel.accept_button)
    assert found(at) == {("crp", 20): (Decimal(12), Unit.MG_PER_L)}


@pytest.mark.hazard("H02")
def test_a_name_of_two_values_is_asked_with_the_unit_of_each(at: TabBench) -> None:
    (row,) = paste_text(at, "21-Nov-2026 06:00\nNeutrophils 82\n").rows
    assert row.choice is not None
    shown = row.choice.button("neutrophils_percent").text()
    assert shown.endswith("(%)")
    click(row.choice.button("neutrophils"))
    assert row.tick.text().startswith("Neutrophil count")
    click(row.question("which").button("neutrophils_percent"))
    assert row.tick.text() == "Neutrophils  82 %"


@pytest.mark.hazard("H34")
def test_a_print_out_of_another_name_says_so_and_ticks_nothing(at: TabBench) -> None:
    at.store.open(Case(patient=Patient(family_name="Muster")))
    panel = paste_text(at, "Patient: Other, Ben\n21-Nov-2026 06:00\nESR 60 mm/h\n")
    assert "names another patient than the child who is open" in at.screen()
    assert "Line 1 names a patient." in at.screen()
    assert not panel.accept_button.isEnabled()


def test_a_sample_without_a_time_asks_for_it_first(at: TabBench) -> None:
    panel = paste_text(at, "ESR 60 mm/h\n")
    assert "When was this sample taken?" in at.screen()
    assert not panel.accept_button.isEnabled()
    # The cursor stands in the time already.
    type_text("21-Nov-2026 06:00")
    press(Qt.Key.Key_Return)
    click(panel.accept_button)
    assert found(at) == {("esr", 21): (Decimal(60), Unit.MM_PER_H)}
    assert at.store.committed.observations[0].at == TODAY


@pytest.mark.hazard("H15")
def test_a_number_that_would_replace_another_is_not_ticked_and_says_which(at: TabBench) -> None:
    old = Observation(at=TODAY, code="crp", value=Decimal(90), unit=Unit.MG_PER_L)
    at.store.open(Case(observations=(old,)))
    panel = paste_text(at, PRINTED)
    rows = {row.tick.text(): row for row in panel.rows}
    assert not rows["CRP  96 mg/L"].tick.isChecked()
    assert "90 mg/L is recorded at this time. Tick it to replace that." in at.screen()
    assert panel.accept_button.text() == "Enter 3 values"
    rows["CRP  96 mg/L"].tick.setFocus()
    press(Qt.Key.Key_Space, " ")
    click(panel.accept_button)
    assert found(at)["crp", 21] == (Decimal(96), Unit.MG_PER_L)


@pytest.mark.hazard("H03", "H05", "H43")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("21-Nov-2026 06:00\nCRP 900 mg/L", "Beyond what can be."),
        ("22-Nov-2026 06:00\nCRP 90 mg/L", "This time has not come yet."),
        ("21-Nov-2026 06:00\nCRP 90 mg/L\nCRP 91 mg/L", "This value stands twice"),
        ("21-Nov-2026 06:00\nCRP 90 bananas", "The unit “bananas” is not known."),
        ("21-Nov-2026 06:00\nCRP 1.234,5 mg/L", "Point and comma together"),
        ("Glucose 5.1 mmol/L", "Line 1 not recognised: Glucose 5.1 mmol/L"),
        ("CRP \u202e021 mg/L", "Line 1 holds a hidden character"),
        ("ESR 60 mm/h\n" * (MOST_LINES + 1), "This text is too long for a print-out."),
        ("Printed: 21-Nov-2026 06:00", "this time is not that of the sample"),
        ("", "There is no text to paste."),
        ("ESR 60 mm/h\n" * (MOST_VALUES + 1), "301 values are too many"),
    ],
)
def test_what_cannot_be_taken_is_named_and_not_entered(at: TabBench, text: str, said: str) -> None:
    panel = paste_text(at, text)
    assert said in at.screen()
    if panel.accept_button.isVisible() and panel.accept_button.isEnabled():
        click(panel.accept_button)
    refused = {Decimal(900), Decimal(91)}
    assert not refused & {each.value for each in at.store.committed.observations}
    assert all(each.at <= NOW for each in at.store.committed.observations)


def test_a_table_pasted_into_a_cell_opens_the_preview_and_one_number_does_not(
    at: TabBench,
) -> None:
    at.go("esr")
    paste(" 60 mm/h ")
    press(Qt.Key.Key_Return)
    assert found(at) == {("esr", 21): (Decimal(60), Unit.MM_PER_H)}
    at.go("esr")
    paste(PRINTED)
    assert "Pasted results, not entered yet" in at.screen()
    assert found(at) == {("esr", 21): (Decimal(60), Unit.MM_PER_H)}


def test_tab_goes_through_the_preview_in_reading_order(at: TabBench) -> None:
    panel = paste_text(at, "ESR 60 mm/h\nCRP 12\n")
    seen: list[str] = []
    while focused() is not panel.close_button:
        press(Qt.Key.Key_Tab)
        seen.append(focused().accessibleName() or str(focused().property("text")))
    assert seen == [
        "When was this sample taken?: set to now",
        "CRP  12: No single unit was printed. In which unit is it?: mg/dL",
        "Enter nothing",
    ]


@pytest.mark.hazard("H37")
def test_another_child_finds_no_preview(at: TabBench) -> None:
    paste_text(at, PRINTED)
    at.store.open(Case())
    assert "Pasted results" not in at.screen()
    assert "131" not in at.everything()


@pytest.mark.hazard("H06", "H15")
def test_what_cannot_be_read_in_a_cell_is_not_replaced_by_a_paste_without_a_word(
    at: TabBench,
) -> None:
    at.put("sample_time", "21-Nov-2026 06:00")
    at.put("crp", "1,2,3")
    panel = paste_text(at, PRINTED)
    assert "“1,2,3” stands in this cell and cannot be read yet." in at.screen()
    assert panel.accept_button.text() == "Enter 3 values"
    assert not panel.rows[1].tick.isChecked()
    # The same analyte at another time, and another at this one, hide nothing.
    assert [row.tick.isChecked() for row in panel.rows] == [True, False, True, True]
    panel.rows[1].tick.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert panel.rows[1].tick.isChecked()
    click(panel.accept_button)
    assert found(at)["crp", 21] == (Decimal(96), Unit.MG_PER_L)
    assert at.line("crp").text == "96"

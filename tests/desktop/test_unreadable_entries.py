"""What cannot be read, under real keys: never dropped, out of sight, or beside a result."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.quantity import Unit
from clinical.record.case import Case, Echo, Height, Observation, Patient, Treatment, Weight
from desktop.rules import load_rulebook
from desktop.tabs.coronary import CoronaryTab
from desktop.tabs.diagnosis import DiagnosisTab
from desktop.tabs.risk import RiskTab
from tests.desktop.eyes import read
from tests.desktop.hands import click, focused, press, type_text
from tests.desktop.tab_bench import NOW, TabBench, bench, button, link

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

MEND_FIRST = "Mend or empty this entry first"
SIZED = Case(
    patient=Patient(sex="male"),
    weights=(Weight(at=NOW - timedelta(days=5), kg=Decimal("16.5")),),
    heights=(Height(at=NOW - timedelta(days=5), cm=Decimal(103)),),
)


@pytest.fixture
def coronary(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, CoronaryTab)


@pytest.fixture
def risk(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, RiskTab)


@pytest.fixture
def diagnosis(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def headline(at: TabBench, key: str) -> str | None:
    card = at.tab.cards[key].card
    return card.headline if card is not None else None


def nothing_is_calculated(at: TabBench) -> bool:
    return at.store.state.assessment is None and all(
        card.card is None for card in at.tab.cards.values()
    )


def temperature(hour: int, value: str) -> Observation:
    return Observation(
        at=NOW.replace(hour=hour, minute=0),
        code="temperature",
        value=Decimal(value),
        unit=Unit.CELSIUS,
        site="rectal",
    )


def fever_after_the_infusion() -> Case:
    """Return a child with fever 48 hours after the end of the infusion: resistant by AHA."""
    start = NOW.replace(day=19, hour=0, minute=0)
    given = Treatment(agent="ivig", route="intravenous", start=start)
    return Case(
        treatments=(given.replace(end=start.replace(hour=12)),),
        observations=(temperature(6, "37.0"), temperature(12, "38.6")),
    )


def two_echos() -> Case:
    return SIZED.replace(
        echos=(
            Echo(at=NOW - timedelta(days=3), lad_mm=Decimal("2.1")),
            Echo(at=NOW - timedelta(days=1), lad_mm=Decimal("4.9")),
        )
    )


@pytest.mark.hazard("H28")
@pytest.mark.parametrize("turn", ["Earlier", "New reading"])
def test_a_slip_in_a_fever_is_not_dropped_by_turning_to_another_reading(
    risk: TabBench, turn: str
) -> None:
    risk.store.open(fever_after_the_infusion())
    assert "Resistant by AHA" in (headline(risk, "ivig_response") or "")
    risk.type("temperature", "38,,6")
    # One click, from inside the field.
    click(button(risk.tab, turn))
    assert risk.line("temperature").text == "38,,6"
    assert MEND_FIRST in risk.line("temperature").message
    assert risk.line("temperature_time").text == "21-Nov-2026 12:00"
    assert nothing_is_calculated(risk)
    risk.put("temperature", "38,6")
    assert "Resistant by AHA" in (headline(risk, "ivig_response") or "")
    assert MEND_FIRST not in risk.screen()
    click(button(risk.tab, "Earlier"))
    assert risk.line("temperature").text == "37"


@pytest.mark.hazard("H28")
def test_whoever_turns_is_led_to_the_entry_that_cannot_be_read(coronary: TabBench) -> None:
    coronary.store.open(two_echos())
    coronary.put("echo.lad_mm", "4,,9")
    coronary.go("z_model")
    click(button(coronary.tab, "Earlier"))
    line = coronary.line("echo.lad_mm")
    assert line.isAncestorOf(focused())
    assert coronary.line("echo_time").text == "20-Nov-2026 14:20"


@pytest.mark.hazard("H28")
def test_an_entry_that_cannot_be_read_stays_while_another_tab_is_in_front(
    risk: TabBench,
) -> None:
    risk.store.open(fever_after_the_infusion())
    risk.put("temperature", "38,,6")
    value, time = risk.line("temperature"), risk.line("temperature_time")
    risk.tab.hide()
    risk.store.commit(risk.store.committed.replace(z_model="lopez_2017"))
    risk.tab.show()
    assert (value.text, time.text) == ("38,,6", "21-Nov-2026 12:00")
    assert nothing_is_calculated(risk)


@pytest.mark.hazard("H28")
def test_a_sample_is_not_turned_on_one_tab_while_it_cannot_be_read_on_another(
    diagnosis: TabBench, words: Wording
) -> None:
    samples = tuple(
        Observation(
            at=NOW.replace(hour=hour), code="sodium", value=Decimal(131), unit=Unit.MMOL_PER_L
        )
        for hour in (6, 12)
    )
    diagnosis.store.open(Case(observations=samples))
    diagnosis.store.commit(diagnosis.store.committed, "sodium", readable=False)
    button(diagnosis.tab, "Earlier").click()
    assert diagnosis.store.state.unreadable == {"sodium"}
    assert f"{words.name('sodium')} cannot be read on another tab" in diagnosis.screen()


@pytest.mark.hazard("H28")
def test_nothing_is_calculated_while_what_stands_in_a_field_is_no_value(
    risk: TabBench,
) -> None:
    risk.store.open(fever_after_the_infusion())
    risk.go("temperature")
    press(Qt.Key.Key_Home)
    type_text("x")
    assert nothing_is_calculated(risk)
    assert "is being typed and cannot be read yet" in risk.screen()
    press(Qt.Key.Key_Backspace)
    assert "Resistant by AHA" in (headline(risk, "ivig_response") or "")
    assert not risk.store.state.can_undo


@pytest.mark.hazard("H28")
def test_undo_and_redo_leave_no_result_beside_what_cannot_be_read(coronary: TabBench) -> None:
    coronary.store.open(SIZED)
    coronary.put("echo.lad_mm", "3,4")
    coronary.put("echo.lcx_mm", "abc")
    coronary.put("echo.rca_mm", "2.2")
    assert nothing_is_calculated(coronary)
    coronary.store.undo()
    assert coronary.store.committed.echos[0].rca_mm is None
    assert coronary.line("echo.lcx_mm").text == "abc"
    assert nothing_is_calculated(coronary)
    coronary.store.redo()
    assert coronary.store.committed.echos[0].rca_mm == Decimal("2.2")
    assert nothing_is_calculated(coronary)
    coronary.store.undo()
    # The slip was the step before: with it its text goes, and the results come back.
    coronary.store.undo()
    assert coronary.line("echo.lcx_mm").text == ""
    assert coronary.line("echo.lcx_mm").message == ""
    assert headline(coronary, "coronary_size") is not None
    assert coronary.store.committed.echos[0].lad_mm == Decimal("3.4")


@pytest.mark.hazard("H28")
def test_undoing_a_slip_brings_the_number_before_it_back(coronary: TabBench) -> None:
    coronary.store.open(two_echos())
    coronary.put("echo.rca_mm", "2")
    coronary.put("echo.lad_mm", "4..9")
    coronary.store.undo()
    assert coronary.line("echo.lad_mm").text == "4.9"
    assert headline(coronary, "coronary_size") is not None
    coronary.store.redo()
    assert coronary.line("echo.lad_mm").text == ""
    assert coronary.line("echo.lad_mm").message == ""


@pytest.mark.hazard("H28")
def test_what_cannot_be_read_goes_with_its_sample_where_its_time_is_undone(
    coronary: TabBench,
) -> None:
    coronary.store.open(two_echos())
    coronary.put("echo_time", "19-Nov-2026 10:00")
    coronary.put("echo.lcx_mm", "abc")
    coronary.put("echo_time", "20-Nov-2026 08:00")
    coronary.store.undo()
    assert coronary.line("echo_time").text == "19-Nov-2026 10:00"
    assert coronary.line("echo.lad_mm").text == "4.9"
    assert coronary.line("echo.lcx_mm").text == "abc"
    assert nothing_is_calculated(coronary)


def test_a_refused_time_gives_way_to_the_records_own_after_undo_and_redo(
    coronary: TabBench,
) -> None:
    coronary.store.open(two_echos())
    coronary.put("echo.rca_mm", "2")
    coronary.put("echo_time", "18-Nov-2026 14:20")
    assert "Another echocardiogram is recorded" in coronary.line("echo_time").message
    coronary.store.undo()
    assert coronary.line("echo_time").text == "20-Nov-2026 14:20"
    assert coronary.line("echo_time").message == ""
    coronary.store.redo()
    assert coronary.line("echo_time").text == "20-Nov-2026 14:20"
    coronary.type("echo_time", "18-Nov-2026 14:21")
    assert coronary.line("echo_time").text == "18-Nov-2026 14:21"


def test_a_fold_does_not_close_over_what_cannot_be_read_and_leads_to_it(
    coronary: TabBench,
) -> None:
    coronary.put("echo.lad_z", "3")
    coronary.put("echo.rca_z", "2..")
    title = link(coronary.tab, "As reported by the echo laboratory")
    click(title)
    assert coronary.line("echo.rca_z").isVisible()
    assert "until then this part stays open" in coronary.line("echo.rca_z").message
    coronary.put("echo.rca_z", "2")
    click(title)
    assert "LAD z as reported" not in coronary.screen()


def test_a_row_with_what_cannot_be_read_stays_when_what_it_belongs_to_goes(
    coronary: TabBench,
) -> None:
    coronary.put("echo.lad_mm", "3")
    coronary.put("echo.lad_adjacent", "2..")
    coronary.put("echo.lad_mm", "")
    assert coronary.is_asked("echo.lad_adjacent")
    assert coronary.line("echo.lad_adjacent").text == "2.."


def test_folded_tables_say_that_nothing_was_calculated(coronary: TabBench) -> None:
    coronary.store.open(two_echos())
    tab = coronary.tab
    assert isinstance(tab, CoronaryTab)
    tables = (tab.models, *tab.other_editions.values())
    for table in tables:
        table.fold.open()
    coronary.put("echo.lcx_mm", "abc")
    shown = coronary.screen()
    assert "Enter a diameter to compare the models" not in shown
    assert "The level is not known yet" not in shown
    for table in tables:
        assert "Not calculated" in list(read(table))
    coronary.put("echo.lcx_mm", "")
    assert "Every model" in coronary.screen()

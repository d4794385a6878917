"""The Coronary tab under real keys: echocardiograms in, size, level and course out."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from clinical.record.case import Case, Echo, Height, Patient, ReportedZ, Weight
from desktop.examples import FICTIONAL, PUBLISHED_2
from desktop.rules import load_rulebook
from desktop.tabs.coronary import CoronaryTab
from tests.desktop.hands import empty_field, focused, press, type_text
from tests.desktop.tab_bench import NOW, TabBench, bench, button, link, sources_of, widths_too_large

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop import theme
    from reports.wording import Wording

# The child of clinical.md 5.5 D: 103 cm, 16.5 kg, male.
SIZED = Case(
    patient=Patient(sex="male"),
    weights=(Weight(at=NOW - timedelta(days=5), kg=Decimal("16.5")),),
    heights=(Height(at=NOW - timedelta(days=5), cm=Decimal(103)),),
)


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, CoronaryTab)


def echo(days_ago: int, **values: object) -> Echo:
    return Echo(at=NOW - timedelta(days=days_ago)).replace(**values)


def headline(at: TabBench, key: str) -> str | None:
    card = at.tab.cards[key].card
    return card.headline if card is not None else None


@pytest.mark.hazard("H14")
def test_a_new_form_has_nothing_filled_in_and_names_the_sites_model(at: TabBench) -> None:
    assert {each.text() for each in at.tab.findChildren(QLineEdit)} == {""}
    assert at.store.state.case == Case()
    assert at.answer("z_model") == "mccrindle_2007"
    assert "McCrindle 2007 (site's choice)" in at.screen()


def test_z_of_the_childs_model_stands_beside_the_diameter_as_it_is_typed(at: TabBench) -> None:
    # 16.5 kg, 103 cm, LAD 3.0 mm: z 3.5910 by McCrindle 2007 (the contract's example).
    at.type("echo.lad_mm", "3,0")
    assert at.line("echo.lad_mm").echo == ""
    assert "No z score. No weight or height is recorded up to the day" in at.screen()
    at.store.open(SIZED)
    at.type("echo.lad_mm", "3,0")
    assert at.line("echo.lad_mm").echo == "z 3.59 (McCrindle 2007)"
    assert "No weight or height is recorded" not in at.screen()
    assert at.store.committed.echos == ()
    press(Qt.Key.Key_Return)
    assert at.store.committed.echos[0].lad_mm == Decimal("3.0")
    at.type("echo.lad_mm", "3x")
    assert at.line("echo.lad_mm").echo == ""


@pytest.mark.hazard("H23")
@pytest.mark.parametrize(
    # Rows of the reference vectors: sex, kg, cm, LAD in mm, and what the model gives.
    ("size", "lad", "expected"),
    [
        (("female", "30.3", "114.0"), "5.8", "Lopez 2017 11.52"),
        (("male", "8.3", "63.0"), "1.9", "Olivieri 2009 1.51"),
        (("female", "45.8", "154.0"), "5.3", "Olivieri 2009 4.04"),
        (("male", "27.7", "115.0"), "8.1", "Kobayashi 2016 9.15"),
    ],
)
def test_the_z_of_every_other_model_stands_under_the_diameter_while_it_is_typed(
    at: TabBench, size: tuple[str, str, str], lad: str, expected: str
) -> None:
    sex, kg, cm = size
    day = NOW - timedelta(days=5)
    at.store.open(
        Case(
            patient=Patient().replace(sex=sex),
            weights=(Weight(at=day, kg=Decimal(kg)),),
            heights=(Height(at=day, cm=Decimal(cm)),),
        )
    )
    assert "Other models" not in at.screen()
    at.type("echo.lad_mm", lad)
    assert at.store.committed.echos == ()
    assert expected in at.screen()
    assert " m² by Haycock 1978 (McCrindle 2007," in at.screen()
    at.type("echo.lad_mm", f"{lad}x")
    assert expected not in at.everything()


@pytest.mark.hazard("H23")
def test_models_that_disagree_say_so_under_the_diameter(at: TabBench) -> None:
    # Clinical reference 5: by Lopez 2017 a z of 10 stands where others are far below it.
    at.store.open(SIZED)
    at.type("echo.lad_mm", "1.9")
    assert "The models disagree" not in at.screen()
    at.type("echo.lad_mm", "4.9")
    assert "The models disagree: " in at.screen()
    assert "giant aneurysm by Lopez 2017. Do not rely on one alone." in at.screen()


def test_a_vessel_the_model_does_not_hold_is_named_beside_its_diameter(at: TabBench) -> None:
    at.store.open(SIZED)
    at.put("echo.lcx_mm", "2")
    assert at.line("echo.lcx_mm").echo == "no z by McCrindle 2007"


@pytest.mark.hazard("H28")
def test_a_diameter_that_cannot_be_read_leaves_no_size(at: TabBench) -> None:
    at.open(FICTIONAL)
    assert headline(at, "coronary_size") is not None
    at.put("echo.lad_mm", "2.1.0")
    assert [headline(at, key) for key in at.tab.cards] == [None] * len(at.tab.cards)
    assert "LAD diameter: This entry cannot be read." in at.screen()
    assert "0.77" not in at.everything()


def test_the_first_diameter_locks_the_model_in_the_same_step(at: TabBench) -> None:
    at.store.open(SIZED)
    at.put("echo.lad_mm", "3")
    assert at.store.committed.z_model == "mccrindle_2007"
    assert "Locked for this child" in at.screen()
    at.store.undo()
    assert at.store.committed == SIZED
    assert "locked for this child with the first diameter" in at.screen()


def test_a_diameter_typed_and_taken_back_locks_nothing(at: TabBench) -> None:
    at.store.open(SIZED)
    at.type("echo.lad_mm", "3")
    empty_field()
    press(Qt.Key.Key_Return)
    assert at.store.committed == SIZED


def test_a_model_may_be_chosen_before_there_is_any_diameter(at: TabBench) -> None:
    at.store.open(SIZED)
    at.choose("z_model", "d")
    assert at.store.committed.z_model == "dallaire_2011"
    at.put("echo.lad_mm", "3")
    assert at.store.committed.z_model == "dallaire_2011"
    assert "Dallaire 2011" in at.line("echo.lad_mm").echo


def test_changing_the_model_later_is_asked_in_words_and_escape_keeps_it(at: TabBench) -> None:
    at.store.open(SIZED.replace(echos=(echo(1, lad_mm=Decimal(3)),)))
    at.choose("z_model", "l")
    assert "Change this child's model from McCrindle 2007 to Lopez 2017?" in at.screen()
    assert at.store.committed.z_model is None
    press(Qt.Key.Key_Escape)
    assert "Change this child's model" not in at.screen()
    assert at.answer("z_model") == "mccrindle_2007"
    at.choose("z_model", "l")
    button(at.tab, "Change to Lopez 2017").click()
    assert at.store.committed.z_model == "lopez_2017"
    assert at.answer("z_model") == "lopez_2017"
    assert "Lopez 2017" in at.line("echo.lad_mm").echo
    at.store.undo()
    assert at.answer("z_model") == "mccrindle_2007"


@pytest.mark.hazard("H37")
def test_a_question_about_one_childs_model_is_not_left_for_the_next(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("echo.lad_z", "3")
    at.put("echo.lad_model", "Boston")
    at.put("echo.rca_z", "1x")
    at.choose("z_model", "o")
    at.store.start_new()
    shown = at.everything()
    for leftover in ("Change this child's model", "Change to Olivieri", "14-Nov", "1x", "Boston"):
        assert leftover not in shown, leftover
    assert {each.text() for each in at.tab.findChildren(QLineEdit)} == {""}
    assert at.store.committed == Case()


def test_a_reported_z_is_folded_and_keeps_the_model_the_laboratory_named(at: TabBench) -> None:
    assert "LAD z as reported" not in at.screen()
    assert not at.is_asked("echo.lad_model")
    at.put("echo.lad_z", "3")
    assert at.store.committed.echos[0].reported_z["lad"].model == "not stated"
    assert at.line("echo.lad_model").text == ""
    at.put("echo.lad_model", "Boston")
    assert at.store.committed.echos[0].reported_z["lad"].model == "Boston"
    assert at.store.committed.z_model is None
    at.put("echo.lad_z", "")
    assert at.store.committed.echos == ()


@pytest.mark.parametrize("segment", ["lmca", "lad", "lcx", "rca", "rca_mid", "rca_distal"])
def test_every_segment_takes_a_diameter_its_neighbour_and_its_wall(
    at: TabBench, segment: str
) -> None:
    assert not at.is_asked(f"echo.{segment}_adjacent")
    at.put(f"echo.{segment}_mm", "4,5")
    at.put(f"echo.{segment}_adjacent", "2")
    at.choose(f"echo.{segment}_irregular", "y")
    at.put(f"echo.{segment}_z", "-0,4")
    (found,) = at.store.committed.echos
    assert getattr(found, f"{segment}_mm") == Decimal("4.5")
    assert dict(found.adjacent_mm) == {segment: Decimal(2)}
    assert dict(found.lumen_irregular) == {segment: "present"}
    assert found.reported_z[segment].z == Decimal("-0.4")  # type: ignore[index]
    for _ in range(4):
        at.store.undo()
    assert at.store.committed == Case()


def test_function_is_entered_with_its_sign(at: TabBench) -> None:
    at.put("echo.lvef_percent", "52,5")
    at.put("echo.fs_percent", "24")
    at.put("echo.strain_percent", "-17,8")
    (found,) = at.store.committed.echos
    assert found.lvef_percent == Decimal("52.5")
    assert found.fs_percent == Decimal(24)
    assert found.strain_percent == Decimal("-17.8")


def test_the_size_the_level_and_the_course_follow_the_keys(at: TabBench) -> None:
    before = echo(4, lad_mm=Decimal("2.1"), rca_mm=Decimal("2.0"))
    at.store.open(SIZED.replace(echos=(before,)))
    assert (headline(at, "coronary_level") or "").startswith("Level 1:")
    button(at.tab, "New echo").click()
    type_text("21-Nov-2026 09:00")
    press(Qt.Key.Key_Return)
    at.type("echo.lad_mm", "3.0")
    # z 3.59: 2.5 or more and under 5 is a small aneurysm (AHA 2017).
    assert (headline(at, "coronary_size") or "").startswith("Small aneurysm: LAD")
    press(Qt.Key.Key_Return)
    at.put("echo.rca_mm", "2.0")
    assert (headline(at, "coronary_level") or "").startswith("Level 3.1:")
    shown = at.screen()
    assert "Course of the z by McCrindle 2007" in shown
    # z of 2.1 mm is 0.42 at this size (the example child), 3.59 - 0.42 = 3.17.
    assert "3.59 (+3.17)" in shown
    assert "0.6881" in shown


def test_all_models_unfold_with_their_body_surface_and_why_one_has_none(at: TabBench) -> None:
    at.store.open(SIZED.replace(echos=(echo(1, lad_mm=Decimal(3), lcx_mm=Decimal(2)),)))
    assert "Every model" not in at.screen()
    link(at.tab, "All models").click()
    shown = at.screen()
    # clinical.md 5.5 D: Haycock 0.688069, DuBois 0.680932.
    for words in (
        "Every model, 20-Nov-2026 14:20",
        "0.6881 m² (Haycock 1978)",
        "0.6809 m² (DuBois 1916)",
        "small aneurysm",
        "The model does not hold this vessel.",
    ):
        assert words in shown, words


@pytest.mark.hazard("H28")
def test_an_error_of_the_program_leaves_no_z_anywhere(at: TabBench) -> None:
    at.open(FICTIONAL)
    link(at.tab, "All models").click()
    at.store.fail(RuntimeError("boom"))
    shown = at.everything()
    for result in ("0.77", "no involvement", "Level 1", "Every model", "Course of the z", "z 0.4"):
        assert result not in shown, result


def test_echocardiograms_are_turned_over_and_the_folds_follow(at: TabBench) -> None:
    first = echo(4, lad_mm=Decimal(3), reported_z={"lad": ReportedZ(z=Decimal(3))})
    at.store.open(SIZED.replace(echos=(first, echo(1, lad_mm=Decimal("2.5")))))
    assert at.line("echo.lad_mm").text == "2.5"
    button(at.tab, "Earlier").click()
    assert at.line("echo_time").text == "17-Nov-2026 14:20"
    assert at.line("echo.lad_mm").text == "3"
    assert "LAD z as reported" in at.screen()


def test_a_missing_echocardiogram_leads_to_its_time(at: TabBench) -> None:
    assert at.tab.focus_field("echo")
    type_text("21-Nov-2026 09:00")
    assert at.line("echo_time").text == "21-Nov-2026 09:00"


def test_a_line_opens_its_source_with_what_is_said_of_its_number(at: TabBench) -> None:
    at.open(PUBLISHED_2)
    card = at.tab.cards["coronary_size"]
    source = sources_of(card)[0]
    source.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "2017" in at.tab.source_note.text
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is source


def test_tab_passes_through_the_entries_in_reading_order(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("echo.lad_z")
    at.go("echo.rca_mid_mm")
    at.go("z_model")
    heights: list[int] = []
    for _ in range(60):
        widget = focused()
        if not at.tab.form.isAncestorOf(widget):
            break
        heights.append(widget.mapTo(at.tab.form, widget.rect().center()).y())
        press(Qt.Key.Key_Tab)
    assert len(heights) > 30
    assert all(later >= earlier - 20 for earlier, later in pairwise(heights))


@pytest.mark.parametrize("width", [1366, 683, 480])
def test_nothing_is_cut_at_the_side(dressed: theme.Theme, at: TabBench, width: int) -> None:
    assert dressed is not None
    at.open(FICTIONAL)
    link(at.tab, "All models").click()
    at.choose("z_model", "l")
    assert widths_too_large(at, width) == []


def test_the_clock_of_the_record_decides_which_echocardiograms_count(at: TabBench) -> None:
    case = SIZED.replace(echos=(echo(1, lad_mm=Decimal(3)),))
    at.store.open(case, training_at=datetime.fromisoformat("2026-11-19T12:00:00+01:00"))
    assert headline(at, "coronary_size") == "Not measured"


@pytest.mark.hazard("H47")
def test_an_echocardiogram_begun_from_the_log_is_a_new_one_and_the_way_leads_back(
    at: TabBench,
) -> None:
    old = echo(3, lad_mm=Decimal("3.0"))
    at.store.open(SIZED.replace(echos=(old,)))
    tab = at.tab
    assert isinstance(tab, CoronaryTab)
    assert not tab.back.isVisible()
    assert tab.focus_field("echo.new")
    # Typed at once: it is another one, of now.
    type_text("2.6")
    press(Qt.Key.Key_Return)
    assert [each.lad_mm for each in at.store.committed.echos] == [Decimal("3.0"), Decimal("2.6")]
    assert at.store.committed.echos[-1].at == NOW
    tab.back.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert at.wanted == ["log.back"]
    assert not tab.back.isVisible()
    # A correction leads to the very one of its row.
    assert tab.focus_field(f"echo.at {old.at.isoformat()}")
    assert at.line("echo.lad_mm").text == "3"

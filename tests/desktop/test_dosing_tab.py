from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from clinical.case import Allergies, Case, Illness, Observation, Patient, Treatment
from clinical.quantity import Unit
from desktop import edits
from desktop.case_store import CaseStore
from desktop.rules import load_rulebook
from desktop.tabs.bindings import Bindings
from desktop.tabs.dosing import DosingTab
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.form import FormRow
from desktop.widgets.link_button import LinkButton
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import TextField
from tests.desktop.hands import empty_field, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from reports.wording import Wording

Field = TypeVar("Field", bound=QWidget)
NOW = datetime(2026, 11, 21, 14, 20, tzinfo=timezone(timedelta(hours=1)))
# An amount, a volume or a rate of a drug; "8 mg/kg/day" in the words of a limit is none.
NUMBER_KG, NUMBER_60 = Decimal("16.5"), Decimal(60)
DOSE = re.compile(r"\d\s?(mg|g|mL)(/h)?(?![/\w])")


@dataclass
class Bench:
    store: CaseStore
    tab: DosingTab
    weight: NumberField
    wanted: list[str]
    window: QWidget

    def texts(self) -> str:
        """Return all that stands anywhere on the tab, visible or not."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found: list[str] = []
        for each in (self.tab, *self.tab.findChildren(QWidget)):
            found += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
            if isinstance(each, (QLabel, QAbstractButton, QLineEdit)):
                found.append(each.text())
        return "\n".join(text for text in found if text)

    def doses(self) -> list[str]:
        """Return every amount of a drug on the tab but the strengths of the products offered."""
        texts = self.texts()
        for product in self.store.state.rulebook.products.values():
            texts = texts.replace(product.strength, "")
        return [match[0] for match in DOSE.finditer(texts)]

    def results(self) -> str:
        """Return what can be read on the right."""
        return "\n".join(
            label.text() for label in self.tab.pane.findChildren(QLabel) if not _hidden(label)
        )

    def type_weight(self, text: str) -> None:
        self.weight.setFocus()
        empty_field()
        type_text(text)

    def weigh(self, text: str) -> None:
        self.type_weight(text)
        press(Qt.Key.Key_Return)

    def choose(self, regimen: str) -> None:
        self.tab.regimens.button(regimen).setFocus()
        press(Qt.Key.Key_Space, " ")

    def setting(self, name: str) -> NumberField:
        assert self.tab.focus_field(f"setting.{name}")
        return _holder(QApplication.focusWidget(), NumberField)

    def enter(self, name: str, text: str) -> NumberField:
        field = self.setting(name)
        type_text(text)
        press(Qt.Key.Key_Return)
        return field

    def confirm(self, code: str, reason: str) -> None:
        assert self.tab.focus_field(f"question.{code}")
        type_text(reason)
        press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Space, " ")


def _hidden(widget: QWidget) -> bool:
    return not widget.isVisible()


def _holder(widget: QWidget | None, kind: type[Field]) -> Field:
    while widget is not None and not isinstance(widget, kind):
        widget = widget.parentWidget()
    assert widget is not None
    return widget


def bench(qtbot: QtBot, words: Wording, case: Case | None = None) -> Bench:
    """Return the tab beside a weight field, as it stands on another tab, on one store."""
    store = CaseStore(load_rulebook(), lambda: NOW)
    if case is not None:
        store.open(case)
    bindings = Bindings(store, words)

    def weight_of(state: State) -> tuple[Decimal | None, Unit | None, str | None]:
        found = edits.weight_at(state.case, NOW)
        return (found.kg if found is not None else None), Unit.KG, None

    def put(case: Case, entry: Entry[Decimal]) -> Case:
        return edits.weight(case, NOW, entry.value)

    weight = bindings.number("weight", "weight", weight_of, put)
    tab = DosingTab(store, words)
    wanted: list[str] = []
    tab.field_wanted.connect(wanted.append)

    def draw() -> None:
        bindings.render(store.state)
        tab.show_state(store.state)

    store.changed.connect(draw)
    window = QWidget()
    row = QHBoxLayout(window)
    row.addWidget(weight)
    row.addWidget(tab, 1)
    window.resize(1366, 768)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    draw()
    return Bench(store, tab, weight, wanted, window)


def known(**changes: object) -> Case:
    """Return a child of whom all that anakinra asks is known: no question stays open."""
    sample = Observation(at=NOW, code="neutrophils", value=Decimal(5), unit=Unit.BILLION_PER_L)
    case = Case(
        patient=Patient(date_of_birth=date(2022, 6, 1)),
        allergies=Allergies(state="none_known"),
        observations=(sample,),
    )
    return case.replace(**changes) if changes else case


@pytest.mark.hazard("H14")
def test_nothing_is_chosen_and_nothing_is_filled_in_beforehand(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words)
    for regimen in at.store.state.rulebook.regimens:
        assert not at.tab.regimens.button(regimen).isChecked()
    assert at.store.state.choice is None
    at.choose("ivig")
    assert [field.text for field in at.tab.findChildren(NumberField)] == [""] * len(
        at.tab.findChildren(NumberField)
    )
    product = next(field for field in at.tab.findChildren(ChoiceField) if "product" in
                   field.accessibleName().lower())  # fmt: skip
    assert product.choice is None
    assert at.tab.start.text == ""


def test_moving_over_the_regimens_chooses_none(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words)
    at.tab.regimens.button("ivig").setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab):
        press(key)
    assert at.store.state.choice is None


@pytest.mark.hazard("H17")
def test_a_weight_and_a_regimen_give_the_dose_per_dose_and_per_day(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16,5")
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "66 mg"
    shown = at.results()
    assert "0.44 mL" in shown
    assert "16.5 kg × 4 mg/kg = 66 mg = 0.44 mL" in shown
    assert "66 mg once a day = 66 mg in 24 hours = 4 mg/kg in 24 hours" in shown
    assert "100 mg in 0.67 mL" in shown
    assert "from 1 syringe" in shown
    assert words.text("verdict.plan.ready") in shown


@pytest.mark.hazard("H28")
def test_the_old_dose_is_gone_at_the_first_keystroke(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.weight.setFocus()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    assert at.tab.pane.dose_card.dose == ""
    assert "typing" in at.results()
    assert at.doses() == []
    type_text("8")
    assert at.doses() == []
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "67 mg"
    assert "66 mg" not in at.texts()


def test_a_weight_typed_and_taken_back_brings_the_dose_back(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.weight.setFocus()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    type_text("5")
    assert at.tab.pane.dose_card.dose == ""
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "66 mg"


@pytest.mark.hazard("H03", "H28")
def test_a_weight_that_cannot_be_right_gives_no_dose(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.weigh("5523")
    assert at.tab.pane.dose_card.dose == ""
    assert words.text("dosing.no_weight") in at.results()
    assert at.doses() == []


@pytest.mark.hazard("H13")
def test_without_a_weight_there_is_no_dose_and_a_way_to_enter_one(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.choose("ivig")
    assert "No dose: enter a weight" in at.results()
    assert at.doses() == []
    links = [link for link in at.tab.weight.findChildren(LinkButton) if not _hidden(link)]
    links[0].setFocus()
    press(Qt.Key.Key_Space, " ")
    assert at.wanted == ["weight"]


@pytest.mark.hazard("H25")
def test_immunoglobulin_shows_grams_volume_rate_and_end(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("ivig")
    assert at.tab.pane.dose_card.dose == "33 g"
    shown = at.results()
    for text in ("330 mL", "27.5 mL/h", "1.67 mL/kg per hour", "10 g in 100 mL"):
        assert text in shown
    # Twelve hours after 14:20.
    assert "02:20" in shown
    assert "Sun 22-Nov-2026" in shown


@pytest.mark.hazard("H25")
def test_the_other_strength_doubles_the_volume_and_keeps_the_grams(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("ivig")
    assert at.tab.focus_field("setting.product")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert at.tab.pane.dose_card.dose == "33 g"
    assert "660 mL" in at.results()
    assert "5 g in 100 mL" in at.results()


@pytest.mark.hazard("H18")
def test_more_than_200_mg_a_day_asks_and_takes_a_reason(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "240 mg"
    assert words.text("verdict.plan.confirm") in at.results()
    code = "limit.daily_dose_high"
    assert at.tab.focus_field(f"question.{code}")
    reason = _holder(QApplication.focusWidget(), TextField)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert reason.message == words.text("dosing.reason_missing")
    assert words.text("verdict.plan.confirm") in at.results()
    type_text("agreed with rheumatology")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert words.text("verdict.plan.ready") in at.results()
    choice = at.store.state.choice
    assert choice is not None
    assert [(each.code, each.reason) for each in choice.overrides] == [
        (code, "agreed with rheumatology")
    ]
    assert "Confirmed: agreed with rheumatology" in at.texts()


@pytest.mark.hazard("H29")
def test_an_answer_can_be_taken_back(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    at.confirm("limit.daily_dose_high", "agreed")
    assert words.text("verdict.plan.ready") in at.results()
    assert at.tab.focus_field("question.limit.daily_dose_high")
    press(Qt.Key.Key_Space, " ")
    assert words.text("verdict.plan.confirm") in at.results()
    assert "agreed" not in at.texts()


@pytest.mark.hazard("H29")
def test_a_reason_given_for_one_dose_does_not_pass_another(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    at.confirm("limit.daily_dose_high", "agreed for 240")
    at.weigh("61")
    assert at.tab.pane.dose_card.dose == "244 mg"
    assert words.text("verdict.plan.confirm") in at.results()
    assert "agreed for 240" not in at.texts()


@pytest.mark.hazard("H03", "H28", "H29")
def test_a_dose_beyond_the_hard_limit_leaves_no_number_on_the_tab(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.enter("mg_per_kg_day", "9")
    assert words.text("verdict.plan.refused") in at.results()
    assert "more than 8 mg/kg/day is never planned" in at.results()
    assert at.doses() == []
    assert not at.tab.pane.preview_button.isEnabled()
    assert words.text("dosing.no_sheet_refused") in at.results()


@pytest.mark.hazard("H18")
def test_a_chosen_maximum_shows_what_it_cut(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("ivig")
    at.enter("max_g", "100")
    assert at.tab.pane.dose_card.dose == "100 g"
    assert "100 g in all: reached, cut from 120 g to 100 g" in at.results()
    assert "120 g given as 100 g: −16.7 percent" in at.results()


@pytest.mark.hazard("H02", "H28")
@pytest.mark.parametrize("text", ["1,2,3", "05", "4 mg", "1000", "four", "4.123"])
def test_a_setting_that_cannot_be_read_is_never_its_default(
    qtbot: QtBot, words: Wording, text: str
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    field = at.enter("mg_per_kg_day", text)
    assert field.message
    assert at.tab.pane.dose_card.dose == ""
    assert not DOSE.search(at.results().replace("4 mg", ""))
    field.setFocus()
    empty_field()
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "66 mg"


def test_a_setting_out_of_its_range_says_so_at_its_field(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    field = at.enter("days", "0")
    assert "1 to 99" in field.message
    assert at.tab.pane.dose_card.dose == ""


@pytest.mark.hazard("H28")
def test_the_dose_hides_while_a_setting_is_typed(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.setting("mg_per_kg_day")
    type_text("2")
    assert at.tab.pane.dose_card.dose == ""
    assert at.doses() == []
    press(Qt.Key.Key_Tab)
    assert at.tab.pane.dose_card.dose == "33 mg"


def test_a_start_moves_every_dose(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.tab.start.setFocus()
    type_text("22-Nov-2026 08:00")
    press(Qt.Key.Key_Return)
    shown = at.results()
    assert "08:00" in shown
    assert "Sun 22-Nov-2026" in shown
    # Twenty-eight days: the last one is 27 days after the first.
    assert "Sat 19-Dec-2026" in shown


@pytest.mark.hazard("H28")
def test_a_start_that_cannot_be_read_never_becomes_now(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.tab.start.setFocus()
    type_text("31-Feb-2026 08:00")
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == ""
    assert at.tab.start.message
    assert words.text("dosing.start_unreadable") in at.results()
    at.tab.start.setFocus()
    empty_field()
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "66 mg"


@pytest.mark.hazard("H34", "H37")
def test_nothing_of_one_child_stays_for_the_next(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    at.confirm("limit.daily_dose_high", "agreed")
    at.enter("days", "14")
    at.tab.start.setFocus()
    type_text("22-Nov-2026 08:00")
    press(Qt.Key.Key_Return)
    at.store.start_new()
    texts = at.texts()
    assert at.doses() == []
    for text in ("agreed", "60 kg", "22-Nov-2026", "08:00", "240"):
        assert text not in texts
    assert [field.text for field in at.tab.findChildren(NumberField) if field.text] == []


def test_another_regimen_starts_with_its_own_settings(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.enter("mg_per_kg_day", "2")
    at.choose("ivig")
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "66 mg"
    assert [field.text for field in at.tab.findChildren(NumberField) if field.text] == []


@pytest.mark.hazard("H28")
def test_an_entry_that_cannot_be_right_blanks_the_dose(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    wrong = at.store.state.case.replace(illness=Illness(fever_onset=date(2021, 1, 1)))
    at.store.commit(wrong)
    assert at.tab.pane.dose_card.dose == ""
    assert at.doses() == []


@pytest.mark.hazard("H28")
def test_an_error_of_the_program_blanks_the_dose(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.store.fail(ZeroDivisionError())
    assert at.tab.pane.dose_card.dose == ""
    assert at.doses() == []


@pytest.mark.hazard("H40")
def test_an_old_weight_asks_and_its_date_stands_beside_it(qtbot: QtBot, words: Wording) -> None:
    weighed = NOW - timedelta(days=8)
    case = edits.weight(known(), weighed, NUMBER_KG)
    at = bench(qtbot, words, case)
    at.choose("anakinra_fixed")
    assert "13-Nov-2026 14:20" in at.texts()
    assert words.text("verdict.plan.confirm") in at.results()
    assert "is 8 days old" in at.results()


def test_at_most_three_questions_stand_open_at_once(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words)
    # An empty record: allergies, neutrophils, the weight's age and a high dose all ask.
    at.store.commit(edits.weight(Case(), NOW - timedelta(days=8), NUMBER_60))
    at.choose("anakinra_fixed")
    reasons = [field for field in at.tab.questions.findChildren(TextField) if not _hidden(field)]
    assert len(reasons) == 3
    assert "1 more after these" in at.texts()


def test_an_answer_to_the_history_goes_into_the_case(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    assert at.tab.focus_field("history.active_infection")
    press(Qt.Key.Key_P, "p")
    assert at.store.state.case.history.active_infection == "present"
    assert "Active infection recorded." in at.results()
    assert words.text("verdict.plan.confirm") in at.results()


def test_only_what_the_drug_asks_is_asked(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.choose("ivig")
    assert at.tab.focus_field("history.anti_iga_antibodies")
    rows = {row.field.accessibleName() for row in at.tab.findChildren(FormRow) if row.isVisible()}
    assert words.name("history.anti_iga_antibodies") in rows
    assert words.name("history.active_infection") not in rows


def test_recorded_blockers_and_vaccines_are_named(qtbot: QtBot, words: Wording) -> None:
    given = Treatment(agent="infliximab", start=NOW - timedelta(days=2))
    at = bench(qtbot, words, known(treatments=(given,)))
    at.choose("anakinra_fixed")
    assert "infliximab, 19-Nov-2026 14:20" in at.tab.before.facts["tnf"].value
    assert at.tab.before.facts["vaccine"].value == words.text("dosing.vaccine_none")


def test_the_sheet_is_asked_for_by_key(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    asked: list[str] = []
    at.tab.preview_wanted.connect(lambda: asked.append("preview"))
    at.tab.pdf_wanted.connect(lambda: asked.append("pdf"))
    assert not at.tab.pane.preview_button.isEnabled()
    assert words.text("dosing.no_sheet_nothing") in at.results()
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    for button in (at.tab.pane.preview_button, at.tab.pane.pdf_button):
        button.setFocus()
        press(Qt.Key.Key_Space, " ")
    assert asked == ["preview", "pdf"]


def test_a_line_opens_its_source(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    links = [link for link in at.tab.pane.dose_card.findChildren(LinkButton) if not _hidden(link)]
    links[0].setFocus()
    press(Qt.Key.Key_Space, " ")
    source = at.store.state.rulebook.sources["S1"]
    assert source.title in at.tab.pane.source_note.text


def test_tab_goes_through_the_form_in_reading_order(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words)
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.tab.weight.setFocus()
    places: list[tuple[int, int]] = []
    seen: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and at.tab.form.isAncestorOf(now):
        if now in seen:
            break
        seen.append(now)
        at_form = now.mapTo(at.tab.form, now.rect().topLeft())
        places.append((at_form.y() // 40, at_form.x()))
        press(Qt.Key.Key_Tab)
    assert len(places) > 15
    heights = [height for height, _ in places]
    assert heights == sorted(heights)
    assert any(isinstance(each, QPushButton) for each in seen)


@pytest.mark.parametrize("width", [1366, 683])
def test_nothing_is_cut_at_the_sides(
    qtbot: QtBot, words: Wording, dressed: object, width: int
) -> None:
    at = bench(qtbot, words)
    at.weigh("16.5")
    at.choose("ivig")
    at.tab.setParent(None)
    at.tab.resize(width, 384)
    qtbot.addWidget(at.tab)
    at.tab.show()
    QApplication.processEvents()
    for label in at.tab.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), (
                label.text()
            )

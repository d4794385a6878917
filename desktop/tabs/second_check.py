"""The second check, over the whole tab: neither weight nor plan can be seen while it is made.

The second person enters weight and drug from the chart and the order. Where the two do not agree
both answers are shown and the mark is not set; what was shown cannot be typed in after it, the
check begins again from empty fields. Printing is never blocked by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from clinical.dosing.second_check import Answers, Checked, disagreements
from clinical.record.kept_plan import Signature
from desktop.entry.entries import UnitOption
from desktop.tabs.mark_card import MarkCard
from desktop.widgets.card_lines import LineList
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.form import Form
from desktop.widgets.number_field import NumberField
from desktop.widgets.panes import Page
from desktop.widgets.sight import bring_into_sight
from desktop.widgets.text_field import TextField
from reports.formats import moment_text
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.findings import Alert
    from clinical.record.vocabulary import Agent
    from desktop.case_store import CaseStore, State
    from reports.wording import Wording

_WHOLE_DIGITS, _DECIMALS = 3, 3
# What a difference says of the plan.
_OF_THE_PLAN = frozenset({"plan", "agent"})


class SecondCheckPage(QWidget):
    """Shown by the tab while the state is blind; it asks the store for everything.

    Of a patient whose record is kept nobody types a name: ``agreed(Plan)`` has the two sign in.
    """

    agreed = Signal(object)

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__()
        self._store, self._words = store, words
        self._began = self._differed = False
        self.form = Form()
        self.prescriber, self.checker = TextField(words), TextField(words)
        unit = UnitOption("kg", words.text("second_check.unit"), _WHOLE_DIGITS, _DECIMALS)
        self.kg = NumberField(words, [unit])
        regimens = sorted(store.state.rulebook.regimens.values(), key=lambda each: each.rank)
        agents = dict.fromkeys(regimen.agent for regimen in regimens)
        self.agent = ChoiceField(
            words, [ChoiceOption(agent, words.text(f"sheet.drug.{agent}")) for agent in agents]
        )
        self.form.section(words.text("second_check.title"))
        note = text_label(words.text("second_check.note"), "muted")
        note.setContentsMargins(STEP, 0, STEP, STEP // 2)
        self.form.note(note)
        for name, field in self._fields():
            self.form.row(name, words.name(f"second_check.{name}"), field)
        self._problems = LineList(words)
        self._problems.setContentsMargins(STEP, STEP // 2, STEP, 0)
        self._problems.go_to.connect(self.form.focus)
        self.form.note(self._problems)
        self.compare_button = QPushButton(words.text("second_check.compare"))
        self.compare_button.setProperty("primary", "true")
        self.compare_button.clicked.connect(self._press)
        self.leave_button = QPushButton(words.text("second_check.leave"))
        self.leave_button.clicked.connect(self.leave)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(STEP, STEP, STEP, STEP)
        row.setSpacing(STEP)
        for button in (self.compare_button, self.leave_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self.form.note(buttons)
        page = Page()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def show_state(self, state: State) -> None:
        """Begin empty, and leave nothing behind: no earlier check helps the next one."""
        if state.blind == self._began:
            return
        self._began = state.blind
        self._begin()

    def _begin(self) -> None:
        for _, field in self._fields():
            field.forget()
            field.setEnabled(True)
        self._problems.show_lines(())
        self._differed = False
        self.compare_button.setText(self._words.text("second_check.compare"))
        kept = self._store.state.kept
        for name in ("prescriber", "checker"):
            self.form.set_row_visible(name, visible=not kept)
        if self._began:
            (self.kg if kept else self.prescriber).setFocus()

    def leave(self) -> None:
        """End the check without a mark."""
        if self._store.state.blind:
            self._store.end_check()

    def _fields(self) -> tuple[tuple[str, TextField | NumberField | ChoiceField], ...]:
        return (
            ("prescriber", self.prescriber),
            ("checker", self.checker),
            ("kg", self.kg),
            ("agent", self.agent),
        )

    def _press(self) -> None:
        if self._differed:
            self._begin()
        else:
            self._finish()

    def _show_problems(self, found: Sequence[Alert]) -> None:
        """Say what is missing or differs; once the plan was shown these answers are spent."""
        self._differed = any(alert.values.keys() & _OF_THE_PLAN for alert in found)
        lines = [
            CardLine(self._words.alert(alert), None if self._differed else alert.field, mark="stop")
            for alert in found
        ]
        if self._differed:
            lines.append(CardLine(self._words.text("second_check.settle"), None, mark="info"))
            for _, field in self._fields():
                field.setEnabled(False)
            self.compare_button.setText(self._words.text("second_check.again"))
            self.compare_button.setFocus()
        self._problems.show_lines(lines)
        bring_into_sight(self._problems, self.compare_button)

    def _finish(self) -> None:
        state = self._store.state
        plan, agent = state.plan, self.agent.choice
        if not state.blind or plan is None or plan.verdict == "refused":
            self.leave()
            return
        # Two accounts are two people; the service sees to it.
        names = (
            ("1", "2") if state.kept else (self.prescriber.entry.value, self.checker.entry.value)
        )
        answers = Answers(*names, self.kg.entry.value, cast("Agent | None", agent))
        found = disagreements(plan, answers)
        if found or answers.prescriber is None or answers.checker is None:
            self._show_problems(found)
            return
        if state.kept:
            self._store.end_check()
            self.agreed.emit(plan)
            return
        by = Signature(at=self._store.now(), by=answers.checker)
        self._store.end_check(Checked(plan, state.case.patient, answers.prescriber, by))


class CheckCard(MarkCard):
    """Says whether the plan shown was checked; ``wanted`` asks to make the check."""

    wanted = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__(words, "second_check.begin")
        self.button.clicked.connect(self.wanted)

    def show_state(self, state: State) -> None:
        """Draw the mark of the plan shown; nothing where no second check is wanted."""
        plan, checked = state.plan, state.checked
        wanted = (
            plan is not None
            and plan.regimen.second_check
            and plan.verdict != "refused"
            and not state.typing
            and state.failure is None
        )
        if not wanted:
            self._said.clear()
            self.hide()
            return
        if checked is None:
            self._mark.show_icon("caution", "caution")
            self._said.setText(self._words.text("second_check.not_checked"))
        else:
            at = moment_text(checked.by.at.astimezone(state.as_of.tzinfo))
            self._mark.show_icon("met", "good")
            said = self._words.text(
                "second_check.checked", by=checked.by.by, prescriber=checked.prescriber, at=at
            )
            self._said.setText(said)
        self.show()

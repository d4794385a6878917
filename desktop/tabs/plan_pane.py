"""What follows from a chosen regimen: its verdict, the dose, the dates, and what to watch.

Where there is no plan to show, for whatever reason, there is no number here either: one place
decides that, ``show_state``, and everything it does not show is emptied (hazards H28, H29).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clinical.dosing.due import due_dose
from desktop.tabs.compare_panel import ComparePanel
from desktop.tabs.dose_card import DoseCard, PartList
from desktop.tabs.due_card import DueCard
from desktop.tabs.entry_problems import reason_of
from desktop.tabs.plan_table import PlanTable
from desktop.tabs.second_check import CheckCard
from desktop.tabs.sign_card import SignCard
from desktop.tabs.source_note import SourceNote
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.verdict_card import VerdictCard
from reports.due_dose import due_words
from reports.kept_plan import kept_of
from reports.plan_summary import plan_summary
from reports.summary.cards import Card, CardLine
from reports.summary.plan import plan_card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.problem import Problem
    from desktop.case_store import Failure, State
    from desktop.tabs.questions import Question
    from reports.plan_summary import PlanSummary, Table
    from reports.wording import Wording

# A finding of the rules, and the entry a person would change.
_ENTRY_OF = {"neutrophils": "neutrophils_percent"}
_SETTING = "setting "


class PlanPane(QWidget):
    """What a plan comes to.

    ``go_to(str)`` asks for an entry, ``record_wanted`` to chart the dose that is due,
    ``check_wanted`` for the second check, ``history_wanted(str)``
    and ``strike_wanted(str)`` for a kept plan and a charted dose, the others for the sheet.
    """

    go_to = Signal(str)
    record_wanted = Signal()
    check_wanted = Signal()
    sign_wanted = Signal()
    history_wanted = Signal(str)
    strike_wanted = Signal(str)
    preview_wanted = Signal()
    pdf_wanted = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.verdict = VerdictCard(words, words.text("dosing.plan"))
        self.dose_card = DoseCard(words)
        self.due_card = DueCard(words)
        self.sign_card = SignCard(words)
        self.check_card = CheckCard(words)
        self.compare = ComparePanel(words)
        self.source_note = SourceNote(words)
        self._state: State | None = None
        self._due_leads = False
        self._asked_from: QWidget | None = None
        self._tables: list[PlanTable] = []
        self._table_column = QVBoxLayout()
        self._table_column.setSpacing(STEP)
        self._care_parts = PartList(words)
        self._care = _titled_card(words.text("dosing.care"), self._care_parts)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        self._column.setSpacing(STEP + 4)
        for card in (
            self.verdict,
            self.dose_card,
            self.due_card,
            self.sign_card,
            self.check_card,
        ):
            self._column.addWidget(card)
        self._column.addLayout(self._sheet_buttons())
        self._column.addLayout(self._table_column)
        self._column.addWidget(self._care)
        self._column.addWidget(self.compare)
        self._connect()

    def _sheet_buttons(self) -> QHBoxLayout:
        self.preview_button = QPushButton(self._words.text("dosing.preview"))
        self.preview_button.setProperty("primary", "true")
        self.pdf_button = QPushButton(self._words.text("dosing.pdf"))
        self._why_not = text_label("", "muted")
        self._why_not.setContentsMargins(0, STEP, 0, 0)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(STEP)
        for button in (self.preview_button, self.pdf_button):
            button.setAutoDefault(False)
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        buttons.addWidget(self._why_not, 1)
        return buttons

    def _connect(self) -> None:
        self.verdict.go_to.connect(self.go_to)
        self.due_card.record_wanted.connect(self.record_wanted)
        self.check_card.wanted.connect(self.check_wanted)
        self.sign_card.wanted.connect(self.sign_wanted)
        self.sign_card.history_wanted.connect(self.history_wanted)
        self.due_card.strike_wanted.connect(self.strike_wanted)
        self.preview_button.clicked.connect(self.preview_wanted)
        self.pdf_button.clicked.connect(self.pdf_wanted)
        self.source_note.closed.connect(self._back_to_line)
        for card, lines in (
            (self.verdict, self.verdict),
            (self.dose_card, self.dose_card),
            (self._care, self._care_parts),
            (self.compare, self.compare),
        ):
            lines.open_source.connect(partial(self._open_source, card))

    def show_state(self, state: State, questions: Sequence[Question]) -> None:
        """Draw a state; only a plan that may be given brings a number with it."""
        self._state = state
        summary: PlanSummary | None = None
        if state.typing:
            self._say(self._words.text("dosing.typing"))
        elif state.failure is not None:
            self._say(reason_of(state.failure, state, self._words))
        elif state.plan_failure is not None:
            self._show_plan_failure(state.plan_failure, state)
        elif state.plan is None:
            self._say(self._words.text("dosing.choose"))
        else:
            self._show_verdict(state.plan, questions)
            summary = plan_summary(state.plan, self._words)
        self._show_summary(summary)
        self._show_due(state, summary)
        self.sign_card.show_state(state)
        self.check_card.show_state(state)
        self.compare.show_state(state)
        self._show_buttons(state)

    def _say(self, text: str) -> None:
        self.verdict.show_card(Card("plan", self._words.text("dosing.plan"), text, "unknown"))
        self.source_note.hide()

    def _show_plan_failure(self, failure: Failure, state: State) -> None:
        if failure.error is not None:
            self._say(reason_of(failure, state, self._words))
            return
        lines = tuple(
            CardLine(problem_text(problem, self._words), _place(problem), mark="stop")
            for problem in failure.problems
        )
        title, headline = self._words.text("dosing.plan"), self._words.text("dosing.refused")
        self.verdict.show_card(Card("plan", title, headline, "stop", reasons=lines))
        self.source_note.hide()

    def _show_verdict(self, plan: Plan, questions: Sequence[Question]) -> None:
        card = plan_card(plan, self._words)
        if plan.weight is None:
            card = replace(card, headline=self._words.text("dosing.no_weight"))
        chips = tuple(
            CardLine(question.text, question.field or f"question.{question.code}", mark="unknown")
            for question in questions
            if question.answer is None
        )
        answers = {question.text: question.answer for question in questions}
        reasons, notes = (
            tuple(
                replace(
                    line,
                    text=self._with_answer(line.text, answers.get(line.text)),
                    field=entry_of(line.field),
                    mark=mark,
                )
                for line in lines
            )
            for lines, mark in ((card.reasons, "stop"), (card.notes, "info"))
        )
        # A refusal is said without notes: the size of a dose not given is nobody's business.
        if plan.verdict == "refused":
            notes = ()
        self.verdict.show_card(replace(card, missing=chips, reasons=reasons, notes=notes))

    def _with_answer(self, text: str, answer: str | None) -> str:
        if answer is None:
            return text
        return f"{text} {self._words.text('dosing.answered', reason=answer)}"

    def _show_summary(self, summary: PlanSummary | None) -> None:
        if summary is None:
            self.dose_card.forget()
            self._show_tables(())
            self._care_parts.show_parts(())
            self._care.hide()
            return
        self.dose_card.show_summary(summary)
        self._show_tables(summary.tables)
        self._care_parts.show_parts(summary.care)
        self._care.show()

    def _show_due(self, state: State, summary: PlanSummary | None) -> None:
        """Say what is due, and why it cannot be recorded where it cannot."""
        plan = state.plan
        if summary is None or plan is None or not plan.steps:
            self.due_card.forget()
            return
        due = due_dose(plan, state.case, kept_of(state.case, plan))
        why, note = None, ""
        if due.step is None:
            why = ""
        elif plan.verdict != "ready":
            why = self._words.text("dosing.due.not_ready")
        elif due.last is not None and due.last >= plan.as_of:
            note = self._words.text("dosing.due.recorded")
        self._place_due(leads=len(summary.blocks) > 1)
        self.due_card.show_due(
            due_words(due, plan, self._words),
            summary.rungs,
            why_not=why,
            note=note,
            last=_charted_at(due.last, state) if state.kept else None,
        )

    def _place_due(self, *, leads: bool) -> None:
        """Put what is due before the doses where they differ, else below the one dose."""
        if leads != self._due_leads:
            self._due_leads = leads
            self._column.removeWidget(self.due_card)
            place = self._column.indexOf(self.dose_card)
            self._column.insertWidget(place if leads else place + 1, self.due_card)

    def _show_tables(self, tables: Sequence[Table]) -> None:
        while len(self._tables) < len(tables):
            self._tables.append(PlanTable())
            self._table_column.addWidget(self._tables[-1])
        for view, table in zip(self._tables, tables, strict=False):
            view.show_table(table)
        for view in self._tables[len(tables) :]:
            view.forget()

    def _show_buttons(self, state: State) -> None:
        """Disable the sheet only where there can be none, and say why."""
        why = ""
        if state.choice is None:
            why = "no_sheet_nothing"
        elif state.failure is not None or state.plan_failure is not None:
            why = "no_sheet_failed"
        elif state.plan is not None and state.plan.verdict == "refused":
            why = "no_sheet_refused"
        text = self._words.text(f"dosing.{why}") if why else ""
        for button in (self.preview_button, self.pdf_button):
            button.setEnabled(not why)
            button.setAccessibleDescription(text)
        self._why_not.setText(text)

    def forget(self) -> None:
        """Close what was opened for another child or another drug."""
        self.source_note.hide()

    def _open_source(self, card: QWidget, source: str, note: str) -> None:
        """Say in full which document a line comes from, under its card."""
        if self._state is None:
            return
        self._asked_from = QApplication.focusWidget()
        self._column.removeWidget(self.source_note)
        self._column.insertWidget(self._column.indexOf(card) + 1, self.source_note)
        rulebook = self._state.rulebook
        self.source_note.show_source(rulebook.sources[source], rulebook.edition, note)

    def _back_to_line(self) -> None:
        if self._asked_from is not None and self._asked_from.isVisible():
            self._asked_from.setFocus()


def _charted_at(at: datetime | None, state: State) -> str | None:
    """Return the id of the dose of the plan's drug that was charted for a time."""
    agent = state.plan.regimen.agent if state.plan is not None else None
    doses = (each for each in state.case.treatments if each.struck is None and each.agent == agent)
    return next((each.id for each in doses if at is not None and each.start == at), None)


def _titled_card(title: str, content: QWidget) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
    column.setSpacing(STEP)
    column.addWidget(text_label(title, "title"))
    column.addWidget(content)
    return card


def entry_of(field: str | None) -> str | None:
    """Return the entry that would change a finding, by the key of its row."""
    return _ENTRY_OF.get(field, field) if field is not None else None


def problem_text(problem: Problem, words: Wording) -> str:
    """Return what is wrong with an entry; a setting is called what its field is called."""
    if not problem.where.startswith(_SETTING):
        return words.problem(problem)
    name = problem.where.removeprefix(_SETTING)
    label = words.find(f"dosing.label.{name}") or name
    return f"{label}: {problem_at_field(problem, words)}"


def problem_at_field(problem: Problem, words: Wording) -> str:
    """Return what is wrong with a setting, without its name: it stands under its field."""
    if problem.where == f"{_SETTING}start":
        return words.text("dosing.start_unreadable")
    return words.problem(replace(problem, where=""))


def _place(problem: Problem) -> str | None:
    """Return the field that would mend it, where it stands on this tab."""
    if not problem.where.startswith(_SETTING):
        return None
    name = problem.where.removeprefix(_SETTING)
    return name if name == "start" else f"setting.{name}"

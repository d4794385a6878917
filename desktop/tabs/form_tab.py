"""A tab with a form on the left and cards on the right.

Draws in one order: what belongs to another child goes first, then the fields, then the results.
Where there is no assessment every card is blank and says why.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.case_store import ENTRY_UNREADABLE
from desktop.tabs.base import Tab
from desktop.tabs.bindings import Bindings
from desktop.tabs.entry_problems import field_of, moment_of, reason_of, sentence_of
from desktop.tabs.source_note import SourceNote
from desktop.widgets.dress import STEP
from desktop.widgets.form import Form
from desktop.widgets.line_field import LineField
from desktop.widgets.panes import SplitPanes
from desktop.widgets.verdict_card import VerdictCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinical.assess import Assessment
    from desktop.case_store import CaseStore, State
    from desktop.tabs.timed_group import TimedGroup
    from desktop.widgets.fold import Fold
    from reports.summary.cards import Card
    from reports.wording import Wording


class FormTab(Tab):
    """A subclass fills ``form``, adds cards, calls ``finish`` and says ``show_results``."""

    def __init__(self, key: str, store: CaseStore, words: Wording) -> None:
        super().__init__(key, store, words)
        self.form = Form()
        self.bindings = Bindings(store, words)
        self.cards: dict[str, VerdictCard] = {}
        self.source_note = SourceNote(words)
        self._groups: list[TimedGroup] = []
        self._folds: list[tuple[Fold, Callable[[State], bool]]] = []
        self._checked: dict[str, LineField] = {}
        self._aliases: dict[str, str] = {}
        self._child = store.state.child
        self._results = QWidget()
        self._column = QVBoxLayout(self._results)
        self._column.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        self._column.setSpacing(STEP + 4)
        self._asked_from: QWidget | None = None
        self.source_note.closed.connect(self._back_to_line)

    # What a subclass calls while it builds itself.

    def row(self, key: str, field: QWidget, *, label: str = "", note: str = "") -> None:
        """Add a row; without ``label`` it is called what the entry is called everywhere."""
        self.form.row(key, label or self.words.name(key), field, note or None)
        if isinstance(field, LineField):
            self._checked[key] = field

    def also_called(self, **aliases: str) -> None:
        """Let a key lead to a row that stands for it."""
        self._aliases.update(aliases)

    def follow_fold(self, fold: Fold, answered: Callable[[State], bool]) -> None:
        """Open a fold by itself where something in it is answered, or cannot be read."""
        self._folds.append((fold, answered))

    def add_group(self, group: TimedGroup) -> None:
        """Add the bar and the time of a group to the section that was begun last."""
        group.turned.connect(lambda: self.show_state(self.store.state))
        self._groups.append(group)
        self.note(group.bar)
        label = self.words.text(f"timed_group.time_{group.kind}")
        self.row(group.key, group.time_field, label=label)
        self.note(group.stays)

    def note(self, widget: QWidget) -> None:
        """Add something over the whole width, in line with the rows."""
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(STEP, 0, STEP, 0)
        inside.addWidget(widget)
        self.form.note(holder)

    def add_card(self, key: str, title: str, *, compact: bool = False) -> VerdictCard:
        """Add a card to the results, blank until something is calculated."""
        card = VerdictCard(self.words, title, compact=compact)
        card.go_to.connect(self._go_to)
        card.open_source.connect(partial(self._open_source, card))
        self.cards[key] = card
        self._column.addWidget(card)
        return card

    def add_result(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def finish(self) -> None:
        """Put form and results into the window."""
        self._column.addStretch(1)
        self.set_body(SplitPanes(self.form, self._results))

    # What a subclass says.

    def arrange(self, state: State) -> None:
        """Show the rows that apply."""

    def show_results(self, state: State, assessment: Assessment) -> None:
        raise NotImplementedError

    def clear_results(self) -> None:
        """Take down what is shown beside the cards; nothing was calculated."""

    # Drawing.

    def show_card(self, card: Card) -> None:
        self.cards[card.id].show_card(card)

    def render_state(self, state: State) -> None:
        if state.child != self._child:
            self._child = state.child
            self.forget()
        for group in self._groups:
            group.render(state)
        self.bindings.render(state)
        for fold, answered in self._folds:
            unread = state.unreadable & self.form.keys_in(fold)
            fold.follow(answered=bool(unread) or answered(state))
        self.arrange(state)
        self._draw_problems(state)
        if state.assessment is None:
            self._blank_cards(state)
        else:
            self.show_results(state, state.assessment)

    def forget(self) -> None:
        """Drop everything of the child before."""
        self.form.forget()
        for group in self._groups:
            group.forget()
        self.source_note.hide()

    def focus_field(self, key: str) -> bool:
        return self.form.focus(self._aliases.get(key, key))

    def _draw_problems(self, state: State) -> None:
        found: dict[str, str] = {}
        for problem in state.failure.problems if state.failure is not None else ():
            key = field_of(problem, state)
            at = moment_of(problem, state)
            elsewhere = at is not None and at not in [group.at for group in self._groups]
            # What cannot be read says so itself, where it was typed.
            if key is not None and not elsewhere and problem.code != ENTRY_UNREADABLE:
                found.setdefault(key, sentence_of(problem, self.words))
        for key, field in self._checked.items():
            field.show_problem(found.get(key))

    def _blank_cards(self, state: State) -> None:
        self.source_note.hide()
        self.clear_results()
        reason = reason_of(state.failure, state, self.words) if state.failure else None
        for card in self.cards.values():
            card.blank(reason)
            # Said once; the other cards say "not calculated".
            reason = None

    def _go_to(self, key: str) -> None:
        if not self.focus_field(key):
            self.field_wanted.emit(key)

    def _open_source(self, card: VerdictCard, source: str, note: str) -> None:
        self._asked_from = QApplication.focusWidget()
        self._column.removeWidget(self.source_note)
        self._column.insertWidget(self._column.indexOf(card) + 1, self.source_note)
        self.source_note.show_source(self.store.state.rulebook.sources[source], note)

    def _back_to_line(self) -> None:
        if self._asked_from is not None and self._asked_from.isVisible():
            self._asked_from.setFocus()

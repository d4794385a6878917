"""A tab with a form on the left and cards on the right.

Draws in one order: what belongs to another child goes first, then the fields, then the results.
Where there is no assessment every card is blank and says why.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.case_store import ENTRY_UNREADABLE
from desktop.laboratory.panel import LabPanel
from desktop.tabs.base import Tab
from desktop.tabs.bindings import Bindings
from desktop.tabs.entry_problems import field_of, moment_of, reason_of, sentence_of
from desktop.tabs.history_link import FormWithHistory
from desktop.tabs.role_rows import RoleRows
from desktop.tabs.source_note import SourceNote
from desktop.widgets.dress import STEP, set_visible
from desktop.widgets.fold import Fold
from desktop.widgets.form import Form
from desktop.widgets.line_field import LineField
from desktop.widgets.panes import SplitPanes
from desktop.widgets.verdict_card import VerdictCard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clinical.assess import Assessment
    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import CaseStore, State
    from desktop.tabs.role_rows import Part
    from desktop.tabs.timed_group import TimedGroup
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
        self._laboratory: list[LabPanel] = []
        self._folds: list[tuple[Fold, Callable[[State], bool]]] = []
        self._checked: dict[str, LineField] = {}
        self._aliases: dict[str, str] = {}
        self._child = store.state.child
        self._results = QWidget()
        self._column = QVBoxLayout(self._results)
        self._column.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        self._column.setSpacing(STEP + 4)
        # Cards behind a fold, and those that stand only where they have something to say.
        self._folded: dict[VerdictCard, QVBoxLayout] = {}
        self._optional: set[str] = set()
        self._asked_from: QWidget | None = None
        self.source_note.closed.connect(self._back_to_line)

    @property
    def must_stand(self) -> bool:
        begun = any(group.is_begun for group in self._groups)
        return begun or any(panel.is_pasting for panel in self._laboratory) or super().must_stand

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
        fold.kept_open.connect(lambda: self._lead_to_unread(fold))

    def add_group(self, group: TimedGroup) -> None:
        """Add the bar and the time of a group to the section that was begun last."""
        # It goes with its tab: a connection to a function keeps alive what the function names.
        group.setParent(self)
        group.turned.connect(lambda: self.show_state(self.store.state))
        self._groups.append(group)
        self.note(group.bar)
        label = self.words.text(f"timed_group.time_{group.kind}")
        self.row(group.key, group.time_field, label=label)
        self.note(group.stays)

    def add_laboratory(
        self, group: TimedGroup, codes: Sequence[ObservationCode], more: Sequence[ObservationCode]
    ) -> None:
        """Add the grid of laboratory values to the section begun last, with its time over it."""
        self.add_group(group)
        panel = LabPanel(self, group, codes, more)
        self._laboratory.append(panel)
        self.note(panel)

    def note(self, widget: QWidget) -> None:
        """Add something over the whole width, in line with the rows."""
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(STEP, 0, STEP, 0)
        inside.addWidget(widget)
        self.form.note(holder)

    def add_card(
        self,
        key: str,
        title: str,
        *,
        compact: bool = False,
        optional: bool = False,
        within: Fold | None = None,
    ) -> VerdictCard:
        """Add a card to the results, blank until something is calculated.

        An ``optional`` card stands only where ``show_optional`` has something to show.
        """
        card = VerdictCard(self.words, title, compact=compact)
        card.go_to.connect(self._go_to)
        card.open_source.connect(partial(self._open_source, card))
        self.cards[key] = card
        if within is not None:
            self._folded[card] = within.rows
        if optional:
            self._optional.add(key)
            card.hide()
        self.add_result(card, within=within)
        return card

    def put_first(self, key: str) -> None:
        """Let a card stand above all others."""
        self._column.insertWidget(0, self.cards[key])

    def add_result(self, widget: QWidget, *, within: Fold | None = None) -> None:
        (self._column if within is None else within.rows).addWidget(widget)

    def fold_results(self, title: str) -> Fold:
        """Add a line to the results behind which cards can stand."""
        fold = Fold(title)
        fold.rows.setSpacing(STEP + 4)
        self.add_result(fold)
        return fold

    def finish(self) -> None:
        """Put form and results into the window."""
        self._column.addStretch(1)
        grids: list[Part] = [("edit_log", panel.let_enter) for panel in self._laboratory]
        self.role_rows = RoleRows(self.form, self.words, grids)
        under = FormWithHistory(self.form, self.words, self.history_wanted, self.role_rows)
        self.history_link = under.link
        self.set_body(SplitPanes(under, self._results))

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

    def show_optional(self, *cards: Card | None) -> None:
        """Show those of the optional cards that have something to say, and hide the others."""
        found = {card.id: card for card in cards if card is not None}
        for key in self._optional:
            set_visible(self.cards[key], visible=key in found)
            if key in found:
                self.cards[key].show_card(found[key])
            else:
                self.cards[key].blank()

    def render_state(self, state: State) -> None:
        if state.child != self._child:
            self._child = state.child
            self.forget()
        self.history_link.setVisible(state.kept)
        for group in self._groups:
            group.render(state)
        self.bindings.render(state)
        for panel in self._laboratory:
            panel.show_state(state)
        for fold, answered in self._folds:
            held = bool(self._unread_in(fold))
            fold.follow(answered=held or answered(state), held=held)
        self.arrange(state)
        self.role_rows.show_state(state)
        for key, field in self._checked.items():
            if field.is_unreadable:
                # Its row may belong to a value that is gone; the text is not.
                self.form.set_row_visible(key, visible=True)
        self._draw_problems(state)
        if state.assessment is None:
            self._blank_cards(state)
        else:
            self.show_results(state, state.assessment)

    def forget(self) -> None:
        """Drop everything of the child before."""
        self.form.forget()
        for panel in self._laboratory:
            panel.forget()
        for fold, _ in self._folds:
            fold.forget()
        for group in self._groups:
            group.forget()
        self.source_note.hide()

    def focus_field(self, key: str) -> bool:
        wanted = self._aliases.get(key, key)
        return self.form.focus(wanted) or any(
            panel.focus_value(wanted) for panel in self._laboratory
        )

    def go_on(self) -> None:
        """Go to the first entry that a card names as missing."""
        cards = [each.card for each in self.cards.values() if each.isVisibleTo(self)]
        wanted = (line.field for card in cards if card is not None for line in card.missing)
        key = next((field for field in wanted if field is not None), None)
        if key is not None:
            self._go_to(key)

    def _unread_in(self, fold: Fold) -> list[str]:
        keys = self.form.keys_in(fold)
        return [key for key, field in self._checked.items() if key in keys and field.is_unreadable]

    def _lead_to_unread(self, fold: Fold) -> None:
        for key in self._unread_in(fold)[:1]:
            self.form.focus(key)
            self._checked[key].insist(self.words.text("entry_problem.kept_open"))

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
        for key, card in self.cards.items():
            if key in self._optional:
                card.blank()
                card.hide()
                continue
            card.blank(reason)
            # Said once; the other cards say "not calculated".
            reason = None

    def _go_to(self, key: str) -> None:
        if not self.focus_field(key):
            self.field_wanted.emit(key)

    def _open_source(self, card: VerdictCard, source: str, note: str) -> None:
        self._asked_from = QApplication.focusWidget()
        column = self._folded.get(card, self._column)
        column.insertWidget(column.indexOf(card) + 1, self.source_note)
        rulebook = self.store.state.rulebook
        self.source_note.show_source(rulebook.sources[source], rulebook.edition, note)

    def _back_to_line(self) -> None:
        if self._asked_from is not None and self._asked_from.isVisible():
            self._asked_from.setFocus()

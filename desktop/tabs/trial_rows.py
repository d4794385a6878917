"""What a trial's list asks of a person: only the items the record cannot answer, folded.

The answers about the child's history are those of the Dosing tab; the others are kept for the
trial alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from desktop import edits
from desktop.tabs.child_rows import yes_no_unknown
from desktop.widgets.dress import text_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinical.record.case import Case
    from clinical.record.vocabulary import Presence, ScreeningItem
    from clinical.rules.trial import TrialItem
    from desktop.case_store import State
    from desktop.tabs.form_tab import FormTab

# Where the record is silent, only a person can answer these.
_ASKED_OF_A_PERSON = frozenset({"answer", "given", "antipyretics", "live_vaccine", "retreated"})
_CHILDBEARING = "childbearing_potential"


class TrialRows:
    """A folded section with a row for each question; ``arrange`` shows those that are open."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        items = [item for trial in tab.store.state.rulebook.trials.values() for item in trial.item]
        self._fold = tab.form.folded_section(tab.words.text("risk.trial"))
        tab.note(text_label(tab.words.text("risk.trial_note"), "small"))
        self._none = text_label(tab.words.text("risk.trial_none"), "small")
        tab.note(self._none)
        self._histories = tuple(dict.fromkeys(_histories(items)))
        asked = [item for item in items if item.check in _ASKED_OF_A_PERSON]
        self._items: tuple[ScreeningItem, ...] = tuple(item.id for item in asked)
        for name in self._histories:
            self._add_history(name)
        for item in asked:
            self._add_item(item)
        tab.follow_fold(self._fold, lambda state: bool(state.case.trial_screening.anacomp))

    def arrange(self, state: State) -> None:
        """Ask what is open, and keep what was answered where it can be taken back."""
        if state.assessment is None:
            return
        missing = {
            field
            for found in state.assessment.eligibility
            for item in found.items
            for field in item.missing
        }
        case = state.case
        shown = {
            **{
                f"history.{name}": getattr(case.history, name) != "unknown"
                for name in self._histories
            },
            **{f"screening.{item}": item in case.trial_screening.anacomp for item in self._items},
        }
        for key, answered in shown.items():
            self._tab.form.set_row_visible(key, visible=answered or key in missing)
        self._none.setVisible(not any(shown.values()) and missing.isdisjoint(shown))

    def _add_history(self, name: str) -> None:
        def get(state: State) -> str:
            return getattr(state.case.history, name)

        def put(case: Case, code: str) -> Case:
            return edits.history(case, name, cast("Presence", code))

        options = yes_no_unknown(self._tab, "not_known")
        field = self._tab.bindings.choice(options, get, put)
        self._tab.row(f"history.{name}", field)

    def _add_item(self, item: TrialItem) -> None:
        def get(state: State) -> str:
            return state.case.trial_screening.anacomp.get(item.id, "unknown")

        def put(case: Case, code: str) -> Case:
            return edits.screened(case, item.id, cast("Presence", code))

        options = yes_no_unknown(self._tab, "not_known")
        field = self._tab.bindings.choice(options, get, put)
        text = self._tab.words.text
        asks = text(f"eligibility.item.{item.id}", value=item.value or "")
        label = text("eligibility.line", id=item.id, text=asks)
        self._tab.row(f"screening.{item.id}", field, label=label)


def _histories(items: Iterable[TrialItem]) -> Iterable[str]:
    for item in items:
        if item.check == "contraception":
            yield _CHILDBEARING
        yield from item.history

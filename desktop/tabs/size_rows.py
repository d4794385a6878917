"""Weight and height with their time; how a weight was found is asked once there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from clinical.quantity import Unit
from desktop import edits
from desktop.widgets.choice_field import ChoiceOption

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.record.case import Case, Weight
    from clinical.record.vocabulary import WeightMethod
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.bindings import Number
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup

_METHODS: tuple[WeightMethod, ...] = ("measured", "estimated")


class SizeRows:
    """The rows of one weighing; ``arrange`` follows what is recorded at its time."""

    def __init__(self, tab: FormTab, group: TimedGroup) -> None:
        self._tab = tab
        self._group = group
        words, bindings = tab.words, tab.bindings
        tab.add_group(group)
        weight = bindings.number("weight", "weight", self._kg, self._put_kg)
        method = bindings.choice(
            [ChoiceOption(code, words.text(f"diagnosis.weight_{code}")) for code in _METHODS],
            lambda state: weight.method if (weight := self._weight(state)) is not None else None,
            self._put_method,
        )
        height = bindings.number("height", "height", self._cm, self._put_cm)
        group.own(weight, method, height)
        tab.row("weight", weight)
        tab.row("weight_method", method, label=words.text("diagnosis.weight_method"))
        tab.row("height", height)

    def arrange(self, state: State) -> None:
        self._tab.form.set_row_visible("weight_method", visible=self._weight(state) is not None)

    def _weight(self, state: State) -> Weight | None:
        at = self._group.at
        return None if at is None else edits.weight_at(state.case, at)

    def _kg(self, state: State) -> Number:
        found = self._weight(state)
        return (None, None, None) if found is None else (found.kg, Unit.KG, None)

    def _cm(self, state: State) -> Number:
        at = self._group.at
        found = None if at is None else edits.height_at(state.case, at)
        return (None, None, None) if found is None else (found.cm, Unit.CM, None)

    def _put_kg(self, case: Case, entry: Entry[Decimal]) -> Case:
        at = self._group.time_for(entry.value)
        return case if at is None else edits.weight(case, at, entry.value)

    def _put_cm(self, case: Case, entry: Entry[Decimal]) -> Case:
        at = self._group.time_for(entry.value)
        return case if at is None else edits.height(case, at, entry.value)

    def _put_method(self, case: Case, code: str) -> Case:
        at = self._group.at
        found = None if at is None else edits.weight_at(case, at)
        if at is None or found is None:
            return case
        return edits.weight(case, at, found.kg, cast("WeightMethod", code))

"""The values of blood and urine: rows of one sample, the same on every tab that asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from clinical.quantity import Unit
from desktop import edits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from clinical.quantity import Comparator
    from clinical.record.case import Case
    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.bindings import Number
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup


def add_sample(tab: FormTab, group: TimedGroup, codes: Sequence[ObservationCode]) -> None:
    """Add the time of a sample and a row for each code to the section begun last."""
    tab.add_group(group)
    for code in codes:
        _add_value(tab, group, code)


def _add_value(tab: FormTab, group: TimedGroup, code: ObservationCode) -> None:
    def get(state: State) -> Number:
        found = edits.observation_at(state.case, group.at, code) if group.at is not None else None
        if found is None:
            return None, None, None
        return found.value, found.unit, found.comparator

    def put(case: Case, entry: Entry[Decimal]) -> Case:
        at = group.time_for(entry.value)
        if at is None:
            return case
        unit = Unit(entry.unit) if entry.unit is not None else None
        comparator = cast("Comparator | None", entry.comparator)
        return edits.observation(case, at, code, entry.value, unit, comparator=comparator)

    field = tab.bindings.number(code, code, get, put, comparators=True)
    group.own(field)
    tab.row(code, field)

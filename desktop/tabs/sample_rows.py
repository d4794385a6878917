"""The values of blood and urine: rows of one sample, the same on every tab that asks for them.

A laboratory's judgement may stand in the place of a number, and its own range beside it: some
definitions give no cut-off and rest on these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clinical.quantity import Unit
from clinical.record.case import ReferenceRange
from desktop import edits
from desktop.laboratory.samples import Samples
from desktop.widgets.dress import text_label
from desktop.widgets.range_field import RangeField, Span
from reports.formats import unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from clinical.quantity import Comparator
    from clinical.record.case import Case, Observation
    from clinical.record.vocabulary import Interpretation, ObservationCode
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.bindings import Number
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup
    from desktop.widgets.number_field import NumberField


def _found(state: State, group: TimedGroup, code: ObservationCode) -> Observation | None:
    return edits.observation_at(state.case, group.at, code) if group.at is not None else None


def add_value(
    tab: FormTab, group: TimedGroup, code: ObservationCode, *, judged: bool = True
) -> None:
    """Add a row for one code of the group to the section begun last.

    Where ``judged`` is false there is no laboratory that could have said high or low.
    """
    tab.row(code, value_field(tab, group, code, judged=judged))


def value_field(
    tab: FormTab, group: TimedGroup, code: ObservationCode, *, judged: bool = True
) -> NumberField:
    """Return a field for one code at the time the group shows."""

    def get(state: State) -> Number:
        found = _found(state, group, code)
        if found is None:
            return None, None, None
        return found.value, found.unit, found.comparator

    def judgement(state: State) -> str | None:
        found = _found(state, group, code)
        return found.interpretation if found is not None else None

    def put(case: Case, entry: Entry[Decimal]) -> Case:
        at = group.time_for(entry.value if entry.value is not None else entry.judgement)
        if at is None:
            return case
        said = cast("Interpretation | None", entry.judgement)
        unit = Unit(entry.unit) if entry.unit is not None and said is None else None
        comparator = cast("Comparator | None", entry.comparator)
        return edits.observation(
            case, at, code, entry.value, unit, comparator=comparator, interpretation=said
        )

    field = tab.bindings.number(
        code, code, get, put, comparators=judged, judged=judgement if judged else None
    )
    group.own(field)
    return field


class RangeRows:
    """The laboratory's range of each number of a sample, folded: a row where there is a number."""

    def __init__(self, tab: FormTab, group: TimedGroup, codes: Sequence[ObservationCode]) -> None:
        self._tab, self._group, self._codes = tab, group, codes
        self._samples = Samples()
        fold = tab.form.fold(tab.words.text("diagnosis.ranges"))
        self._note = text_label("", "small")
        tab.note(self._note)
        for code in codes:
            self._add(code)
        tab.follow_fold(fold, lambda state: any(self._span(state, code) for code in codes))

    def arrange(self, state: State) -> None:
        """Ask for a range only where there is a number it could belong to."""
        asked = [code for code in self._codes if self._measured(state, code) is not None]
        for code in self._codes:
            self._tab.form.set_row_visible(f"range.{code}", visible=code in asked)
        key = "ranges_note" if asked else "ranges_none"
        self._note.setText(self._tab.words.text(f"diagnosis.{key}"))

    def _measured(self, state: State, code: ObservationCode) -> Observation | None:
        self._samples.follow(state.case)
        found = self._samples.at(self._group.at).get(code)
        return found if found is not None and found.value is not None else None

    def _span(self, state: State, code: ObservationCode) -> Span | None:
        found = self._measured(state, code)
        if found is None or found.reference is None:
            return None
        return Span(found.reference.low, found.reference.high)

    def _add(self, code: ObservationCode) -> None:
        field = RangeField(self._tab.words)

        def put(case: Case, entry: Entry[Any]) -> Case:
            span: Span | None = entry.value
            reference = None if span is None else ReferenceRange(low=span.low, high=span.high)
            at = self._group.at
            return case if at is None else edits.observed(case, at, code, reference=reference)

        def draw(state: State) -> None:
            found = self._measured(state, code)
            unit = unit_text(found.unit) if found is not None and found.unit is not None else ""
            field.show_entry(self._span(state, code), unit)

        self._tab.bindings.bind(f"range.{code}", field, put, draw)
        self._group.own(field)
        self._tab.row(f"range.{code}", field, label=self._tab.words.name(code))

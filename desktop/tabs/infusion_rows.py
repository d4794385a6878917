"""The first immunoglobulin infusion: none, planned or given with its times, or at an unknown time.

Which entry of the record is meant is settled while nothing is being typed, so that a time that
cannot be read for a moment never turns the cursor to another infusion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clinical.record.case import Treatment
from clinical.timeline import first_ivig
from desktop import edits
from desktop.entry.entries import UnitOption
from desktop.tabs.strike_link import StrikeLink
from desktop.widgets.choice_field import ChoiceOption
from desktop.widgets.message_line import MessageLine
from desktop.widgets.number_field import NumberField

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.vocabulary import DoseUnit
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.form_tab import FormTab

_ANSWERS = ("none", "dated", "time_unknown")
_TYPED = ("ivig_start", "ivig_end")
# What immunoglobulin is ordered in; the digits are those of a child's dose.
_DOSE_UNITS = ("g/kg", "g")
_WHOLE_DIGITS, _DECIMALS = 3, 2


class InfusionRows:
    """Three answers, two times, and in words what the scores make of them."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        # Where the infusion stands in the record, and as it was before its start was typed over.
        self._place: int | None = None
        self._former: Treatment | None = None
        # "Planned or given" was chosen, and the start is still to come.
        self._start_wanted = False
        words, bindings = tab.words, tab.bindings
        answer = bindings.choice(
            [
                ChoiceOption(code, words.text(f"risk.ivig_{code}"), quiet=code == "none")
                for code in _ANSWERS
            ],
            self._answer,
            self._put_answer,
        )
        tab.row("ivig", answer, label=words.text("risk.ivig"))
        # The answer alone may change nothing in the record, and yet opens the rows for the times.
        answer.chosen.connect(lambda: tab.show_state(tab.store.state))
        start = bindings.moment(
            "ivig_start", lambda state: self._of(state, "start"), self._put_start
        )
        tab.row("ivig_start", start, label=words.text("risk.ivig_start"))
        end = bindings.moment("ivig_end", lambda state: self._of(state, "end"), self._put_end)
        note = words.text("risk.ivig_end_note")
        tab.row("ivig_end", end, label=words.text("risk.ivig_end"), note=note)
        self._dose = self._make_dose()
        tab.row("ivig_dose", self._dose, label=words.text("risk.ivig_dose"))
        self.strike_link = StrikeLink(words)
        self.strike_link.clicked.connect(self._strike)
        tab.note(self.strike_link)
        self.meaning = MessageLine()
        tab.note(self.meaning)

    def settle(self, state: State) -> None:
        """Find the infusion in the record; called before the fields are drawn."""
        if state.typing.isdisjoint(_TYPED):
            self._place = edits.first_infusion(state.case)
            self._former = self._treatment(state.case)
            if self._former is not None and self._former.start is not None:
                self._start_wanted = False

    def arrange(self, state: State) -> None:
        dated = self._answer(state) == "dated"
        for key in _TYPED:
            self._tab.form.set_row_visible(key, visible=dated)
        infusion = self._treatment(state.case)
        given = infusion is not None
        struck = infusion is not None and infusion.id is not None and state.kept
        self.strike_link.show_dose(self._tab.words.text("risk.ivig") if struck else "")
        self._tab.form.set_row_visible("ivig_dose", visible=given)
        found = first_ivig(state.case, state.as_of).state
        key = {"none": "now", "given_time_unknown": "time_unknown"}.get(found, found)
        meaning = self._tab.words.text(f"risk.{key}")
        if dated and self._of(state, "start") is None:
            wanted = self._tab.words.text("risk.start_wanted", meaning=meaning)
            self.meaning.say("caution", wanted)
        else:
            self.meaning.say("info", meaning)

    def forget(self) -> None:
        self._place, self._former = None, None
        self._start_wanted = False

    def _strike(self) -> None:
        infusion = self._treatment(self._tab.store.state.case)
        if infusion is not None and infusion.id is not None:
            self._tab.strike_wanted.emit(infusion.id)

    def _treatment(self, case: Case) -> Treatment | None:
        known = self._place is not None and self._place < len(case.treatments)
        return case.treatments[self._place] if known and self._place is not None else None

    def _of(self, state: State, name: str) -> datetime | None:
        found = self._treatment(state.case)
        return getattr(found, name) if found is not None else None

    def _answer(self, state: State) -> str:
        found = self._treatment(state.case)
        if self._start_wanted or not state.typing.isdisjoint(_TYPED):
            return "dated"
        if found is None:
            return "none"
        return "dated" if found.start is not None or found.end is not None else "time_unknown"

    def _put_answer(self, case: Case, code: str) -> Case:
        found = self._treatment(case)
        self._start_wanted = code == "dated" and (found is None or found.start is None)
        if code == "dated":
            return case
        if code == "none":
            return case if found is None else self._replaced(case, None)
        if found is None:
            return edits.infusion(case)
        return self._replaced(case, found.replace(start=None, end=None))

    def _put_start(self, case: Case, entry: Entry[Any]) -> Case:
        """Return the case with another start.

        Without a readable one an infusion still to come is no infusion; one already begun stays
        given, at an unknown time.
        """
        start: datetime | None = entry.value
        self._start_wanted = start is None
        found = self._treatment(case)
        if start is not None:
            if found is None:
                return self._begun(case, start)
            return self._replaced(case, found.replace(start=start))
        if found is None:
            return case
        former = self._former.start if self._former is not None else None
        if former is not None and former > self._tab.store.state.as_of:
            return self._replaced(case, None)
        return self._replaced(case, found.replace(start=None))

    def _put_end(self, case: Case, entry: Entry[Any]) -> Case:
        found = self._treatment(case)
        if found is None:
            return case
        return self._replaced(case, found.replace(end=entry.value))

    def _make_dose(self) -> NumberField:
        """Return the field for the dose; whether it is of the whole child or per kg is chosen."""
        units = [UnitOption(code, code, _WHOLE_DIGITS, _DECIMALS) for code in _DOSE_UNITS]
        field = NumberField(self._tab.words, units)

        def draw(state: State) -> None:
            found = self._treatment(state.case)
            known = found is not None and found.dose_unit in _DOSE_UNITS
            if found is not None and known:
                field.show_entry(found.dose, found.dose_unit)
            else:
                field.show_entry(None, None)

        self._tab.bindings.bind("ivig_dose", field, self._put_dose, draw)
        return field

    def _put_dose(self, case: Case, entry: Entry[Any]) -> Case:
        found = self._treatment(case)
        if found is None:
            return case
        unit = cast("DoseUnit | None", entry.unit) if entry.value is not None else None
        return self._replaced(case, found.replace(dose=entry.value, dose_unit=unit))

    def _begun(self, case: Case, start: datetime) -> Case:
        """Return the case with the infusion that was there before, or a new one."""
        begun = self._former or Treatment(agent="ivig", route="intravenous")
        self._place = len(case.treatments)
        return case.replace(treatments=(*case.treatments, begun.replace(start=start)))

    def _replaced(self, case: Case, treatment: Treatment | None) -> Case:
        items = list(case.treatments)
        if self._place is None:
            return case
        if treatment is None:
            del items[self._place]
            self._place = None
        else:
            items[self._place] = treatment
        return case.replace(treatments=tuple(items))

"""Fever, the principal signs, and what the clinician judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from clinical.quantity import Unit
from clinical.timeline import fever_ended_day, illness_day, local_day
from desktop import edits
from desktop.tabs.child_rows import yes_no_unknown
from desktop.widgets.choice_field import ChoiceOption
from desktop.widgets.dress import text_label
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.record.case import Case
    from clinical.record.vocabulary import Presence
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.bindings import Number
    from desktop.tabs.form_tab import FormTab

_SIGNS = (
    "conjunctivitis",
    "oral_changes",
    "rash",
    "extremity_changes",
    "cervical_lymphadenopathy",
)
_NODES = "cervical_lymphadenopathy"


class FeverRows:
    """First and last day, and which day that makes today."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        words, bindings = tab.words, tab.bindings
        onset = bindings.moment(
            "fever_onset",
            lambda state: state.case.illness.fever_onset,
            lambda case, entry: edits.illness(case, fever_onset=entry.value),
            day_alone=True,
        )
        tab.row("fever_onset", onset, note=words.text("diagnosis.fever_onset_note"))
        ended = bindings.day(
            "fever_ended",
            lambda state: state.case.illness.fever_ended,
            lambda case, entry: edits.illness(case, fever_ended=entry.value),
        )
        tab.row("fever_ended", ended, note=words.text("diagnosis.fever_ended_note"))
        self.day_line = MessageLine()
        tab.note(self.day_line)

    def arrange(self, state: State) -> None:
        """Echo which day of fever it is: a day counted wrongly moves every rule (H45)."""
        text = self._tab.words.text
        found = state.assessment.kawasaki.fever_days if state.assessment is not None else None
        if found is None or found < 1:
            self.day_line.be_silent()
            return
        if fever_ended_day(state.case, state.as_of) is None:
            self.day_line.say("info", text("diagnosis.fever_day", day=found))
            return
        today = illness_day(state.case, local_day(state.as_of, state.as_of), state.as_of)
        key = "diagnosis.fever_lasted_one" if found == 1 else "diagnosis.fever_lasted"
        self.day_line.say("info", text(key, days=found, today=today))


class SignRows:
    """The five principal signs, the size of the node, and peeling."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        tab.note(text_label(tab.words.text("diagnosis.signs_note"), "small"))
        for name in _SIGNS:
            self._add(name)
        node = tab.bindings.number("node_diameter", "node_diameter", _node, _with_node)
        tab.row("node_diameter", node, label=tab.words.text("diagnosis.node_diameter"))
        peeling = tab.bindings.presence(
            lambda state: state.case.illness.desquamation,
            lambda case, code: edits.illness(case, desquamation=code),
        )
        tab.row("desquamation", peeling)

    def arrange(self, state: State) -> None:
        nodes = state.case.illness.signs.cervical_lymphadenopathy
        asked = nodes.state == "present" or nodes.diameter_cm is not None
        self._tab.form.set_row_visible("node_diameter", visible=asked)

    def _add(self, name: str) -> None:
        def get(state: State) -> Presence:
            return getattr(state.case.illness.signs, name).state

        def put(case: Case, code: str) -> Case:
            return edits.sign(case, name, state=cast("Presence", code))

        self._tab.row(f"signs.{name}", self._tab.bindings.presence(get, put))


class JudgementRows:
    """Another diagnosis, and the diagnosis made on day 3, asked only where it matters."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        words = tab.words
        other = tab.bindings.choice(
            yes_no_unknown(tab, "not_assessed"),
            lambda state: state.case.illness.alternative_diagnosis,
            lambda case, code: edits.illness(case, alternative_diagnosis=code),
        )
        tab.row("alternative_diagnosis", other)
        early = tab.bindings.choice(
            [
                ChoiceOption("yes", words.text("diagnosis.yes")),
                ChoiceOption("no", words.text("diagnosis.no"), quiet=True),
            ],
            lambda state: "yes" if state.case.illness.experienced_clinician_override else "no",
            lambda case, code: edits.illness(case, experienced_clinician_override=code == "yes"),
        )
        tab.row("experienced_clinician_override", early)

    def arrange(self, state: State) -> None:
        days = state.assessment.kawasaki.fever_days if state.assessment is not None else None
        asked = days == state.rulebook.kawasaki.override_days
        answered = state.case.illness.experienced_clinician_override
        self._tab.form.set_row_visible("experienced_clinician_override", visible=asked or answered)


def _node(state: State) -> Number:
    diameter = state.case.illness.signs.cervical_lymphadenopathy.diameter_cm
    return diameter, Unit.CM if diameter is not None else None, None


def _with_node(case: Case, entry: Entry[Decimal]) -> Case:
    return edits.sign(case, _NODES, diameter_cm=entry.value)

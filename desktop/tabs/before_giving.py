"""What to make sure of before a drug is given: what this drug asks, and what the record knows.

Answers to the history are entered here; what belongs to other tabs is read-only with a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.measurements import absolute_neutrophils, measured
from clinical.quantity import Unit
from clinical.timeline import given
from desktop import edits
from desktop.tabs.facts import FactLine
from reports.formats import moment_text, quantity_text, unit_text
from reports.wording import value_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import Caution
    from desktop.case_store import State
    from desktop.tabs.bindings import Bindings
    from desktop.widgets.form import Form
    from reports.wording import Wording

# Where the entry behind a fact stands.
_ENTRY_OF = {
    "allergies": "allergies",
    "neutrophils": "neutrophils_percent",
    "creatinine": "creatinine",
    "vaccine": None,
    "tnf": None,
}
_FACT_OF_CHECK = {
    "allergy": "allergies",
    "neutrophils_below": "neutrophils",
    "creatinine_clearance_below": "creatinine",
    "live_vaccine_within_months": "vaccine",
    "tnf_blocker": "tnf",
}


class BeforeGiving:
    """The rows of the section; only those the chosen drug asks are shown."""

    def __init__(
        self, form: Form, bindings: Bindings, words: Wording, cautions: tuple[Caution, ...]
    ) -> None:
        self._form, self._words, self._cautions = form, words, cautions
        self.facts: dict[str, FactLine] = {}
        for name, entry in _ENTRY_OF.items():
            fact = FactLine(entry, words.text("dosing.go"))
            self.facts[name] = fact
            form.row(f"fact.{name}", self._fact_name(name), fact)
        self._histories = tuple(
            dict.fromkeys(name for caution in cautions if (name := _history(caution)) is not None)
        )
        for name in self._histories:
            field = bindings.presence(
                lambda state, name=name: getattr(state.case.history, name),
                lambda case, answer, name=name: edits.history(case, name, answer),  # pyright: ignore[reportArgumentType] (the three codes of the field are the three of Presence)
            )
            form.row(f"history.{name}", words.name(f"history.{name}"), field)

    def render(self, state: State, agent: Agent | None) -> None:
        """Draw what the record knows, and show the rows a drug asks for."""
        asked = [caution for caution in self._cautions if agent in caution.agents]
        facts = {_FACT_OF_CHECK.get(caution.check) for caution in asked}
        for name, fact in self.facts.items():
            self._form.set_row_visible(f"fact.{name}", visible=name in facts)
            fact.show_value(_FACTS[name](state, self._words) if name in facts else "")
        histories = {_history(caution) for caution in asked}
        for name in self._histories:
            self._form.set_row_visible(f"history.{name}", visible=name in histories)

    def _fact_name(self, name: str) -> str:
        key = f"dosing.{name}"
        return self._words.text(key) if self._words.find(key) else self._words.name(name)


def _history(caution: Caution) -> str | None:
    if caution.check == "hyperprolinaemia_with_l_proline":
        return "hyperprolinaemia"
    return caution.history if caution.check == "history" else None


def _allergies(state: State, words: Wording) -> str:
    allergies = state.case.allergies
    heading = words.text(f"banner.allergies.{allergies.state}")
    listed = [
        item.text or words.text(f"sheet.substance.{item.substance}") for item in allergies.items
    ]
    return f"{heading}: {', '.join(listed)}" if listed else heading


def _neutrophils(state: State, words: Wording) -> str:
    count = absolute_neutrophils(state.case, state.rulebook, state.as_of)
    if count is None or count.interval is None:
        return words.text("dosing.not_known")
    low, high = count.interval.low, count.interval.high
    unit = unit_text(Unit.BILLION_PER_L)
    if low is None:
        value = words.limit("<", high, unit)
    elif high is None:
        value = words.limit(">=" if count.interval.low_closed else ">", low, unit)
    else:
        value = f"{value_text(low)} {unit}"
    return words.text("dosing.value_at", value=value, at=_local(state, count.at))


def _creatinine(state: State, words: Wording) -> str:
    samples = measured(state.case, "creatinine", state.rulebook, state.as_of)
    if not samples or samples[-1].quantity is None:
        return words.text("dosing.not_known")
    last = samples[-1]
    quantity = last.quantity
    if quantity is None:
        return words.text("dosing.not_known")
    value = quantity_text(quantity, last.observation.comparator)
    return words.text("dosing.value_at", value=value, at=_local(state, last.at))


def _vaccine(state: State, words: Wording) -> str:
    vaccines = given(state.case, ("live_vaccine",), state.as_of)
    if not vaccines:
        return words.text("dosing.vaccine_none")
    times = [_time(state, words, vaccine.start) for vaccine in vaccines]
    return words.text("dosing.vaccine_given", at=", ".join(times))


def _tnf(state: State, words: Wording) -> str:
    drugs = {caution.drug for caution in state.rulebook.cautions if caution.check == "tnf_blocker"}
    found = [
        words.text(
            "dosing.tnf_given",
            drug=words.text(f"dosing.drug.{treatment.agent}"),
            at=_time(state, words, treatment.start),
        )
        for treatment in state.case.treatments
        if treatment.agent in drugs
        and treatment.struck is None
        and treatment.status not in {"withheld", "refused"}
    ]
    return "; ".join(found) or words.text("dosing.tnf_none")


def _time(state: State, words: Wording, at: datetime | None) -> str:
    return words.text("dosing.time_unknown") if at is None else _local(state, at)


def _local(state: State, at: datetime) -> str:
    return moment_text(at.astimezone(state.as_of.tzinfo))


_FACTS: dict[str, Callable[[State, Wording], str]] = {
    "allergies": _allergies,
    "neutrophils": _neutrophils,
    "creatinine": _creatinine,
    "vaccine": _vaccine,
    "tnf": _tnf,
}

"""The form of a dose: one that no plan holds, one of a plan that was not given, or a correction.

What was filled in and not touched stays as it was, also what has no field here: the step of the
plan, product and batch, seconds, and the word for a route that is not offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal

from clinical.course.given_limits import hard_limit
from clinical.record.case import Treatment
from desktop.entry.entries import FieldNotice, UnitOption
from desktop.log.entry_forms import EntryForm, Typed
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import TextField
from reports.formats import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from clinical.log.entries import LogItem
    from clinical.record.vocabulary import Agent, DoseUnit, Route, TreatmentStatus
    from clinical.rules.fields import RecordRule
    from reports.wording import Wording

# Every drug a record can name, those given most often first.
_AGENTS: tuple[Agent, ...] = (
    "paracetamol", "ibuprofen", "aspirin", "anakinra", "ivig", "methylprednisolone",
    "prednisolone", "infliximab", "etanercept", "ciclosporin", "methotrexate", "clopidogrel",
    "hydrocortisone", "plasma_exchange", "live_vaccine", "influenza_vaccine", "other",
)  # fmt: skip
# No treatment of the illness: offered only where one that stands in the record is corrected.
_VACCINES: tuple[Agent, ...] = ("live_vaccine", "influenza_vaccine")
_DOSE_UNITS: dict[str, tuple[int, int]] = {
    "mg": (5, 2), "g": (3, 2), "mL": (4, 2), "mg/kg": (3, 2), "g/kg": (2, 2),
    "mg/kg/day": (3, 2), "mg/m2": (3, 2),
}  # fmt: skip
_ROUTES: tuple[Route, ...] = ("intravenous", "subcutaneous", "oral", "intramuscular")
_STATUSES: tuple[TreatmentStatus, ...] = ("given", "withheld", "refused")


class DoseForm(EntryForm):
    """``drug_turned`` says that another drug was chosen than the one that was filled in."""

    drug_turned = Signal()

    def __init__(
        self, words: Wording, moment_field: Callable[[], Any], rule: Callable[[], RecordRule]
    ) -> None:
        super().__init__(words)
        text = words.text
        self._rule = rule
        self._old: Treatment | None = None
        self._shown: dict[str, object] = {}
        agents = [ChoiceOption(each, words.name(f"agent.{each}")) for each in _AGENTS]
        self._agents = ChoiceField(words, agents)
        self.add("agent", text("log_tab.agent"), self._agents)
        self.add("name", text("log_tab.agent_name"), TextField(words))
        units = [UnitOption(code, code, *digits) for code, digits in _DOSE_UNITS.items()]
        self._dose = NumberField(words, units, check=self._check)
        self.add("dose", text("log_tab.dose"), self._dose)
        routes = [ChoiceOption(each, text(f"sheet.route.{each}")) for each in _ROUTES]
        self.add("route", text("log_tab.route"), ChoiceField(words, routes))
        self.add("end", text("log_tab.end"), moment_field())
        statuses = [ChoiceOption(each, text(f"log_tab.status.{each}")) for each in _STATUSES]
        self._status = ChoiceField(words, statuses)
        self.add("status", text("log_tab.status_label"), self._status)
        self.add("reason", text("log_tab.reason"), TextField(words))
        self._status.show_choice("given")
        self._agents.chosen.connect(self._turn)
        self._name_it("")
        self._offer(None)

    def _turn(self, agent: str) -> None:
        self._name_it(agent)
        # What a dose may be is said by its drug.
        self._dose.set_check(self._check)
        if self._old is not None and agent != self._old.agent:
            self.drug_turned.emit()

    def _offer(self, filled: Agent | None) -> None:
        for each in _VACCINES:
            self._agents.button(each).setVisible(each == filled)

    def _name_it(self, agent: str) -> None:
        """Ask for a name only where the list has none."""
        self.rows["name"].setVisible(agent == "other")

    def _check(self, value: Decimal, unit: str) -> FieldNotice | None:
        if value <= 0:
            return FieldNotice("hard", self.words.text("log_tab.dose_nothing"))
        agent = cast("Agent | None", self._agents.choice)
        most = hard_limit(agent, value, cast("DoseUnit", unit), self._rule())
        if most is None:
            return None
        name = self.words.name(f"agent.{agent}")
        return FieldNotice(
            "hard",
            self.words.text("log_tab.dose_beyond", name=name, most=number_text(most), unit=unit),
        )

    def read(self, at: datetime | None) -> Typed:
        agent = self._agents.choice
        if agent is None:
            return Typed(problem=self.words.text("log_tab.agent_missing"), at_field=self._agents)
        old = self._old if self._old is not None and self._old.agent == agent else None
        for key in ("dose", "end", "name", "reason"):
            problem = self.fields[key].entry.problem
            if problem is not None and not (old is not None and self._is_left(key)):
                return Typed(problem=problem, at_field=self.fields[key])
        typed = self._typed(old)
        end = typed["end"]
        if end is not None and at is not None and end < at:
            problem = self.words.text("log_tab.end_before_start")
            return Typed(problem=problem, at_field=self.fields["end"])
        typed |= {"agent": agent, "start": at}
        if old is not None:
            return Typed((old.replace(**typed),))
        return Typed((Treatment.model_validate(typed),))

    def _typed(self, old: Treatment | None) -> dict[str, Any]:
        """Return what the fields say; of an entry that was filled in what was left as it was."""
        dose = self._dose.entry
        found: dict[str, Any] = {
            "name": self.fields["name"].entry.value if self._agents.choice == "other" else None,
            "dose": dose.value,
            "dose_unit": dose.unit if dose.value is not None else None,
            "route": self.fields["route"].choice,
            "end": self.fields["end"].entry.value,
            "status": self._status.choice or "given",
            "reason": self.fields["reason"].entry.value,
        }
        if old is not None:
            for key in self._shown:
                if self._is_left(key):
                    found[key] = getattr(old, key)
                    if key == "dose":
                        found["dose_unit"] = old.dose_unit
        return found

    def fill(self, items: Sequence[LogItem]) -> None:
        self.clear()
        (item,) = items
        if not isinstance(item, Treatment):
            return
        self._agents.show_choice(item.agent)
        self._offer(item.agent)
        self._name_it(item.agent)
        self._dose.set_check(self._check)
        self.fields["name"].show_entry(item.name)
        self._dose.show_entry(item.dose, item.dose_unit)
        self.fields["route"].show_choice(item.route if item.route in _ROUTES else None)
        self.fields["end"].show_entry(item.end)
        self._status.show_choice(item.status or "given")
        self.fields["reason"].show_entry(item.reason)
        self._old = item
        self._shown = {
            key: self._content(key) for key in ("name", "dose", "route", "end", "status", "reason")
        }

    def begin_anew(self) -> None:
        """Leave only the drug that was chosen: the rest was that of another dose."""
        chosen = self._agents.choice
        self.clear()
        self._agents.show_choice(chosen)
        self._name_it(chosen or "")

    def clear(self) -> None:
        super().clear()
        self._offer(None)
        self._status.show_choice("given")
        self._old, self._shown = None, {}

    def _is_left(self, key: str) -> bool:
        return key in self._shown and self._shown[key] == self._content(key)

    def _content(self, key: str) -> object:
        found = self.fields[key]
        if isinstance(found, ChoiceField):
            return found.choice
        return found.text, found.unit if isinstance(found, NumberField) else None

"""Who the child is, and what it reacts to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast, get_args

from clinical.record.case import Age, Allergies, Allergy
from clinical.record.vocabulary import Substance
from clinical.timeline import local_day
from desktop import edits
from desktop.entry.entries import FieldNotice, UnitOption
from desktop.tabs.toggles import ToggleField
from desktop.widgets.choice_field import ChoiceOption
from desktop.widgets.number_field import NumberField
from reports.formats import age_text, day_text, day_with_weekday

if TYPE_CHECKING:
    from datetime import date

    from clinical.record.case import Case
    from clinical.record.vocabulary import AllergyState, Presence, Sex
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.form_tab import FormTab

# As in the case model: an age beyond these is not a child's.
_OLDEST = {"years": 21, "months": 263}
_STATES: tuple[AllergyState, ...] = ("known", "none_known", "not_recorded", "unavailable")
_SEXES: tuple[Sex, ...] = ("female", "male", "unknown")
_NAMED: tuple[Substance, ...] = tuple(s for s in get_args(Substance) if s != "other")


class ChildRows:
    """Name, birth or age, sex and ancestry."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        words, bindings = tab.words, tab.bindings
        for name in ("family_name", "given_name", "identifier"):
            self._add_line(name)
        born = bindings.day(
            "date_of_birth",
            lambda state: state.case.patient.date_of_birth,
            lambda case, entry: edits.patient(case, date_of_birth=entry.value),
            echo=self._born_in_words,
        )
        tab.row("date_of_birth", born)
        self._age = self._make_age()
        note = words.text("diagnosis.age_note")
        tab.row("age", self._age, label=words.text("diagnosis.age"), note=note)
        sex = bindings.choice(
            [
                ChoiceOption(code, words.text(f"diagnosis.sex_{code}"), quiet=code == "unknown")
                for code in _SEXES
            ],
            lambda state: state.case.patient.sex,
            lambda case, code: edits.patient(case, sex=code),
        )
        tab.row("sex", sex)
        ancestry = bindings.choice(
            yes_no_unknown(tab, "not_known"),
            lambda state: state.case.patient.asian_ancestry,
            lambda case, code: edits.patient(case, asian_ancestry=cast("Presence", code)),
        )
        tab.row("asian_ancestry", ancestry, label=words.text("diagnosis.asian_ancestry"))

    def arrange(self, state: State) -> None:
        """Ask for the age only while the date of birth is not known."""
        unknown = state.case.patient.date_of_birth is None
        self._tab.form.set_row_visible("age", visible=unknown)

    def _add_line(self, name: str) -> None:
        def get(state: State) -> str | None:
            return getattr(state.case.patient, name)

        def put(case: Case, entry: Entry[str]) -> Case:
            return edits.patient(case, **{name: entry.value})

        field = self._tab.bindings.line(name, get, put)
        self._tab.row(name, field, label=self._tab.words.text(f"diagnosis.{name}"))

    def _born_in_words(self, day: date) -> str:
        state = self._tab.store.state
        patient = state.case.patient.replace(date_of_birth=day, age=None)
        age = age_text(patient, local_day(state.as_of, state.as_of))
        if not age:
            return day_with_weekday(day)
        return self._tab.words.text("diagnosis.born_age", day=day_with_weekday(day), age=age)

    def _make_age(self) -> NumberField:
        """Return the field for an age in completed units; which unit has to be chosen."""
        words = self._tab.words
        units = [
            UnitOption(code, words.text(f"diagnosis.age_{code}"), len(str(most)), 0)
            for code, most in _OLDEST.items()
        ]
        field = NumberField(
            words,
            units,
            check=lambda value, unit: (
                FieldNotice("hard", words.text("diagnosis.age_too_high"))
                if value > _OLDEST[unit]
                else None
            ),
            describe=self._age_in_words,
        )
        self._tab.bindings.bind("age", field, self._put_age, self._draw_age)
        return field

    def _put_age(self, case: Case, entry: Entry[Any]) -> Case:
        if entry.value is None or entry.unit is None:
            return edits.patient(case, age=None)
        as_of = self._tab.store.state.as_of
        age = Age.model_validate({"at": local_day(as_of, as_of), entry.unit: int(entry.value)})
        return edits.patient(case, age=age)

    def _draw_age(self, state: State) -> None:
        age = state.case.patient.age
        if age is None:
            self._age.show_entry(None, None)
        elif age.years is not None:
            self._age.show_entry(Decimal(age.years), "years")
        else:
            self._age.show_entry(Decimal(age.months or 0), "months")

    def _age_in_words(self, value: Decimal, unit: str) -> str:
        """Return the day the age was given for: it grows from there."""
        state = self._tab.store.state
        age = state.case.patient.age
        day = local_day(state.as_of, state.as_of)
        if age is not None and getattr(age, unit) == value:
            day = age.at
        return self._tab.words.text("diagnosis.age_on", day=day_text(day))


class AllergyRows:
    """Whether allergies are known, and to what; the substances are asked only where they are."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        words, bindings = tab.words, tab.bindings
        state = bindings.choice(
            [
                ChoiceOption(
                    code, words.text(f"diagnosis.allergy_{code}"), quiet=code == "not_recorded"
                )
                for code in _STATES
            ],
            lambda state: state.case.allergies.state,
            _with_state,
        )
        tab.row("allergies", state, label=words.text("diagnosis.allergy_state"))
        self._toggles = ToggleField(
            {code: words.text(f"sheet.substance.{code}") for code in _NAMED}
        )
        self._toggles.toggled.connect(self._on_toggled)
        tab.row("substances", self._toggles, label=words.text("diagnosis.substances"))
        other = bindings.line("allergy_text", lambda state: _other(state.case), _with_other)
        tab.row("allergy_text", other, label=words.text("diagnosis.allergy_text"))

    def arrange(self, state: State) -> None:
        known = state.case.allergies.state == "known"
        self._toggles.show_chosen({item.substance for item in state.case.allergies.items})
        for key in ("substances", "allergy_text"):
            self._tab.form.set_row_visible(key, visible=known)

    def _on_toggled(self, code: str, on: bool) -> None:
        store = self._tab.store
        case = store.state.case
        kept = tuple(item for item in case.allergies.items if item.substance != code)
        added = (Allergy(substance=cast("Substance", code)),) if on else ()
        store.commit(case.replace(allergies=case.allergies.replace(items=(*kept, *added))))


def yes_no_unknown(tab: FormTab, unknown: str) -> list[ChoiceOption]:
    """Return the answers yes, no, and a third called ``unknown`` in the wording."""
    text = tab.words.text
    return [
        ChoiceOption("present", text("diagnosis.yes")),
        ChoiceOption("absent", text("diagnosis.no")),
        ChoiceOption("unknown", text(f"diagnosis.{unknown}"), quiet=True),
    ]


def _with_state(case: Case, code: str) -> Case:
    """Return the case with another state; a list of allergies belongs to "known" alone."""
    items = case.allergies.items if code == "known" else ()
    return case.replace(allergies=Allergies(state=cast("AllergyState", code), items=items))


def _other(case: Case) -> str | None:
    return next((item.text for item in case.allergies.items if item.substance == "other"), None)


def _with_other(case: Case, entry: Entry[str]) -> Case:
    """Return the case with the first other substance written anew, or taken out."""
    items = list(case.allergies.items)
    place = next((i for i, item in enumerate(items) if item.substance == "other"), None)
    if entry.value is not None:
        old = items[place] if place is not None else Allergy(substance="other")
        written = old.replace(text=entry.value)
        items = (
            [*items, written] if place is None else [*items[:place], written, *items[place + 1 :]]
        )
    elif place is not None:
        del items[place]
    return case.replace(allergies=case.allergies.replace(items=tuple(items)))

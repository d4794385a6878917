"""Fields bound to the case: drawn from the state, and writing back through the store alone.

A keystroke becomes a draft, leaving the field a commit. What cannot be read, or lies beyond a
hard limit, is missing in the case: never the last good value.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from clinical.alerts import soft_limit
from clinical.quantity import Quantity, Unit
from clinical.record.validity import number_problem
from clinical.record.vocabulary import Interpretation
from clinical.timeline import age_on, local_day
from desktop.entry.entries import FieldNotice, UnitOption
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.date_field import DateField, DateTimeField
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import NotesField, TextField
from reports.formats import day_with_weekday, number_text, quantity_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from clinical.record.case import Case
    from clinical.rules.fields import FieldKey, FieldRule
    from desktop.case_store import CaseStore, State
    from desktop.entry.entries import Entry
    from desktop.widgets.line_field import LineField
    from reports.wording import Wording

_JUDGEMENTS = get_args(Interpretation)
Number = tuple["Decimal | None", "Unit | None", "str | None"]


class Bindings:
    """Every field of one tab with how it is drawn and how it writes."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        self._store = store
        self._words = words
        self._draw: list[Callable[[State], None]] = []

    def draw_last(self, state: State) -> None:
        """Draw the field that was bound last, which was not there when the state came."""
        self._draw[-1](state)

    def render(self, state: State) -> None:
        """Draw every field from the state."""
        for draw in self._draw:
            draw(state)

    def number(
        self,
        key: str,
        field_key: FieldKey,
        get: Callable[[State], Number],
        put: Callable[[Case, Entry[Decimal]], Case],
        *,
        comparators: bool = False,
        describe: Callable[[Decimal, str], str] | None = None,
        judged: Callable[[State], str | None] | None = None,
    ) -> NumberField:
        """Return a field for a measurement of the catalogue, with its units and limits.

        ``describe`` says what stands beside it, in the place of the number in another unit.
        With ``judged``, what the case holds of it, a laboratory's "high" may stand for a number.
        """
        field = self.measure(
            field_key, comparators=comparators, describe=describe, judged=judged is not None
        )

        def draw(state: State) -> None:
            value, unit, comparator = get(state)
            judgement = judged(state) if judged is not None else None
            field.show_entry(value, unit.value if unit is not None else None, comparator, judgement)

        self.bind(key, field, put, draw)
        return field

    def measure(
        self,
        field_key: FieldKey,
        *,
        comparators: bool = False,
        describe: Callable[[Decimal, str], str] | None = None,
        judged: bool = False,
    ) -> NumberField:
        """Return a field with the units and limits of the catalogue that writes nowhere yet."""
        rule = self._store.state.rulebook.fields[field_key]
        return NumberField(
            self._words,
            _options(rule),
            unit=code.value if (code := self.preset_unit(field_key)) is not None else None,
            signed=rule.hard.minimum is not None and rule.hard.minimum < 0,
            comparators=comparators,
            check=lambda value, unit: self._check(rule, value, unit),
            describe=describe or (lambda value, unit: _in_other_units(rule, value, unit)),
            judgements={self._words.text(f"field.judgement.{each}"): each for each in _JUDGEMENTS}
            if judged
            else None,
        )

    def preset_unit(self, key: FieldKey) -> Unit | None:
        """Return the unit to start in: the site's; without one, none where it must be chosen."""
        rulebook = self._store.state.rulebook
        chosen = rulebook.site.units.get(key) if rulebook.site is not None else None
        if chosen is not None:
            return chosen
        rule = rulebook.fields[key]
        return None if rule.choose_unit else rule.canonical

    def _check(self, rule: FieldRule, value: Decimal, unit: str) -> FieldNotice | None:
        quantity = Quantity(value, Unit(unit))
        problem = number_problem(rule, quantity, "")
        if problem is not None:
            # A file is answered in its own codes, a person in the units of a ward.
            accepted = f"{(problem.accepted or '').removesuffix(unit)}{unit_text(unit)}".strip()
            shown = replace(problem, found=quantity_text(quantity), accepted=accepted)
            sentence = self._words.problem(shown)
            negative = Quantity(-value, Unit(unit))
            if value > 0 and number_problem(rule, negative, "") is None:
                text = self._words.text
                minus = quantity_text(negative)
                sentence = text("field.number.minus_missing", problem=sentence, minus=minus)
            return FieldNotice("hard", sentence)
        state = self._store.state
        age = age_on(state.case.patient, local_day(state.as_of, state.as_of))
        alert = soft_limit(rule, quantity, age)
        if alert is None:
            return None
        return FieldNotice("soft", self._words.text(f"field_question.{alert.code}", **alert.values))

    def moment(
        self,
        key: str,
        get: Callable[[State], date | datetime | None],
        put: Callable[[Case, Entry[Any]], Case],
        *,
        echo: Callable[[date | datetime], str] | None = None,
        day_alone: bool = False,
    ) -> DateTimeField:
        """Return a field for a day with its time."""
        zone = self._store.now().tzinfo
        if zone is None:  # pragma: no cover (the clock of the program has a zone)
            raise ValueError("the clock has no zone")
        field = DateTimeField(
            self._words, zone, clock=self._store.now, echo=echo, day_alone=day_alone
        )

        def draw(state: State) -> None:
            field.set_zone(state.as_of.tzinfo or zone)
            field.show_entry(get(state))

        self.bind(key, field, put, draw)
        return field

    def day(
        self,
        key: str,
        get: Callable[[State], date | None],
        put: Callable[[Case, Entry[Any]], Case],
        *,
        echo: Callable[[date], str] = day_with_weekday,
    ) -> DateField:
        """Return a field for a calendar day."""
        field = DateField(self._words, echo=echo)
        self.bind(key, field, put, lambda state: field.show_entry(get(state)))
        return field

    def line(
        self,
        key: str,
        get: Callable[[State], str | None],
        put: Callable[[Case, Entry[Any]], Case],
    ) -> TextField:
        """Return a field for a line of text."""
        field = TextField(self._words)
        self.bind(key, field, put, lambda state: field.show_entry(get(state)))
        return field

    def notes(
        self,
        key: str,
        get: Callable[[State], str | None],
        put: Callable[[Case, Entry[Any]], Case],
    ) -> NotesField:
        """Return a field for text of several lines, as high as its text."""
        field = NotesField(self._words, grows=True)
        self.bind(key, field, put, lambda state: field.show_entry(get(state)))
        return field

    def choice(
        self,
        options: Sequence[ChoiceOption],
        get: Callable[[State], str | None],
        put: Callable[[Case, str], Case],
    ) -> ChoiceField:
        """Return a field for one of a few answers."""
        field = ChoiceField(self._words, options)

        def chosen(code: str) -> None:
            self._store.commit(put(self._store.state.case, code))

        field.chosen.connect(chosen)
        self._draw.append(lambda state: field.show_choice(get(state)))
        return field

    def presence(
        self, get: Callable[[State], str | None], put: Callable[[Case, str], Case]
    ) -> ChoiceField:
        """Return a field for present, absent or not assessed."""
        options = [
            ChoiceOption(code, self._words.text(f"presence.{code}"), quiet=code == "unknown")
            for code in ("present", "absent", "unknown")
        ]
        return self.choice(options, get, put)

    def bind(
        self,
        key: str,
        field: LineField | NotesField,
        put: Callable[[Case, Entry[Any]], Case],
        draw: Callable[[State], None],
    ) -> None:
        """Connect a field to the store: how it writes, and how it is drawn."""

        def edited(entry: Entry[Any]) -> None:
            case = put(self._store.state.case, entry)
            self._store.draft(case, key, readable=entry.problem is None)

        def committed(entry: Entry[Any]) -> None:
            case = put(self._store.state.case, entry)
            self._store.commit(case, key, readable=entry.problem is None)

        def unchanged(entry: Entry[Any]) -> None:
            # Typed and taken back: without this the store would call it being typed for ever.
            if key in self._store.state.typing:
                committed(entry)

        field.edited.connect(edited)
        field.committed.connect(committed)
        field.unchanged.connect(unchanged)

        def drawn(state: State) -> None:
            # Red text that the store knows nothing of (undone) would stand beside results.
            if key not in state.unreadable and key not in state.typing:
                field.give_up_unreadable()
            draw(state)

        field.key = key
        field.forgotten.connect(lambda: self._store.forgotten(key))
        self._draw.append(drawn)


def _options(rule: FieldRule) -> list[UnitOption]:
    return [
        UnitOption(code, text, unit.whole_digits, unit.decimals, (text.removeprefix("°"),))
        for code, unit in rule.units.items()
        for text in (unit_text(code),)
    ]


def _in_other_units(rule: FieldRule, value: Decimal, unit: str) -> str:
    """Return what the number is in the next unit of its field: the canonical one, or another."""
    others = [code for code in rule.units if code != unit]
    if not others:
        return ""
    other = rule.canonical.value if rule.canonical.value != unit else others[0]
    canonical = rule.units[unit].to_canonical(Fraction(value))
    shown = number_text(rule.units[other].from_canonical(canonical), 3)
    return f"= {shown} {unit_text(other)}"

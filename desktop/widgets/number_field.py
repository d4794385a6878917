"""A number with its unit, typed as text: exact, possibly empty, never changed by the program.

Changing the unit re-reads the same characters; what the number is in another unit stands beside
it and cannot be edited. Until a unit is chosen where several are offered, there is no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.entry.entries import Entry
from desktop.entry.numbers import NumberReading, read_number, without_unit
from desktop.widgets.dress import set_look, text_label, wide
from desktop.widgets.line_field import LineField, Reading
from reports.formats import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from desktop.entry.entries import FieldNotice, UnitOption
    from desktop.words import Words

_WIDTH = 232


class NumberField(LineField):
    """``edited``, ``committed`` and ``answered`` carry an ``Entry[Decimal]``.

    ``units`` are those offered; one alone is fixed, of several ``unit`` is the site's choice or
    None. ``check`` and ``describe`` take the value and the code of its unit. ``judgements`` are
    words that may stand in the place of a number, with their codes.
    """

    def __init__(
        self,
        words: Words,
        units: Sequence[UnitOption],
        *,
        unit: str | None = None,
        signed: bool = False,
        comparators: bool = False,
        check: Callable[[Decimal, str], FieldNotice | None] | None = None,
        describe: Callable[[Decimal, str], str] | None = None,
        judgements: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(words)
        self._judgements = judgements or {}
        self._units = {option.code: option for option in units}
        self._preset = units[0].code if len(units) == 1 else unit
        self._unit = self._preset
        self._signed = signed
        self._comparators = comparators
        self._check = check
        self._describe = describe
        self._name = ""
        self._description = ""
        self._frame.setFixedWidth(wide(_WIDTH))
        # Digits run left to right whatever the language of the desktop is.
        self._line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._unit_button: QPushButton | None = None
        if len(units) == 1:
            self._inside.addWidget(text_label(units[0].text, "unit", wraps=False))
        else:
            self._unit_button = self._make_unit_button()
            self._inside.addWidget(self._unit_button)
        self._draw_unit()
        self._reread()

    @property
    def entry(self) -> Entry[Decimal]:
        if (code := self._judgement(self.text)) is not None:
            return Entry(self.text, None, self._unit, judgement=code)
        return self._entry_of(*self._reading(self.text))[0]

    @property
    def unit(self) -> str | None:
        """The code of the unit the number is read in, None until it is chosen."""
        return self._unit

    @property
    def unit_button(self) -> QPushButton | None:
        """The switch between units, None where there is only one."""
        return self._unit_button

    def set_label(self, name: str, description: str) -> None:
        self._name = name
        self._description = description
        super().set_label(name, description)
        self._draw_unit()

    def show_entry(
        self,
        value: Decimal | None,
        unit: str | None,
        comparator: str | None = None,
        judgement: str | None = None,
    ) -> None:
        """Draw what the case holds, without emitting; no ``unit`` leaves the choice alone."""
        if value is None and judgement is not None:
            word = next(each for each, code in self._judgements.items() if code == judgement)
            self._show_text(judgement, word)
            return
        if unit is not None and unit != self._unit and not self._typing:
            self._unit = unit
            self._draw_unit()
        text = "" if value is None else f"{comparator or ''}{number_text(value)}"
        self._show_text(None if value is None else (value, unit or self._unit, comparator), text)

    def set_check(self, check: Callable[[Decimal, str], FieldNotice | None] | None) -> None:
        """Take another check (limits that follow the child's age) and apply it at once."""
        self._check = check
        self._reread()

    def choose_unit(self, code: str) -> None:
        """Read the same characters in another unit, as a person does with the switch."""
        if code == self._unit:
            return
        self._unit = code
        self._draw_unit()
        self._quiet = False
        self._reread()
        self.edited.emit(self._current.entry)
        self.commit()

    def commit(self) -> bool:
        unit = self._reading(self.text)[1]
        if unit != self._unit:
            # Written behind the number where none was chosen: the switch says so from now on.
            self._unit = unit
            self._draw_unit()
        return super().commit()

    def forget(self) -> None:
        self._unit = self._preset
        self._draw_unit()
        super().forget()

    def read(self, text: str) -> Reading:
        if (code := self._judgement(text)) is not None:
            said = self._words.text(f"interpretation.{code}")
            return Reading(Entry(text, None, self._unit, judgement=code), code, None, said)
        reading, unit = self._reading(text)
        entry, notice = self._entry_of(reading, unit)
        value = reading.value
        if value is None or unit is None:
            return Reading(entry, None)
        echo = self._describe(value, unit) if self._describe and entry.value is not None else ""
        return Reading(entry, (value, unit, reading.comparator), notice, echo)

    def _agrees(self, value: object | None) -> bool:
        """Return whether the text means a value; a judgement is no empty field."""
        return super()._agrees(value) and (value is not None or self.entry.judgement is None)

    def _judgement(self, text: str) -> str | None:
        """Return the code of a word, or of the letter it begins with, as laboratories print it."""
        typed = text.strip().casefold()
        for word, code in self._judgements.items():
            if typed in {word.casefold(), word[0].casefold()}:
                return code
        return None

    def _reading(self, text: str) -> tuple[NumberReading, str | None]:
        """Read a text in the chosen unit; without one, in the unit that is written behind it."""
        reading = self._read_in(text, self._unit)
        if self._unit is not None or reading.unit is None:
            return reading, self._unit
        said = [code for code, option in self._units.items() if reading.unit in option.spellings]
        # What two units are written alike as chooses neither.
        return (self._read_in(text, said[0]), said[0]) if len(said) == 1 else (reading, None)

    def _read_in(self, text: str, unit: str | None) -> NumberReading:
        mine = [option for code, option in self._units.items() if unit in {None, code}]
        others = [option for code, option in self._units.items() if unit not in {None, code}]
        return read_number(
            text,
            max(option.whole_digits for option in mine),
            max(option.decimals for option in mine),
            signed=self._signed,
            comparators=self._comparators,
            units=[spelling for option in mine for spelling in option.spellings],
            other_units=[spelling for option in others for spelling in option.spellings],
        )

    def _entry_of(
        self, reading: NumberReading, unit: str | None
    ) -> tuple[Entry[Decimal], FieldNotice | None]:
        problem: str | None = None
        notice: FieldNotice | None = None
        if reading.problem is not None:
            problem = self._problem_of(reading, unit)
        elif reading.value is not None and unit is None:
            problem = self._words.text("field.number.unit_missing", units=self._offered())
        elif reading.value is not None and unit is not None and self._check is not None:
            notice = self._check(reading.value, unit)
            if notice is not None and notice.severity == "hard":
                problem = self._with_other_unit(notice.text, unit)
        value = reading.value if problem is None else None
        return Entry(self.text, value, unit, problem, reading.comparator), notice

    def _problem_of(self, reading: NumberReading, unit: str | None) -> str:
        named = {"field_unit": self._units[unit].text if unit else ""} | dict(reading.params)
        key = f"field.number.{reading.problem}"
        if reading.problem == "sign" and self._signed:
            # A minus is welcome here: only the plus is not.
            key = "field.number.plus"
        digits = {"too_many_whole": "whole_digits", "too_many_decimals": "decimals"}
        if named.get(digits.get(reading.problem or "", "")) == "1":
            key += "_one"
        sentence = self._words.text(key, **named)
        if reading.problem != "too_many_whole" or unit is None:
            return sentence
        return self._with_other_unit(sentence, unit)

    def _with_other_unit(self, problem: str, unit: str) -> str:
        """Return a problem with the units in which the same number would be possible."""
        number = without_unit(self.text)
        possible = [
            option.text
            for code, option in self._units.items()
            if code != unit
            and (value := self._read_in(number, code).value) is not None
            and (
                self._check is None
                or (notice := self._check(value, code)) is None
                or notice.severity != "hard"
            )
        ]
        if not possible:
            return problem
        units = self._listed(possible)
        return self._words.text("field.number.in_other_unit", problem=problem, units=units)

    def _offered(self) -> str:
        return self._listed([option.text for option in self._units.values()])

    def _listed(self, texts: Sequence[str]) -> str:
        if len(texts) == 1:
            return texts[0]
        return self._words.text("field.or", one=", ".join(texts[:-1]), other=texts[-1])

    def _make_unit_button(self) -> QPushButton:
        button = QPushButton()
        button.setAutoDefault(False)
        menu = QMenu(button)
        for option in self._units.values():
            action = menu.addAction(option.text)
            action.triggered.connect(lambda _=False, code=option.code: self.choose_unit(code))
        # Not setMenu: that would open it in a loop of its own, inside which the program goes on.
        # No unit is marked beforehand: Enter pressed twice must not choose one.
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(QPoint(0, button.height()))))
        return button

    def _draw_unit(self) -> None:
        chosen = self._units[self._unit].text if self._unit is not None else None
        # The unit is heard with the field, not only seen beside it.
        spoken = f"{self._description} ({chosen})" if chosen and self._description else chosen
        self._line.setAccessibleDescription(spoken or self._description)
        if self._unit_button is None:
            return
        shown = chosen if chosen is not None else self._words.text("field.unit_question")
        self._unit_button.setText(f"{shown} ▾")
        set_look(self._unit_button, "open_question", "true" if chosen is None else "false")
        key = "field.unit_chosen" if chosen is not None else "field.unit_not_chosen"
        self._unit_button.setAccessibleName(
            self._words.text(key, name=self._name, unit=chosen or "")
        )

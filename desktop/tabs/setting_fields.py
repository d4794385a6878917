"""The settings of a regimen as fields, built from its rules: limits, defaults and sources.

What is typed goes to the store as the text of a setting and is judged there; nothing is set
beforehand, the default stands beside the field as a hint.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from clinical.dosing.settings import CONCENTRATION, PRODUCT
from clinical.values import NUMBER_FORM
from desktop.entry.entries import UnitOption
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.number_field import NumberField
from reports.formats import number_text
from reports.plan_sentences import product_text
from reports.wording import DAGGER, source_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinical.rules.regimens import Regimen, SettingRule
    from clinical.rules.rulebook import Rulebook
    from desktop.entry.entries import Entry
    from desktop.widgets.date_field import DateTimeField
    from desktop.widgets.form import Form
    from reports.wording import Wording

BASIS_WEIGHT, WEIGHT_BASIS = "basis_weight_kg", "weight_basis"


class SettingFields:
    """The rows of one regimen.

    ``drafted(name)`` while a setting is being typed, ``settled(name, text)`` when it is entered,
    with None for an empty field.
    """

    def __init__(
        self,
        regimen: Regimen,
        rulebook: Rulebook,
        words: Wording,
        *,
        drafted: Callable[[str], None],
        settled: Callable[[str, str | None], None],
        moment_field: Callable[[], DateTimeField],
    ) -> None:
        self.regimen = regimen
        self._rulebook, self._words = rulebook, words
        self._drafted, self._settled = drafted, settled
        self._numbers: dict[str, NumberField] = {}
        self._choices: dict[str, ChoiceField] = {}
        self._moments: dict[str, DateTimeField] = {}
        self._moment_field = moment_field

    def add_to(self, form: Form) -> None:
        """Add a row for each setting, in the order of the rules."""
        shelf = {
            name: product
            for name, product in self._rulebook.products.items()
            if product.agent == self.regimen.agent
        }
        for name, rule in self.regimen.setting.items():
            # Where several products are offered each brings its strength with it.
            if name == CONCENTRATION and len(shelf) > 1:
                continue
            self._add(form, name, rule)
        if len(shelf) > 1:
            options = {name: product_text(product) for name, product in shelf.items()}
            default = options.get(self.regimen.default_product or "")
            hint = self._text("default_by_site", value=default) if default is not None else ""
            form.row(self.key(PRODUCT), self._label(PRODUCT), self._choice(PRODUCT, options), hint)

    def key(self, name: str) -> str:
        """Return the key of the row of a setting."""
        return f"setting.{self.regimen.id}.{name}"

    @property
    def names(self) -> tuple[str, ...]:
        return (*self._numbers, *self._choices, *self._moments)

    def show_settings(self, settings: Mapping[str, str], problems: Mapping[str, str]) -> None:
        """Draw the state's settings, and at its field what is wrong with one."""
        for name, field in self._numbers.items():
            text = settings.get(name)
            readable = text is not None and NUMBER_FORM.fullmatch(text) is not None
            field.show_entry(Decimal(text) if text is not None and readable else None, None)
            if not field.typing:
                field.show_problem(problems.get(name))
        for name, field in self._choices.items():
            field.show_choice(settings.get(name))
        for name, field in self._moments.items():
            text = settings.get(name)
            if text is None or name not in problems:
                field.show_entry(datetime.fromisoformat(text) if text is not None else None)
            if not field.typing:
                field.show_problem(problems.get(name))

    def show_rows(self, form: Form, settings: Mapping[str, str] | None) -> None:
        """Show the rows that apply; None where another regimen is chosen."""
        basis = (settings or {}).get(WEIGHT_BASIS)
        for name in self.names:
            applies = name != BASIS_WEIGHT or basis not in {None, "actual"}
            form.set_row_visible(self.key(name), visible=settings is not None and applies)

    def forget(self) -> None:
        """Empty every field: another child, or another regimen."""
        fields = (*self._numbers.values(), *self._choices.values(), *self._moments.values())
        for field in fields:
            field.forget()

    def _add(self, form: Form, name: str, rule: SettingRule) -> None:
        if rule.choices:
            options = {
                code: self._words.find(f"dosing.choice.{name}.{code}") or code
                for code in rule.choices
            }
            field = self._choice(name, options)
            default = options.get(rule.default_choice or "")
        elif rule.moment:
            field, default = self._moment(name), None
        else:
            field = self._number(name, rule)
            default = self._amount(name, rule.default) if rule.default is not None else None
        source = source_text(self._rulebook, rule.source)
        if rule.mark == "M":
            source = f"{source} {DAGGER}"
        hint = (
            self._text("default", value=default, source=source)
            if default is not None
            else self._text("default_none", source=source)
        )
        form.row(self.key(name), self._label(name), field, hint)

    def _number(self, name: str, rule: SettingRule) -> NumberField:
        unit = UnitOption(name, self._text(f"unit.{name}"), rule.whole_digits, rule.decimals)
        field = NumberField(self._words, [unit])

        def entered(entry: Entry[Decimal]) -> None:
            self._settled(name, setting_text(entry))

        def typed() -> None:
            self._drafted(name)

        field.edited.connect(typed)
        field.committed.connect(entered)
        field.unchanged.connect(entered)
        self._numbers[name] = field
        return field

    def _moment(self, name: str) -> DateTimeField:
        field = self._moment_field()

        def entered(entry: Entry[datetime]) -> None:
            text = entry.text.strip()
            # A time that cannot be read is refused by the plan; it never becomes "none".
            unread = f"“{text}”" if text else None
            self._settled(name, entry.value.isoformat() if entry.value is not None else unread)

        def typed() -> None:
            self._drafted(name)

        field.edited.connect(typed)
        field.committed.connect(entered)
        field.unchanged.connect(entered)
        self._moments[name] = field
        return field

    def _choice(self, name: str, options: Mapping[str, str]) -> ChoiceField:
        field = ChoiceField(
            self._words, [ChoiceOption(code, text) for code, text in options.items()]
        )

        def chosen(code: str) -> None:
            self._settled(name, code)

        field.chosen.connect(chosen)
        self._choices[name] = field
        return field

    def _amount(self, name: str, value: Decimal) -> str:
        one = self._words.find(f"dosing.unit_one.{name}") if value == 1 else None
        return f"{number_text(value)} {one or self._text(f'unit.{name}')}"

    def _label(self, name: str) -> str:
        return self._text(f"label.{name}")

    def _text(self, key: str, /, **values: object) -> str:
        return self._words.text(f"dosing.{key}", **values)


def setting_text(entry: Entry[Decimal]) -> str | None:
    """Return what an entry sets, None where it is empty.

    A text that cannot be read stays one that cannot be read: the plan then refuses it, and never
    falls back to the default unseen.
    """
    if entry.value is not None:
        return f"{entry.value:f}"
    text = entry.text.strip()
    return f"“{text}”" if text else None

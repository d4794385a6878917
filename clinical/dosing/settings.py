"""The settings of a regimen: read strictly, with the defaults of its rule file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from clinical.problem import InputError, Problem, problems_of
from clinical.values import NUMBER_FORM, Moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.rules.fields import Range
    from clinical.rules.regimens import Product, Regimen, SettingRule
    from clinical.rules.rulebook import Rulebook

PRODUCT = "product"
CONCENTRATION = "concentration"
BASIS_WEIGHT = "basis_weight_kg"
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its value; ``numbers`` without a default and a value are absent."""

    numbers: Mapping[str, Decimal]
    choices: Mapping[str, str]
    moments: Mapping[str, datetime]
    product_id: str | None
    product: Product | None
    chosen: frozenset[str]

    def number(self, name: str) -> Decimal:
        """Return a setting that is a number, also one that is chosen from several."""
        return Decimal(self.choices[name]) if name in self.choices else self.numbers[name]

    def as_text(self) -> dict[str, str]:
        """Return all settings as text, for a document."""
        text = {name: f"{value:f}" for name, value in self.numbers.items()}
        text |= self.choices
        text |= {name: at.isoformat() for name, at in self.moments.items()}
        return text if self.product_id is None else {**text, PRODUCT: self.product_id}


def read_settings(regimen: Regimen, rulebook: Rulebook, given: Mapping[str, str]) -> Settings:
    """Return the settings of a regimen.

    Raises:
        InputError: for a setting the regimen does not have, or a value it does not take.
    """
    problems = _unknown_settings(regimen, given)
    numbers: dict[str, Decimal] = {}
    choices: dict[str, str] = {}
    moments: dict[str, datetime] = {}
    for name, rule in regimen.setting.items():
        text = given.get(name)
        if rule.choices:
            _read_choice(name, rule, text, choices, problems)
        elif text is not None and rule.moment:
            _read_moment(name, text, moments, problems)
        elif text is not None:
            _read_number(name, rule, text, numbers, problems)
        elif rule.default is not None:
            numbers[name] = rule.default
    numbers |= _defaults_by_choice(regimen, choices, given)
    product_id = _product(regimen, rulebook, given, problems)
    if BASIS_WEIGHT in given and choices.get("weight_basis") == "actual":
        problems.append(
            Problem(f"setting {BASIS_WEIGHT}", "setting_without_basis", given[BASIS_WEIGHT])
        )
    if problems:
        raise InputError(problems)
    product = rulebook.products[product_id] if product_id is not None else None
    if CONCENTRATION in choices and product is not None:
        choices[CONCENTRATION] = concentration_of(product)
    return Settings(numbers, choices, moments, product_id, product, frozenset(given))


def _unknown_settings(regimen: Regimen, given: Mapping[str, str]) -> list[Problem]:
    accepted = ", ".join([*regimen.setting, PRODUCT])
    return [
        Problem(f"setting {name}", "setting_unknown", name, accepted)
        for name in given
        if name not in regimen.setting and name != PRODUCT
    ]


def _defaults_by_choice(
    regimen: Regimen, choices: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, Decimal]:
    """Return the defaults that hang on a choice."""
    return {
        name: rule.default_by[chosen]
        for name, rule in regimen.setting.items()
        if name not in given and (chosen := choices.get(rule.by or "")) in rule.default_by
    }


def _read_choice(
    name: str,
    rule: SettingRule,
    text: str | None,
    choices: dict[str, str],
    problems: list[Problem],
) -> None:
    if text is not None and text not in rule.choices:
        problems.append(Problem(f"setting {name}", "choice", text, ", ".join(rule.choices)))
    elif text is not None or rule.default_choice is not None:
        choices[name] = text or rule.default_choice or ""


def _read_number(
    name: str,
    rule: SettingRule,
    text: str,
    numbers: dict[str, Decimal],
    problems: list[Problem],
) -> None:
    place = f"setting {name}"
    if not NUMBER_FORM.fullmatch(text):
        problems.append(Problem(place, "number_form", text))
        return
    whole, _, decimals = text.partition(".")
    if len(whole) > rule.whole_digits or len(decimals) > rule.decimals:
        problems.append(
            Problem(place, "number_digits", text, f"{rule.whole_digits}.{rule.decimals}")
        )
    elif not rule.range.holds(Fraction(text)):
        problems.append(Problem(place, "setting_range", text, range_text(rule.range)))
    else:
        numbers[name] = Decimal(text)


def _read_moment(
    name: str, text: str, moments: dict[str, datetime], problems: list[Problem]
) -> None:
    try:
        moments[name] = _MOMENT.validate_python(text)
    except ValidationError as error:
        found = problems_of(error)[0]
        problems.append(Problem(f"setting {name}", found.code, found.found, found.accepted))


def range_text(accepted: Range) -> str:
    """Return a range as ``1..99`` with ``>`` and ``<`` where a bound itself is outside."""

    def bound(value: Decimal | None) -> str:
        return "" if value is None else f"{value}"

    low = bound(accepted.minimum) or (f">{accepted.above}" if accepted.above is not None else "")
    high = bound(accepted.maximum) or (f"<{accepted.below}" if accepted.below is not None else "")
    return f"{low}..{high}"


def concentration_of(product: Product) -> str:
    """Return the strength of an infusion in percent, as ``10 %``."""
    percent = Fraction(product.amount) / Fraction(product.volume_ml or 1) * 100
    return f"{percent.numerator} %" if percent.denominator == 1 else f"{float(percent):g} %"


def _product(
    regimen: Regimen, rulebook: Rulebook, given: Mapping[str, str], problems: list[Problem]
) -> str | None:
    """Return the id of the product to use: the chosen one, or one of the chosen strength.

    None where the shelf has no product that is meant: the plan then has no volume.
    """
    shelf = {
        name: product
        for name, product in rulebook.products.items()
        if product.agent == regimen.agent
    }
    chosen, strength = given.get(PRODUCT), given.get(CONCENTRATION)
    rule = regimen.setting.get(CONCENTRATION)
    if rule is not None and strength not in rule.choices:
        # Said already, where the setting was read.
        strength = None
    if chosen is not None:
        if chosen not in shelf:
            problems.append(Problem(f"setting {PRODUCT}", "choice", chosen, ", ".join(shelf)))
        elif strength is not None and concentration_of(shelf[chosen]) != strength:
            problems.append(
                Problem(
                    f"setting {CONCENTRATION}",
                    "strength_of_product",
                    strength,
                    concentration_of(shelf[chosen]),
                )
            )
        return chosen
    default = regimen.default_product
    if default is None or strength is None or concentration_of(shelf[default]) == strength:
        return default
    fitting = [name for name, product in shelf.items() if concentration_of(product) == strength]
    if not fitting:
        problems.append(
            Problem(
                f"setting {CONCENTRATION}",
                "choice",
                strength,
                ", ".join(sorted({concentration_of(product) for product in shelf.values()})),
            )
        )
        return default
    return fitting[0]

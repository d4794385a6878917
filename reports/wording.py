"""From codes and exact values to sentences, by the wording of a language.

The clinical core emits codes; every sentence a person reads comes from
``resources/wording/``. A code without a sentence is an error, found by a test over all codes.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from clinical.quantity import Quantity
from clinical.rules.site_lines import SITE_FILE
from reports.formats import (
    compared_text,
    day_text,
    number_text,
    quantity_text,
    told_moment_text,
    unit_text,
)
from resources import names, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.findings import Alert, Reason
    from clinical.problem import Problem
    from clinical.rules.rulebook import Rulebook

DAGGER = "†"
_BOUNDS = re.compile(
    r"(?P<above>>?)(?P<low>-?[\d.]*?)\.\.(?P<below><?)(?P<high>-?[\d.]*)(?P<unit> .+)?"
)
_CLASS_BORDERS = (Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
# Values of a sentence that are codes, and the table that holds their words.
_NAMED = {
    "name": "name",
    "agent": "name",
    "substance": "sheet.substance",
    "segment": "name",
    "size_class": "name.size",
    "lower_class": "name.size",
    "upper_class": "name.size",
}
_OPERATORS = {"<": "less_than", "<=": "or_less", ">": "more_than", ">=": "or_more"}


class MissingWordingError(LookupError):
    """A code for which the wording has no sentence."""


class DoubledWordingError(ValueError):
    """A sentence that stands in two files: which of them counts would be chance."""


class Wording:
    """The sentences of one language."""

    def __init__(self, catalogue: Mapping[str, Any]) -> None:
        """Take the decoded sentences."""
        self._catalogue = catalogue

    def find(self, key: str) -> str | None:
        """Return the template of a key such as ``sheet.title``, None where there is none."""
        node: object = self._catalogue
        for part in key.split("."):
            if not isinstance(node, dict):
                return None
            node = cast("dict[str, object]", node).get(part)
        return node if isinstance(node, str) else None

    def text(self, key: str, /, **values: object) -> str:
        """Return the sentence of a key with its values filled in."""
        template = self.find(key)
        if template is None:
            raise MissingWordingError(key)
        return template.format(**{name: value_text(value) for name, value in values.items()})

    def name(self, key: str) -> str:
        """Return what an entry or item is called."""
        return self.text(f"name.{key}")

    def reason(self, reason: Reason) -> str:
        """Return the sentence of a reason, with a dagger where its number is not verified."""
        for key in self._candidates(f"reason.{reason.code}", reason.finding.value):
            if self.find(key) is not None:
                sentence = self.text(key, **self._values(reason.code, reason.values))
                return f"{sentence} {DAGGER}" if reason.mark == "M" else sentence
        raise MissingWordingError(f"reason.{reason.code}.{reason.finding.value}")

    @staticmethod
    def _candidates(key: str, finding: str) -> tuple[str, ...]:
        parent = key.rpartition(".")[0]
        return f"{key}.{finding}", key, f"{parent}.{finding}"

    def alert(self, alert: Alert) -> str:
        """Return the sentence of an alert; one of several questions of a code has its sentence."""
        key = code = f"alert.{alert.code}"
        while self.find(key) is None and key.count(".") > 1:
            key = key.rpartition(".")[0]
        key = code if self.find(key) is None else key
        sentence = self.text(key, **self._values(alert.code, alert.values))
        return f"{sentence} {DAGGER}" if alert.mark == "M" else sentence

    def problem(self, problem: Problem) -> str:
        """Return one line about wrong input: where, what was found, what is accepted."""
        key = f"problem.{problem.code}"
        template = "problem.other" if self.find(key) is None else key
        accepted = problem.accepted or ""
        whole, _, decimals = accepted.partition(".")
        sentence = self.text(
            template,
            found=problem.found or "",
            accepted=self._accepted(accepted),
            whole=whole,
            decimals=decimals,
            code=problem.code,
        )
        where = problem.where
        if problem.line is not None:
            rest = where.removeprefix(SITE_FILE).removeprefix(": ")
            rest = f": {rest}" if rest else ""
            where = self.text("problem_place.line", line=problem.line, rest=rest)
        line = f"{where}: {sentence}" if where else sentence
        # A file name or a key can hold any character; a line stays one line.
        return "".join(mark if mark.isprintable() else "\ufffd" for mark in line)

    def _accepted(self, accepted: str) -> str:
        """Return accepted numbers in words where they are given as bounds, as in ``0..80 mg``."""
        bounds = _BOUNDS.fullmatch(accepted)
        if bounds is None:
            return accepted
        low, high = bounds["low"], bounds["high"]
        kind = "_".join(
            part
            for part in (
                low and ("above" if bounds["above"] else "from"),
                high and ("below" if bounds["below"] else "to"),
            )
            if part
        )
        if not kind:
            return accepted
        unit = bounds["unit"] or ""
        return self.text(f"bounds.{kind}", low=low + unit, high=high + unit, least=low)

    def limit(self, operator: str, threshold: object, unit: object = "") -> str:
        """Return a cut-off in words: "100 U/L or more"."""
        amount = f"{value_text(threshold)} {unit_text(str(unit))}".strip()
        return self.text(f"limit.{_OPERATORS[operator]}", amount=amount)

    def _values(self, code: str, values: Mapping[str, object]) -> dict[str, object]:
        """Return the values of a sentence with every code among them in words."""
        filled: dict[str, object] = dict(values)
        last = code.rpartition(".")[2]
        if "name" not in filled and self.find(f"name.{last}") is not None:
            filled["name"] = last
        for key, table in _NAMED.items():
            if key in filled:
                filled[key] = self.text(f"{table}.{filled[key]}")
        if "operator" in filled:
            filled["limit"] = self.limit(
                str(filled["operator"]), filled["threshold"], filled.get("unit", "")
            )
        if "interpretation" in filled and "quantity" not in filled:
            filled["shown"] = self.text(f"interpretation.{filled['interpretation']}")
        elif isinstance(filled.get("quantity"), Quantity):
            filled["shown"] = self._measured(filled)
        if "z" in filled:
            filled["z"] = z_text(cast("Fraction | Decimal", filled["z"]))
        return filled

    def _measured(self, values: Mapping[str, object]) -> str:
        """Return a measurement as it was entered, and converted where that was another unit."""
        shown = quantity_text(
            cast("Quantity", values["quantity"]), cast("str | None", values.get("comparator"))
        )
        if "converted" not in values:
            return shown
        amount = f"{value_text(values['converted'])} {unit_text(str(values['converted_unit']))}"
        return self.text("value.converted", shown=shown, amount=amount)


def z_text(z: Fraction | Decimal | float) -> str:
    """Return a z score to two decimals, and to more where two would cross a class border."""
    return compared_text(Fraction(z), _CLASS_BORDERS)


def value_text(value: object) -> str:
    """Return a value as it is written on screen and paper."""
    match value:
        case datetime():
            return told_moment_text(value)
        case date():
            return day_text(value)
        case Quantity():
            return quantity_text(value)
        case bool():
            return str(value)
        case Decimal() | Fraction() | int():
            return number_text(value)
        case _:
            return str(value)


def source_text(rulebook: Rulebook, source: str | None) -> str:
    """Return the short name of a source, empty where there is none."""
    return rulebook.sources[source].short if source is not None else ""


@cache
def english() -> Wording:
    """Return the English wording."""
    return Wording(catalogue("en"))


def catalogue(language: str) -> dict[str, Any]:
    """Return every sentence of a language, its files laid together.

    Raises:
        DoubledWordingError: where two files hold the same sentence.
    """
    whole: dict[str, Any] = {}
    for name in names(f"wording/{language}", ".toml"):
        _lay_in(whole, tomllib.loads(read_text(name)), name)
    return whole


def _lay_in(whole: dict[str, Any], part: dict[str, Any], place: str) -> None:
    for key, value in part.items():
        if key not in whole:
            whole[key] = value
        elif isinstance(value, dict) and isinstance(whole[key], dict):
            _lay_in(whole[key], cast("dict[str, Any]", value), f"{place}: {key}")
        else:
            raise DoubledWordingError(f"{place}: {key}")

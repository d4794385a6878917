"""Makes every rule file wrong in one place at a time, to see whether a table notices.

A number moves by one in its last digit, up and down; an operator takes in or leaves out its own
cut-off, or turns round; a limit that belongs to its range no longer does. A check is a test
function with one row of its table: it is run against the rulebook that holds the wrong file.
"""

from __future__ import annotations

import inspect
import tomllib
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any, cast

import pytest
from pydantic import TypeAdapter, ValidationError

from clinical.rules.files import RuleFile
from clinical.values import frozen_collections
from resources import read_text
from tests.rules.killers import killers, short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clinical.rules.rulebook import Rulebook

_RULE_FILE: TypeAdapter[Any] = TypeAdapter(RuleFile)
_OPERATORS = {
    ">=": (">", "<="),
    ">": (">=", "<"),
    "<=": ("<", ">="),
    "<": ("<=", ">"),
}
_LIMITS = {"minimum": "above", "above": "minimum", "maximum": "below", "below": "maximum"}
# What names an entry of a list, so that a mutant can be told from its neighbours.
_NAMES = ("id", "code", "verdict", "cohort", "agent", "kind", "term", "input")


@dataclass(frozen=True)
class Mutant:
    """One change: where it stands in the file, what it says, and words a row about it may hold."""

    file: str
    place: tuple[str, ...]
    change: str
    table: Any
    words: frozenset[str]

    def __str__(self) -> str:
        return f"{self.file}: {'.'.join(self.place)}: {self.change}"


@dataclass(frozen=True)
class Check:
    """One row of a table with the test function that runs it."""

    text: str
    run: Callable[[Rulebook], None]

    def fails(self, rulebook: Rulebook) -> bool:
        try:
            self.run(rulebook)
        except (Exception, pytest.fail.Exception):  # noqa: BLE001 (whatever a test ends with)
            return True
        return False


@dataclass(frozen=True)
class Shelf:
    """Where a rulebook keeps what one file holds: the member, and the place in it if it is many."""

    member: str
    part: str | None = None
    place: int | str | None = None

    def with_model(self, rulebook: Rulebook, model: Any) -> Rulebook:  # noqa: ANN401 (a union)
        if self.part is not None:
            return replace(rulebook, **{self.member: getattr(model, self.part)})
        held: Any = getattr(rulebook, self.member)
        if isinstance(self.place, int):
            held = (*held[: self.place], model, *held[self.place + 1 :])
        elif self.place is not None:
            held = {**held, self.place: model}
        else:
            held = model
        return replace(rulebook, **{self.member: held})


def shelf_of(file: str, rulebook: Rulebook) -> Shelf:
    """Return where the rulebook keeps a file, by what it holds."""
    model = model_of(table_of(file))
    parts: dict[str, object] = {
        name: part for name, part in model if isinstance(part, dict | tuple) and part
    }
    for member in fields(rulebook):
        held: object = getattr(rulebook, member.name)
        if held == model:
            return Shelf(member.name)
        for place, other in _many(held):
            if other == model:
                return Shelf(member.name, place=place)
        for name, part in parts.items():
            if part == held:
                return Shelf(member.name, name)
    raise AssertionError(f"{file}: no member of the rulebook holds it")


def _many(held: object) -> list[tuple[int | str, object]]:
    if isinstance(held, dict):
        return list(cast("dict[int | str, object]", held).items())
    return list(enumerate(cast("tuple[object, ...]", held))) if isinstance(held, tuple) else []


def table_of(file: str) -> Any:  # noqa: ANN401 (decoded TOML)
    return tomllib.loads(read_text(f"rules/{file}.toml"), parse_float=Decimal)


def model_of(table: Any) -> Any:  # noqa: ANN401 (decoded TOML, and a union of models)
    return _RULE_FILE.validate_python(frozen_collections(table))


def mutants(file: str) -> Iterator[Mutant]:
    """Give every change of a rule file, each alone."""
    table = table_of(file)
    for keys, names in _leaves(table):
        old = _at(table, keys)
        for change, key, new in _changes(keys[-1], old):
            words = frozenset(word.lower() for word in (*names, str(old), str(new)))
            yield Mutant(file, names, change, _changed(table, keys, key, new), words)


def _leaves(
    value: object, keys: tuple[Any, ...] = (), names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...]]]:
    """Yield each number and operator below a table: the way to it, and the way in words."""
    if isinstance(value, dict):
        for key, member in cast("dict[str, object]", value).items():
            yield from _leaves(member, (*keys, key), (*names, key))
    elif isinstance(value, list):
        for index, member in enumerate(cast("list[object]", value)):
            yield from _leaves(member, (*keys, index), (*names, *_named(member, index)))
    elif _is_number(value) or keys[-1] == "operator":
        yield keys, names


def _named(member: object, index: int) -> tuple[str, ...]:
    if not isinstance(member, dict):
        return (str(index),)
    table = cast("dict[str, object]", member)
    return (str(index), *(str(table[name]) for name in _NAMES if name in table))


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _at(value: Any, keys: Sequence[Any]) -> Any:  # noqa: ANN401 (decoded TOML)
    for key in keys:
        value = value[key]
    return value


def _changed(table: Any, keys: Sequence[Any], last: Any, new: object) -> Any:  # noqa: ANN401 (decoded TOML)
    """Return a copy with one value in place of another, under the key ``last``."""
    first, *rest = keys
    copy = table.copy()
    if rest:
        copy[first] = _changed(table[first], rest, last, new)
    else:
        # A limit under another name leaves its old name.
        if first != last:
            del copy[first]
        copy[last] = new
    return copy


def _changes(key: Any, old: Any) -> Iterator[tuple[str, Any, object]]:  # noqa: ANN401 (decoded TOML)
    if isinstance(old, str):
        for new in _OPERATORS[old]:
            yield f"{old} to {new}", key, new
        return
    step = _last_digit(old) if isinstance(old, Decimal) else 1
    for new in (old + step, old - step):
        yield f"{old} to {new}", key, new
    if key in _LIMITS:
        yield f"{key} to {_LIMITS[key]}", _LIMITS[key], old


def _last_digit(number: Decimal) -> Decimal:
    """Return one in the last place that is written: 0.01 for 1.50."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def checks(functions: Iterable[Callable[..., None]]) -> list[Check]:
    """Return every row of these test functions as a check of its own."""
    found: list[Check] = []
    for function in functions:
        wanted = set(inspect.signature(function).parameters)
        for given in _rows_of(function):
            assert wanted == {*given, "rulebook"}, f"{function.__name__} asks for more than a row"
            text = f"{function.__name__} {given}".lower()
            found.append(Check(text, _bound(function, given)))
    return found


def _bound(
    function: Callable[..., None], given: Mapping[str, object]
) -> Callable[[Rulebook], None]:
    return lambda rulebook: function(**given, rulebook=rulebook)


def _rows_of(function: Callable[..., None]) -> Iterator[dict[str, object]]:
    """Give the arguments of each run that pytest would make of a parametrised function."""
    columns: list[list[dict[str, object]]] = []
    for mark in cast("list[pytest.Mark]", getattr(function, "pytestmark", [])):
        if mark.name != "parametrize":
            continue
        names, values = mark.args
        named = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
        columns.append([_row(list(named), value) for value in values])
    for rows in product(*columns):
        yield {name: value for row in rows for name, value in row.items()}


def _row(names: list[str], value: Any) -> dict[str, object]:  # noqa: ANN401 (an argument of pytest)
    if hasattr(value, "values") and hasattr(value, "marks"):
        return dict(zip(names, value.values, strict=True))
    return dict(zip(names, value, strict=True)) if len(names) > 1 else {names[0]: value}


def survivors(
    changes: Iterable[Mutant],
    shelf: Shelf,
    rulebook: Rulebook,
    rows: Sequence[Check],
    found: dict[str, str] | None = None,
) -> list[str]:
    """Return the changes of a rule file that no row notices.

    ``found`` takes up which row noticed a change where others had to be asked before it.
    """
    trusted: set[int] = set()
    alive: list[str] = []
    order = _Order(rows)
    for mutant in changes:
        try:
            wrong = shelf.with_model(rulebook, model_of(mutant.table))
        except ValidationError:
            # Its own shape refuses it: it can never be shipped.
            continue
        likeliest = order.likeliest_first(mutant)
        killer = next((row for row in likeliest if row.fails(wrong)), None)
        if killer is None:
            alive.append(str(mutant))
            continue
        if found is not None and killer is not likeliest[0]:
            found[short(str(mutant))] = short(killer.text)
        order.noticed(mutant, killer)
        if id(killer) not in trusted:
            assert not killer.fails(rulebook), f"fails with the shipped rules too: {killer.text}"
            trusted.add(id(killer))
    return alive


class _Order:
    """Puts the row first that noticed it before, then what noticed a neighbour or shares words."""

    def __init__(self, rows: Sequence[Check]) -> None:
        self._rows = rows
        self._places = {short(row.text): at for at, row in enumerate(rows)}
        self._having: dict[str, list[int]] = {}
        self._noticed: dict[tuple[str, ...], list[int]] = {}

    def noticed(self, mutant: Mutant, killer: Check) -> None:
        at = next(index for index, row in enumerate(self._rows) if row is killer)
        self._noticed.setdefault(mutant.place[:-1], []).insert(0, at)

    def likeliest_first(self, mutant: Mutant) -> list[Check]:
        weight = [0.0] * len(self._rows)
        for word in mutant.words:
            having = self._having.get(word)
            if having is None:
                having = [at for at, row in enumerate(self._rows) if word in row.text]
                self._having[word] = having
            for at in having:
                weight[at] += 1 / len(having)
        for at in self._noticed.get(mutant.place[:-1], [])[:4]:
            weight[at] += 1
        before = self._places.get(killers().get(short(str(mutant)), ""))
        if before is not None:
            weight[before] = inf
        return [self._rows[at] for at in sorted(range(len(weight)), key=lambda at: -weight[at])]

"""What a site may do to the limits of a regimen: set a value, add its own, and no more.

No shipped limit may be left out or speak more softly, and one that refuses a plan may only be
lowered. What a site wrote has no shape yet here: a row that cannot be read keeps no limit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from clinical.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Row = dict[str, Any]
# From the softest to the hardest.
_SEVERITIES = ("info", "confirm", "cap", "stop")
# What makes a limit the one that it is.
_IDENTITY = ("code", "kind", "unit", "phase")


def limit_problems(place: str, shipped: Sequence[_Row], own: object) -> Iterator[Problem]:
    """Yield each shipped limit that a site would take away, soften, or lift."""
    rows = _rows(own)
    for row in shipped:
        code = str(row["code"])
        kept = next(((i, each) for i, each in rows if _same(row, each)), None)
        if row["severity"] == "stop" and not any(_stops(row, each) for _, each in rows):
            yield Problem(place, "stop_limit_lifted", code)
        elif kept is None:
            yield Problem(place, "limit_left_out", code)
        elif _rank(kept[1]) < _rank(row):
            yield Problem(f"{place}.{kept[0]}", "limit_softened", code, str(row["severity"]))


def own_limits(rule_id: str, shipped: Sequence[_Row], own: object) -> dict[str, bool]:
    """Return each limit of a site that is not as shipped, as ``rule.code``.

    With it whether the shipped sentence still speaks of it: only the value is then another.
    """
    found: dict[str, bool] = {}
    for _, row in _rows(own):
        same = next((each for each in shipped if _same(each, row)), None)
        alike = same is not None and same["severity"] == row.get("severity")
        if same is None or not alike or same["above"] != row.get("above"):
            found[f"{rule_id}.{row.get('code')}"] = alike
    return found


def _rows(own: object) -> list[tuple[int, _Row]]:
    rows = cast("list[object]", own) if isinstance(own, list | tuple) else []
    return [(i, cast("_Row", row)) for i, row in enumerate(rows) if isinstance(row, dict)]


def _same(one: _Row, other: _Row) -> bool:
    return all(_part(one, name) == _part(other, name) for name in _IDENTITY)


def _part(row: _Row, name: str) -> object:
    value: object = row.get(name, ())
    return (
        sorted(map(str, cast("list[object]", value))) if isinstance(value, list | tuple) else value
    )


def _rank(row: _Row) -> int:
    severity: object = row.get("severity")
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)


def _stops(shipped: _Row, own: _Row) -> bool:
    """Return whether a limit of the site refuses all that a shipped one does."""
    above: object = own.get("above")
    return (
        own.get("severity") == "stop"
        and own.get("kind") == shipped["kind"]
        and isinstance(above, int | Decimal)
        and above <= shipped["above"]
    )

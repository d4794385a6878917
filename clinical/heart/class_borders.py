"""From which diameter on a segment would be in another class, by the child's own model.

Found with the z score itself on the steps a diameter is entered in, so that a diameter typed as
it is told here falls into the class it is told for: no second formula, no rounding of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from clinical.findings import Reason
from clinical.heart.classes import SIZES, SizeClass, holds, size_class
from clinical.heart.z_scores import z_score
from clinical.logic import Finding
from clinical.record.same import Same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.findings import Value
    from clinical.heart.readings import EchoReading
    from clinical.heart.z_scores import Size
    from clinical.record.vocabulary import Segment
    from clinical.rules.criteria import Threshold
    from clinical.rules.rulebook import Rulebook


def class_changes(echo: EchoReading, rulebook: Rulebook, model: str) -> tuple[Reason, ...]:
    """Return the nearest diameter at which each measured segment changes its class.

    Nothing for a segment without a z by ``model``: what is missing for it is said elsewhere.
    """
    return tuple(
        reason
        for segment, reading in echo.segments.items()
        if model in reading.sizes.z
        for reason in _changes_of(
            Same(rulebook),
            _Seen(
                model,
                segment,
                reading.sizes.diameter_mm or Decimal(0),
                echo.sizes.size,
                echo.decided[segment].size,
                reading.reported_class or "none",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """One segment that has a diameter and a z by the child's model, and its class now."""

    model: str
    segment: Segment
    diameter: Decimal
    size: Size
    now: SizeClass
    reported: SizeClass


@lru_cache(maxsize=64)
def _changes_of(rulebook: Same[Rulebook], seen: _Seen) -> tuple[Reason, ...]:
    """Return the lines of a segment; remembered, since every key anywhere asks for them again."""
    return tuple(_Segment(rulebook.thing, seen).changes())


class _Segment:
    """The search for the borders of one segment."""

    def __init__(self, rulebook: Rulebook, seen: _Seen) -> None:
        self._seen, self._rule = seen, rulebook.coronary
        self._model = rulebook.z_models[seen.model]
        field = rulebook.fields["coronary_diameter"]
        self._step = Decimal(1).scaleb(-field.units[field.canonical].decimals)

    def changes(self) -> Iterator[Reason]:
        rule, place = self._rule, SIZES.index(self._seen.now)
        limits = {name: getattr(rule, name) for name in SIZES[1:]}
        if self._seen.now != "giant":
            wider: SizeClass = SIZES[place + 1]
            limit: Threshold = limits[wider]
            border = self._first(limit, self._seen.diameter, rule.giant_mm.value)
            if border < rule.giant_mm.value:
                yield self._because("change.coronary_wider", limit, wider, border)
            else:
                # The diameter alone, whatever the model says.
                border = rule.giant_mm.value
                yield self._because("change.coronary_giant", rule.giant_mm, "giant", border)
        if self._seen.now != "none":
            limit = limits[self._seen.now]
            top = (
                min(self._seen.diameter, rule.giant_mm.value) if self._seen.now == "giant" else None
            )
            border = self._first(limit, Decimal(0), self._seen.diameter if top is None else top)
            below = self._class_at(border - self._step)
            if below != self._seen.now:
                yield self._because("change.coronary_narrower", limit, below, border)

    def _first(self, limit: Threshold, low: Decimal, high: Decimal) -> Decimal:
        """Return the first diameter from ``low`` on whose z reaches a limit, at most ``high``.

        A z beyond belief is none: above the diameter entered it is past every limit, below short
        of all.
        """

        def reached(steps: int) -> bool:
            diameter = steps * self._step
            z = self._z(diameter)
            return diameter > self._seen.diameter if isinstance(z, str) else holds(limit, z)

        return (
            bisect_left(
                range(int(high / self._step)), x=True, lo=int(low / self._step) + 1, key=reached
            )
            * self._step
        )

    def _z(self, diameter: Decimal) -> float | str:
        return z_score(self._rule, self._model, self._seen.segment, diameter, self._seen.size)

    def _class_at(self, diameter: Decimal) -> SizeClass:
        """Return the class a diameter would have; a z that was reported counts beside it."""
        z = self._z(diameter)
        by_model: SizeClass = "none" if isinstance(z, str) else size_class(self._rule, z, diameter)
        return SIZES[max(SIZES.index(by_model), SIZES.index(self._seen.reported))]

    def _because(self, code: str, limit: Threshold, size: SizeClass, border: Decimal) -> Reason:
        segment = self._seen.segment
        values: dict[str, Value] = {
            "segment": segment,
            "size_class": size,
            "mm": border,
            "model": self._model.title,
        }
        return Reason.citing(code, Finding.UNKNOWN, limit, values, f"echo.{segment}_mm")

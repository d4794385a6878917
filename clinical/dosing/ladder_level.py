"""From which level a ladder goes on: what a charted dose stands for, and what was chosen.

A charted dose is the dose of a step where it differs from it by no more than the rules allow. Any
other one never raises the ladder by itself: it takes a person to say from where it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Alert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from clinical.dosing.order import Order
    from clinical.dosing.step import Charted
    from clinical.rules.phases import Ladder, Levels

LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a due hour: the level before it, the one after it, the dose it gives."""

    before: int
    after: int
    per_kg: Fraction
    given: Decimal


def fits(charted: Charted, way: Way, ladder: Ladder) -> bool:
    """Return whether a charted dose is this one, by the weight of its own time."""
    allowed = Fraction(ladder.charted_percent) / 100 * way.per_kg
    return charted.mg == way.given or (
        charted.per_kg is not None and abs(charted.per_kg - way.per_kg) <= allowed
    )


def nearest_level(
    charted: Charted, ways: Sequence[Way], ladder: Ladder, levels: Levels
) -> int | None:
    """Return the level to go on from after a dose that no way gives, None where there is no way.

    Never a higher one than the rungs came to; a lower level of the ladder is taken as it is.
    """
    if not ways or charted.per_kg is None:
        return min((way.before for way in ways), default=None)
    reached = [way.after for way in ways if way.per_kg <= charted.per_kg]
    if reached:
        return max(reached)
    percent, lowest = Fraction(ladder.charted_percent), min(way.before for way in ways)
    for place, level in enumerate(map(Fraction, levels.level[:lowest])):
        if abs(charted.per_kg - level) * 100 <= percent * level:
            return place
    return lowest


class Answer:
    """The level that a prescriber chose for wherever the plan asks which."""

    def __init__(self, order: Order, levels: Levels) -> None:
        self._order, self._used = order, False
        text = order.settings.choices.get(LEVEL)
        self._chosen = Fraction(text) if text is not None else None
        self._level: int | None = None
        if self._chosen is None:
            return
        places = {Fraction(level): place for place, level in enumerate(levels.level)}
        self._level = places.get(self._chosen)
        if self._level is None:
            values = {"level": self._chosen, "levels": ", ".join(f"{x:f}" for x in levels.level)}
            order.say(Alert("stop", "ladder.level_not_of_ladder", values))

    def instead_of(self, proposed: int) -> int:
        """Return the chosen level, or the proposed one where none was chosen."""
        self._used = True
        return proposed if self._level is None else self._level

    def say_if_unused(self) -> None:
        """Say that a level was chosen where nothing asked for one."""
        if self._level is not None and not self._used:
            self._order.say(Alert("info", "ladder.level_unused", {"level": self._chosen or 0}))

"""What the levels of a ladder hold for one child: the dose of a day, and what is added to it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.ladder_level import Way

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.dosing.dose import Dose
    from clinical.dosing.order import Order
    from clinical.dosing.weight import BasisWeight
    from clinical.rules.phases import Levels
    from clinical.rules.regimens import DoseLimit

_OF_A_DAY = {"per_day", "per_kg_per_day"}


class LadderDoses:
    """Works out each dose of a ladder once, with what it comes up against."""

    def __init__(self, order: Order, basis: BasisWeight, levels: Levels) -> None:
        self._order, self.basis, self.levels = order, basis, levels
        self._found: dict[tuple[int, int | None], Dose] = {}

    def per_kg(self, level: int, below: int | None = None) -> Decimal:
        """Return the dose of a level in mg/kg, or how much it is above the level below."""
        whole = self.levels.level[level]
        return whole if below is None else whole - self.levels.level[below]

    def dose(self, level: int, below: int | None = None) -> Dose:
        """Return the day's dose of a level, or the supplement from the level below."""
        key = (level, below)
        if key not in self._found:
            calculated = Fraction(self.per_kg(level, below)) * Fraction(self.basis.kg)
            self._found[key] = self._order.dose(calculated, self._limits(below))
        return self._found[key]

    def way(self, before: int, after: int, below: int | None = None) -> Way:
        """Return a way from a level to another, with the dose that it gives."""
        per_kg = Fraction(self.per_kg(after, below))
        return Way(before, after, per_kg, self.dose(after, below).given)

    def _limits(self, below: int | None) -> list[tuple[DoseLimit, Fraction]]:
        """Return the limits; of those of a day a supplement has what its daily dose leaves."""
        limits = self._order.limits(self.basis, "", share=Fraction(1))
        if below is None:
            return limits
        before = Fraction(self.dose(below).given)
        return [
            (rule, max(amount - before, Fraction(0)) if rule.kind in _OF_A_DAY else amount)
            for rule, amount in limits
        ]

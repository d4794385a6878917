"""One dose: from the weight to what is drawn up, with its limits and its rounding.

The calculated dose is exact. A cap cuts it, then it is rounded once, half up, and down where
half up would pass a limit. What was cut and by how much the given dose differs is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import DoseLimit, Product, Rounding, RoundingRules

_FOUR_PLACES = Fraction(1, 10_000)


@dataclass(frozen=True, slots=True)
class TestedLimit:
    """A limit tested on a dose: what it is in the dose's own unit, and whether it was passed.

    ``cut_from`` is the dose before a cap that bit.
    """

    rule: DoseLimit
    amount: Fraction
    reached: bool
    cut_from: Fraction | None = None

    __test__ = False  # A value, not a test class for pytest to collect.


@dataclass(frozen=True, slots=True)
class Dose:
    """What one administration holds; ``volume_ml`` is None where no product has a volume.

    ``held`` is what that volume holds, where it differs from the dose by enough to be said.
    """

    calculated: Fraction
    given: Decimal
    unit: str
    volume_ml: Decimal | None
    limits: tuple[TestedLimit, ...]
    held: Fraction | None = None

    @property
    def deviation_percent(self) -> Fraction:
        """How much the given dose differs from the calculated one, in percent."""
        return (Fraction(self.given) - self.calculated) / self.calculated * 100

    @property
    def capped(self) -> Fraction:
        """What was to be given before the rounding: the calculated dose, cut by its caps."""
        caps = [limit.amount for limit in self.limits if limit.cut_from is not None]
        return min([self.calculated, *caps])

    @property
    def rounding_percent(self) -> Fraction:
        """How much rounding alone changed the dose, in percent."""
        return (Fraction(self.given) - self.capped) / self.capped * 100

    @property
    def held_percent(self) -> Fraction:
        """How much more or less the volume holds than the given dose, in percent."""
        given = Fraction(self.given)
        return Fraction(0) if self.held is None else (self.held - given) / given * 100


def overrun(dose: Dose) -> list[TestedLimit]:
    """Return the limits that rounding alone carried a dose over: there is never one.

    The last look before a dose leaves the core, whatever rounding a site has set.
    """
    return [
        limit
        for limit in dose.limits
        if Fraction(dose.given) > limit.amount
        and (limit.rule.severity == "cap" or not limit.reached)
    ]


def decimal_of(value: Fraction, step: Fraction = _FOUR_PLACES) -> Decimal:
    """Return a fraction as a decimal, half up to a step, without trailing zeros."""
    return _plain(_half_up(value, step))


def _plain(value: Fraction) -> Decimal:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _half_up(value: Fraction, step: Fraction) -> Fraction:
    return (value / step + Fraction(1, 2)).__floor__() * step


def _down(value: Fraction, step: Fraction) -> Fraction:
    return (value / step).__floor__() * step


def step_for(value: Fraction, rows: Sequence[Rounding]) -> Fraction:
    """Return the rounding step for a size: that of the last row it reaches."""
    step = Fraction(rows[0].step)
    for row in rows:
        if value >= row.from_amount:
            step = Fraction(row.step)
    return step


def rounded(
    value: Fraction, rows: Sequence[Rounding], ceilings: Sequence[Fraction] = ()
) -> Decimal:
    """Return the value rounded half up, or down where half up would pass a ceiling."""
    step = step_for(value, rows)
    near = _half_up(value, step)
    if any(value <= ceiling < near for ceiling in ceilings):
        near = _down(value, step)
    return _plain(near)


def rounded_down(value: Fraction, rows: Sequence[Rounding]) -> Decimal:
    """Return the value rounded down, for rates that must not be passed."""
    return _plain(_down(value, step_for(value, rows)))


def dose_of(
    calculated: Fraction,
    product: Product | None,
    limits: Sequence[tuple[DoseLimit, Fraction]],
    rounding: RoundingRules,
    *,
    agent: Agent,
    unit: str,
) -> Dose:
    """Return the dose for a calculated amount in a unit, which is the product's where there is one.

    ``limits`` pairs each limit with its amount in that unit for this child.
    """
    capped = min([calculated, *(amount for rule, amount in limits if rule.severity == "cap")])
    rows = rounding.of_dose(agent, unit, product)
    given = rounded(capped, rows, [amount for _, amount in limits])
    # A notice speaks of what is given; what asks or refuses is judged before the rounding.
    judged = {"cap": calculated, "info": Fraction(given)}
    tested = tuple(
        TestedLimit(
            rule,
            amount,
            reached=judged.get(rule.severity, capped) > amount,
            cut_from=calculated if rule.severity == "cap" and calculated > amount else None,
        )
        for rule, amount in limits
    )
    volume, held = None, None
    if product is not None and product.volume_ml is not None:
        exact = Fraction(given) * Fraction(product.volume_ml) / Fraction(product.amount)
        volume = rounded(exact, rounding.volume_ml)
        off = Fraction(volume) - exact
        if abs(off) * 100 >= Fraction(rounding.volume_said_from_percent) * exact > 0:
            held = Fraction(volume) * Fraction(product.amount) / Fraction(product.volume_ml)
    return Dose(calculated, given, unit, volume, tested, held)

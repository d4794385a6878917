"""What a plan is worked out from, and where its reasons gather while the steps are laid out.

Every layout makes its doses here, so that a limit, a smallest mark and a dose too small to give
are asked about wherever they occur.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.dose import Dose, decimal_of, dose_of, overrun
from clinical.findings import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from clinical.dosing.settings import Settings
    from clinical.dosing.step import RungStatus
    from clinical.dosing.weight import BasisWeight
    from clinical.findings import Value
    from clinical.record.case import Case
    from clinical.rules.citation import Cited
    from clinical.rules.regimens import DoseLimit, Product, Regimen
    from clinical.rules.rulebook import Rulebook

_MG_A_GRAM = 1000
_TENTH = Fraction(1, 10)
_HUNDREDTH = Fraction(1, 100)


@dataclass
class Order:
    """One plan in the making; ``used`` is what the rules say that the doses rest on."""

    case: Case
    rulebook: Rulebook
    regimen: Regimen
    settings: Settings
    start: datetime
    as_of: datetime
    reasons: list[Alert] = field(default_factory=list[Alert])
    used: list[Cited] = field(default_factory=list["Cited"])
    rungs: tuple[RungStatus, ...] = ()
    ends: datetime | None = None
    start_chosen: bool = False

    @property
    def product(self) -> Product | None:
        return self.settings.product

    def say(self, alert: Alert) -> None:
        """Add a reason, once where two steps lead to the same."""
        if alert not in self.reasons:
            self.reasons.append(alert)

    def limits(
        self,
        basis: BasisWeight,
        phase: str,
        *,
        share: Fraction,
        unit: str = "mg",
    ) -> list[tuple[DoseLimit, Fraction]]:
        """Return the limits of a phase with what each means for one administration.

        ``share`` is the part of the day's dose that one administration is.
        """
        found: list[tuple[DoseLimit, Fraction]] = []
        for rule in self.regimen.limit:
            if rule.phase and phase not in rule.phase:
                continue
            amount = Fraction(rule.above)
            if rule.unit == "g" and unit == "mg":
                amount *= _MG_A_GRAM
            if rule.kind == "per_kg_per_day":
                amount *= basis.limit_kg * share
            elif rule.kind == "per_day":
                amount *= share
            found.append((rule, amount))
        return found

    def dose(
        self,
        calculated: Fraction,
        limits: Iterable[tuple[DoseLimit, Fraction]],
        *,
        unit: str = "mg",
    ) -> Dose:
        """Return the dose for a calculated amount, and say what it comes up against."""
        tested = list(limits)
        product = self.product
        dose = dose_of(
            calculated,
            product,
            tested,
            self.rulebook.rounding,
            agent=self.regimen.agent,
            unit=unit,
        )
        self.reasons += [
            Alert("stop", "rounded_over_limit", {"given": dose.given, "limit": limit.amount})
            for limit in overrun(dose)
        ]
        # Of several caps only the lowest has cut the dose.
        lowest = min(
            (limit.amount for limit in dose.limits if limit.cut_from is not None), default=None
        )
        for limit in dose.limits:
            if limit.reached and (limit.cut_from is None or limit.amount == lowest):
                self._limit_reached(limit.rule, limit.amount, calculated)
        values: dict[str, Value] = {"calculated": calculated, "unit": dose.unit}
        if dose.given == 0:
            self.say(Alert("stop", "dose_rounds_to_nothing", values))
        elif dose.volume_ml == 0:
            values["given"] = dose.given
            self.say(Alert("stop", "volume_rounds_to_nothing", values))
        else:
            self._rounded_far(dose)
        smallest = product.minimum_measurable if product is not None else None
        if product is not None and smallest is not None and dose.given < smallest:
            self.say(
                Alert(
                    "confirm",
                    "below_smallest_mark",
                    {"given": dose.given, "least": smallest, "unit": dose.unit},
                    product.source,
                    product.minimum_measurable_mark,
                )
            )
        return dose

    def _rounded_far(self, dose: Dose) -> None:
        """Ask about a dose, or a volume, that rounding has moved far."""
        rule = self.rulebook.rounding
        values: dict[str, Value] = {"given": dose.given, "unit": dose.unit}
        off = abs(dose.rounding_percent)
        if off > rule.dose_asks_above_percent:
            far = values | {"wanted": decimal_of(dose.capped), "percent": decimal_of(off, _TENTH)}
            self.say(Alert("confirm", "dose_rounded_far", far, rule.source, rule.mark))
        off = abs(dose.held_percent)
        if dose.held is not None and off > rule.volume_asks_above_percent:
            far = values | {"volume": dose.volume_ml or 0, "percent": decimal_of(off, _TENTH)}
            far["held"] = decimal_of(dose.held, _HUNDREDTH)
            self.say(Alert("confirm", "volume_rounded_far", far, rule.source, rule.mark))

    def _limit_reached(self, rule: DoseLimit, amount: Fraction, calculated: Fraction) -> None:
        severity = "info" if rule.severity == "cap" else rule.severity
        site, code = self.rulebook.site, rule.code
        if site is not None and not site.limits.get(f"{self.regimen.id}.{code}", True):
            # A limit of the site's own, or one that speaks harder: it has no sentence of its own.
            code = f"site_{rule.severity}"
        self.say(
            Alert(
                severity,
                f"limit.{code}",
                {
                    "limit": rule.above,
                    "unit": rule.unit,
                    "amount": amount,
                    "calculated": calculated,
                },
                rule.source,
                rule.mark,
            )
        )

    def containers(self, dose: Dose) -> int | None:
        """Return from how many single-use containers a dose is drawn, None where none count."""
        if self.product is None or not self.product.single_use:
            return None
        return math.ceil(Fraction(dose.given) / Fraction(self.product.amount))

    def pieces(self, dose: Dose) -> Fraction | None:
        """Return how many tablets a dose is, None where the product is not given in parts."""
        if self.product is None or self.product.parts is None:
            return None
        return Fraction(dose.given) / Fraction(self.product.amount)

"""A regimen as dated steps for one child.

``plan`` is the only way to a dose: it guards display, save and print alike. A refusal is a
plan whose verdict is ``refused``, with its reasons and without steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.dosing.cautions import Setting, caution_alerts
from clinical.dosing.dose import Dose, dose_of
from clinical.dosing.infusion import Infusion, infusion_of
from clinical.dosing.settings import Settings, read_settings
from clinical.dosing.weight import BasisWeight, basis_weight, weight_alerts
from clinical.findings import Alert
from clinical.problem import InputError, Problem
from clinical.rules.regimens import DoseLimit
from clinical.timeline import elapsed, given, later_by, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from clinical.findings import Value
    from clinical.record.case import Case, Weight
    from clinical.record.kept_plan import Override
    from clinical.rules.regimens import Product, Regimen
    from clinical.rules.rulebook import Rulebook

_HOURS_A_DAY = 24
PlanVerdict = Literal["ready", "confirm", "refused"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the prescriber chose: regimen, start, settings, and confirmations with reasons."""

    regimen: str
    start: datetime | None = None
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One dated administration."""

    number: int
    at: datetime
    dose: Dose
    product: Product
    per_kg: Decimal
    weight_kg: Decimal
    containers: int | None
    infusion: Infusion | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A regimen for one child: its verdict, its reasons, its steps."""

    regimen: Regimen
    verdict: PlanVerdict
    reasons: tuple[Alert, ...]
    checks: tuple[Alert, ...]
    overrides: tuple[Override, ...]
    weight: Weight | None
    basis: BasisWeight | None
    steps: tuple[Step, ...]
    start: datetime
    settings: Settings
    product: Product
    as_of: datetime
    rulebook: Rulebook

    @property
    def open_confirmations(self) -> tuple[Alert, ...]:
        """Questions that still want an answer with a reason."""
        answered = {override.code for override in self.overrides}
        return tuple(
            reason
            for reason in self.reasons
            if reason.severity == "confirm" and reason.code not in answered
        )


def plan(case: Case, rulebook: Rulebook, choice: Choice, as_of: datetime) -> Plan:
    """Return the plan of a regimen for a case.

    Raises:
        InputError: where the regimen or a setting is not one the rules know.
    """
    regimen = rulebook.regimens.get(choice.regimen)
    if regimen is None:
        raise InputError(
            [Problem("regimen", "regimen_unknown", choice.regimen, ", ".join(rulebook.regimens))]
        )
    settings = read_settings(regimen, rulebook, choice.settings)
    start = choice.start or as_of
    draft = _Draft(case, rulebook, regimen, settings, start, as_of)
    return draft.finished(choice.overrides)


@dataclass
class _Draft:
    """One plan in the making; gathers reasons while the steps are laid out."""

    case: Case
    rulebook: Rulebook
    regimen: Regimen
    settings: Settings
    start: datetime
    as_of: datetime

    def __post_init__(self) -> None:
        self.product = self.settings.product
        self.basis, self.reasons = basis_weight(self.case, self.settings, self.as_of)
        self.weight = self.basis.weight if self.basis is not None else None

    def finished(self, overrides: tuple[Override, ...]) -> Plan:
        if self.weight is not None:
            self.reasons += weight_alerts(
                self.case, self.rulebook, self.weight, max(self.as_of, self.start)
            )
        alerts, checks = caution_alerts(
            Setting(self.case, self.rulebook, self.product, self.start, self.as_of)
        )
        steps = self._steps(self.basis) if self.basis is not None else ()
        self.reasons += alerts
        self._general_reasons()
        self._start_reasons()
        self._clock_note(steps)
        stopped = any(reason.severity == "stop" for reason in self.reasons)
        asked = {reason.code for reason in self.reasons if reason.severity == "confirm"}
        kept = tuple(override for override in overrides if override.code in asked)
        open_codes = asked - {override.code for override in kept}
        verdict: PlanVerdict = "refused" if stopped else "confirm" if open_codes else "ready"
        order = {"stop": 0, "confirm": 1, "info": 2}
        return Plan(
            regimen=self.regimen,
            verdict=verdict,
            reasons=tuple(sorted(self.reasons, key=lambda reason: order[reason.severity])),
            checks=checks,
            overrides=kept,
            weight=self.weight,
            basis=self.basis,
            steps=() if stopped else steps,
            start=self.start,
            settings=self.settings,
            product=self.product,
            as_of=self.as_of,
            rulebook=self.rulebook,
        )

    def _general_reasons(self) -> None:
        regimen = self.regimen
        if regimen.off_label:
            self.reasons.append(Alert("info", "off_label", source=self.product.source))
        site = self.rulebook.site
        confirmed = site is not None and regimen.id in site.confirmed
        used = (regimen, *(regimen.setting[name] for name in self.settings.numbers))
        product = f"products.{self.settings.product_id}"
        product_open = self.product.unverified and (site is None or product not in site.confirmed)
        if product_open or (not confirmed and any(rule.mark == "M" for rule in used)):
            self.reasons.append(
                Alert("confirm", "unverified_value", source=regimen.source, mark="M")
            )

        for name, value in self.settings.numbers.items():
            usual = regimen.setting[name].usual
            if usual is not None and not usual.holds(Fraction(value)):
                self.reasons.append(
                    Alert(
                        "confirm",
                        "setting_unusual",
                        {
                            "name": f"setting.{name}",
                            "value": value,
                            "low": usual.minimum or "",
                            "high": usual.maximum or "",
                        },
                        regimen.setting[name].source,
                        regimen.setting[name].mark,
                    )
                )

    def _start_reasons(self) -> None:
        """Ask about a start that lies where no dose can be given any more."""
        rule, born = self.rulebook.record, self.case.patient.date_of_birth
        start: dict[str, Value] = {"at": self.start}
        if born is not None and local_day(self.start, self.as_of) < born:
            self.reasons.append(Alert("stop", "start_before_birth", start))
        if elapsed(self.start, self.as_of) > timedelta(hours=rule.start_tolerance_hours):
            self.reasons.append(Alert("confirm", "start_in_the_past", start, rule.source))
            if self.weight is not None and self.start < self.weight.at:
                self.reasons.append(Alert("confirm", "start_before_weight", start, rule.source))

    def _clock_note(self, steps: tuple[Step, ...]) -> None:
        """Say so where the clocks change between the first dose and the last."""
        offsets = {step.at.utcoffset() for step in steps}
        offsets |= {step.infusion.end.utcoffset() for step in steps if step.infusion is not None}
        if len(offsets) > 1:
            self.reasons.append(Alert("info", "clocks_change"))

    def _steps(self, basis: BasisWeight) -> tuple[Step, ...]:
        if self.regimen.shape == "infusion":
            return self._infusions(basis)
        return self._daily_injections(basis)

    def _dose(self, calculated: Fraction, limits: list[tuple[DoseLimit, Fraction]]) -> Dose:
        rounding = self.rulebook.rounding
        rows = rounding.dose_g if self.product.unit == "g" else rounding.dose_mg
        dose = dose_of(calculated, self.product, limits, rows, rounding.volume_ml)
        for limit in dose.limits:
            if limit.reached:
                self._limit_reached(limit.rule, limit.amount, calculated)
        if dose.volume_ml == 0:
            values = {"calculated": calculated, "unit": dose.unit}
            self.reasons.append(Alert("stop", "dose_rounds_to_nothing", values))
        smallest = self.product.minimum_measurable
        if smallest is not None and dose.given < smallest:
            self.reasons.append(
                Alert(
                    "confirm",
                    "below_smallest_mark",
                    {"given": dose.given, "smallest": smallest, "unit": dose.unit},
                    self.product.source,
                    self.product.minimum_measurable_mark,
                )
            )
        return dose

    def _limit_reached(self, rule: DoseLimit, amount: Fraction, calculated: Fraction) -> None:
        severity = "info" if rule.severity == "cap" else rule.severity
        self.reasons.append(
            Alert(
                severity,
                f"limit.{rule.code}",
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

    def _containers(self, dose: Dose) -> int | None:
        if not self.product.single_use:
            return None
        return math.ceil(Fraction(dose.given) / Fraction(self.product.amount))

    def _daily_injections(self, basis: BasisWeight) -> tuple[Step, ...]:
        per_kg = self.settings.numbers["mg_per_kg_day"]
        interval = timedelta(hours=self.regimen.interval_hours or 24)
        per_day = timedelta(hours=24) // interval
        kg = Fraction(basis.kg)
        calculated = Fraction(per_kg) * kg / per_day
        limits: list[tuple[DoseLimit, Fraction]] = []
        for rule in self.regimen.limit:
            amount = Fraction(rule.above)
            if rule.kind == "per_kg_per_day":
                amount = amount * basis.limit_kg / per_day
            elif rule.kind == "per_day":
                amount = amount / per_day
            limits.append((rule, amount))
        dose = self._dose(calculated, limits)
        days = int(self.settings.numbers["days"])
        return tuple(
            Step(
                number=number + 1,
                at=later_by(self.start, interval * number),
                dose=dose,
                product=self.product,
                per_kg=per_kg,
                weight_kg=basis.kg,
                containers=self._containers(dose),
            )
            for number in range(days * per_day)
        )

    def _infusions(self, basis: BasisWeight) -> tuple[Step, ...]:
        numbers = self.settings.numbers
        per_kg, parts = numbers["g_per_kg"], int(numbers["split_days"])
        calculated = Fraction(per_kg) * Fraction(basis.kg) / parts
        dose = self._dose(calculated, self._infusion_limits(basis, parts))
        for rule in self.regimen.limit:
            if rule.kind == "per_kg_in_all":
                self._cumulative(rule, Fraction(dose.given) * parts, basis)
        if dose.volume_ml == 0:
            return ()
        hours = numbers["hours"]
        if parts > 1 and hours > _HOURS_A_DAY:
            self.reasons.append(Alert("stop", "infusions_overlap", {"hours": hours}))
        steps: list[Step] = []
        for number in range(parts):
            at = later_by(self.start, timedelta(hours=24) * number)
            infusion, alerts = infusion_of(
                dose,
                self.product,
                basis.limit_kg,
                Fraction(hours),
                start=at,
                rounding=self.rulebook.rounding,
            )
            if number == 0:
                self.reasons += alerts
            steps.append(
                Step(
                    number + 1,
                    at,
                    dose,
                    self.product,
                    per_kg / parts,
                    basis.kg,
                    None,
                    infusion,
                )
            )
        return tuple(steps)

    def _infusion_limits(self, basis: BasisWeight, parts: int) -> list[tuple[DoseLimit, Fraction]]:
        """Return the limits with their amount for one infusion of this child."""
        limits: list[tuple[DoseLimit, Fraction]] = []
        maximum = self.settings.numbers.get("max_g")
        if maximum is not None:
            limits.append((self._chosen_cap(maximum), Fraction(maximum) / parts))
        for rule in self.regimen.limit:
            amount = Fraction(rule.above)
            if rule.kind == "per_kg_in_all":
                continue
            if rule.kind == "per_kg_per_infusion":
                amount *= basis.limit_kg
            elif rule.kind == "per_course":
                amount /= parts
            limits.append((rule, amount))
        return limits

    def _chosen_cap(self, maximum: Decimal) -> DoseLimit:
        rule = self.regimen.setting["max_g"]
        return DoseLimit(
            kind="per_course",
            above=maximum,
            unit="g",
            severity="cap",
            code="chosen_cap",
            source=rule.source,
            mark=rule.mark,
        )

    def _cumulative(self, rule: DoseLimit, grams: Fraction, basis: BasisWeight) -> None:
        """Say how much immunoglobulin the child will have had in all, per kg of actual weight."""
        actual = Fraction(basis.weight.kg)
        total, unknown = grams / actual, 0
        in_grams = {"g": Fraction(1), "mg": Fraction(1, 1000), "g/kg": actual}
        for infusion in given(self.case, ("ivig",), self.as_of):
            if infusion.dose is None or infusion.dose_unit not in in_grams:
                unknown += 1
            else:
                total += Fraction(infusion.dose) * in_grams[infusion.dose_unit] / actual
        if total > rule.above or unknown:
            code = "ivig_cumulative_unknown" if unknown else rule.code
            self.reasons.append(
                Alert(
                    "info",
                    f"limit.{code}",
                    {"total": total, "limit": rule.above, "unit": rule.unit, "unknown": unknown},
                    rule.source,
                    rule.mark,
                )
            )

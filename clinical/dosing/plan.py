"""A regimen as dated steps for one child.

``plan`` is the only way to a dose: it guards display, save and print alike. A refusal is a
plan whose verdict is ``refused``, with its reasons and without steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import first_start
from clinical.dosing.afebrile import switch_alerts
from clinical.dosing.caution import Setting
from clinical.dosing.cautions import caution_alerts
from clinical.dosing.course import course_steps, first_interval
from clinical.dosing.day_sum import day_sum_alerts
from clinical.dosing.height import height_alerts
from clinical.dosing.immunoglobulin import infusion_steps
from clinical.dosing.ladder import ladder_steps
from clinical.dosing.order import Order
from clinical.dosing.questions import told_apart
from clinical.dosing.settings import Settings, read_settings
from clinical.dosing.wean import wean_steps
from clinical.dosing.weight import BasisWeight, basis_weight, weight_alerts
from clinical.findings import Alert
from clinical.problem import InputError, Problem
from clinical.timeline import by_the_wall, day_of_course, elapsed, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from clinical.dosing.step import RungStatus, Step
    from clinical.findings import Value
    from clinical.record.case import Case, Weight
    from clinical.record.kept_plan import Override
    from clinical.rules.regimens import Product, Regimen
    from clinical.rules.rulebook import Rulebook

PlanVerdict = Literal["ready", "confirm", "refused"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the prescriber chose: regimen, start, settings, and confirmations with reasons."""

    regimen: str
    start: datetime | None = None
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A regimen for one child: its verdict, its reasons, its steps.

    ``rungs`` says where each rung of a ladder stands, ``counted_rungs`` also where the plan is
    refused; ``ends`` is when a wean is over.
    """

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
    product: Product | None
    as_of: datetime
    rulebook: Rulebook
    counted_rungs: tuple[RungStatus, ...] = ()
    ends: datetime | None = None

    @property
    def rungs(self) -> tuple[RungStatus, ...]:
        """The rungs of a plan that may be given."""
        return () if self.verdict == "refused" else self.counted_rungs

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
    start = by_the_wall(choice.start or as_of, as_of)
    order = Order(case, rulebook, regimen, settings, start, as_of)
    order.start_chosen = choice.start is not None
    return _finished(order, choice.overrides)


def _finished(order: Order, overrides: tuple[Override, ...]) -> Plan:
    """Return the plan of an order, with everything asked and told."""
    basis, alerts = basis_weight(order.case, order.settings, order.as_of)
    order.reasons += alerts
    weight = basis.weight if basis is not None else None
    if weight is not None:
        order.reasons += weight_alerts(
            order.case, order.rulebook, weight, max(order.as_of, order.start)
        )
    order.reasons += height_alerts(order, max(order.as_of, order.start))
    alerts, checks = caution_alerts(
        Setting(
            order.case,
            order.rulebook,
            order.regimen,
            order.product,
            order.start,
            order.as_of,
            _interval(order),
        )
    )
    missing = _missing_settings(order)
    steps = _steps(order, basis) if basis is not None and not missing else ()
    if basis is not None:
        order.reasons += day_sum_alerts(order, basis, steps, _interval(order))
    order.reasons += [*missing, *alerts, *_general(order), *_start(order, weight)]
    order.reasons += [*_day_of_course(order), *switch_alerts(order)]
    order.reasons += _clock_note(steps)
    reasons = told_apart(order.reasons)
    stopped = any(reason.severity == "stop" for reason in reasons)
    asked = {reason.code for reason in reasons if reason.severity == "confirm"}
    kept = tuple(override for override in overrides if override.code in asked)
    open_codes = asked - {override.code for override in kept}
    verdict: PlanVerdict = "refused" if stopped else "confirm" if open_codes else "ready"
    severities = {"stop": 0, "confirm": 1, "info": 2}
    return Plan(
        regimen=order.regimen,
        verdict=verdict,
        reasons=tuple(sorted(reasons, key=lambda reason: severities[reason.severity])),
        checks=checks,
        overrides=kept,
        weight=weight,
        basis=basis,
        steps=() if stopped else steps,
        start=order.start,
        settings=order.settings,
        product=order.product,
        as_of=order.as_of,
        rulebook=order.rulebook,
        counted_rungs=order.rungs,
        ends=None if stopped else order.ends,
    )


def _interval(order: Order) -> timedelta | None:
    """Return the time between the first doses; a ladder counts what was charted as its own."""
    if order.regimen.wean is not None:
        return timedelta(days=1) / order.regimen.wean.doses_per_day
    return first_interval(order) if order.regimen.phase else None


def _steps(order: Order, basis: BasisWeight) -> tuple[Step, ...]:
    regimen = order.regimen
    if regimen.ladder is not None:
        return ladder_steps(order, basis, regimen.ladder)
    if regimen.wean is not None:
        return wean_steps(order, basis, regimen.wean)
    if regimen.shape == "infusion":
        return infusion_steps(order, basis)
    if regimen.shape == "none":
        order.say(Alert("info", "no_dose", source=regimen.source, mark=regimen.mark))
    return course_steps(order, basis)


def _missing_settings(order: Order) -> list[Alert]:
    """Return a refusal for each setting that has no default and was not given."""
    values = order.settings.as_text()
    return [
        Alert("stop", "setting_missing", {"name": f"setting.{name}"}, field=f"setting.{name}")
        for name, rule in order.regimen.setting.items()
        if rule.required and name not in values
    ]


def _general(order: Order) -> Iterator[Alert]:
    """Yield what holds of the regimen, its numbers and its product, whatever the child."""
    regimen, settings, product = order.regimen, order.settings, order.product
    if regimen.off_label:
        source = product.source if product is not None else regimen.source
        yield Alert("info", "off_label", source=source)
    site = order.rulebook.site
    confirmed = site is not None and regimen.id in site.confirmed
    used = [*order.used, *regimen.limit]
    used += [rule for name, rule in regimen.setting.items() if name in settings.as_text()]
    unsure = regimen.mark == "M" or any(rule.unverified for rule in used)
    name = f"products.{settings.product_id}"
    product_known = product is None or not product.unverified
    if not product_known and site is not None:
        product_known = name in site.confirmed
    if not product_known or (unsure and not confirmed):
        yield Alert("confirm", "unverified_value", source=regimen.source, mark="M")
    for name, value in settings.numbers.items():
        rule = regimen.setting[name]
        usual = rule.usual_by.get(settings.choices.get(rule.by or "", ""), rule.usual)
        if usual is not None and not usual.holds(Fraction(value)):
            values: dict[str, Value] = {
                "name": f"setting.{name}",
                "value": value,
                "low": usual.minimum or "",
                "high": usual.maximum or "",
            }
            above_only = usual.maximum is None
            code = "setting_below_usual" if above_only else "setting_unusual"
            yield Alert("confirm", code, values, rule.source, rule.mark)


def _day_of_course(order: Order) -> Iterator[Alert]:
    """Say on which day of the drug this plan begins; a ladder says it of its own doses."""
    first = first_start(order.case, order.regimen.agent, order.as_of)
    days = order.settings.numbers.get("days")
    if order.regimen.agent != "anakinra" or order.regimen.ladder is not None or first is None:
        return
    day = day_of_course(first, max(order.start, first))
    values: dict[str, Value] = {"at": first, "day": day, "days": days or ""}
    code = "course_day" if days is None else "course_day_of"
    yield Alert("info", code, values, order.regimen.source, order.regimen.mark)


def _start(order: Order, weight: Weight | None) -> Iterator[Alert]:
    """Ask about a start that lies where no dose can be given any more."""
    rule, born = order.rulebook.record, order.case.patient.date_of_birth
    start: dict[str, Value] = {"at": order.start}
    if born is not None and local_day(order.start, order.as_of) < born:
        yield Alert("stop", "start_before_birth", start)
    if elapsed(order.start, order.as_of) > timedelta(hours=rule.start_tolerance_hours):
        yield Alert("confirm", "start_in_the_past", start, rule.source)
        if weight is not None and order.start < weight.at:
            yield Alert("confirm", "start_before_weight", start, rule.source)


def _clock_note(steps: tuple[Step, ...]) -> Iterator[Alert]:
    """Say so where the clocks change between the first dose and the last."""
    offsets = {step.at.utcoffset() for step in steps if step.at is not None}
    offsets |= {step.infusion.end.utcoffset() for step in steps if step.infusion is not None}
    if len(offsets) > 1:
        yield Alert("info", "clocks_change")

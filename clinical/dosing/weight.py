"""The weight a dose is computed for, and the questions it raises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.alerts import soft_limit
from clinical.dosing.settings import BASIS_WEIGHT
from clinical.findings import Alert
from clinical.measurements import latest_weight
from clinical.quantity import Quantity, Unit
from clinical.timeline import age_on, elapsed, local_day

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from clinical.dosing.settings import Settings
    from clinical.findings import Value
    from clinical.record.case import Case, Weight
    from clinical.rules.citation import Severity
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class BasisWeight:
    """The kilograms a dose is multiplied by: the actual weight, or one the prescriber gave."""

    kg: Decimal
    basis: str
    weight: Weight

    @property
    def limit_kg(self) -> Fraction:
        """The kilograms that limits are for: never more than the child weighs."""
        return min(Fraction(self.kg), Fraction(self.weight.kg))


def basis_weight(
    case: Case, settings: Settings, as_of: datetime
) -> tuple[BasisWeight | None, list[Alert]]:
    """Return the weight to dose on, or None with the reason it is missing."""
    weight = latest_weight(case, as_of)
    if weight is None:
        return None, [Alert("stop", "weight_missing", field="weight")]
    basis = settings.choices.get("weight_basis", "actual")
    if basis == "actual":
        return BasisWeight(weight.kg, basis, weight), []
    kg = settings.numbers.get(BASIS_WEIGHT)
    if kg is None:
        return None, [Alert("stop", "setting_missing", {"name": "setting.basis_weight_kg"})]
    values: dict[str, Value] = {"kg": kg, "basis": basis, "actual": weight.kg}
    alerts = [Alert("confirm", "weight_not_actual", values)]
    if kg > weight.kg:
        alerts.append(Alert("confirm", "basis_above_actual", values))
    return BasisWeight(kg, basis, weight), alerts


def weight_alerts(case: Case, rulebook: Rulebook, weight: Weight, moment: datetime) -> list[Alert]:
    """Return the questions about the dosing weight when the first dose is due."""
    rule = rulebook.weight
    alerts: list[Alert] = []

    def ask(severity: Severity, code: str, **values: Value) -> None:
        alerts.append(Alert(severity, code, values, rule.source, rule.mark, "weight"))

    age = elapsed(weight.at, moment)
    if age > timedelta(days=rule.confirm_after_days):
        ask("confirm", "weight_stale", at=weight.at, days=age.days)
    elif age > timedelta(hours=rule.notice_after_hours):
        ask("info", "weight_not_of_today", at=weight.at, hours=int(age.total_seconds() // 3600))
    if weight.method == "estimated":
        ask("confirm", "weight_estimated", kg=weight.kg)
    before = _furthest(case, rulebook, weight)
    if before is not None and (change := _change(weight, before)) > rule.confirm_change_percent:
        ask(
            "confirm",
            "weight_jumped",
            kg=weight.kg,
            before=before.kg,
            at=before.at,
            percent=change,
        )
    question = soft_limit(
        rulebook.fields["weight"],
        Quantity(weight.kg, Unit.KG),
        age_on(case.patient, local_day(weight.at, moment)),
    )
    if question is not None:
        alerts.append(
            Alert(
                "confirm",
                "weight_unusual",
                question.values,
                question.source,
                question.mark,
                "weight",
            )
        )
    return alerts


def _change(weight: Weight, before: Weight) -> Fraction:
    """Return by how many percent a weight differs from an earlier one."""
    return abs(Fraction(weight.kg) - Fraction(before.kg)) / Fraction(before.kg) * 100


def _furthest(case: Case, rulebook: Rulebook, weight: Weight) -> Weight | None:
    """Return the weight shortly before that differs most: a number entered twice is no proof.

    Compared are those of the hours before, and the last one that is older than these.
    """
    span = timedelta(hours=rulebook.weight.compare_hours)
    earlier = [
        item
        for item in case.weights
        if item.struck is None and item is not weight and item.at <= weight.at
    ]
    fresh = [item for item in earlier if elapsed(item.at, weight.at) < span]
    older = [item for item in earlier if elapsed(item.at, weight.at) >= span]
    if older:
        fresh.append(max(reversed(older), key=lambda item: elapsed(weight.at, item.at)))
    return max(fresh, key=lambda item: _change(weight, item), default=None)

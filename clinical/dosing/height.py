"""The questions about the height that a dose by surface or an estimate of the kidneys rests on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.alerts import soft_limit
from clinical.dosing.clearance import estimated_clearance
from clinical.findings import Alert
from clinical.logic import Finding
from clinical.measurements import latest_height
from clinical.quantity import Quantity, Unit
from clinical.timeline import age_on, elapsed, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.dosing.order import Order


def height_alerts(order: Order, moment: datetime) -> Iterator[Alert]:
    """Yield what is asked about the height when the first dose is due, where it is used."""
    height = latest_height(order.case, order.as_of)
    if height is None or not _used(order):
        return
    rule, patient = order.rulebook.weight, order.case.patient
    age = age_on(patient, local_day(moment, order.as_of))
    # A child who may be under the age is asked about as one: the young grow faster.
    older = age is not None and (
        age.in_months.compare(">=", rule.height_young_months) is Finding.MET
    )
    old = elapsed(height.at, moment)
    if old > timedelta(days=rule.height_days if older else rule.height_days_young):
        values = {"at": height.at, "days": old.days}
        yield Alert("confirm", "height_stale", values, rule.source, rule.mark, "height")
    question = soft_limit(
        order.rulebook.fields["height"],
        Quantity(height.cm, Unit.CM),
        age_on(patient, local_day(height.at, order.as_of)),
    )
    if question is not None:
        values = question.values
        yield Alert("confirm", "height_unusual", values, question.source, question.mark, "height")


def _used(order: Order) -> bool:
    """Return whether the dose, or a caution of the drug, is worked out from the height."""
    if any(phase.basis == "mg/m2" for phase in order.regimen.phase):
        return True
    asks = any(
        caution.check == "creatinine_clearance_below" and order.regimen.agent in caution.agents
        for caution in order.rulebook.cautions
    )
    return asks and estimated_clearance(order.case, order.rulebook, order.as_of) is not None

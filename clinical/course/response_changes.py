"""Which temperature, and at what hour, would give the response clock another verdict.

Only what follows for certain from one entry more is said: a reading that would change nothing,
or of which nobody can tell whether it would, is left out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.findings import Reason
from clinical.logic import Finding
from clinical.timeline import given

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.course.ivig_response import InfusionResponse
    from clinical.findings import Value
    from clinical.quantity import Operator
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

_OPPOSITE: dict[Operator, Operator] = {">=": "<", ">": "<=", "<": ">=", "<=": ">"}


def response_changes(
    item: InfusionResponse, case: Case, rulebook: Rulebook, as_of: datetime
) -> tuple[Reason, ...]:
    """Return what would change the verdict of an infusion's deciding clock.

    Nothing for a fever that was seen: no reading takes it back.
    """
    clock, infusion = item.deciding, item.infusion
    if infusion.end is None:
        values: dict[str, Value] = {"hours": clock.rule.hours}
        known = Reason.citing("change.response_end", Finding.UNKNOWN, clock.rule, values)
        return (known,) if infusion.n else ()
    if infusion.rescue_unclear and clock.verdict.value == "undetermined":
        return (Reason.citing("change.response_rescue_time", Finding.UNKNOWN, clock.rule),)
    if clock.verdict.value == "resistant" or clock.reached_at is None:
        return ()
    rescue = infusion.next_rescue
    if rescue is not None and in_utc(rescue) < in_utc(clock.reached_at):
        return ()
    last = in_utc(infusion.end) + timedelta(days=rulebook.ivig_response.window.days)
    by_rescue = rescue is not None and in_utc(rescue) < last
    until = in_utc(rescue) if rescue is not None and by_rescue else last
    values = _span(item, rulebook)
    values["since"] = clock.reached_at.astimezone(as_of.tzinfo)
    values["until"] = until.astimezone(as_of.tzinfo)
    span = "until_rescue" if by_rescue else "in_window"
    limit = rulebook.temperature.fever
    fever = Reason.citing(f"change.response_fever_{span}", Finding.UNKNOWN, limit, values)
    if clock.verdict.value == "responded" or not _may_be_free(item, case, rulebook, as_of):
        return (fever,)
    below = values | {"operator": _OPPOSITE[limit.operator]}
    after = ""
    if clock.readings:
        # What is said last decides whether a drug may have hidden the fever.
        latest = clock.readings[-1].at
        if in_utc(latest) == until:
            return (fever,)
        after, below["since"] = "_after", latest.astimezone(as_of.tzinfo)
    free = Reason.citing(f"change.response_free{after}_{span}", Finding.UNKNOWN, limit, below)
    return (fever, free)


def _span(item: InfusionResponse, rulebook: Rulebook) -> dict[str, Value]:
    limit = rulebook.temperature.fever
    return {
        "title": item.deciding.rule.title,
        "operator": limit.operator,
        "threshold": limit.value,
        "unit": str(limit.unit),
        "within": rulebook.temperature.masking.hours,
    }


def _may_be_free(item: InfusionResponse, case: Case, rulebook: Rulebook, as_of: datetime) -> bool:
    """Return whether one more reading without fever could answer for all of them."""
    unclear = any(reading.fever is not Finding.NOT_MET for reading in item.deciding.readings)
    drugs = given(case, rulebook.temperature.masking.agents, as_of)
    return not unclear and all(drug.start is not None for drug in drugs)

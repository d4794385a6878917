"""Contraindications and cautions of a drug, read from the record.

Each check answers met, not met or unknown. An unknown contraindication is asked for, an
unknown caution becomes a box to tick on the sheet; neither is taken for "no".
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import first_start, in_utc
from clinical.diagnosis.evidence import presence
from clinical.dosing import drug_cautions
from clinical.dosing.caution import Answer
from clinical.dosing.clearance import estimated_clearance
from clinical.findings import Alert
from clinical.logic import Finding, all_of, finding_of
from clinical.measurements import neutrophils_under
from clinical.quantity import Interval
from clinical.timeline import (
    fever_onset_day,
    illness_day,
    local_day,
    recorded,
    shift_months,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinical.dosing.caution import Setting
    from clinical.findings import Value
    from clinical.rules.regimens import Caution, CautionCheck


def caution_alerts(setting: Setting) -> tuple[tuple[Alert, ...], tuple[Alert, ...]]:
    """Return the alerts, and apart from them the open checks to tick before giving."""
    alerts: list[Alert] = []
    checks: list[Alert] = []
    for caution in setting.rulebook.cautions:
        of_regimen = not caution.regimens or setting.regimen.id in caution.regimens
        if setting.regimen.agent not in caution.agents or not of_regimen:
            continue
        answer = _CHECKS[caution.check](caution, setting)
        code = f"caution.{caution.id}{answer.variant}"
        if answer.finding is Finding.MET:
            alerts.append(
                Alert(
                    caution.severity,
                    code,
                    answer.values,
                    caution.source,
                    caution.mark,
                    answer.field,
                )
            )
        elif answer.finding is Finding.UNKNOWN and caution.when_unknown is not None:
            alert = Alert(
                caution.when_unknown,
                f"{code}_unknown",
                answer.values,
                caution.source,
                caution.mark,
                answer.field,
            )
            (checks if alert.severity == "info" else alerts).append(alert)
    return tuple(alerts), tuple(checks)


def _allergy(caution: Caution, setting: Setting) -> Answer:
    allergies, product = setting.case.allergies, setting.product
    named = [item.substance for item in allergies.items]
    held = {*caution.substances, *(product.contains if product is not None else ())}
    reacted = [name for name in named if name in held]
    if reacted:
        return Answer(Finding.MET, {"substance": reacted[0]}, "allergies")
    known = allergies.state == "none_known" or (allergies.state == "known" and allergies.items)
    # A generic product, or a substance in free text, may or may not be what the child reacted to.
    unsure = product is not None and not product.contents_known
    may_hold = (unsure and "l_proline" in named) or "other" in named
    return Answer(finding_of(False if known and not may_hold else None), {}, "allergies")


def _history(caution: Caution, setting: Setting) -> Answer:
    name = caution.history or ""
    return Answer(presence(getattr(setting.case.history, name)), {}, f"history.{name}")


def _neutrophils(caution: Caution, setting: Setting) -> Answer:
    since = fever_onset_day(setting.case, setting.as_of)
    limit = caution.threshold or 0
    finding, count = neutrophils_under(
        setting.case, setting.rulebook, setting.as_of, ("<", limit), since
    )
    if count is None or count.interval is None:
        return Answer(Finding.UNKNOWN, {"threshold": limit}, "neutrophils")
    interval = count.interval
    # A count "<1.0" has no lowest number: what is said of it is the one it is under.
    shown = interval.low if interval.low is not None else interval.high
    comparator = "" if interval.low is not None else "<=" if interval.high_closed else "<"
    values: dict[str, Value] = {"threshold": limit, "at": count.at, "comparator": comparator}
    return Answer(finding, values | {"count": shown or 0}, "neutrophils")


def _clearance(caution: Caution, setting: Setting) -> Answer:
    values: dict[str, Value] = {"threshold": caution.threshold or 0}
    found = estimated_clearance(setting.case, setting.rulebook, setting.as_of)
    if found is None:
        return Answer(Finding.UNKNOWN, values, "creatinine")
    values |= {"clearance": found.shown, "comparator": found.comparator, "at": found.at}
    finding = found.interval.compare("<", caution.threshold or 0)
    return Answer(finding, values, "creatinine")


def _live_vaccine(caution: Caution, setting: Setting) -> Answer:
    day = local_day(setting.start, setting.as_of)
    back = int(caution.threshold or 0)
    weeks = caution.unit == "weeks"
    since = day - timedelta(weeks=back) if weeks else shift_months(day, -back)
    for vaccine in recorded(setting.case, "live_vaccine"):
        if vaccine.start is None or local_day(vaccine.start, setting.as_of) >= since:
            return Answer(Finding.MET, {}, None)
    # The record is no vaccination card: nothing written does not mean nothing given.
    return Answer(Finding.UNKNOWN, {}, None)


def _lvef(caution: Caution, setting: Setting) -> Answer:
    echos = [
        echo
        for echo in setting.case.echos
        if echo.struck is None
        and echo.at <= setting.as_of
        and (echo.lvef_percent is not None or echo.lv_function_decreased == "present")
    ]
    latest = max(reversed(echos), key=lambda echo: in_utc(echo.at), default=None)
    if latest is None or latest.lvef_percent is None:
        # "Decreased" without a number is not taken for the number of an older echocardiogram.
        return Answer(Finding.UNKNOWN, {"threshold": caution.threshold or 0}, "echo.lvef_percent")
    lvef = latest.lvef_percent
    finding = Interval.exactly(lvef).compare("<", caution.threshold or 0)
    return Answer(finding, {"lvef": lvef, "at": latest.at}, "echo.lvef_percent")


def _l_proline(caution: Caution, setting: Setting) -> Answer:
    del caution
    product = setting.product
    held = product is not None and "l_proline" in product.contains
    known = product is not None and product.contents_known
    in_product = finding_of(held or (False if known else None))
    name = product.name if product is not None else ""
    child = presence(setting.case.history.hyperprolinaemia)
    return Answer(all_of(in_product, child), {"product": name}, "history.hyperprolinaemia")


def _illness_day(caution: Caution, setting: Setting) -> Answer:
    limit = caution.threshold or 0
    day = illness_day(setting.case, local_day(setting.start, setting.as_of), setting.as_of)
    if day is None:
        return Answer(Finding.UNKNOWN, {"threshold": limit}, "fever_onset")
    return Answer(finding_of(day > limit), {"day": day, "threshold": limit}, None)


def _days_from_onset(caution: Caution, setting: Setting) -> Answer:
    """Return whether the drug is begun more than so many days after the first day of fever."""
    limit = caution.threshold or 0
    first = first_start(setting.case, setting.regimen.agent, setting.as_of) or setting.start
    begun = min(first, setting.start, key=in_utc)
    day = illness_day(setting.case, local_day(begun, setting.as_of), setting.as_of)
    if day is None:
        return Answer(Finding.UNKNOWN, {"threshold": limit}, "fever_onset")
    return Answer(finding_of(day - 1 > limit), {"days": day - 1, "threshold": limit}, None)


def _vaccine_planned(caution: Caution, setting: Setting) -> Answer:
    """Return whether a live vaccine stands in the record for the months after the start."""
    day = local_day(setting.start, setting.as_of)
    until = shift_months(day, int(caution.threshold or 0))
    for vaccine in recorded(setting.case, "live_vaccine"):
        planned = local_day(vaccine.start, setting.as_of) if vaccine.start is not None else None
        if planned is not None and day <= planned < until:
            return Answer(Finding.MET, {"day": planned}, "treatments")
    return Answer(Finding.NOT_MET, {}, None)


_CHECKS: Mapping[CautionCheck, Callable[[Caution, Setting], Answer]] = {
    "allergy": _allergy,
    "history": _history,
    "neutrophils_below": _neutrophils,
    "creatinine_clearance_below": _clearance,
    "live_vaccine_within_months": _live_vaccine,
    "tnf_blocker": drug_cautions.drug_recorded,
    "drug_recorded": drug_cautions.drug_recorded,
    "lvef_below": _lvef,
    "hyperprolinaemia_with_l_proline": _l_proline,
    "after_illness_day": _illness_day,
    "days_from_onset_over": _days_from_onset,
    "doses_given_before": drug_cautions.earlier_doses,
    "ivig_ended_within_hours": drug_cautions.ivig_recent,
    "ivig_ended_over_hours": drug_cautions.ivig_long_ago,
    "other_plan_active": drug_cautions.other_plan,
    "class_plan_active": drug_cautions.class_plan,
    "class_recorded": drug_cautions.class_recorded,
    "dose_running": drug_cautions.dose_running,
    "dose_recent": drug_cautions.dose_recent,
    "live_vaccine_planned": _vaccine_planned,
    "therapy_untried": drug_cautions.untried,
}

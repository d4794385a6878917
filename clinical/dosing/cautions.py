"""Contraindications and cautions of a drug, read from the record.

Each check answers met, not met or unknown. An unknown contraindication is asked for, an
unknown caution becomes a box to tick on the sheet; neither is taken for "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence
from clinical.dosing.clearance import estimated_clearance
from clinical.findings import Alert
from clinical.logic import Finding, all_of, finding_of
from clinical.measurements import neutrophils_under
from clinical.quantity import Interval
from clinical.timeline import (
    elapsed,
    fever_onset_day,
    given_before,
    given_in_illness,
    illness_day,
    local_day,
    recorded,
    shift_months,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from clinical.findings import Value
    from clinical.record.case import Case, Treatment
    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import Caution, CautionCheck, Product, Regimen
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a caution is asked: the record, the drug's product and the planned start."""

    case: Case
    rulebook: Rulebook
    regimen: Regimen
    product: Product | None
    start: datetime
    as_of: datetime
    # From one dose of the planned regimen to the next, where it has such.
    interval: timedelta | None = None

    def of_a_kind(self, caution: Caution) -> set[Agent]:
        """Return the other drugs of the groups that the planned one belongs to."""
        groups = [group for group in caution.therapies if self.regimen.agent in group]
        return {drug for group in groups for drug in group if drug != self.regimen.agent}


@dataclass(frozen=True, slots=True)
class Answer:
    """The finding of one check, with the values it was decided on."""

    finding: Finding
    values: Mapping[str, Value]
    field: str | None


def caution_alerts(setting: Setting) -> tuple[tuple[Alert, ...], tuple[Alert, ...]]:
    """Return the alerts, and apart from them the open checks to tick before giving."""
    alerts: list[Alert] = []
    checks: list[Alert] = []
    for caution in setting.rulebook.cautions:
        if setting.regimen.agent not in caution.agents:
            continue
        answer = _CHECKS[caution.check](caution, setting)
        code = f"caution.{caution.id}"
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
    values: dict[str, Value] = {"threshold": limit, "at": count.at}
    if count.interval.low is not None:
        values["count"] = count.interval.low
    return Answer(finding, values, "neutrophils")


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


def _drug_recorded(caution: Caution, setting: Setting) -> Answer:
    """Return whether a drug was given within so many days before the start, or stands later."""
    drug = caution.drug or "other"
    for treatment in recorded(setting.case, drug):
        if (
            treatment.start is None
            or caution.days is None
            or (elapsed(treatment.start, setting.start) < timedelta(days=caution.days))
        ):
            return Answer(Finding.MET, {}, None)
    return Answer(Finding.NOT_MET, {}, None)


def _lvef(caution: Caution, setting: Setting) -> Answer:
    echos = [
        echo
        for echo in setting.case.echos
        if echo.struck is None and echo.at <= setting.as_of and echo.lvef_percent is not None
    ]
    if not echos:
        return Answer(Finding.UNKNOWN, {}, "echo.lvef_percent")
    latest = max(reversed(echos), key=lambda echo: echo.at)
    lvef = latest.lvef_percent or 0
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
        return Answer(Finding.UNKNOWN, {}, "fever_onset")
    return Answer(finding_of(day > limit), {"day": day, "threshold": limit}, None)


def _ivig_recent(caution: Caution, setting: Setting) -> Answer:
    hours = caution.threshold or 0
    wait = timedelta(hours=int(hours))
    longest = timedelta(hours=setting.rulebook.record.longest_infusion_hours)
    finding = Finding.NOT_MET
    for infusion in given_before(setting.case, ("ivig",), setting.start, setting.as_of):
        ended = infusion.end or infusion.start
        if ended is not None and elapsed(ended, setting.start) < wait:
            return Answer(Finding.MET, {"at": ended, "hours": hours}, None)
        if infusion.end is None and (
            infusion.start is None or elapsed(infusion.start, setting.start) < longest + wait
        ):
            finding = Finding.UNKNOWN
    return Answer(finding, {"hours": hours}, None)


def _ivig_long_ago(caution: Caution, setting: Setting) -> Answer:
    """Return whether the last infusion ended more than so many hours before the start."""
    hours = caution.threshold or 0
    ends = [
        infusion.end or infusion.start
        for infusion in given_in_illness(setting.case, ("ivig",), setting.as_of)
    ]
    known = [end for end in ends if end is not None]
    values: dict[str, Value] = {"hours": hours}
    if not known or len(known) < len(ends):
        return Answer(Finding.UNKNOWN, values, "ivig")
    last = max(known)
    late = elapsed(last, setting.start) > timedelta(hours=int(hours))
    return Answer(finding_of(late), values | {"at": last}, "ivig")


def _other_plan(caution: Caution, setting: Setting) -> Answer:
    """Return whether a plan that is followed now already gives the drug at the start or later."""
    del caution
    return _active_plan(setting, {setting.regimen.agent})


def _class_plan(caution: Caution, setting: Setting) -> Answer:
    """Return whether a plan that is followed now gives another drug of the kind."""
    return _active_plan(setting, setting.of_a_kind(caution))


def _active_plan(setting: Setting, agents: set[Agent]) -> Answer:
    for kept in setting.case.plans:
        known = setting.rulebook.regimens.get(kept.regimen)
        if kept.struck is not None or kept.state != "active":
            continue
        if known is None or known.agent not in agents:
            continue
        times = [step.at for step in kept.steps if step.at is not None]
        if not times or max(times) >= setting.start:
            return Answer(Finding.MET, {"regimen": known.title}, "plans")
    return Answer(Finding.NOT_MET, {}, None)


def _class_recorded(caution: Caution, setting: Setting) -> Answer:
    """Return whether another drug of the kind was given shortly before, or stands later."""
    for drug in sorted(setting.of_a_kind(caution)):
        for treatment in recorded(setting.case, drug):
            ended = treatment.end or treatment.start
            if (
                ended is None
                or caution.days is None
                or _goes_on(treatment)
                or elapsed(ended, setting.start) < timedelta(days=caution.days)
            ):
                return Answer(Finding.MET, {"agent": f"agent.{drug}"}, "treatments")
    return Answer(Finding.NOT_MET, {}, None)


def _goes_on(treatment: Treatment) -> bool:
    """Return whether an entry is a course by the day of which no end is recorded."""
    return treatment.dose_unit == "mg/kg/day" and treatment.end is None


def _running(caution: Caution, setting: Setting) -> Answer:
    """Return whether the drug was charted by the day and goes on at the start."""
    del caution
    for treatment in given_in_illness(setting.case, (setting.regimen.agent,), setting.as_of):
        begun, end = treatment.start, treatment.end
        goes_on = treatment.dose_unit == "mg/kg/day" and (end is None or end > setting.start)
        # A ladder takes what was charted for its own doses.
        own = setting.regimen.ladder is not None
        if goes_on and not own and begun is not None and begun < setting.start:
            return Answer(Finding.MET, {"at": begun}, "treatments")
    return Answer(Finding.NOT_MET, {}, None)


def _recent_dose(caution: Caution, setting: Setting) -> Answer:
    """Return whether a dose was charted a good part less than one interval before the start."""
    if setting.interval is None:
        return Answer(Finding.NOT_MET, {}, None)
    least = setting.interval * int(caution.threshold or 0) / 100
    for treatment in given_in_illness(setting.case, (setting.regimen.agent,), setting.as_of):
        at = treatment.end or treatment.start
        if at is not None and timedelta(0) < elapsed(at, setting.start) < least:
            hours = setting.interval // timedelta(hours=1)
            return Answer(Finding.MET, {"at": at, "hours": hours}, "treatments")
    return Answer(Finding.NOT_MET, {}, None)


def _vaccine_planned(caution: Caution, setting: Setting) -> Answer:
    """Return whether a live vaccine stands in the record for the months after the start."""
    day = local_day(setting.start, setting.as_of)
    until = shift_months(day, int(caution.threshold or 0))
    for vaccine in recorded(setting.case, "live_vaccine"):
        planned = local_day(vaccine.start, setting.as_of) if vaccine.start is not None else None
        if planned is not None and day <= planned < until:
            return Answer(Finding.MET, {"day": planned}, "treatments")
    return Answer(Finding.NOT_MET, {}, None)


def _untried(caution: Caution, setting: Setting) -> Answer:
    """Return whether a therapy of the list was not given yet: of each group one drug is enough."""
    for group in caution.therapies:
        if not given_in_illness(setting.case, group, setting.as_of):
            return Answer(Finding.MET, {"name": f"agent.{group[0]}"}, "treatments")
    return Answer(Finding.NOT_MET, {}, None)


_CHECKS: Mapping[CautionCheck, Callable[[Caution, Setting], Answer]] = {
    "allergy": _allergy,
    "history": _history,
    "neutrophils_below": _neutrophils,
    "creatinine_clearance_below": _clearance,
    "live_vaccine_within_months": _live_vaccine,
    "tnf_blocker": _drug_recorded,
    "drug_recorded": _drug_recorded,
    "lvef_below": _lvef,
    "hyperprolinaemia_with_l_proline": _l_proline,
    "after_illness_day": _illness_day,
    "ivig_ended_within_hours": _ivig_recent,
    "ivig_ended_over_hours": _ivig_long_ago,
    "other_plan_active": _other_plan,
    "class_plan_active": _class_plan,
    "class_recorded": _class_recorded,
    "dose_running": _running,
    "dose_recent": _recent_dose,
    "live_vaccine_planned": _vaccine_planned,
    "therapy_untried": _untried,
}

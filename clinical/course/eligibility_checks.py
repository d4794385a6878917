"""What the record says of each item of a trial's list: it holds, it does not, or nobody knows.

What only a person can answer is not looked for here. A drug nobody wrote down is no "no": the
record is not the child's whole history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.aspirin_course import daily_aspirin, running_aspirin
from clinical.course.infusions import grams_per_kg
from clinical.course.ivig_response import ResponseVerdict
from clinical.diagnosis.evidence import presence
from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.dosing.clearance import estimated_clearance
from clinical.findings import NO_VALUES, Reason
from clinical.logic import Finding, any_of, finding_of, negate
from clinical.measurements import latest_height, latest_weight, neutrophils_under
from clinical.quantity import Interval
from clinical.timeline import (
    age_on,
    elapsed,
    fever_onset_day,
    given,
    given_in_illness,
    local_day,
    shift_months,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from clinical.course.ivig_response import Clock, IvigResponse
    from clinical.course.temperature import Reading
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.findings import Value
    from clinical.record.case import Case, Treatment
    from clinical.rules.rulebook import Rulebook
    from clinical.rules.trial import TrialCheck, TrialItem

_MONTHS_A_YEAR = 12
# Completed months leave the days open by the length of the shortest month.
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


@dataclass(frozen=True, slots=True)
class Child:
    """Where an item is looked up: the record, what was found so far, and the time."""

    case: Case
    rulebook: Rulebook
    kawasaki: KawasakiAssessment
    response: IvigResponse
    temperatures: tuple[Reading, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """What the record says, why, and the entries that would decide what is open.

    ``unless_answered`` is what the record leads one to take where nobody has answered the item.
    """

    finding: Finding
    because: Reason | None = None
    missing: tuple[str, ...] = ()
    unless_answered: Finding = Finding.UNKNOWN


def look(item: TrialItem, child: Child) -> Looked:
    """Return what the record says of an item."""
    return _CHECKS[item.check](item, child)


def _answer(item: TrialItem, child: Child) -> Looked:
    del child
    return Looked(Finding.UNKNOWN, missing=(f"screening.{item.id}",))


def _compared(item: TrialItem, interval: Interval, factor: int = 1) -> Finding:
    return interval.compare(item.operator or "==", Fraction(item.value or 0) * factor)


def _says(
    item: TrialItem, code: str, finding: Finding, values: Mapping[str, Value] = NO_VALUES
) -> Reason:
    return Reason.citing(f"trial.{code}", finding, item, values)


def _age(item: TrialItem, child: Child) -> Looked:
    age = age_on(child.case.patient, local_day(child.as_of, child.as_of))
    if age is None:
        return Looked(Finding.UNKNOWN, missing=("date_of_birth",))
    factor = _MONTHS_A_YEAR if item.check == "age_years" else 1
    finding = _compared(item, age.in_months, factor)
    low, high = age.months_low, age.months_high
    code = "age" if low == high else "age_range"
    because = _says(item, code, finding, {"low": low, "high": high})
    missing = ("date_of_birth",) if finding is Finding.UNKNOWN else ()
    return Looked(finding, because, missing)


def _weight(item: TrialItem, child: Child) -> Looked:
    weight = latest_weight(child.case, child.as_of)
    if weight is None:
        return Looked(Finding.UNKNOWN, missing=("weight",))
    finding = _compared(item, Interval.exactly(weight.kg))
    return Looked(finding, _says(item, "weight", finding, {"kg": weight.kg, "at": weight.at}))


def _kawasaki(item: TrialItem, child: Child) -> Looked:
    found = child.kawasaki
    finding = {
        KawasakiVerdict.COMPLETE: Finding.MET,
        KawasakiVerdict.INCOMPLETE: Finding.MET,
        KawasakiVerdict.NOT_MET: Finding.NOT_MET,
    }.get(found.verdict, Finding.UNKNOWN)
    because = _says(item, f"kawasaki_{found.verdict.value}", finding)
    return Looked(finding, because, found.missing if finding is Finding.UNKNOWN else ())


def _ivig_dose(item: TrialItem, child: Child) -> Looked:
    first = child.response.first.infusion
    untimed = first.start is None and first.end is None
    # Of several, one without any time may have been the first.
    if not first.entries or (untimed and len(child.response.by_infusion) > 1):
        return Looked(Finding.UNKNOWN, missing=("ivig",))
    dose, enough = Fraction(0), Fraction(0)
    for entry in first.entries:
        amount = grams_per_kg(entry, child.case, child.as_of)
        by_weight = entry.dose is not None and entry.dose_unit in {"g", "mg"}
        if amount is None:
            return Looked(Finding.UNKNOWN, missing=("weight" if by_weight else "ivig_dose",))
        dose += amount
        # What was ordered in g/kg is compared as it stands; what ran in may fall a little short.
        spare = Fraction(item.tolerance_percent or 0) / 100 if by_weight else 0
        enough += amount / (1 - spare)
    finding = _compared(item, Interval.exactly(enough))
    return Looked(finding, _says(item, "ivig_dose", finding, {"dose": dose}))


def _fever(item: TrialItem, child: Child) -> Looked:
    clocks = {clock.rule.id: clock for clock in child.response.first.clocks}
    clock = clocks["anacomp"]
    if clock.verdict is ResponseVerdict.TOO_EARLY:
        # Before the hour a fever lets the child be looked at; its absence decides nothing yet.
        clock = clocks["h24"]
        finding = finding_of(True if clock.verdict is ResponseVerdict.RESISTANT else None)
    else:
        finding = {
            ResponseVerdict.RESISTANT: Finding.MET,
            ResponseVerdict.RESPONDED: Finding.NOT_MET,
        }.get(clock.verdict, Finding.UNKNOWN)
    open_entry = finding is Finding.UNKNOWN and clock.verdict is ResponseVerdict.UNDETERMINED
    field = clock.because.field if open_entry else None
    because = clock.because if finding is not Finding.MET else _fever_now(item, clock, child)
    return Looked(finding, because, (field,) if field is not None else ())


def _fever_now(item: TrialItem, clock: Clock, child: Child) -> Reason:
    """Return the fever that decides, and where it is long gone, or nobody looked, that it is so."""
    hours = item.recent.hours if item.recent is not None else 0
    span = timedelta(hours=hours)
    recent = [reading for reading in child.temperatures if elapsed(reading.at, child.as_of) <= span]
    if any(reading.fever_free is not Finding.MET for reading in recent):
        return clock.because
    values: dict[str, Value] = {
        **clock.because.values,
        "span": hours,
        "count": len(recent),
        # As it is written: a limit of 38.0 keeps its last digit.
        "fever": str(child.rulebook.temperature.fever.value),
    }
    if not recent:
        return _says(item, "fever_unseen", Finding.MET, values)
    return _says(item, "fever_gone", Finding.MET, values)


def _hours(item: TrialItem, child: Child) -> Looked:
    hours = child.response.first.hours_since_end
    if hours is None:
        infused = given_in_illness(child.case, ("ivig",), child.as_of)
        return Looked(Finding.UNKNOWN, missing=("ivig_end" if infused else "ivig",))
    finding = _compared(item, Interval.exactly(hours))
    return Looked(finding, _says(item, "hours", finding, {"hours": hours}))


def _history_finding(item: TrialItem, child: Child) -> Finding:
    return any_of(*(presence(getattr(child.case.history, name)) for name in item.history))


def _open_history(item: TrialItem, child: Child) -> tuple[str, ...]:
    return tuple(
        f"history.{name}" for name in item.history if getattr(child.case.history, name) == "unknown"
    )


def _history(item: TrialItem, child: Child) -> Looked:
    finding = _history_finding(item, child)
    missing = _open_history(item, child) if finding is Finding.UNKNOWN else ()
    return Looked(finding, missing=missing)


def _may_bear_children(child: Child) -> Finding:
    if child.case.patient.sex == "male":
        return Finding.NOT_MET
    return presence(child.case.history.childbearing_potential)


def _contraception(item: TrialItem, child: Child) -> Looked:
    may = _may_bear_children(child)
    finding = any_of(negate(may), _history_finding(item, child))
    if finding is not Finding.UNKNOWN:
        code = "no_childbearing_potential" if may is Finding.NOT_MET else None
        return Looked(finding, _says(item, code, finding) if code is not None else None)
    asked = ("history.childbearing_potential",) if may is Finding.UNKNOWN else ()
    return Looked(finding, missing=asked or _open_history(item, child))


def _not_pregnant(item: TrialItem, child: Child) -> Looked:
    looked = _history(item, child)
    if looked.finding is Finding.UNKNOWN and _may_bear_children(child) is Finding.NOT_MET:
        because = _says(item, "no_childbearing_potential", Finding.NOT_MET)
        return Looked(Finding.NOT_MET, because)
    return looked


def _newborn(item: TrialItem, child: Child) -> Looked:
    age = age_on(child.case.patient, local_day(child.as_of, child.as_of))
    young = Finding.UNKNOWN
    if age is not None:
        days = (
            Interval.exactly(age.days)
            if age.days is not None
            else Interval(
                Fraction(age.months_low * _SHORTEST_MONTH),
                Fraction((age.months_high + 1) * _LONGEST_MONTH),
            )
        )
        young = _compared(item, days)
    finding = any_of(young, _history_finding(item, child))
    if finding is not Finding.UNKNOWN:
        return Looked(finding)
    asked = ("date_of_birth",) if young is Finding.UNKNOWN else ()
    return Looked(finding, missing=(*asked, *_open_history(item, child)))


def _alternative(item: TrialItem, child: Child) -> Looked:
    del item
    finding = presence(child.case.illness.alternative_diagnosis)
    missing = ("alternative_diagnosis",) if finding is Finding.UNKNOWN else ()
    return Looked(finding, missing=missing)


def _recorded(item: TrialItem, treatment: Treatment, code: str = "recorded") -> Looked:
    """Return that a drug in the record makes an item hold."""
    values: dict[str, Value] = {"name": f"agent.{treatment.agent}"}
    if treatment.start is not None:
        values["at"] = treatment.start
        code = f"{code}_at"
    return Looked(Finding.MET, _says(item, code, Finding.MET, values))


def _given(item: TrialItem, child: Child) -> Looked:
    drugs = given(child.case, item.agents, child.as_of)
    return _recorded(item, drugs[0]) if drugs else _answer(item, child)


def _clearance(item: TrialItem, child: Child) -> Looked:
    found = estimated_clearance(child.case, child.rulebook, child.as_of)
    if found is None:
        tall = latest_height(child.case, child.as_of) is not None
        return Looked(
            Finding.UNKNOWN, missing=("creatinine",) if tall else ("creatinine", "height")
        )
    finding = _compared(item, found.interval)
    values: dict[str, Value] = {
        "clearance": found.shown,
        "comparator": found.comparator,
        "at": found.at,
    }
    return Looked(finding, _says(item, "clearance", finding, values))


def _neutrophils(item: TrialItem, child: Child) -> Looked:
    since = fever_onset_day(child.case, child.as_of)
    limit = (item.operator or "==", item.value or 0)
    finding, count = neutrophils_under(child.case, child.rulebook, child.as_of, limit, since)
    if count is None or count.interval is None:
        return Looked(Finding.UNKNOWN, missing=("neutrophils",))
    known = count.interval.low if count.interval.low is not None else count.interval.high
    because = _says(item, "neutrophils", finding, {"count": known or 0, "at": count.at})
    return Looked(finding, because, ("neutrophils",) if finding is Finding.UNKNOWN else ())


def _goes_on(treatment: Treatment, child: Child) -> bool:
    return treatment.end is None or treatment.end >= child.as_of


def _antipyretics(item: TrialItem, child: Child) -> Looked:
    for drug in given(child.case, item.agents, child.as_of):
        if _goes_on(drug, child):
            return _recorded(item, drug)
    if not running_aspirin(child.case, child.as_of):
        return _answer(item, child)
    daily = daily_aspirin(child.case, child.as_of)
    if daily is not None:
        over = _compared(item, Interval.exactly(daily.per_kg))
        if over is Finding.MET:
            return Looked(over, _says(item, "aspirin_high", over, {"dose": daily.per_kg}))
        if not daily.at_least:
            return _answer(item, child)
    because = _says(item, "aspirin_unclear", Finding.UNKNOWN)
    return Looked(Finding.UNKNOWN, because, ("aspirin_dose",))


def _allergy(item: TrialItem, child: Child) -> Looked:
    allergies = child.case.allergies
    named = [one.substance for one in allergies.items]
    reacted = [name for name in named if name in item.substances]
    known = allergies.state == "none_known" or (allergies.state == "known" and named)
    # What the child reacted to in free text may be one of the substances.
    silent = "other" in named or not known
    allergy = finding_of(True if reacted else None if silent else False)
    finding = any_of(allergy, _history_finding(item, child)) if item.history else allergy
    if finding is Finding.UNKNOWN:
        asked = ("allergies",) if allergy is Finding.UNKNOWN else ()
        return Looked(finding, missing=(*asked, *_open_history(item, child)))
    values: dict[str, Value] = {"substance": reacted[0]} if reacted else {}
    return Looked(finding, _says(item, "allergy", finding, values) if reacted else None)


def _live_vaccine(item: TrialItem, child: Child) -> Looked:
    today = local_day(child.as_of, child.as_of)
    since = shift_months(today, -int(item.value or 0))
    for vaccine in given(child.case, ("live_vaccine",), child.as_of):
        if vaccine.start is not None and local_day(vaccine.start, child.as_of) >= since:
            return _recorded(item, vaccine)
    return _answer(item, child)


def _retreated(item: TrialItem, child: Child) -> Looked:
    infusions, first = child.response.by_infusion, child.response.first.infusion
    if len(infusions) > len(first.entries):
        count: dict[str, Value] = {"count": len(infusions)}
        return Looked(Finding.MET, _says(item, "infusions", Finding.MET, count))
    if not infusions:
        return _answer(item, child)
    for drug in given(child.case, item.agents, child.as_of):
        if first.start is None or drug.start is None or drug.start >= first.start:
            return _recorded(item, drug)
    # One infusion and nothing after it; a retreatment elsewhere can still be answered.
    because = _says(item, "infusion_once", Finding.NOT_MET)
    if len(infusions) > 1:
        because = _says(item, "infusion_in_halves", Finding.NOT_MET)
    return Looked(Finding.UNKNOWN, because, unless_answered=Finding.NOT_MET)


_CHECKS: Mapping[TrialCheck, Callable[[TrialItem, Child], Looked]] = {
    "age_months": _age,
    "age_years": _age,
    "weight": _weight,
    "kawasaki": _kawasaki,
    "ivig_dose": _ivig_dose,
    "fever_after_ivig": _fever,
    "hours_since_ivig": _hours,
    "answer": _answer,
    "contraception": _contraception,
    "newborn": _newborn,
    "not_pregnant": _not_pregnant,
    "alternative_diagnosis": _alternative,
    "history": _history,
    "given": _given,
    "creatinine_clearance": _clearance,
    "neutrophils": _neutrophils,
    "antipyretics": _antipyretics,
    "allergy": _allergy,
    "live_vaccine": _live_vaccine,
    "retreated": _retreated,
}

"""What the record itself warns of, whatever is planned: few alerts, each with what to do.

A plan asks about its own drug and its own start (``clinical.dosing.cautions``); here two things
that were both given, or a drug and an illness, meet in the record.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.anakinra_course import anakinra_spans
from clinical.course.aspirin_course import running_aspirin
from clinical.course.follow_up import vaccine_not_before
from clinical.course.in_force import in_force, over_at
from clinical.course.infusions import grams_per_kg, kilograms_at
from clinical.findings import NO_VALUES, Alert
from clinical.logic import Finding
from clinical.measurements import measured
from clinical.timeline import (
    elapsed,
    fever_ended_day,
    fever_onset_day,
    given,
    given_in_illness,
    local_day,
    recorded,
    shift_months,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime

    from clinical.course.anakinra_course import Span
    from clinical.findings import Value
    from clinical.record.case import Case, Treatment
    from clinical.rules.rulebook import Rulebook
    from clinical.rules.trial import Interaction, InteractionCheck


def interaction_alerts(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    """Yield what the record warns of at ``as_of``, in the order of the rule file."""
    said: set[tuple[str, str]] = set()
    for rule in rulebook.interactions:
        pair = (rule.check, rule.agent or rule.id)
        values = _CHECKS[rule.check](rule, case, rulebook, as_of)
        # Of two rules about the same drugs the first, which is the stricter, speaks alone.
        if values is not None and pair not in said:
            said.add(pair)
            yield Alert(
                rule.severity, f"interaction.{rule.id}", values, rule.source, rule.mark, rule.field
            )


def _aspirin_with_drug(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    if rule.agent is None or not running_aspirin(case, as_of):
        return None
    begun = [dose.start for dose in given(case, ("aspirin",), as_of) if dose.start is not None]
    for drug in given(case, (rule.agent,), as_of):
        # One that was over before aspirin began is no concern any more.
        last = over_at(drug)
        if last is None or not begun or last >= min(begun):
            return NO_VALUES
    return None


def _aspirin_with_history(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    answer = getattr(case.history, rule.history or "")
    return NO_VALUES if answer == "present" and running_aspirin(case, as_of) else None


def _vaccines(case: Case, as_of: datetime) -> list[date]:
    """Return the days of the live vaccines that were given or are planned."""
    starts = [vaccine.start or vaccine.end for vaccine in recorded(case, "live_vaccine")]
    return [local_day(start, as_of) for start in starts if start is not None]


def _aspirin_after_vaccine(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    today = local_day(as_of, as_of)
    since = today - timedelta(weeks=rule.weeks or 0)
    if not running_aspirin(case, as_of):
        return None
    days = [day for day in _vaccines(case, as_of) if since < day <= today]
    return {"day": max(days), "weeks": rule.weeks or 0} if days else None


def _anakinra_with_drug(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    drugs = given(case, (rule.agent,), as_of) if rule.agent is not None else ()
    if not drugs or not given(case, ("anakinra",), as_of):
        return None
    spans = anakinra_spans(case, as_of)
    if not rule.concurrent or spans is None:
        return NO_VALUES
    interval = next(
        timedelta(days=caution.days)
        for caution in rulebook.cautions
        if caution.drug == rule.agent and caution.days is not None
    )
    together = any(_together(drug, span, interval) for drug in drugs for span in spans)
    return NO_VALUES if together else None


def _together(drug: Treatment, span: Span, interval: timedelta) -> bool:
    """Return whether a drug was in force with anakinra: less than its interval lies between."""
    first, last = span
    if drug.start is None:
        return True
    too_long_before = not in_force(drug, first, interval)
    too_long_after = last is not None and elapsed(last, drug.start) >= interval
    return not too_long_before and not too_long_after


def _vaccine_with_anakinra(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    days = _vaccines(case, as_of)
    if not given(case, ("anakinra",), as_of):
        return None
    spans = anakinra_spans(case, as_of)
    if spans is not None:
        since = shift_months(local_day(spans[0][0], as_of), -(rule.months or 0))
        ends = [end for _, end in spans if end is not None]
        goes_on = len(ends) < len(spans)
        last = None if goes_on else max(local_day(end, as_of) for end in ends)
        days = [day for day in days if since <= day and (last is None or day <= last)]
    return {"day": max(days)} if days else None


def _vaccine_undated(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    """Say that a vaccine may lie close to one of the drugs: nobody wrote down when it was given."""
    del rulebook
    undated = any(
        vaccine.start is None and vaccine.end is None for vaccine in recorded(case, "live_vaccine")
    )
    drugs = given(case, rule.agents, as_of) or running_aspirin(case, as_of)
    return NO_VALUES if undated and drugs else None


def _vaccine_in_illness(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    onset = fever_onset_day(case, as_of)
    if onset is None:
        return None
    last = fever_ended_day(case, as_of) or local_day(as_of, as_of)
    starts = [vaccine.start for vaccine in given(case, rule.agents, as_of)]
    days = [local_day(start, as_of) for start in starts if start is not None]
    counted = [day for day in days if onset <= day <= last]
    return {"day": max(counted)} if counted else None


def _vaccine_after_ivig(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rule
    until = vaccine_not_before(case, rulebook, as_of)
    infusions = given(case, ("ivig",), as_of)
    starts = [item.start for item in infusions if item.start is not None]
    if until is None or not starts:
        return None
    first = local_day(min(starts), as_of)
    days = [day for day in _vaccines(case, as_of) if first <= day < until]
    return {"day": max(days), "until": until} if days else None


def _drug_with_history(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    if rule.agent is None or getattr(case.history, rule.history or "") != "present":
        return None
    return NO_VALUES if given(case, (rule.agent,), as_of) else None


def _drug_after_ivig(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    """Return whether the first dose came too late after an infusion, or may have."""
    del rulebook
    drugs = given(case, (rule.agent,), as_of) if rule.agent is not None else ()
    first = min((drug.start for drug in drugs if drug.start is not None), default=None)
    before = [
        infusion
        for infusion in given(case, ("ivig",), as_of)
        if first is None or infusion.start is None or infusion.start <= first
    ]
    if not drugs or not before:
        return None
    hours = rule.hours or 0
    in_time = first is not None and any(
        infusion.end is not None and elapsed(infusion.end, first) <= timedelta(hours=hours)
        for infusion in before
    )
    return None if in_time else {"hours": hours}


def _before_other_kinds(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    if rule.agent is None or not given(case, (rule.agent,), as_of):
        return None
    untried = sum(not given(case, kind, as_of) for kind in rule.kinds)
    return {"count": untried} if untried else None


def _dose_above(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    """Return the largest single dose by a route where it is above the limit."""
    del rulebook
    drugs = given(case, (rule.agent,), as_of) if rule.agent is not None else ()
    amounts = [_milligrams(drug, case, as_of) for drug in drugs if drug.route == rule.route]
    largest = max((amount for amount in amounts if amount is not None), default=None)
    limit = rule.value or 0
    if largest is None or largest <= Fraction(limit):
        return None
    return {"dose": largest, "limit": limit, "unit": rule.unit or ""}


def _milligrams(drug: Treatment, case: Case, as_of: datetime) -> Fraction | None:
    """Return a single dose in mg, None where its unit or the weight does not tell."""
    if drug.dose is None or drug.dose_unit not in {"mg", "mg/kg"}:
        return None
    if drug.dose_unit == "mg":
        return Fraction(drug.dose)
    kilograms = kilograms_at(drug, case, as_of)
    return Fraction(drug.dose) * kilograms if kilograms is not None else None


def _high_value(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    if rule.field is None:  # pragma: no cover (the rule file names the measurement)
        return None
    limit = rulebook.fields[rule.field].soft.maximum
    items = measured(case, rule.field, rulebook, as_of)
    if limit is None or not items or items[-1].interval is None:
        return None
    if items[-1].interval.compare(">", limit) is not Finding.MET:
        return None
    return {"quantity": items[-1].quantity or "", "at": items[-1].at}


def _ivig_in_all(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    """Return what was given in this illness in all, as long as its effect is to be watched.

    What an infusion held may not be known: the total is then at least so much.
    """
    del rulebook
    infusions = given_in_illness(case, ("ivig",), as_of)
    held = [grams_per_kg(item, case, as_of) for item in infusions]
    total = sum((amount for amount in held if amount is not None), Fraction(0))
    ends = [item.end for item in infusions if item.end is not None]
    if total < Fraction(rule.value or 0) or not ends:
        return None
    if elapsed(max(ends), as_of) > timedelta(hours=rule.hours or 0):
        return None
    return {"total": total, "unit": rule.unit or ""}


_CHECKS: Mapping[
    InteractionCheck, Callable[[Interaction, Case, Rulebook, datetime], Mapping[str, Value] | None]
] = {
    "aspirin_with_drug": _aspirin_with_drug,
    "aspirin_with_history": _aspirin_with_history,
    "aspirin_after_vaccine": _aspirin_after_vaccine,
    "anakinra_with_drug": _anakinra_with_drug,
    "vaccine_with_anakinra": _vaccine_with_anakinra,
    "vaccine_after_ivig": _vaccine_after_ivig,
    "vaccine_undated": _vaccine_undated,
    "vaccine_in_illness": _vaccine_in_illness,
    "drug_with_history": _drug_with_history,
    "drug_after_ivig": _drug_after_ivig,
    "before_other_kinds": _before_other_kinds,
    "dose_above": _dose_above,
    "high_value": _high_value,
    "ivig_in_all": _ivig_in_all,
}

"""What the record itself warns of, whatever is planned: few alerts, each with what to do.

A plan asks about its own drug and its own start (``clinical.dosing.cautions``); here two things
that were both given, or a drug and an illness, meet in the record.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.aspirin_course import running_aspirin
from clinical.course.follow_up import vaccine_not_before
from clinical.findings import NO_VALUES, Alert
from clinical.logic import Finding
from clinical.measurements import measured
from clinical.timeline import elapsed, given, local_day, recorded, shift_months

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime

    from clinical.findings import Value
    from clinical.record.case import Case
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
        last = drug.end or drug.start
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
    starts = [vaccine.start for vaccine in recorded(case, "live_vaccine")]
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
    anakinra = [dose.start for dose in given(case, ("anakinra",), as_of)]
    if rule.agent is None or not anakinra:
        return None
    drugs = given(case, (rule.agent,), as_of)
    if not rule.concurrent:
        return NO_VALUES if drugs else None
    days = next(
        caution.days
        for caution in rulebook.cautions
        if caution.drug == rule.agent and caution.days is not None
    )
    for drug in drugs:
        if drug.start is None or None in anakinra:
            return NO_VALUES
        for dose in anakinra:
            if dose is not None and elapsed(drug.start, dose) < timedelta(days=days):
                return NO_VALUES
    return None


def _vaccine_with_anakinra(
    rule: Interaction, case: Case, rulebook: Rulebook, as_of: datetime
) -> Mapping[str, Value] | None:
    del rulebook
    doses = given(case, ("anakinra",), as_of)
    starts = [dose.start for dose in doses if dose.start is not None]
    if not starts:
        return None
    first, last = local_day(min(starts), as_of), local_day(max(starts), as_of)
    if any(dose.end is not None for dose in doses):
        last = max(last, *(local_day(dose.end, as_of) for dose in doses if dose.end is not None))
    since = shift_months(first, -(rule.months or 0))
    days = [day for day in _vaccines(case, as_of) if since <= day <= last]
    return {"day": max(days)} if days else None


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
    """Return what was given in all, as long as its effect is to be watched."""
    del rulebook
    infusions = [item for item in given(case, ("ivig",), as_of) if item.dose_unit == rule.unit]
    total = sum((Fraction(item.dose) for item in infusions if item.dose is not None), Fraction(0))
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
    "drug_with_history": _drug_with_history,
    "high_value": _high_value,
    "ivig_in_all": _ivig_in_all,
}

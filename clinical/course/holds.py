"""What holds anakinra: low neutrophils, liver enzymes. Speaks only once anakinra was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from clinical.course.ctcae import latest_grade
from clinical.findings import Alert
from clinical.logic import Finding
from clinical.measurements import neutrophils_under
from clinical.timeline import fever_onset_day, given_in_illness, later_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.course.ctcae import GradeRange
    from clinical.findings import Value
    from clinical.record.case import Case
    from clinical.rules.citation import Cited
    from clinical.rules.course import GradedCode
    from clinical.rules.rulebook import Rulebook

HoldCode = Literal["neutropenia_hold", "liver_hold", "liver_repeat"]
_LIVER: tuple[GradedCode, ...] = ("alt", "ast")


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason to hold the drug or to look again, the value behind it, and when it is due.

    ``assumed`` says that the value before treatment is not known and was taken as normal, which
    never gives the lower grade.
    """

    code: HoldCode
    field: GradedCode
    at: datetime
    rule: Cited
    due: datetime | None = None
    grade: int | None = None
    assumed: bool = False


def assess_holds(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Hold, ...]:
    """Return what holds anakinra by the latest values, nothing where none was given."""
    if not given_in_illness(case, ("anakinra",), as_of):
        return ()
    return (*_neutropenia(case, rulebook, as_of), *_liver(case, rulebook, as_of))


def hold_alerts(holds: tuple[Hold, ...]) -> tuple[Alert, ...]:
    """Return each hold as a question to the prescriber."""
    found: list[Alert] = []
    for hold in holds:
        code = f"hold.{hold.code}{'_assumed' if hold.assumed else ''}"
        rule = hold.rule
        found.append(Alert("confirm", code, _values(hold), rule.source, rule.mark, hold.field))
    return tuple(found)


def _values(hold: Hold) -> dict[str, Value]:
    values: dict[str, Value] = {"name": hold.field, "at": hold.at}
    if hold.grade is not None:
        values["grade"] = hold.grade
    if hold.due is not None:
        values["due"] = hold.due
    return values


def _neutropenia(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Hold]:
    rule = rulebook.monitoring.neutropenia
    limit = (rule.neutrophils.operator, rule.neutrophils.value)
    since = fever_onset_day(case, as_of)
    low, latest = neutrophils_under(case, rulebook, as_of, limit, since)
    if low is Finding.MET and latest is not None:
        yield Hold("neutropenia_hold", "neutrophils", latest.at, rule)


def _liver(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Hold]:
    """Yield the graver of both enzymes by their latest values."""
    rule = rulebook.monitoring.liver
    terms = [term for term in rulebook.ctcae.term if term.id in _LIVER]
    found = [latest_grade(term, case, rulebook, as_of) for term in terms]
    graded = [(_to_act_on(item.grade), item) for item in found if item.grade is not None]
    grade, worst = max(graded, key=lambda pair: pair[0], default=(0, None))
    if worst is None or worst.grade is None or worst.value is None:
        return
    at, field = worst.value.at, worst.term.id
    assumed = worst.grade.certain is None
    if grade >= rule.hold_from_grade:
        yield Hold("liver_hold", field, at, rule, grade=grade, assumed=assumed)
    elif grade >= rule.repeat_from_grade:
        due = later_by(at, timedelta(hours=rule.repeat_hours)).astimezone(as_of.tzinfo)
        yield Hold("liver_repeat", field, at, rule, due=due, grade=grade, assumed=assumed)


def _to_act_on(grade: GradeRange) -> int:
    return grade.low if grade.by_limit is None else max(grade.low, grade.by_limit)

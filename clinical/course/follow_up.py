"""What is due after treatment: the next echocardiogram, the talk about aspirin, live vaccines.

Dates and states only: the program reminds, a person decides and orders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from clinical.course.aspirin_course import running_aspirin
from clinical.course.echo_dates import EchoDue, echo_dates, next_echo
from clinical.diagnosis.evidence import out_of_range
from clinical.heart.classes import SIZES
from clinical.heart.z_scores import VESSELS
from clinical.logic import Finding, all_of, finding_of, negate
from clinical.measurements import measured
from clinical.timeline import fever_onset_day, given, local_day, shift_months

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.heart.coronary import CoronaryAssessment
    from clinical.heart.level import AhaLevel, CoronaryLevel
    from clinical.heart.readings import EchoReading
    from clinical.record.case import Case
    from clinical.rules.follow_up import Advice, LevelRow, LevelTable
    from clinical.rules.follow_up import AspirinReview as AspirinRule
    from clinical.rules.rulebook import Rulebook

AspirinCondition = Literal["weeks", "echo", "platelets", "level"]


@dataclass(frozen=True, slots=True)
class AspirinReview:
    """Whether stopping aspirin may be discussed, from when on, and what each condition says.

    ``on_aspirin`` says whether aspirin was given and goes on.
    """

    finding: Finding
    on: date | None
    conditions: tuple[tuple[AspirinCondition, Finding], ...]
    missing: tuple[str, ...]
    on_aspirin: bool


@dataclass(frozen=True, slots=True)
class LongTerm:
    """What one edition says of the child's level."""

    table: LevelTable
    row: LevelRow


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Everything that is due after treatment.

    ``vaccine_unclear`` says that immunoglobulin was given at a time nobody wrote down.
    """

    echos: tuple[EchoDue, ...]
    next_echo: EchoDue | None
    aspirin: AspirinReview
    vaccine_not_before: date | None
    vaccine_unclear: bool
    level: AhaLevel | None
    long_term: tuple[LongTerm, ...]
    advice: tuple[Advice, ...]


def assess_follow_up(
    case: Case,
    rulebook: Rulebook,
    kawasaki: KawasakiAssessment,
    coronary: CoronaryAssessment,
    as_of: datetime,
) -> FollowUp:
    """Return what is due at ``as_of``."""
    rule = rulebook.follow_up
    level = coronary.level.level
    due = echo_dates(case, rulebook, kawasaki, coronary, as_of)
    aspirin = _aspirin(case, rulebook, coronary, as_of)
    infusions = given(case, ("ivig",), as_of)
    return FollowUp(
        echos=due,
        next_echo=next_echo(due, case, rulebook, coronary, as_of),
        aspirin=aspirin,
        vaccine_not_before=vaccine_not_before(case, rulebook, as_of),
        vaccine_unclear=any(item.start is None and item.end is None for item in infusions),
        level=level,
        long_term=tuple(
            LongTerm(table, row) for table in rule.table for row in table.row if row.level == level
        ),
        advice=tuple(
            advice
            for advice in rule.advice
            if aspirin.on_aspirin or (due and not advice.on_aspirin)
        ),
    )


def vaccine_not_before(case: Case, rulebook: Rulebook, as_of: datetime) -> date | None:
    """Return from when on a live vaccine may be given: so many months after immunoglobulin.

    None without immunoglobulin, and where one infusion has no time: it may have been the last.
    """
    infusions = given(case, ("ivig",), as_of)
    ends = [item.end or item.start for item in infusions]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    day = local_day(max(known), as_of)
    later = shift_months(day, rulebook.follow_up.live_vaccine.months)
    # Where the month has no such day, the first of the next one.
    return later if later.day == day.day else later + timedelta(days=1)


def _aspirin(
    case: Case, rulebook: Rulebook, coronary: CoronaryAssessment, as_of: datetime
) -> AspirinReview:
    rule = rulebook.follow_up.aspirin
    onset, today = fever_onset_day(case, as_of), local_day(as_of, as_of)
    on = onset + timedelta(weeks=rule.weeks_from_onset) if onset is not None else None
    since = onset + timedelta(weeks=rule.echo_weeks) if onset is not None else None
    late = [
        echo
        for echo in coronary.counted
        if since is not None and local_day(echo.at, as_of) >= since
    ]
    conditions: dict[AspirinCondition, Finding] = {
        "weeks": finding_of(today >= on if on is not None else None),
        "echo": normal_coronaries(late[-1], coronary, case) if late else Finding.UNKNOWN,
        "platelets": _normal_platelets(case, rulebook, as_of),
        "level": _no_aneurysm(coronary.level, rule),
    }
    fields: dict[AspirinCondition, tuple[str, ...]] = {
        "weeks": ("fever_onset",),
        "echo": ("echo",),
        "platelets": ("platelets",),
        "level": coronary.level.missing,
    }
    finding = all_of(*conditions.values())
    missing = [
        field
        for name, wanted in fields.items()
        for field in wanted
        if finding is Finding.UNKNOWN and conditions[name] is Finding.UNKNOWN
    ]
    return AspirinReview(
        finding,
        on,
        tuple(conditions.items()),
        tuple(dict.fromkeys(missing)),
        bool(running_aspirin(case, as_of)),
    )


def _no_aneurysm(level: CoronaryLevel, rule: AspirinRule) -> Finding:
    """Return whether no aneurysm calls for going on with aspirin.

    Where the level is open an aneurysm that was seen goes on: nobody saw it normal again.
    """
    if level.level is not None:
        return finding_of(level.level not in rule.goes_on_at)
    seen = level.max_ever is not None and SIZES.index(level.max_ever) >= SIZES.index("small")
    return Finding.NOT_MET if seen else Finding.UNKNOWN


def normal_coronaries(echo: EchoReading, coronary: CoronaryAssessment, case: Case) -> Finding:
    """Return whether an echocardiogram shows normal coronary arteries.

    Both main ones have to be seen, and each that was enlarged before.
    """
    seen = any(
        other.at == echo.at and other.struck is None and other.aneurysm == "present"
        for other in case.echos
    )
    if seen or any(part.size != "none" for part in echo.decided.values()):
        return Finding.NOT_MET
    enlarged = {
        segment
        for other in coronary.counted
        for segment, part in other.decided.items()
        if part.size != "none"
    }
    wanted = {*VESSELS, *enlarged}
    return finding_of(True if wanted <= set(echo.decided) else None)


def _normal_platelets(case: Case, rulebook: Rulebook, as_of: datetime) -> Finding:
    """Return whether the platelets of the review's own weeks are normal."""
    onset = fever_onset_day(case, as_of)
    if onset is None:
        return Finding.UNKNOWN
    since = onset + timedelta(weeks=rulebook.follow_up.aspirin.platelet_weeks)
    counts = measured(case, "platelets", rulebook, as_of, since=since)
    if not counts:
        return Finding.UNKNOWN
    field = rulebook.fields["platelets"]
    return all_of(
        negate(out_of_range(counts[-1], "high", field)),
        negate(out_of_range(counts[-1], "low", field)),
    )

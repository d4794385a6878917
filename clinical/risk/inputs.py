"""What the rows of the scores are decided on, each at its own time.

A score takes the latest value at or before the start of the first immunoglobulin infusion and
never one from after it; where that start is unknown, the latest at or before ``as_of``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast, get_args

from clinical.diagnosis.evidence import presence, principal_signs
from clinical.heart.z_scores import REPORTED, VESSELS
from clinical.logic import Finding, finding_of
from clinical.measurements import Measured, measured, neutrophil_counts
from clinical.quantity import Interval
from clinical.record.vocabulary import ObservationCode
from clinical.timeline import (
    age_on,
    day_of,
    fever_onset_day,
    illness_day,
    local_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from clinical.findings import Value
    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Case, Echo
    from clinical.record.vocabulary import Segment
    from clinical.rules.criteria import ScoreInput, ScoreRule
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import FirstIvig

_CODES: frozenset[str] = frozenset(get_args(ObservationCode))


@dataclass(frozen=True, slots=True)
class Chart:
    """Where the rows look: the record, the rules, and what is known of the first infusion."""

    rule: ScoreRule
    case: Case
    rulebook: Rulebook
    sizes: Mapping[int, EchoSizes]
    treatment: FirstIvig
    as_of: datetime

    @property
    def until(self) -> datetime:
        """The last moment whose values count."""
        given = self.treatment.state == "given" and self.treatment.at is not None
        return min(self.treatment.at, self.as_of) if given and self.treatment.at else self.as_of

    @property
    def start(self) -> datetime:
        """When treatment begins, or ``as_of`` where none is known: "if it starts now"."""
        return self.treatment.at if self.treatment.at is not None else self.as_of

    def values(self, code: ObservationCode) -> tuple[Measured, ...]:
        """Return the counted values of a code by time, those without a number left out."""
        found = measured(
            self.case,
            code,
            self.rulebook,
            self.as_of,
            since=fever_onset_day(self.case, self.as_of),
            until=self.until,
        )
        return tuple(item for item in found if item.interval is not None)


@dataclass(frozen=True, slots=True)
class RowInput:
    """What a row was decided on: a range to compare or an answer, and how it is shown.

    ``model`` says by which z model a z was computed, or that it was reported; ``model_title`` is
    that model's name, of a reported z the one the laboratory gave.
    """

    interval: Interval | None = None
    answer: Finding | None = None
    shown: Value | None = None
    at: datetime | None = None
    comparator: str | None = None
    converted: Fraction | None = None
    model: str | None = None
    model_title: str | None = None


def row_input(name: ScoreInput, chart: Chart) -> RowInput:
    """Return what a row with this input rests on."""
    if name in _CODES:
        return _latest(cast("ObservationCode", name), chart)
    return _INPUTS[name](chart)


def _latest(code: ObservationCode, chart: Chart) -> RowInput:
    counted = chart.values(code)
    if not counted:
        return RowInput()
    last = counted[-1]
    return RowInput(
        last.interval,
        shown=last.quantity,
        at=last.at,
        comparator=last.observation.comparator,
        converted=last.converted,
    )


def _age(chart: Chart) -> RowInput:
    age = age_on(chart.case.patient, local_day(chart.start, chart.as_of))
    return RowInput() if age is None else RowInput(age.in_months, shown=age.months)


def _day_of_treatment(chart: Chart) -> RowInput:
    if chart.treatment.state == "given_time_unknown":
        return RowInput()
    illness = illness_day(chart.case, local_day(chart.start, chart.as_of), chart.as_of)
    if illness is None or illness < 1:
        return RowInput()
    return RowInput(Interval.exactly(illness), shown=illness)


def _ancestry(chart: Chart) -> RowInput:
    return RowInput(answer=presence(chart.case.patient.asian_ancestry))


def _male(chart: Chart) -> RowInput:
    sex = chart.case.patient.sex
    return RowInput(answer=finding_of(None if sex == "unknown" else sex == "male"))


def _node(chart: Chart) -> RowInput:
    signs = principal_signs(chart.case, chart.rulebook.kawasaki, chart.until)
    node = next(sign for sign in signs if sign.field == "signs.cervical_lymphadenopathy")
    return RowInput(answer=node.finding)


def _hepatomegaly(chart: Chart) -> RowInput:
    return RowInput(answer=presence(chart.case.history.hepatomegaly))


def _worst_z(chart: Chart) -> RowInput:
    """Return the larger z of LAD and RCA at the last echocardiogram that tells of them.

    A vessel counts by the score's own z model, else by the z that was reported, else by
    "normal" in words. A vessel that is not known leaves the upper end open.
    """
    onset = fever_onset_day(chart.case, chart.as_of)
    echos = [
        (chart.case.echos[index], sizes)
        for index, sizes in chart.sizes.items()
        if sizes.at <= chart.until and (onset is None or day_of(sizes.at, chart.as_of) >= onset)
    ]
    for echo, sizes in sorted(echos, key=lambda item: item[0].at, reverse=True):
        vessels = [_vessel(echo, sizes, segment, chart) for segment in VESSELS]
        known = [vessel for vessel in vessels if vessel is not None]
        if known:
            # An aneurysm that was seen may have any z, whatever was measured elsewhere.
            seen = echo.aneurysm == "present"
            return _larger(known, echo.at, complete=len(known) == len(vessels) and not seen)
    return RowInput()


@dataclass(frozen=True, slots=True)
class _Vessel:
    z: Interval
    model: str | None = None
    title: str | None = None


def _vessel(echo: Echo, sizes: EchoSizes, segment: Segment, chart: Chart) -> _Vessel | None:
    reading = sizes.segments.get(segment)
    model = chart.rule.z_model or ""
    if reading is not None and model in reading.z:
        z = Interval.exactly(Fraction(reading.z[model]))
        return _Vessel(z, model, chart.rulebook.z_models[model].title)
    if reading is not None and reading.reported_z is not None:
        z = Interval.exactly(reading.reported_z)
        return _Vessel(z, REPORTED, reading.reported_model)
    if echo.normal_coronaries == "present":
        limit = Fraction(chart.rulebook.coronary.dilation.value)
        return _Vessel(Interval.beyond("<", limit))
    return None


def _larger(vessels: list[_Vessel], at: datetime, *, complete: bool) -> RowInput:
    numbers = [(vessel.z.low, vessel) for vessel in vessels if vessel.z.low is not None]
    high = max((vessel.z.high for vessel in vessels if vessel.z.high is not None), default=None)
    low, shown = max(numbers, key=lambda item: item[0], default=(None, _Vessel(vessels[0].z)))
    whole = Interval(low, high if complete else None, high_closed=low is not None and low == high)
    return RowInput(whole, shown=low, at=at, model=shown.model, model_title=shown.title)


def _ratio(over: ObservationCode, chart: Chart) -> RowInput:
    """Return the last ratio to the lymphocytes; both come from one sample."""
    tops = {item.at: item for item in _counts(over, chart)}
    pairs = [(tops[item.at], item) for item in chart.values("lymphocytes") if item.at in tops]
    if not pairs:
        return RowInput()
    top, bottom = pairs[-1]
    if top.interval is None or bottom.interval is None:  # pragma: no cover (values() has numbers)
        return RowInput()
    ratio = _divided(top.interval, bottom.interval)
    shown = ratio.low if ratio.low is not None and ratio.low == ratio.high else None
    return RowInput(ratio, shown=shown, at=bottom.at)


def _counts(code: ObservationCode, chart: Chart) -> tuple[Measured, ...]:
    if code != "neutrophils":
        return chart.values(code)
    since = fever_onset_day(chart.case, chart.as_of)
    counts = neutrophil_counts(chart.case, chart.rulebook, chart.until, since)
    return tuple(item for item in counts if item.interval is not None)


def _divided(top: Interval, bottom: Interval) -> Interval:
    """Return the quotient of two counts; both are zero or more."""

    def part(one: Fraction | None, other: Fraction | None) -> Fraction | None:
        return None if one is None or other is None or other == 0 else one / other

    closed_low = top.low_closed and bottom.high_closed
    return Interval(
        part(top.low, bottom.high),
        part(top.high, bottom.low),
        closed_low,
        top.high_closed and bottom.low_closed,
    )


_INPUTS: Mapping[str, Callable[[Chart], RowInput]] = {
    "age_months": _age,
    "illness_day_at_treatment": _day_of_treatment,
    "coronary_z": _worst_z,
    "asian_ancestry": _ancestry,
    "male_sex": _male,
    "cervical_lymphadenopathy": _node,
    "hepatomegaly": _hepatomegaly,
    "nlr": lambda chart: _ratio("neutrophils", chart),
    "plr": lambda chart: _ratio("platelets", chart),
}

"""Whether the fever answered to immunoglobulin, by four definitions side by side.

Each clock starts at the end of an infusion and runs in elapsed time. Readings count from the
hour on until the earlier of the last day of the window and the next rescue treatment; the fall
of CRP and white cells stands beside the clocks and never decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import hours_between, in_utc
from clinical.course.infusions import Infusion, infusions
from clinical.course.laboratory_fall import Fall, laboratory_falls
from clinical.findings import Alert, Reason
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from fractions import Fraction

    from clinical.course.temperature import Reading
    from clinical.findings import Value
    from clinical.record.case import Case
    from clinical.rules.course import ResponseClock
    from clinical.rules.rulebook import Rulebook


class ResponseVerdict(StrEnum):
    """What one definition says of one infusion."""

    RESISTANT = "resistant"
    RESPONDED = "responded"
    TOO_EARLY = "too_early"
    UNDETERMINED = "undetermined"


Pattern = Literal["persistent", "recrudescent"]


@dataclass(frozen=True, slots=True)
class Clock:
    """One definition: when its hour is, how long until then, and what the readings since say."""

    rule: ResponseClock
    verdict: ResponseVerdict
    because: Reason
    reached_at: datetime | None
    hours_until: Fraction | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class InfusionResponse:
    """The clocks of one infusion, the deciding one first."""

    infusion: Infusion
    hours_since_end: Fraction | None
    clocks: tuple[Clock, ...]

    @property
    def deciding(self) -> Clock:
        """The clock of the default definition."""
        return self.clocks[0]


@dataclass(frozen=True, slots=True)
class IvigResponse:
    """The answer to immunoglobulin: of the first infusion in full, of the others by one clock."""

    first: InfusionResponse
    by_infusion: tuple[InfusionResponse, ...]
    pattern: Pattern | None
    falls: tuple[Fall, ...]
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    alerts: tuple[Alert, ...]
    source: str


def assess_ivig_response(
    case: Case, rulebook: Rulebook, temperatures: tuple[Reading, ...], as_of: datetime
) -> IvigResponse:
    """Return what the clocks say at ``as_of``."""
    rule = rulebook.ivig_response
    listed = infusions(case, rulebook, as_of)
    by_infusion = tuple(_response(item, temperatures, rulebook, as_of) for item in listed)
    # Without an infusion the clocks say so, each for itself.
    none = Infusion(0, None, None, None, rescue_unclear=False)
    first = by_infusion[0] if by_infusion else _response(none, (), rulebook, as_of)
    pattern = _pattern(first, temperatures)
    return IvigResponse(
        first=first,
        by_infusion=by_infusion,
        pattern=pattern,
        falls=laboratory_falls(case, rulebook, first.infusion, as_of),
        missing=_missing(first),
        reasons=tuple(_reasons(first, pattern, temperatures, rulebook, as_of)),
        alerts=(
            *_other_causes(case, rulebook, by_infusion),
            *_clocks_change(by_infusion, as_of),
        ),
        source=rule.source,
    )


def _response(
    infusion: Infusion, temperatures: tuple[Reading, ...], rulebook: Rulebook, as_of: datetime
) -> InfusionResponse:
    end = infusion.end
    since = hours_between(end, as_of) if end is not None else None
    return InfusionResponse(
        infusion,
        since if since is not None and since >= 0 else None,
        tuple(
            _clock(rule, infusion, temperatures, rulebook, as_of)
            for rule in rulebook.ivig_response.clock
        ),
    )


def _clock(
    rule: ResponseClock,
    infusion: Infusion,
    temperatures: tuple[Reading, ...],
    rulebook: Rulebook,
    as_of: datetime,
) -> Clock:
    end = infusion.end
    if end is None:
        code = "end_unknown" if infusion.n else "no_infusion"
        field = "ivig_end" if infusion.n else "ivig"
        because = _reason(code, rule, Finding.UNKNOWN, {}, field)
        return Clock(rule, ResponseVerdict.UNDETERMINED, because, None, None, ())
    ended = in_utc(end)
    reached = ended + timedelta(hours=rule.hours)
    hour = reached.astimezone(as_of.tzinfo)
    left = hours_between(as_of, reached)
    if left > 0:
        because = _reason("too_early", rule, Finding.UNKNOWN, {"at": hour, "left": left})
        return Clock(rule, ResponseVerdict.TOO_EARLY, because, hour, left, ())
    last = ended + timedelta(days=rulebook.ivig_response.window.days)
    rescue = in_utc(infusion.next_rescue) if infusion.next_rescue is not None else None
    counted = tuple(
        reading
        for reading in temperatures
        if reached <= reading.at < last
        # A reading taken as the rescue was begun is still from before it.
        and (rescue is None or reading.at <= rescue)
    )
    verdict, because = _verdict(rule, infusion, counted, hour, as_of)
    return Clock(rule, verdict, because, hour, None, counted)


def _verdict(
    rule: ResponseClock,
    infusion: Infusion,
    counted: tuple[Reading, ...],
    hour: datetime,
    as_of: datetime,
) -> tuple[ResponseVerdict, Reason]:
    """Return what the readings since the hour say."""

    def open_(
        code: str, values: dict[str, Value], field: str | None
    ) -> tuple[ResponseVerdict, Reason]:
        because = _reason(code, rule, Finding.UNKNOWN, values, field)
        return ResponseVerdict.UNDETERMINED, because

    if infusion.rescue_unclear:
        return open_("rescue_time_unknown", {}, "treatments")
    rescue = infusion.next_rescue
    if rescue is not None and hours_between(rescue, hour) > 0:
        # Nothing that could still be entered would tell.
        return open_("rescue_before_hour", {"at": rescue.astimezone(as_of.tzinfo)}, None)
    if not counted:
        return open_("no_reading", {}, "temperature")
    last = counted[-1]
    values: dict[str, Value] = {"count": len(counted), "at": last.at.astimezone(as_of.tzinfo)}
    fevers = [reading for reading in counted if reading.fever is Finding.MET]
    if fevers:
        return ResponseVerdict.RESISTANT, _fever(fevers[0], rule, hour, as_of)
    if any(reading.fever is Finding.UNKNOWN for reading in counted):
        return open_("reading_unclear", values, "temperature")
    if last.masked is not Finding.NOT_MET:
        return open_("masked", values, "temperature")
    code = "responded" if len(counted) > 1 else "responded_once"
    return ResponseVerdict.RESPONDED, _reason(code, rule, Finding.NOT_MET, values)


def _fever(reading: Reading, rule: ResponseClock, hour: datetime, as_of: datetime) -> Reason:
    """Return the fever that decided: as measured, and as it counts where its site adds to it."""
    values: dict[str, Value] = {
        "at": reading.at.astimezone(as_of.tzinfo),
        "since": rule.hours + hours_between(hour, reading.at),
        "quantity": reading.measured.quantity or "",
    }
    measured, counts = reading.measured, reading.corrected
    as_entered = counts == measured.interval and measured.converted is None
    if counts is not None and counts.low is not None and not as_entered:
        values["corrected"] = counts.low
        return _reason("resistant_corrected", rule, Finding.MET, values)
    return _reason("resistant", rule, Finding.MET, values)


def _reason(
    code: str,
    rule: ResponseClock,
    finding: Finding,
    values: dict[str, Value],
    field: str | None = None,
) -> Reason:
    known: dict[str, Value] = {"hours": rule.hours, "title": rule.title, **values}
    return Reason.citing(f"response.{code}", finding, rule, known, field)


def _pattern(first: InfusionResponse, temperatures: tuple[Reading, ...]) -> Pattern | None:
    """Return whether a fever that resists never went or came back.

    It came back where at least one reading between the end of the infusion and the fever was
    free of it; where one of them may have been, the record does not tell.
    """
    end, clock = first.infusion.end, first.deciding
    if end is None or clock.verdict is not ResponseVerdict.RESISTANT:
        return None
    free = {reading.fever_free for reading in _until_fever(end, clock, temperatures)}
    if Finding.MET in free:
        return "recrudescent"
    return None if Finding.UNKNOWN in free else "persistent"


def _until_fever(
    end: datetime, clock: Clock, temperatures: tuple[Reading, ...]
) -> tuple[Reading, ...]:
    """Return the readings from the end of an infusion to the fever that decided a clock."""
    fever = next(reading for reading in clock.readings if reading.fever is Finding.MET)
    first, last = in_utc(end), in_utc(fever.at)
    return tuple(reading for reading in temperatures if first <= reading.at <= last)


def _missing(first: InfusionResponse) -> tuple[str, ...]:
    fields = (
        clock.because.field
        for clock in first.clocks
        if clock.verdict is ResponseVerdict.UNDETERMINED
    )
    return tuple(dict.fromkeys(field for field in fields if field is not None))


def _reasons(
    first: InfusionResponse,
    pattern: Pattern | None,
    temperatures: tuple[Reading, ...],
    rulebook: Rulebook,
    as_of: datetime,
) -> Iterator[Reason]:
    """Yield what stands beside the clocks."""
    rule = rulebook.ivig_response
    clock = first.deciding
    early = [other for other in first.clocks if other.verdict is ResponseVerdict.RESISTANT]
    if clock.verdict is ResponseVerdict.TOO_EARLY and early:
        values: dict[str, Value] = {"hours": early[0].rule.hours}
        yield Reason.citing("response.provisional", Finding.UNKNOWN, early[0].rule, values)
    end = first.infusion.end
    if pattern is not None and end is not None:
        values = {"count": len(_until_fever(end, clock, temperatures))}
        yield Reason.citing(f"response.{pattern}", Finding.MET, clock.rule, values)
    if end is not None and first.infusion.next_rescue is None:
        last = in_utc(end) + timedelta(days=rule.window.days)
        late = [r for r in temperatures if r.at >= last and r.fever is Finding.MET]
        if late:
            values = {"days": rule.window.days, "at": late[0].at.astimezone(as_of.tzinfo)}
            yield Reason.citing("response.fever_after_window", Finding.MET, rule.window, values)


def _other_causes(
    case: Case, rulebook: Rulebook, by_infusion: tuple[InfusionResponse, ...]
) -> Iterator[Alert]:
    """Prompt for what else explains a fever that resists, unless it is ruled out."""
    rule = rulebook.ivig_response.other_causes
    if all(item.deciding.verdict is not ResponseVerdict.RESISTANT for item in by_infusion):
        return
    for name in rule.history:
        answer = getattr(case.history, name)
        if answer != "absent":
            code = f"response.{name}_{answer}"
            yield Alert("info", code, {}, rule.source, rule.mark, f"history.{name}")


def _clocks_change(by_infusion: tuple[InfusionResponse, ...], as_of: datetime) -> Iterator[Alert]:
    """Say where the hands of the clock moved while a response clock ran."""
    for item in by_infusion:
        if item.infusion.end is None:
            continue
        end = item.infusion.end.astimezone(as_of.tzinfo)
        hours = [clock.reached_at for clock in item.clocks if clock.reached_at is not None]
        if any(hour.utcoffset() != end.utcoffset() for hour in hours):
            yield Alert("info", "response.clocks_change", {"at": end})

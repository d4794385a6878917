"""Whether the fever answered to immunoglobulin, by four definitions side by side.

Each clock starts at the end of an infusion and runs in elapsed time. Readings count from the
hour on until the earlier of the last day of the window and the next rescue treatment; the fall
of CRP and white cells stands beside the clocks and never decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import hours_between, in_utc
from clinical.course.infusions import Infusion, first_course, grams_per_kg, infusions
from clinical.course.laboratory_fall import Fall, laboratory_falls
from clinical.course.response_changes import response_changes
from clinical.findings import Alert, Reason
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

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
    """The answer to immunoglobulin: of the first infusion in full, of the others by one clock.

    Where the first dose was given in two halves, ``first`` speaks of both as of one infusion.
    ``would_change`` speaks of the latest infusion.
    """

    first: InfusionResponse
    by_infusion: tuple[InfusionResponse, ...]
    pattern: Pattern | None
    falls: tuple[Fall, ...]
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    would_change: tuple[Reason, ...]
    alerts: tuple[Alert, ...]
    source: str

    @property
    def later(self) -> tuple[InfusionResponse, ...]:
        """The infusions after the first, both of its halves left out."""
        return self.by_infusion[len(self.first.infusion.entries) :]


@dataclass(frozen=True, slots=True)
class _Watch:
    """One infusion under watch: the temperatures, the rules, and the moment."""

    infusion: Infusion
    temperatures: tuple[Reading, ...]
    rulebook: Rulebook
    as_of: datetime

    def here(self, moment: datetime) -> datetime:
        """Return a moment in the time zone of the one asked about."""
        return moment.astimezone(self.as_of.tzinfo)


def assess_ivig_response(
    case: Case, rulebook: Rulebook, temperatures: tuple[Reading, ...], as_of: datetime
) -> IvigResponse:
    """Return what the clocks say at ``as_of``."""
    listed = infusions(case, rulebook, as_of)
    course = first_course(listed, case, rulebook, temperatures, as_of)
    watch = _Watch(course, temperatures, rulebook, as_of)
    first = _response(watch)
    later = listed[len(course.entries) :]
    by_infusion = (
        # A half has no clock of its own.
        *(_half(item, first, as_of) for item in listed[: len(course.entries)]),
        *(_response(replace(watch, infusion=item)) for item in later),
    )
    pattern = _pattern(first, temperatures)
    latest = by_infusion[-1] if later else first
    return IvigResponse(
        first=first,
        by_infusion=by_infusion,
        pattern=pattern,
        falls=laboratory_falls(case, rulebook, course, as_of),
        missing=_missing(first),
        reasons=(*_halves(watch, case), *_reasons(first, pattern, watch)),
        would_change=response_changes(latest, case, rulebook, as_of),
        alerts=(
            *_other_causes(case, rulebook, by_infusion),
            *_clocks_change((first, *by_infusion[len(course.entries) :]), as_of),
        ),
        source=rulebook.ivig_response.source,
    )


def _since(infusion: Infusion, as_of: datetime) -> Fraction | None:
    since = hours_between(infusion.end, as_of) if infusion.end is not None else None
    return since if since is not None and since >= 0 else None


def _response(watch: _Watch) -> InfusionResponse:
    clocks = tuple(_clock(rule, watch) for rule in watch.rulebook.ivig_response.clock)
    return InfusionResponse(watch.infusion, _since(watch.infusion, watch.as_of), clocks)


def _half(item: Infusion, course: InfusionResponse, as_of: datetime) -> InfusionResponse:
    return InfusionResponse(item, _since(item, as_of), course.clocks)


def reached_at(end: datetime, rule: ResponseClock) -> datetime:
    """Return when the hour of a definition is, so many real hours after an end, in UTC."""
    return in_utc(end) + timedelta(hours=rule.hours)


def _clock(rule: ResponseClock, watch: _Watch) -> Clock:
    infusion, end = watch.infusion, watch.infusion.end
    if end is None:
        code = "end_unknown" if infusion.n else "no_infusion"
        field = "ivig_end" if infusion.n else "ivig"
        because = _reason(code, rule, Finding.UNKNOWN, {}, field)
        return Clock(rule, ResponseVerdict.UNDETERMINED, because, None, None, ())
    reached = reached_at(end, rule)
    hour = watch.here(reached)
    left = hours_between(watch.as_of, reached)
    if left > 0:
        because = _reason("too_early", rule, Finding.UNKNOWN, {"at": hour, "left": left})
        return Clock(rule, ResponseVerdict.TOO_EARLY, because, hour, left, ())
    last = _window_end(end, watch.rulebook)
    rescue = in_utc(infusion.next_rescue) if infusion.next_rescue is not None else None
    counted = tuple(
        reading
        for reading in watch.temperatures
        if reached <= reading.at < last
        # A reading taken as the rescue was begun is still from before it.
        and (rescue is None or reading.at <= rescue)
    )
    verdict, because = _verdict(rule, watch, counted, hour)
    return Clock(rule, verdict, because, hour, None, counted)


def _window_end(end: datetime, rulebook: Rulebook) -> datetime:
    return in_utc(end) + timedelta(days=rulebook.ivig_response.window.days)


def _verdict(
    rule: ResponseClock, watch: _Watch, counted: tuple[Reading, ...], hour: datetime
) -> tuple[ResponseVerdict, Reason]:
    """Return what the readings since the hour say."""

    def open_(
        code: str, values: dict[str, Value], field: str | None
    ) -> tuple[ResponseVerdict, Reason]:
        because = _reason(code, rule, Finding.UNKNOWN, values, field)
        return ResponseVerdict.UNDETERMINED, because

    if watch.infusion.rescue_unclear:
        return open_("rescue_time_unknown", {}, "treatments")
    rescue = watch.infusion.next_rescue
    if rescue is not None and hours_between(rescue, hour) > 0:
        # Nothing that could still be entered would tell.
        return open_("rescue_before_hour", {"at": watch.here(rescue)}, None)
    if not counted:
        return open_(*_nothing_counted(watch, hour))
    last = counted[-1]
    values: dict[str, Value] = {"count": len(counted), "at": watch.here(last.at)}
    fevers = [reading for reading in counted if reading.fever is Finding.MET]
    if fevers:
        return ResponseVerdict.RESISTANT, _fever(fevers[0], rule, hour, watch.as_of)
    if any(reading.fever is Finding.UNKNOWN for reading in counted):
        return open_("reading_unclear", values, "temperature")
    once = "" if len(counted) > 1 else "_once"
    if last.masked is not Finding.NOT_MET:
        values["within"] = watch.rulebook.temperature.masking.hours
        if last.masked is Finding.MET:
            return open_(f"masked{once}", values, "temperature")
        # One more reading would be as doubtful.
        return open_(f"mask_unclear{once}", values, "antipyretic")
    return ResponseVerdict.RESPONDED, _reason(f"responded{once}", rule, Finding.NOT_MET, values)


def _nothing_counted(
    watch: _Watch, hour: datetime
) -> tuple[str, dict[str, Value], Literal["temperature"] | None]:
    """Return why no reading counts, and "temperature" where one that was forgotten would.

    A record that goes on after the span was over is not asked for more: what is measured now
    settles nothing.
    """
    goes_on = any(reading.at >= in_utc(hour) for reading in watch.temperatures)
    field = None if goes_on else "temperature"
    rescue, end = watch.infusion.next_rescue, watch.infusion.end
    if rescue is not None and end is not None and in_utc(rescue) < _window_end(end, watch.rulebook):
        return "no_reading_until_rescue", {"at": watch.here(rescue)}, field
    if goes_on:
        return "no_reading_in_window", {"days": watch.rulebook.ivig_response.window.days}, field
    return "no_reading", {}, field


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


def _halves(watch: _Watch, case: Case) -> Iterator[Reason]:
    """Say that two infusions were taken as one dose, and of how much."""
    entries, rule = watch.infusion.entries, watch.rulebook.ivig_response.halves
    if len(entries) > 1:
        held = (grams_per_kg(entry, case, watch.as_of) for entry in entries)
        dose = sum((amount for amount in held if amount is not None), Fraction(0))
        yield Reason.citing("response.halves", Finding.MET, rule, {"dose": dose})


def _reasons(first: InfusionResponse, pattern: Pattern | None, watch: _Watch) -> Iterator[Reason]:
    """Yield what stands beside the clocks."""
    clock = first.deciding
    early = [other for other in first.clocks if other.verdict is ResponseVerdict.RESISTANT]
    if clock.verdict is ResponseVerdict.TOO_EARLY and early:
        values: dict[str, Value] = {"hours": early[0].rule.hours}
        yield Reason.citing("response.provisional", Finding.UNKNOWN, early[0].rule, values)
    end = first.infusion.end
    if pattern is not None and end is not None:
        values = {"count": len(_until_fever(end, clock, watch.temperatures))}
        yield Reason.citing(f"response.{pattern}", Finding.MET, clock.rule, values)
    if end is not None and clock.verdict is not ResponseVerdict.TOO_EARLY:
        yield from _fever_later(end, first, watch)


def _fever_later(end: datetime, first: InfusionResponse, watch: _Watch) -> Iterator[Reason]:
    """Say of a fever that came too late to count what it came after."""
    rule = watch.rulebook.ivig_response
    last, rescue = _window_end(end, watch.rulebook), first.infusion.next_rescue
    fevers = [item for item in watch.temperatures if item.fever is Finding.MET]
    if rescue is not None and in_utc(rescue) < last:
        late = [item for item in fevers if item.at > in_utc(rescue)]
        if late and first.deciding.verdict is not ResponseVerdict.RESISTANT:
            values: dict[str, Value] = {"at": watch.here(late[0].at), "rescue": watch.here(rescue)}
            yield Reason.citing("response.fever_after_rescue", Finding.MET, rule.rescue, values)
        return
    late = [item for item in fevers if item.at >= last]
    if late:
        values = {"days": rule.window.days, "at": watch.here(late[0].at)}
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

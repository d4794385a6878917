"""The long-term risk level of the AHA: the largest class ever, and the class now.

1 no involvement, 2 dilation only, 3 small, 4 medium, 5 large or giant aneurysm; behind the point
how far it has regressed. A vessel that was never measured cannot have been normal: without LAD
and RCA there is no level 1 or 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.findings import Reason
from clinical.heart.classes import SIZES, SizeClass, holds
from clinical.heart.z_scores import REPORTED, SEGMENTS, VESSELS
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.findings import Value
    from clinical.heart.readings import Decided, EchoReading
    from clinical.record.vocabulary import Segment
    from clinical.rules.coronary import CoronaryRule

AhaLevel = Literal["1", "2", "3.1", "3.2", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4"]
# By the largest class ever, then by the class now; under the ones listed the last holds.
_LEVELS: dict[SizeClass, tuple[AhaLevel, ...]] = {
    "none": ("1",),
    "dilation": ("2",),
    "small": ("3.1", "3.2"),
    "medium": ("4.1", "4.2", "4.3"),
    "giant": ("5.1", "5.2", "5.3", "5.4"),
}


@dataclass(frozen=True, slots=True)
class CoronaryLevel:
    """The level with what it rests on; ``missing`` names the entries that would decide it."""

    level: AhaLevel | None
    max_ever: SizeClass | None
    current: SizeClass | None
    max_at: datetime | None
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]


def coronary_level(rule: CoronaryRule, echos: Sequence[EchoReading]) -> CoronaryLevel:
    """Return the level over the echocardiograms, the oldest first."""
    parts = [(part, echo) for echo in echos for part in echo.decided.values()]
    seen = next((echo for echo in echos if echo.unmeasured_aneurysm), None)
    top, top_echo = max(parts, key=lambda found: _rank(found[0]), default=(None, None))
    if seen is not None and (top is None or top.size in {"none", "dilation"}):
        # Where it lies and how large it is nobody measured: at least it is not level 1 or 2.
        values = {"at": seen.at}
        reason = Reason("level.aneurysm_in_words", Finding.UNKNOWN, values, rule.small.source)
        return CoronaryLevel(None, None, None, None, _unmeasured(seen), (reason,))
    if top is None or top_echo is None:
        source = rule.giant_mm.source
        reason = Reason("level.no_echo", Finding.UNKNOWN, source=source, field="echo")
        if echos:
            values = {"at": echos[-1].at}
            reason = Reason("level.nothing_told", Finding.UNKNOWN, values, source, field="echo")
        return CoronaryLevel(None, None, None, None, _entries(echos), (reason,))
    max_ever, reasons = top.size, [_because("max_ever", top, top_echo, rule)]
    fall = next(_falls(rule, echos), None)
    if fall is not None and max_ever == "none":
        max_ever, reasons = "dilation", [fall]
    now, missing = _now(echos)
    if now is not None:
        part, echo = now
        reasons.append(_because("current", part, echo, rule))
    never = [segment for segment in VESSELS if not any(segment in echo.decided for echo in echos)]
    open_ended = bool(never) and max_ever in {"none", "dilation"}
    level = None
    if now is not None and not open_ended:
        steps = _LEVELS[max_ever]
        level = steps[min(SIZES.index(max_ever) - _rank(now[0]), len(steps) - 1)]
    return CoronaryLevel(
        level,
        None if open_ended and max_ever == "none" else max_ever,
        now[0].size if now is not None else None,
        top_echo.at,
        tuple(
            dict.fromkeys(
                [*(f"echo.{segment}_mm" for segment in never), *missing, *echos[-1].missing]
            )
        ),
        tuple(reasons),
    )


def _unmeasured(echo: EchoReading) -> tuple[str, ...]:
    """Return the entries of the vessels in which the aneurysm may lie."""
    open_vessels = [segment for segment in SEGMENTS if segment not in echo.segments]
    return tuple(f"echo.{segment}_mm" for segment in open_vessels) or ("echo",)


def _rank(part: Decided) -> int:
    return SIZES.index(part.size)


def _now(echos: Sequence[EchoReading]) -> tuple[tuple[Decided, EchoReading] | None, list[str]]:
    """Return the largest class at the last echocardiogram, or the entries that leave it open.

    A vessel that was enlarged before and not seen now, or measured now and not decided, may be
    anything; so may an aneurysm that was seen and not measured.
    """
    latest = [echo for echo in echos if echo.segments or echo.decided or echo.aneurysm_in_words][-1]
    enlarged = {
        segment for echo in echos for segment, part in echo.decided.items() if part.size != "none"
    }
    largest = max(latest.decided.values(), key=_rank, default=None)
    if largest is not None and largest.size == "giant":
        # Whatever was not seen, nothing is larger.
        return (largest, latest), []
    unseen = sorted((enlarged | set(latest.segments)) - set(latest.decided))
    if unseen or latest.unmeasured_aneurysm or largest is None:
        return None, [f"echo.{segment}_mm" for segment in unseen] or ["echo"]
    return (largest, latest), []


def _entries(echos: Sequence[EchoReading]) -> tuple[str, ...]:
    """Return what would make the last echocardiogram tell: a body size, or the echo itself."""
    if not echos:
        return ("echo",)
    return echos[-1].missing or ("echo",)


def _because(code: str, part: Decided, echo: EchoReading, rule: CoronaryRule) -> Reason:
    values: dict[str, Value] = {
        "segment": part.segment,
        "size_class": part.size,
        "at": echo.at,
        "model": part.title,
    }
    if part.z is None:
        return Reason(f"level.{code}_in_words", Finding.MET, values, rule.giant_mm.source)
    suffix = "_reported" if part.by == REPORTED else ""
    values["z"] = part.z
    return Reason(f"level.{code}{suffix}", Finding.MET, values, rule.giant_mm.source)


def _falls(rule: CoronaryRule, echos: Sequence[EchoReading]) -> Iterator[Reason]:
    """Yield each vessel whose z was under the dilation line at first and then fell far enough."""
    segments: list[Segment] = [name for echo in echos for name in echo.decided]
    for segment in dict.fromkeys(segments):
        course = [echo.decided[segment] for echo in echos if segment in echo.decided]
        scores = [part.z for part in course if part.z is not None and part.by == course[0].by]
        drops = [high - low for at, high in enumerate(scores) for low in scores[at + 1 :]]
        if drops and holds(rule.fall, max(drops)):
            values = {"segment": segment, "fall": max(drops)}
            yield Reason.citing("level.fall", Finding.MET, rule.fall, values)

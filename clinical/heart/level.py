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
from clinical.heart.z_scores import VESSELS
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

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
    telling = [echo for echo in echos if echo.decided]
    if not telling:
        reason = Reason("level.no_echo", Finding.UNKNOWN, source=rule.giant_mm.source, field="echo")
        return CoronaryLevel(None, None, None, None, _entries(echos), (reason,))
    largest = max(
        ((part, echo) for echo in telling for part in echo.decided.values()),
        key=lambda found: SIZES.index(found[0].size),
    )
    top, top_echo = largest
    max_ever, reasons = top.size, [_because("max_ever", top, top_echo, rule)]
    fall = next(_falls(rule, telling), None)
    if fall is not None and max_ever == "none":
        max_ever = "dilation"
        reasons = [fall]
    latest = [echo for echo in echos if echo.segments or echo.decided][-1]
    never = [segment for segment in VESSELS if not any(segment in echo.decided for echo in telling)]
    involved = {
        segment for echo in telling for segment, part in echo.decided.items() if part.size != "none"
    }
    # What was seen before and not now, or measured now and not decided, may be anything.
    unseen = sorted((involved | set(latest.segments)) - set(latest.decided))
    current = None
    if not unseen:
        part = max(latest.decided.values(), key=lambda found: SIZES.index(found.size))
        current = part.size
        reasons.append(_because("current", part, latest, rule))
    open_ended = bool(never) and max_ever in {"none", "dilation"}
    level = None
    if current is not None and not open_ended:
        steps = _LEVELS[max_ever]
        level = steps[min(SIZES.index(max_ever) - SIZES.index(current), len(steps) - 1)]
    return CoronaryLevel(
        level,
        None if open_ended and max_ever == "none" else max_ever,
        current,
        top_echo.at,
        tuple(f"echo.{segment}_mm" for segment in dict.fromkeys([*never, *unseen])),
        tuple(reasons),
    )


def _entries(echos: Sequence[EchoReading]) -> tuple[str, ...]:
    """Return what would make the last echocardiogram tell: a body size, or the echo itself."""
    if not echos:
        return ("echo",)
    latest = echos[-1].sizes
    whys = [why for segment in latest.segments.values() for why in segment.no_z.values()]
    wanted = [latest.size.missing_entry(why) for why in whys]
    return tuple(dict.fromkeys(entry for entry in wanted if entry is not None)) or ("echo",)


def _because(code: str, part: Decided, echo: EchoReading, rule: CoronaryRule) -> Reason:
    values = {"segment": part.segment, "size_class": part.size, "at": echo.at}
    if part.z is None:
        return Reason(f"level.{code}_in_words", Finding.MET, values, rule.giant_mm.source)
    return Reason(f"level.{code}", Finding.MET, {**values, "z": part.z}, rule.giant_mm.source)


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

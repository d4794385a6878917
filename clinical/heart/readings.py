"""One echocardiogram as it is read: the class of each segment by each model, and which decides."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.heart.classes import (
    SIZES,
    JapaneseClass,
    SizeClass,
    is_giant,
    japanese_abnormal,
    japanese_size,
    size_class,
)
from clinical.heart.z_scores import REPORTED, VESSELS
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.heart.z_scores import EchoSizes, SegmentZ
    from clinical.record.case import Echo
    from clinical.record.vocabulary import Segment
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import AgeRange


@dataclass(frozen=True, slots=True)
class Decided:
    """The class that counts for a segment, by which z: a model's id and title, or the reported one.

    Without a z it was decided by a giant diameter or by "normal" in words.
    """

    segment: Segment
    size: SizeClass
    z: Fraction | None
    by: str | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class SegmentReading:
    """One segment: its class by every model that has a z, and the Japanese criteria beside."""

    sizes: SegmentZ
    classes: Mapping[str, SizeClass]
    reported_class: SizeClass | None
    japan_1984: Finding
    japan_1984_at_limit: bool
    japan_2008: JapaneseClass

    @property
    def models_disagree(self) -> bool:
        """Whether the computed z scores put the segment into different classes."""
        return len(set(self.classes.values())) > 1


@dataclass(frozen=True, slots=True)
class EchoReading:
    """One echocardiogram; ``decided`` holds the class of each segment that tells of itself.

    ``missing`` names the entries that would give a z by the child's own model.
    """

    at: datetime
    sizes: EchoSizes
    segments: Mapping[Segment, SegmentReading]
    decided: Mapping[Segment, Decided]
    aneurysm_in_words: bool
    missing: tuple[str, ...]

    @property
    def unmeasured_aneurysm(self) -> bool:
        """Whether an aneurysm was seen that no measured segment shows: its class is not known."""
        return self.aneurysm_in_words and (
            self.worst is None or self.worst.size in {"none", "dilation"}
        )

    @property
    def worst(self) -> Decided | None:
        """The segment in the largest class, of equal ones the one with the largest z."""
        return max(
            self.decided.values(),
            key=lambda part: (SIZES.index(part.size), part.z if part.z is not None else -1),
            default=None,
        )


def read_echo(echo: Echo, sizes: EchoSizes, rulebook: Rulebook, model: str) -> EchoReading:
    """Return the classes of an echocardiogram; ``model`` is the child's own z model."""
    segments: dict[Segment, SegmentReading] = {
        name: _segment(echo, segment, rulebook, sizes.size.age)
        for name, segment in sizes.segments.items()
    }
    decided: dict[Segment, Decided] = {}
    for name, reading in segments.items():
        found = _decided(reading, rulebook, model)
        if found is not None:
            decided[name] = found
    if echo.normal_coronaries == "present":
        for name in VESSELS:
            decided.setdefault(name, Decided(name, "none", None, None))
    wanted = [
        sizes.size.missing_entry(part.no_z.get(model, "")) for part in sizes.segments.values()
    ]
    return EchoReading(
        echo.at,
        sizes,
        segments,
        decided,
        aneurysm_in_words=echo.aneurysm == "present",
        missing=tuple(dict.fromkeys(entry for entry in wanted if entry is not None)),
    )


def _segment(
    echo: Echo, segment: SegmentZ, rulebook: Rulebook, age: AgeRange | None
) -> SegmentReading:
    rule, diameter = rulebook.coronary, segment.diameter_mm
    classes: dict[str, SizeClass] = {
        name: size_class(rule, z, diameter) for name, z in segment.z.items()
    }
    if is_giant(rule, diameter):
        # A giant diameter needs no z.
        classes |= dict.fromkeys(segment.no_z, "giant")
    reported = segment.reported_z
    abnormal, at_limit = Finding.UNKNOWN, False
    japanese: JapaneseClass = "unknown"
    if diameter is not None:
        abnormal, at_limit = japanese_abnormal(rule, echo, segment.segment, diameter, age)
        japanese = japanese_size(rule, echo, segment.segment, diameter, age)
    return SegmentReading(
        segment,
        classes,
        size_class(rule, reported, diameter) if reported is not None else None,
        abnormal,
        at_limit,
        japanese,
    )


def _decided(reading: SegmentReading, rulebook: Rulebook, model: str) -> Decided | None:
    """Return the class that counts: by the child's model or the reported z, the larger of both.

    Where neither is there, the largest of the other models', so that a vessel which the child's
    model does not know is not lost; and a giant diameter without any z.
    """
    sizes = reading.sizes
    scores: list[tuple[Fraction, str]] = []
    if model in sizes.z:
        scores.append((Fraction(sizes.z[model]), model))
    if sizes.reported_z is not None:
        scores.append((Fraction(sizes.reported_z), REPORTED))
    if not scores:
        scores = [(Fraction(z), name) for name, z in sizes.z.items()]
    if scores:
        z, by = max(scores)
        size = size_class(rulebook.coronary, z, sizes.diameter_mm)
        reported = sizes.reported_model or ""
        title = reported if by == REPORTED else rulebook.z_models[by].title
        return Decided(sizes.segment, size, z, by, title)
    if is_giant(rulebook.coronary, sizes.diameter_mm):
        return Decided(sizes.segment, "giant", None, None)
    return None

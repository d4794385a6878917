"""What a ladder asks: where its sources do not say what to give, and of a dose that is not its own.

A question says what was measured and what was charted, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clinical.dosing.ladder_level import Way
    from clinical.dosing.rungs import Heard, Thermometer
    from clinical.dosing.step import Charted
    from clinical.findings import Value
    from clinical.rules.phases import Ladder, Levels


@dataclass(frozen=True, slots=True)
class Question:
    """A code with its words, and the values they name."""

    code: str
    values: Mapping[str, Value]


def step_question(
    ladder: Ladder, thermometer: Thermometer, levels: Levels, hour: int, level: int
) -> Question:
    """Return what to ask of a step that the source does not name from this level."""
    rung = next(rung for rung in ladder.rung if rung.hour == hour)
    before = max((each.hour for each in ladder.rung if each.hour < hour), default=None)
    if before is None or rung.expects is None or level >= rung.expects:
        return Question("ladder.silent_level", {})
    values: dict[str, Value] = {"before": before, "said": levels.level[rung.expects + 1]}
    codes = {
        Finding.MET: "ladder.step_before_missed",
        Finding.NOT_MET: "ladder.silent_here",
        Finding.UNKNOWN: "ladder.before_unknown",
    }
    return Question(codes[thermometer.at(before).fever], values)


def charted_question(
    charted: Charted, ways: Sequence[Way], heard: Heard, *, rung: bool
) -> Question:
    """Return what to ask of a charted dose that is not the one of its hour."""
    if charted.mg is None or charted.per_kg is None:
        return Question("ladder.charted_unknown", {})
    amounts: dict[str, Value] = {"mg": charted.mg, "per_kg": charted.per_kg}
    if rung and heard.rises is None:
        return Question("ladder.charted_unread", amounts)
    if not ways:
        return Question("ladder.charted_unexpected", amounts)
    planned = max(ways, key=lambda way: way.after).given
    return Question("ladder.charted_differs", {**amounts, "planned": planned})

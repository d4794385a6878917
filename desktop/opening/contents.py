"""What a case file holds, in a few lines: each part of the record that says anything, and how much.

Every part of the model has its line, so that nothing comes into the window unannounced. Nothing is
judged here, and nothing computed.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from clinical.record.case import Case, Echo, Height, Weight
from reports.formats import age_text, day_text, dose_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from clinical.problem import Problem
    from reports.wording import Wording

# Told above the list: the form, the clock of an example child, and who the child is.
HEAD = frozenset({"format", "training", "patient"})
PARTS = tuple(part for part in Case.model_fields if part not in HEAD)
_MOST_PROBLEMS = 12
_MOST_NAMES = 4
_Timed = TypeVar("_Timed", Weight, Height, Echo)


def age_words(case: Case, day: date, words: Wording) -> str:
    """Return how old the child is and of which sex, each said where it is not known."""
    patient, unknown = case.patient, words.text("patients.unknown")
    sex = unknown if patient.sex == "unknown" else words.text(f"paper.sex.{patient.sex}")
    return words.text("opening.age", age=age_text(patient, day) or unknown, sex=sex)


def content_lines(case: Case, words: Wording) -> tuple[str, ...]:
    """Return a line for each part that holds something, in the order of the record."""
    nothing = Case()
    return tuple(
        _line(part, getattr(case, part), case, words)
        for part in PARTS
        if getattr(case, part) != getattr(nothing, part)
    )


def problem_lines(problems: Sequence[Problem], words: Wording) -> tuple[str, ...]:
    """Return what could not be read, with its place in the file; the rest is counted."""
    told = [words.problem(each) for each in problems[:_MOST_PROBLEMS]]
    if len(problems) > _MOST_PROBLEMS:
        told.append(words.text("opening.more", count=len(problems) - _MOST_PROBLEMS))
    return tuple(told)


def _line(part: str, value: object, case: Case, words: Wording) -> str:
    return words.text(
        "opening.line",
        part=words.text(f"opening.part.{part}"),
        told=_told(part, value, case, words),
    )


def _told(part: str, value: object, case: Case, words: Wording) -> str:
    match part:
        case "weights":
            return _with_newest(case.weights, lambda each: dose_text(each.kg, "kg"), words)
        case "heights":
            return _with_newest(case.heights, lambda each: dose_text(each.cm, "cm"), words)
        case "echos":
            return _with_newest(case.echos, lambda _: "", words)
        case "observations":
            names = [words.name(each.code) for each in case.observations if each.struck is None]
            return _with_names(_counted(case.observations, words), names, words)
        case "treatments":
            agents = [each.agent for each in case.treatments if each.struck is None]
            names = [words.name(f"agent.{agent}") for agent in agents]
            return _with_names(_counted(case.treatments, words), names, words)
        case "illness":
            return _illness(case, words)
        case _ if isinstance(value, tuple):
            return _counted(cast("tuple[object, ...]", value), words)
        case _ if isinstance(value, str):
            return value
        case _:
            return _entries(_answers(value), words)


def _illness(case: Case, words: Wording) -> str:
    told, onset = _entries(_answers(case.illness), words), case.illness.fever_onset
    if onset is None:
        return told
    day = moment_text(onset) if isinstance(onset, datetime) else day_text(onset)
    return words.text("opening.onset", day=day, told=told)


def _with_newest(
    entries: Sequence[_Timed], value_of: Callable[[_Timed], str], words: Wording
) -> str:
    """Return how many there are, with the newest that counts."""
    told = _counted(entries, words)
    counting = [each for each in entries if each.struck is None]
    if not counting:
        return told
    newest = max(counting, key=lambda each: each.at)
    value, at = value_of(newest), moment_text(newest.at)
    key = "opening.newest" if value else "opening.newest_at"
    return words.text(key, told=told, value=value, at=at)


def _counted(entries: Sequence[object], words: Wording) -> str:
    """Return how many entries there are, and how many of them were struck."""
    struck = sum(1 for each in entries if getattr(each, "struck", None) is not None)
    key = "opening.with_struck" if struck else "opening.count"
    return words.text(key, count=len(entries), struck=struck)


def _entries(count: int, words: Wording) -> str:
    return words.text("opening.entry" if count == 1 else "opening.entries", count=count)


def _with_names(told: str, names: Sequence[str], words: Wording) -> str:
    """Add what the entries are of, the commonest first; the rest is counted."""
    if not names:
        return told
    kinds = Counter(names).most_common()
    shown = [f"{name} {count}" for name, count in kinds[:_MOST_NAMES]]
    if len(kinds) > _MOST_NAMES:
        shown.append(words.text("opening.others", count=len(kinds) - _MOST_NAMES))
    return words.text("opening.of", told=told, names=", ".join(shown))


def _answers(value: object) -> int:
    """Return how many entries of a part differ from nothing entered."""
    dump = getattr(value, "model_dump", None)
    return _leaves(dump(exclude_defaults=True) if dump is not None else value)


def _leaves(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_leaves, cast("dict[str, Any]", value).values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_leaves, cast("list[object]", value)))
    return 1

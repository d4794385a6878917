"""One row of the log in words: what was measured, given or written, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.course.temperature import corrected
from clinical.measurements import Measured, interval_of
from clinical.record.case import (
    AdverseEvent,
    Echo,
    Height,
    Note,
    Observation,
    Treatment,
    Weight,
)
from reports.formats import (
    day_with_weekday,
    dose_text,
    hours_text,
    number_text,
    told_clock_text,
    told_moment_text,
    unit_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from clinical.log.entries import LogItem, LogRow
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row as it is read: ``state`` is empty but for struck rows and those out of the stay."""

    day: str
    time: str
    illness_day: str
    since: str
    kind: str
    text: str
    state: str
    by: str


def row_words(row: LogRow, rulebook: Rulebook, words: Wording) -> RowWords:
    """Return a row in words; the time it was written down stands where it is another one."""
    since = row.since_ivig
    zone = row.at.tzinfo if row.at is not None else None
    return RowWords(
        day=day_with_weekday(row.at.date()) if row.at is not None else words.text("log.no_time"),
        time=told_clock_text(row.at) if row.at is not None else "",
        illness_day=str(row.illness_day) if row.illness_day is not None else "",
        since="" if since is None else hours_text(since.hours),
        kind=words.text(f"log.kind.{row.kind}"),
        text=words.text("log.and").join(_item(item, rulebook, words, zone) for item in row.items),
        state=_state(row, words),
        by=_by(row, words),
    )


def _state(row: LogRow, words: Wording) -> str:
    struck = row.items[0].struck
    if struck is not None:
        zone = row.at.tzinfo if row.at is not None else None
        at = told_moment_text(struck.at.astimezone(zone) if zone is not None else struck.at)
        return words.text("log.struck", by=struck.by, at=at, reason=struck.reason)
    if row.later:
        return words.text("log.later")
    return words.text("log.early") if row.early else ""


def _by(row: LogRow, words: Wording) -> str:
    recorded = row.items[0].recorded
    if recorded is None:
        return ""
    charted = row.charted_at
    if charted is None or row.at is None or charted.replace(second=0) == row.at.replace(second=0):
        return recorded.by
    same = charted.date() == row.at.date()
    at = told_clock_text(charted) if same else told_moment_text(charted)
    return words.text("log.charted", by=recorded.by, at=at)


def _item(item: LogItem, rulebook: Rulebook, words: Wording, zone: tzinfo | None) -> str:
    match item:
        case Observation():
            return observation_words(item, rulebook, words)
        case Treatment():
            return dose_words(item, words, zone)
        case Weight():
            key = "log.weight_estimated" if item.method == "estimated" else "log.weight"
            return words.text(key, kg=item.kg)
        case Height():
            return words.text("log.height", cm=item.cm)
        case Echo():
            return words.text("log.and").join(_echo(item, words)) or words.name("echo")
        case AdverseEvent():
            return _event(item, words)
        case Note():
            return item.text


def observation_words(item: Observation, rulebook: Rulebook, words: Wording) -> str:
    """Return a measurement as it was entered; a temperature with what it counts as."""
    name = words.name(item.code)
    if item.value is None:
        said = words.text(f"field.judgement.{item.interpretation}")
        return words.text("log.value", name=name, value=said)
    unit = unit_text(item.unit or "")
    amount = f"{item.comparator or ''}{number_text(item.value)} {unit}".strip()
    if item.code != "temperature":
        return words.text("log.value", name=name, value=amount)
    site = words.text(f"chart.site.{item.site or 'unknown'}")
    shown = words.text("chart.temperature", value=amount, site=site)
    field = rulebook.fields["temperature"]
    taken = Measured(item.at, interval_of(item, field), item, field.canonical)
    counts = corrected(taken, rulebook)
    if counts is None or counts.low is None or counts == taken.interval:
        return shown
    return words.text("chart.temperature_counts", text=shown, counts=number_text(counts.low, 1))


def dose_words(item: Treatment, words: Wording, zone: tzinfo | None) -> str:
    """Return a charted dose: drug, amount, route, how long, and what became of it.

    ``zone`` is where the child is; without one the end is read as it was written.
    """
    name = item.name if item.agent == "other" and item.name else words.name(f"agent.{item.agent}")
    amount = words.text("chart.no_dose")
    if item.dose is not None:
        amount = dose_text(item.dose, item.dose_unit or "")
        if item.dose_unit == "mg/kg/day":
            amount = words.text("chart.by_the_day", dose=item.dose)
    text = words.text("log.dose", name=name, dose=amount)
    if item.route is not None and item.route != "other":
        text = words.text("log.route", text=text, route=words.text(f"sheet.route.{item.route}"))
    if item.end is not None and item.start is not None and item.end != item.start:
        end = item.end.astimezone(zone) if zone is not None else item.end
        text = words.text("log.until", text=text, end=told_moment_text(end))
    if item.batch:
        text = words.text("log.batch", text=text, batch=item.batch)
    if item.status in {"withheld", "refused"}:
        text = words.text(f"log.{item.status}", text=text)
    if item.reason:
        text = words.text("log.reason", text=text, reason=item.reason)
    return text


def _echo(item: Echo, words: Wording) -> Iterator[str]:
    for name in ("lmca", "lad", "lcx", "rca", "rca_mid", "rca_distal"):
        diameter, reported = getattr(item, f"{name}_mm"), item.reported_z.get(name)
        short = words.text(f"log.segment.{name}")
        if diameter is not None:
            yield words.text("log.value", name=short, value=f"{number_text(diameter)} mm")
        if reported is not None:
            yield words.text("log.value", name=short, value=f"z {number_text(reported.z)}")
    for name in ("lvef", "fs", "strain"):
        percent = getattr(item, f"{name}_percent")
        if percent is not None:
            yield words.text("log.value", name=words.name(name), value=f"{number_text(percent)} %")
    for name in (
        "normal_coronaries", "aneurysm", "lv_function_decreased", "mitral_regurgitation",
        "pericardial_effusion", "perivascular_brightness", "lack_of_tapering",
    ):  # fmt: skip
        if getattr(item, name) == "present":
            yield words.name(f"echo_field.{name}")


def _event(item: AdverseEvent, words: Wording) -> str:
    if item.grade is None:
        return words.text("log.event", term=item.term)
    return words.text("log.event_grade", term=item.term, grade=item.grade)

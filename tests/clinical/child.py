"""Turns what a table row gives into a record: "133 mmol/L", "day 4 16:00", "13 months".

The vocabulary is closed, so that a misspelt entry fails and is not taken for missing. Days are
days of illness: day 1 is 11-Nov-2026, the first day of fever, and clock times are at +01:00.
Where the calendar matters a day is written as it stands there: "2026-03-31 12:00".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, cast, get_args

from clinical.record.case import Case
from clinical.record.vocabulary import ObservationCode
from clinical.values import frozen_collections

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONE = timezone(timedelta(hours=1))
ONSET = date(2026, 11, 11)
CODES: frozenset[str] = frozenset(get_args(ObservationCode))
SIGNS = {
    "conjunctivae": "conjunctivitis",
    "mouth": "oral_changes",
    "rash": "rash",
    "hands and feet": "extremity_changes",
    "node": "cervical_lymphadenopathy",
}
_MOMENT = re.compile(r"day (-?\d+) (\d\d):(\d\d)(?::(\d\d))?")
_CALENDAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_OBSERVED = re.compile(r"(?P<comparator><=|>=|<|>)?(?P<value>-?\d+(?:\.\d+)?) (?P<unit>.+?)")
_AGE = re.compile(r"(?:(\d+) years?)? ?(?:(\d+) months?)? ?(?:(\d+) days?)?")
ECHO_FINDINGS = (
    "normal_coronaries",
    "aneurysm",
    "lv_function_decreased",
    "mitral_regurgitation",
    "pericardial_effusion",
    "perivascular_brightness",
    "lack_of_tapering",
)
_ECHO_FACTS = frozenset(
    {
        *ECHO_FINDINGS,
        "lmca_mm",
        "lad_mm",
        "lcx_mm",
        "rca_mm",
        "rca_mid_mm",
        "rca_distal_mm",
        "lvef_percent",
        "fs_percent",
        "strain_percent",
        "adjacent_mm",
        "lumen_irregular",
    }
)


@dataclass(frozen=True)
class Child:
    """A record and the moment it is read at."""

    case: Case
    as_of: datetime


def moment(text: str) -> datetime:
    """Return "day 4 16:00" or "2026-03-31 16:00" as a time."""
    if _CALENDAR.fullmatch(text):
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    found = _MOMENT.fullmatch(text)
    assert found is not None, f"not a time of the tables: {text!r}"
    day, hour, minute, second = (int(part or 0) for part in found.groups())
    start = datetime(ONSET.year, ONSET.month, ONSET.day, tzinfo=ZONE)
    return start + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)


def day(text: str) -> date:
    """Return "day 4" or "2026-03-31" as a date."""
    return moment(f"{text} 00:00").date()


def born(age: str, on: date) -> date:
    """Return the birthday of a child who is exactly so old on a day."""
    found = _AGE.fullmatch(age)
    assert found is not None, f"not an age of the tables: {age!r}"
    years, months, days = (int(part or 0) for part in found.groups())
    later = on - timedelta(days=days)
    index = later.year * 12 + later.month - 1 - (years * 12 + months)
    return date(index // 12, index % 12 + 1, later.day)


def child(given: Mapping[str, Any]) -> Child:
    """Return the record a row describes. An entry outside the vocabulary is an error."""
    as_of = moment(given.get("as_of", "day 8 12:00"))
    return Child(Case.model_validate(frozen_collections(_record(given, as_of))), as_of)


def _record(  # noqa: C901, PLR0912, PLR0915 (one case for each word of the vocabulary)
    given: Mapping[str, Any], as_of: datetime
) -> dict[str, Any]:
    patient: dict[str, Any] = {}
    illness: dict[str, Any] = {"fever_onset": ONSET.isoformat()}
    record: dict[str, Any] = {"patient": patient, "illness": illness, "observations": []}
    for key, value in given.items():
        match key:
            case "as_of" | "absent":
                pass
            case "age":
                if value != "unknown":
                    patient["date_of_birth"] = born(value, as_of.date()).isoformat()
            case "completed":
                patient["age"] = {**value, "at": as_of.date().isoformat()}
            case "sex":
                patient["sex"] = value
            case "asian_ancestry":
                patient["asian_ancestry"] = value
            case "subjective_fever_24h" | "final_diagnosis":
                illness[key] = value
            case "sars_cov_2" | "involvement":
                record[key] = _with_days(value)
            case "screening":
                record["trial_screening"] = {"anacomp": value}
            case "adverse_events" | "notes" | "plans":
                record[key] = [_with_times(item) for item in value]
            case "z_model":
                record["z_model"] = value
            case "fever_onset":
                illness["fever_onset"] = None if value == "unknown" else day(value).isoformat()
            case "fever_ended":
                illness["fever_ended"] = day(value).isoformat()
            case "present":
                illness["signs"] = _signs(value, given.get("absent", ()))
            case "rash_first_seen":
                illness["signs"]["rash"]["first_seen"] = day(value).isoformat()
            case "node_cm":
                illness["signs"]["cervical_lymphadenopathy"]["diameter_cm"] = value
            case "desquamation":
                illness["desquamation"] = value
            case "alternative":
                illness["alternative_diagnosis"] = value
            case "override":
                illness["experienced_clinician_override"] = value
            case "echo":
                record["echos"] = [_echo(echo, as_of) for echo in _several(value)]
            case "kg":
                record["weights"] = [_weight(item, as_of) for item in _several(value)]
            case "cm":
                record["heights"] = [_height(item, as_of) for item in _several(value)]
            case "ivig":
                record.setdefault("treatments", []).append(_ivig(value))
            case "treatments":
                record.setdefault("treatments", []).extend(_treatment(item) for item in value)
            case "allergies":
                record["allergies"] = _allergies(value)
            case "history":
                record["history"] = value
            case code if code in CODES:
                record["observations"] += [
                    _observation(code, item, as_of) for item in _several(value)
                ]
            case _:
                raise KeyError(key)
    return record


def _with_days(given: dict[str, Any]) -> dict[str, Any]:
    """Return answers with "day 4" as a date wherever one stands."""
    return {
        name: day(value).isoformat() if str(value).startswith("day ") else value
        for name, value in given.items()
    }


def _with_times(given: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with "day 4 16:00" as a time wherever one stands."""
    return {
        name: moment(value).isoformat() if _MOMENT.fullmatch(str(value)) else value
        for name, value in given.items()
    }


def _several(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _same_day(as_of: datetime, hour: int) -> str:
    return as_of.replace(hour=hour, minute=0, second=0).isoformat()


def _signs(present: list[str], absent: list[str] | str) -> dict[str, Any]:
    missing = [name for name in SIGNS if name not in present]
    states = dict.fromkeys(present, "present")
    states |= dict.fromkeys(missing if absent == "the rest" else absent, "absent")
    return {SIGNS[name]: {"state": state} for name, state in states.items()}


def _observation(code: str, given: str | dict[str, Any], as_of: datetime) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": code, "at": _same_day(as_of, 9)}
    facts = {"value": given} if isinstance(given, str) else dict(given)
    text = str(facts.pop("value", ""))
    text, _, at = text.partition(" at ")
    if at:
        entry["at"] = moment(at).isoformat()
    if text in {"high", "low", "normal"}:
        entry["interpretation"] = text
    elif text:
        found = _OBSERVED.fullmatch(text)
        assert found is not None, f"not a measurement of the tables: {text!r}"
        entry |= {name: part for name, part in found.groupdict().items() if part is not None}
    if {"low", "high"} & set(facts):
        entry["reference"] = {end: facts.pop(end) for end in ("low", "high") if end in facts}
    if "at" in facts:
        entry["at"] = moment(facts.pop("at")).isoformat()
    for name in ("interpretation", "site"):
        if name in facts:
            entry[name] = facts.pop(name)
    if facts.pop("struck", False):
        entry["struck"] = {"at": as_of.isoformat(), "by": "Nurse A", "reason": "wrong child"}
    assert not facts, f"not known of a measurement: {facts}"
    return entry


def _echo(given: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    facts = dict(given)
    at = moment(facts.pop("at")).isoformat() if "at" in facts else _same_day(as_of, 10)
    entry: dict[str, Any] = {"at": at}
    reported = {
        name.removesuffix("_z"): {"z": facts.pop(name)}
        for name in list(facts)
        if name.endswith("_z")
    }
    if reported:
        entry["reported_z"] = reported
    if facts.pop("struck", False):
        entry["struck"] = {"at": as_of.isoformat(), "by": "Nurse A", "reason": "wrong child"}
    unknown = set(facts) - _ECHO_FACTS
    assert not unknown, f"not known of an echocardiogram: {unknown}"
    return entry | facts


def _weight(given: str, as_of: datetime) -> dict[str, Any]:
    text, _, at = given.partition(" at ")
    number, _, method = text.partition(" ")
    when = moment(at).isoformat() if at else _same_day(as_of, 8)
    return {"kg": number, "at": when, "method": method or "measured"}


def _height(given: str, as_of: datetime) -> dict[str, Any]:
    number, _, at = given.partition(" at ")
    return {"cm": number, "at": moment(at).isoformat() if at else _same_day(as_of, 8)}


def _ivig(given: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"agent": "ivig", "dose": "2", "dose_unit": "g/kg"}
    if given == "given at an unknown time":
        return entry | {"start": None, "end": None}
    start, _, end = given.partition(" to ")
    entry["start"] = moment(start).isoformat()
    if end:
        entry["end"] = moment(end).isoformat()
    return entry


def _treatment(given: dict[str, Any]) -> dict[str, Any]:
    times = {name: moment(given[name]).isoformat() for name in ("start", "end") if name in given}
    return given | times


def _allergies(given: str | list[str]) -> dict[str, Any]:
    if isinstance(given, str):
        return {"state": given.replace(" ", "_")}
    return {"state": "known", "items": [{"substance": name} for name in given]}

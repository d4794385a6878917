"""A child after an infusion that ended at a fixed moment: times in minutes after that end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from clinical.course.ivig_response import IvigResponse, assess_ivig_response
from clinical.course.temperature import readings
from clinical.record.case import Case
from clinical.rules.files import parse
from clinical.values import frozen_collections
from resources import names, read_text

RULEBOOK = parse({name.removeprefix("rules/"): read_text(name) for name in names("rules", ".toml")})
START = datetime(2026, 11, 10, 8, tzinfo=UTC)
HOUR = 60


@dataclass(frozen=True)
class Temperature:
    at: int
    tenths: int
    axillary: bool
    struck: bool


def at(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat()


def temperature(reading: Temperature) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "at": at(reading.at),
        "code": "temperature",
        "value": f"{reading.tenths // 10}.{reading.tenths % 10}",
        "unit": "Cel",
        "site": "axillary" if reading.axillary else "oral",
    }
    if reading.struck:
        entry["struck"] = {"at": at(0), "by": "Nurse A", "reason": "wrong child"}
    return entry


def dose(agent: str, start: int, end: int | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"agent": agent, "start": at(start)}
    return entry if end is None else entry | {"end": at(end)}


def answer(entries: dict[str, Any], as_of: datetime) -> IvigResponse:
    case = Case.model_validate(frozen_collections(entries))
    return assess_ivig_response(case, RULEBOOK, readings(case, RULEBOOK, as_of), as_of)


def verdicts(found: IvigResponse) -> dict[str, str]:
    return {clock.rule.id: clock.verdict.value for clock in found.first.clocks}

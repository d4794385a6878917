"""A case without anything that names the child or the staff, its dates moved by so many days.

What is kept is listed here; whatever is not is left out, also what a later version of the case
gains. A day is moved and never dropped, so ages, illness days and clocks stay as they were.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from clinical.record.case import Case
from clinical.values import frozen_collections

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_DAYS = 365
# Says that there was a text; whoever reads the file is told so in its statement.
REMOVED = "removed"
_LEAVE, _MOVE, _ANSWERS = "leave", "move", "answers"
_ECHO = (
    *("lmca_mm", "lad_mm", "lcx_mm", "rca_mm", "rca_mid_mm", "rca_distal_mm", "adjacent_mm"),
    *("lumen_irregular", "lvef_percent", "fs_percent", "strain_percent", "normal_coronaries"),
    *("aneurysm", "lv_function_decreased", "mitral_regurgitation", "pericardial_effusion"),
    *("perivascular_brightness", "lack_of_tapering"),
)
_SIGN = {"state": _LEAVE, "first_seen": _MOVE, "diameter_cm": _LEAVE}
_SIGNS = ("conjunctivitis", "oral_changes", "rash", "extremity_changes", "cervical_lymphadenopathy")
_ILLNESS = ("subjective_fever_24h", "desquamation", "alternative_diagnosis", "final_diagnosis")
_OBSERVATION = ("code", "value", "unit", "comparator", "reference", "interpretation", "site")
_KEPT: dict[str, Any] = {
    "patient": {
        "date_of_birth": _MOVE,
        "age": {"at": _MOVE, "years": _LEAVE, "months": _LEAVE},
        "sex": _LEAVE,
        "asian_ancestry": _LEAVE,
    },
    "allergies": {"state": _LEAVE, "items": [{"substance": _LEAVE}]},
    "weights": [{"at": _MOVE, "kg": _LEAVE, "method": _LEAVE}],
    "heights": [{"at": _MOVE, "cm": _LEAVE}],
    "illness": {
        "fever_onset": _MOVE,
        "fever_ended": _MOVE,
        "experienced_clinician_override": _LEAVE,
        "signs": dict.fromkeys(_SIGNS, _SIGN),
        **dict.fromkeys(_ILLNESS, _LEAVE),
    },
    "observations": [{"at": _MOVE, **dict.fromkeys(_OBSERVATION, _LEAVE)}],
    "echos": [{"at": _MOVE, **dict.fromkeys(_ECHO, _LEAVE)}],
    "z_model": _LEAVE,
    "sars_cov_2": _ANSWERS,
    "involvement": _ANSWERS,
    "history": _ANSWERS,
    "treatments": [
        {
            "start": _MOVE,
            "end": _MOVE,
            **dict.fromkeys(("agent", "dose", "dose_unit", "route", "status"), _LEAVE),
        }
    ],
    "adverse_events": [{"at": _MOVE, "grade": _LEAVE, "agent": _LEAVE}],
    "trial_screening": {"anacomp": _ANSWERS},
}
_ANSWER = {"present", "absent", "unknown"}


def random_days() -> int:
    """Return by how many days the dates of one child go back; it is kept nowhere."""
    return 1 + secrets.randbelow(_MOST_DAYS)


def deidentified(case: Case, days: int) -> Case:
    """Return a case of which nothing but findings is left, ``days`` earlier than it was.

    Struck entries, plans, notes and what was written for the discharge go; so does every text.
    """
    document = case.model_dump(mode="json", exclude_defaults=True)
    for key, value in document.items():
        if isinstance(value, list):
            document[key] = [each for each in cast("list[dict[str, Any]]", value) if _counts(each)]
    kept = _kept(document, _KEPT, timedelta(days=-days))
    for event in kept.get("adverse_events", ()):
        event["term"] = REMOVED
    for echo, original in zip(kept.get("echos", ()), document.get("echos", ()), strict=True):
        if "reported_z" in original:
            # Which model the laboratory used is a text as well.
            read = cast("Mapping[str, Mapping[str, Any]]", original["reported_z"])
            echo["reported_z"] = {name: {"z": each["z"]} for name, each in read.items()}
    return Case.model_validate(frozen_collections(kept))


def _counts(entry: Mapping[str, Any]) -> bool:
    return entry.get("struck") is None


def _kept(value: Mapping[str, Any], rule: Mapping[str, Any], by: timedelta) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, how in rule.items():
        if key in value and value[key] is not None:
            found[key] = _one(value[key], how, by)
    return found


def _one(value: Any, how: Any, by: timedelta) -> Any:  # noqa: ANN401 (JSON)
    match how:
        case "leave":
            return value
        case "move":
            return _moved(value, by)
        case "answers":
            return {key: _answer(each, by) for key, each in value.items()}
        case [inner]:
            return [_kept(each, inner, by) for each in value]
        case _:
            return _kept(value, how, by)


def _answer(text: str, by: timedelta) -> str:
    """Return yes, no or unknown as it is; beside them stand only days."""
    return text if text in _ANSWER else _moved(text, by)


def _moved(text: str, by: timedelta) -> str:
    """Return a day or a moment so much later; its offset and its time of day stay."""
    if "T" in text:
        return (datetime.fromisoformat(text) + by).isoformat()
    return (date.fromisoformat(text) + by).isoformat()

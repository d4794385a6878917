"""Makes valid records of every shape for the property tests: all keys, all units, any gaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import strategies as st

from clinical.record.case import History, Involvement, SarsCov2
from clinical.record.vocabulary import Agent, ScreeningItem, Segment, TemperatureSite
from clinical.rules.files import parse
from resources import names, read_text
from tests.clinical.child import CODES, ECHO_FINDINGS, ONSET, SIGNS, moment

if TYPE_CHECKING:
    from clinical.rules.fields import FieldRule
    from clinical.values import Frozen

RULEBOOK = parse({name: read_text(name) for name in names("rules", ".toml")})
AS_OF = moment("day 9 12:00")
FIELDS = {str(name): rule for name, rule in RULEBOOK.fields.items()}
PRESENCE = st.sampled_from(["present", "absent", "unknown"])
SEGMENTS: tuple[str, ...] = get_args(Segment)


def times() -> st.SearchStrategy[str]:
    """Give times from two weeks before the onset to five days after the moment of reading."""
    minutes = st.integers(-14 * 1440, 13 * 1440)
    start = moment("day 1 00:00")
    return minutes.map(lambda after: (start + timedelta(minutes=after)).isoformat())


def numbers(rule: FieldRule, unit: str) -> st.SearchStrategy[str]:
    """Give numbers within the hard limits of a field, in one of its units."""
    low = rule.hard.minimum if rule.hard.minimum is not None else rule.hard.above
    high = rule.hard.maximum if rule.hard.maximum is not None else Decimal(1000)
    own = rule.units[unit]
    first = own.from_canonical(Fraction(low if low is not None else Decimal(0)))
    last = own.from_canonical(Fraction(high))
    hundredths = st.integers(int(first * 100) + 1, max(int(last * 100) - 1, int(first * 100) + 1))
    return hundredths.map(lambda number: f"{Decimal(number) / 100:f}")


@st.composite
def observations(draw: st.DrawFn) -> dict[str, Any]:
    code = draw(st.sampled_from(sorted(CODES)))
    rule = FIELDS[code]
    unit = draw(st.sampled_from(sorted(rule.units)))
    entry: dict[str, Any] = {"code": code, "at": draw(times()), "unit": unit}
    if code == "temperature":
        entry["site"] = draw(st.sampled_from(get_args(TemperatureSite)))
    if draw(st.integers(0, 9)) == 0:
        entry["interpretation"] = draw(st.sampled_from(["high", "low", "normal"]))
    else:
        entry["value"] = draw(numbers(rule, unit))
        if draw(st.integers(0, 4)) == 0:
            entry["comparator"] = draw(st.sampled_from(["<", "<=", ">", ">="]))
    if draw(st.integers(0, 9)) == 0:
        entry["struck"] = {"at": AS_OF.isoformat(), "by": "Nurse A", "reason": "wrong child"}
    return entry


def diameters(draw: st.DrawFn) -> dict[str, str]:
    vessels = draw(st.sets(st.sampled_from([f"{segment}_mm" for segment in SEGMENTS])))
    return {vessel: draw(numbers(FIELDS["coronary_diameter"], "mm")) for vessel in sorted(vessels)}


def by_segment(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(SEGMENTS), values, max_size=2)


@st.composite
def echos(draw: st.DrawFn) -> dict[str, Any]:
    entry: dict[str, Any] = {"at": draw(times())} | diameters(draw)
    entry |= {name: draw(PRESENCE) for name in ECHO_FINDINGS}
    if draw(st.booleans()):
        z = st.fixed_dictionaries({"z": numbers(FIELDS["reported_z"], "{score}")})
        entry["reported_z"] = draw(by_segment(z))
    if draw(st.booleans()):
        entry["adjacent_mm"] = draw(by_segment(numbers(FIELDS["coronary_diameter"], "mm")))
        entry["lumen_irregular"] = draw(by_segment(PRESENCE))
    for name in ("lvef", "fs", "strain"):
        if draw(st.booleans()):
            entry[f"{name}_percent"] = draw(numbers(FIELDS[name], "%"))
    return entry


@st.composite
def treatments(draw: st.DrawFn) -> dict[str, Any]:
    # Immunoglobulin and anakinra start most of the clocks, so they come up most often.
    agent = draw(st.sampled_from(["ivig", "anakinra"]) | st.sampled_from(get_args(Agent)))
    entry: dict[str, Any] = {"agent": agent}
    status = draw(st.sampled_from([None, "given", "withheld", "refused"]))
    if status is not None:
        entry["status"] = status
    if draw(st.booleans()):
        start, hours = draw(times()), draw(st.integers(0, 60))
        entry["start"] = start
        entry["end"] = (moment_of(start) + timedelta(hours=hours)).isoformat()
    if draw(st.booleans()):
        entry |= {"dose": "2", "dose_unit": draw(st.sampled_from(["g/kg", "g", "mg"]))}
    return entry


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


@st.composite
def illnesses(draw: st.DrawFn) -> dict[str, Any]:
    illness: dict[str, Any] = {
        "signs": {name: {"state": draw(PRESENCE)} for name in SIGNS.values()},
        "desquamation": draw(PRESENCE),
        "alternative_diagnosis": draw(PRESENCE),
        "experienced_clinician_override": draw(st.booleans()),
    }
    if draw(st.integers(0, 9)):
        onset = ONSET + timedelta(days=draw(st.integers(-6, 9)))
        illness["fever_onset"] = onset.isoformat()
        if draw(st.booleans()):
            ended = onset + timedelta(days=draw(st.integers(0, 12)))
            illness["fever_ended"] = ended.isoformat()
    if draw(st.booleans()):
        node = illness["signs"]["cervical_lymphadenopathy"]
        node["diameter_cm"] = draw(st.sampled_from(["1.4", "1.5", "3"]))
    return illness


@st.composite
def patients(draw: st.DrawFn) -> dict[str, Any]:
    patient: dict[str, Any] = {
        "sex": draw(st.sampled_from(["female", "male", "unknown"])),
        "asian_ancestry": draw(PRESENCE),
    }
    match draw(st.sampled_from(["born", "years", "months", "unknown"])):
        case "born":
            days = draw(st.integers(30, 18 * 365))
            patient["date_of_birth"] = (ONSET - timedelta(days=days)).isoformat()
        case "unknown":
            pass
        case unit:
            completed = draw(st.integers(0, 17))
            patient["age"] = {unit: completed, "at": ONSET.isoformat()}
    return patient


def answers(shape: type[Frozen]) -> st.SearchStrategy[dict[str, Any]]:
    """Give answers to some of the questions of a model, and days to some that ask for one."""
    days = st.integers(-90, 12).map(lambda after: (ONSET + timedelta(days=after)).isoformat())
    asked = {
        name: PRESENCE if field.default == "unknown" else days
        for name, field in shape.model_fields.items()
    }
    return st.fixed_dictionaries({}, optional=asked)


@st.composite
def adverse_events(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "at": draw(times()),
        "term": draw(st.sampled_from(["rash", "injection site reaction", "anaphylaxis"])),
        "grade": draw(st.none() | st.integers(1, 5)),
    }


@st.composite
def raw_records(draw: st.DrawFn) -> dict[str, Any]:
    """Give a record as it would stand in a case file."""
    allergy = st.sampled_from(["anakinra", "immunoglobulin", "l_proline", "other"])
    reacted = [{"substance": name} for name in draw(st.lists(allergy, max_size=2))]
    states = ["known", "none_known", "not_recorded", "unavailable"]
    return {
        "patient": draw(patients()),
        "illness": draw(illnesses()),
        "weights": [
            {"at": draw(times()), "kg": draw(numbers(FIELDS["weight"], "kg"))}
            for _ in range(draw(st.integers(0, 3)))
        ],
        "heights": [
            {"at": draw(times()), "cm": draw(numbers(FIELDS["height"], "cm"))}
            for _ in range(draw(st.integers(0, 2)))
        ],
        "observations": draw(st.lists(observations(), max_size=12)),
        "echos": draw(st.lists(echos(), max_size=2)),
        "treatments": draw(st.lists(treatments(), max_size=3)),
        "allergies": {"state": draw(st.sampled_from(states)), "items": reacted},
        "history": draw(answers(History)),
        "involvement": draw(answers(Involvement)),
        "sars_cov_2": draw(answers(SarsCov2)),
        "adverse_events": draw(st.lists(adverse_events(), max_size=2)),
        "trial_screening": {
            "anacomp": draw(
                st.dictionaries(st.sampled_from(get_args(ScreeningItem)), PRESENCE, max_size=9)
            )
        },
        "z_model": draw(st.none() | st.sampled_from(sorted(RULEBOOK.z_models))),
    }

"""A temperature is compared with 38.0 only after its site has been allowed for."""

from __future__ import annotations

import cProfile
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.course.temperature import Reading, readings, temperature_alerts
from clinical.logic import Finding
from clinical.quantity import Interval
from tests.clinical.child import child, moment
from tests.clinical.site import with_site

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

MET, NOT_MET, UNKNOWN = Finding.MET, Finding.NOT_MET, Finding.UNKNOWN


def one(rulebook: Rulebook, temperature: object, **given: object) -> Reading:
    bedside = child({"temperature": temperature, **given})
    (reading,) = readings(bedside.case, rulebook, bedside.as_of)
    return reading


def drug(agent: str, **times: str) -> dict[str, Any]:
    return {"treatments": [{"agent": agent, **times}]}


def alerts(rulebook: Rulebook, temperature: object) -> list[str]:
    bedside = child({"temperature": temperature})
    found = readings(bedside.case, rulebook, bedside.as_of)
    return [alert.code for alert in temperature_alerts(found, rulebook)]


@pytest.mark.parametrize(
    ("value", "site", "corrected", "fever"),
    [
        ("37.4 Cel", "axillary", "37.9", NOT_MET),
        ("37.5 Cel", "axillary", "38", MET),
        ("37.9 Cel", "oral", "37.9", NOT_MET),
        ("38.0 Cel", "oral", "38", MET),
        ("37.9 Cel", "tympanic", "37.9", NOT_MET),
        ("38.0 Cel", "rectal", "38", MET),
        ("37.9 Cel", "unknown", "37.9", NOT_MET),
        ("38.0 Cel", "unknown", "38", MET),
        ("100.4 [degF]", "oral", "38", MET),
        ("99.5 [degF]", "axillary", "38", MET),
    ],
)
def test_the_armpit_alone_adds_half_a_degree(
    value: str, site: str, corrected: str, fever: Finding, rulebook: Rulebook
) -> None:
    reading = one(rulebook, {"value": value, "site": site})
    assert reading.corrected == Interval.exactly(Fraction(corrected))
    assert reading.fever is fever


def test_a_temperature_without_a_site_is_of_unknown_site(rulebook: Rulebook) -> None:
    assert one(rulebook, "37.9 Cel").site == "unknown"


@pytest.mark.parametrize(
    ("value", "fever"), [("<38.5 Cel", UNKNOWN), ("<38.0 Cel", NOT_MET), (">=38.0 Cel", MET)]
)
def test_a_bound_is_compared_as_a_bound(value: str, fever: Finding, rulebook: Rulebook) -> None:
    assert one(rulebook, {"value": value, "site": "oral"}).fever is fever


def test_a_judgement_without_a_number_says_nothing_of_38(rulebook: Rulebook) -> None:
    reading = one(rulebook, "high")
    assert reading.corrected is None
    assert reading.fever is UNKNOWN


@pytest.mark.parametrize(
    ("value", "asked"),
    [("37.4 Cel", False), ("37.5 Cel", True), ("37.9 Cel", True), ("38.0 Cel", False)],
)
def test_an_unknown_site_is_asked_for_only_where_it_decides(
    value: str, asked: bool, rulebook: Rulebook
) -> None:
    assert ("temperature_site_unknown" in alerts(rulebook, value)) is asked


def test_a_known_site_is_not_asked_for(rulebook: Rulebook) -> None:
    codes = alerts(rulebook, {"value": "37.6 Cel", "site": "oral"})
    assert "temperature_site_unknown" not in codes


@pytest.mark.parametrize("agent", ["paracetamol", "ibuprofen"])
@pytest.mark.parametrize(
    ("given", "masked"),
    [
        ("day 7 12:01", NOT_MET),
        ("day 7 12:00", MET),
        ("day 7 06:00", MET),
        ("day 7 05:59", NOT_MET),
    ],
)
def test_an_antipyretic_hides_fever_for_6_hours(
    agent: str, given: str, masked: Finding, rulebook: Rulebook
) -> None:
    temperature = {"value": "37.0 Cel at day 7 12:00", "site": "oral"}
    reading = one(rulebook, temperature, **drug(agent, start=given))
    assert reading.masked is masked
    assert reading.fever_free is (MET if masked is NOT_MET else UNKNOWN)


def test_a_course_of_antipyretics_hides_fever_until_6_hours_after_its_end(
    rulebook: Rulebook,
) -> None:
    course = drug("paracetamol", start="day 6 12:00", end="day 7 06:00")
    assert one(rulebook, "37.0 Cel at day 7 12:00", **course).masked is MET
    assert one(rulebook, "37.0 Cel at day 7 12:01", **course).masked is NOT_MET


def test_an_antipyretic_at_an_unknown_time_leaves_it_open(rulebook: Rulebook) -> None:
    reading = one(rulebook, "37.0 Cel", **drug("paracetamol"))
    assert reading.masked is UNKNOWN
    assert reading.fever_free is UNKNOWN


def test_aspirin_hides_nothing(rulebook: Rulebook) -> None:
    reading = one(rulebook, "37.0 Cel at day 7 12:00", **drug("aspirin", start="day 7 11:00"))
    assert reading.masked is NOT_MET


def test_a_fever_soon_after_an_antipyretic_is_still_a_fever(rulebook: Rulebook) -> None:
    given = drug("paracetamol", start="day 7 11:00")
    reading = one(rulebook, "38.5 Cel at day 7 12:00", **given)
    assert (reading.fever, reading.fever_free) == (MET, NOT_MET)


def test_a_site_may_set_the_limit_of_fever(rule_texts: dict[str, str]) -> None:
    rulebook = with_site(rule_texts, "[rules.temperature.fever]\nvalue = 38.5\n")
    assert one(rulebook, {"value": "38.4 Cel", "site": "oral"}).fever is NOT_MET
    assert one(rulebook, {"value": "38.0 Cel", "site": "axillary"}).fever is MET


def calls(rulebook: Rulebook, count: int) -> tuple[int, int]:
    """Return how often temperatures are worked out for an assessment, and every call it makes."""
    start = moment("day 1 00:00")
    times = [f"{start + timedelta(minutes=10 * number):%Y-%m-%d %H:%M}" for number in range(count)]
    entries = [{"value": "37.0 Cel", "at": at, "site": "oral"} for at in times]
    drugs = [{"agent": "paracetamol", "start": at} for at in times[::10]]
    bedside = child({"as_of": "day 40 12:00", "temperature": entries, "treatments": drugs})
    profile = cProfile.Profile()
    profile.runcall(assess, bedside.case, rulebook, bedside.as_of)
    made = {entry.code: entry.callcount for entry in profile.getstats()}
    return made[readings.__code__], sum(made.values())


def test_a_long_stay_is_read_once_and_takes_no_more_than_its_share(rulebook: Rulebook) -> None:
    (once, few), (still_once, many) = calls(rulebook, 300), calls(rulebook, 1200)
    assert (once, still_once) == (1, 1)
    assert many < 5 * few, "four times the temperatures and antipyretics"

"""Which weight and height a z score takes, how old they may be, and what is said without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from tests.clinical.child import child

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.rules.rulebook import Rulebook

MODEL = "mccrindle_2007"
# Reference 5.5 case B: a girl of 85 cm and 12 kg, LAD 3.0 mm is z 4.8162 by McCrindle.
Z = pytest.approx(4.8162, abs=5e-4)


def assessed(rulebook: Rulebook, **given: Any) -> Assessment:  # noqa: ANN401 (words of a table)
    words = {"sex": "female", "age": "3 years", "kg": "12", "cm": "85", "echo": {"lad_mm": "3.0"}}
    bedside = child(words | given)
    return assess(bedside.case, rulebook, bedside.as_of)


def no_z_codes(found: Assessment) -> set[str]:
    return {alert.code for alert in found.alerts if alert.code.startswith("no_z.")}


@pytest.mark.hazard("H23", "H40")
@pytest.mark.parametrize("name", ["kg", "cm"])
@pytest.mark.parametrize(
    ("given", "counts"),
    [
        # Seven days before the fever are the fourth of November, day -6.
        ({"at": "day -6 00:00"}, True),
        ({"at": "day -7 23:59"}, False),
        # The echocardiogram was before the fever: the days count back from it.
        ({"at": "day -16 00:00", "echo": {"lad_mm": "3.0", "at": "day -9 10:00"}}, True),
        ({"at": "day -17 23:59", "echo": {"lad_mm": "3.0", "at": "day -9 10:00"}}, False),
        # No fever is known: the days count back from the echocardiogram of day 8.
        ({"at": "day 1 00:00", "fever_onset": "unknown"}, True),
        ({"at": "day 0 23:59", "fever_onset": "unknown"}, False),
        # A late echocardiogram does not make a size of this illness old.
        ({"at": "day -6 00:00", "as_of": "day 30 12:00"}, True),
    ],
)
def test_a_size_from_long_before_the_illness_gives_no_z(
    name: str, given: dict[str, Any], counts: bool, rulebook: Rulebook
) -> None:
    at = given["at"]
    words = {key: value for key, value in given.items() if key != "at"}
    early = {"kg": f"12 at {at}", "cm": f"85 at {at}"}
    # The other one is just as old where the echocardiogram is, so that it counts up to that day.
    both = {"kg": "12 at day -9 08:00", "cm": "85 at day -9 08:00"} if "echo" in words else {}
    found = assessed(rulebook, **words, **(both | {name: early[name]}))
    lad = found.echos[0].segments["lad"]
    if counts:
        assert lad.z[MODEL] == Z
        assert no_z_codes(found) == set()
    else:
        assert lad.z == {}
        assert set(lad.no_z.values()) == {"size_stale"}
        (alert,) = (alert for alert in found.alerts if alert.code == "no_z.size_stale")
        assert alert.field == {"kg": "weight", "cm": "height"}[name]


@pytest.mark.hazard("H40")
def test_a_newer_size_takes_the_place_of_an_old_one(rulebook: Rulebook) -> None:
    found = assessed(rulebook, kg=["9 at day -40 08:00", "12 at day 7 08:00"])
    assert found.echos[0].segments["lad"].z[MODEL] == Z


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("given", "field"),
    [({"kg": []}, "weight"), ({"cm": []}, "height"), ({"kg": [], "cm": []}, "weight")],
)
def test_a_missing_size_is_asked_for(given: dict[str, Any], field: str, rulebook: Rulebook) -> None:
    found = assessed(rulebook, **given)
    (alert,) = (alert for alert in found.alerts if alert.code == "no_z.size_missing")
    assert alert.field == field


@pytest.mark.hazard("H11", "H23")
@pytest.mark.parametrize(
    ("kg", "cm", "inside"),
    [
        # Reference 5.1, Haycock: 0.1 m2 at 30 cm are 1.1346 kg, 3 m2 at 210 cm are 150.84 kg.
        ("1.14", "30", True),
        ("1.13", "30", False),
        ("150.8", "210", True),
        ("150.9", "210", False),
    ],
)
def test_outside_a_possible_body_surface_area_there_is_no_z(
    kg: str, cm: str, inside: bool, rulebook: Rulebook
) -> None:
    found = assessed(rulebook, kg=kg, cm=cm)
    lad = found.echos[0].segments["lad"]
    assert (MODEL in lad.z) is inside
    assert (lad.no_z.get(MODEL) == "outside_bsa") is not inside
    # Inside or out, the model by sex has a narrower range of its own.
    assert no_z_codes(found) == {"no_z.outside_bsa"}
    if not inside:
        assert found.kawasaki.echo.finding.value == "unknown", "no verdict rests on it"
        (alert,) = (alert for alert in found.alerts if alert.code == "no_z.outside_bsa")
        assert alert.field is None, "no entry that is missing would help"


@pytest.mark.hazard("H16")
@pytest.mark.parametrize(("sex", "codes"), [("unknown", ["no_z.sex_missing"]), ("female", [])])
def test_the_sex_is_asked_for_where_the_deciding_model_needs_it(
    sex: str, codes: list[str], rulebook: Rulebook
) -> None:
    by_sex = rulebook.coronary.replace(z_model="kobayashi_2016")
    own = replace(rulebook, coronary=by_sex)
    found = assessed(own, sex=sex)
    assert no_z_codes(found) == set(codes)
    for alert in found.alerts:
        assert alert.code != "no_z.sex_missing" or alert.field == "sex"

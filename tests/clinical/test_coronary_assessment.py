"""What the coronary assessment makes of several echocardiograms: model, trend, level, alarms."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.record.validity import problems
from tests.clinical.child import child

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.heart.coronary import CoronaryAssessment
    from clinical.rules.rulebook import Rulebook

# Case C of the reference, section 5.5: 76 cm, 10 kg, a boy.
CASE_C: dict[str, Any] = {
    "age": "1 year",
    "sex": "male",
    "kg": "10 at day 5 08:00",
    "cm": "76 at day 5 08:00",
}


def read(rulebook: Rulebook, **given: object) -> Assessment:
    bedside = child({**CASE_C, **given})
    return assess(bedside.case, rulebook, bedside.as_of)


def hearts(rulebook: Rulebook, **given: object) -> CoronaryAssessment:
    return read(rulebook, **given).coronary


def codes(found: Assessment) -> list[str]:
    return [alert.code for alert in found.alerts]


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("missing", ["kg", "cm", "sex", "age"])
def test_each_model_says_which_entry_it_lacks(missing: str, rulebook: Rulebook) -> None:
    given = {name: value for name, value in CASE_C.items() if name != missing}
    bedside = child({**given, "echo": {"lad_mm": "2.6"}})
    found = assess(bedside.case, rulebook, bedside.as_of).echos[0].segments["lad"]
    for model in rulebook.z_models:
        if missing in {"kg", "cm"}:
            assert found.no_z[model] == "size_missing"
        elif missing == "sex" and model == "kobayashi_2016":
            assert found.no_z[model] == "sex_missing"
        else:
            assert isinstance(found.z[model], float)


@pytest.mark.hazard("H11")
def test_a_z_beyond_belief_is_not_shown_and_the_giant_diameter_still_counts(
    rulebook: Rulebook,
) -> None:
    found = read(rulebook, echo={"lad_mm": "26"})
    segment = found.coronary.echos[0].segments["lad"]
    assert segment.sizes.no_z["mccrindle_2007"] == "implausible"
    assert segment.classes["mccrindle_2007"] == "giant"
    assert found.coronary.level.level == "5.1"
    assert "no_z.implausible" in codes(found)


@pytest.mark.hazard("H23")
def test_the_model_locked_for_a_child_decides_and_the_other_one_of_the_site_is_said(
    rulebook: Rulebook,
) -> None:
    site = read(rulebook, echo={"lad_mm": "2.6"})
    own = read(rulebook, echo={"lad_mm": "2.6"}, z_model="lopez_2017")
    assert (site.coronary.model, site.coronary.locked) == ("mccrindle_2007", False)
    assert (own.coronary.model, own.coronary.locked) == ("lopez_2017", True)
    # Reference 5.5, case C: small by McCrindle, medium by Lopez.
    assert site.coronary.level.max_ever == "small"
    assert own.coronary.level.max_ever == "medium"
    assert "coronary.another_model" in codes(own)
    assert "coronary.another_model" not in codes(site)
    assert own.kawasaki.echo.reasons[0].values["model"] == "Lopez 2017"


def test_a_z_model_that_the_rules_do_not_know_is_wrong_input(rulebook: Rulebook) -> None:
    (problem,) = problems(child({"z_model": "boston"}).case, rulebook)
    assert (problem.where, problem.code, problem.found) == ("z_model", "z_model_unknown", "boston")
    assert "mccrindle_2007" in (problem.accepted or "")


@pytest.mark.hazard("H23")
def test_models_that_disagree_raise_the_alarm_for_the_latest_echocardiogram_alone(
    rulebook: Rulebook,
) -> None:
    early = {"lad_mm": "2.6", "at": "day 6 10:00"}
    late = {"lad_mm": "1.4", "at": "day 8 10:00"}
    assert "coronary.models_disagree" in codes(read(rulebook, echo=[early]))
    assert "coronary.models_disagree" not in codes(read(rulebook, echo=[early, late]))


def test_a_reported_class_unlike_the_computed_one_is_said(rulebook: Rulebook) -> None:
    assert "coronary.reported_differs" in codes(
        read(rulebook, echo={"lad_mm": "1.4", "lad_z": "3"})
    )
    assert "coronary.reported_differs" not in codes(
        read(rulebook, echo={"lad_mm": "1.4", "lad_z": "1"})
    )


def test_a_vessel_that_the_own_model_does_not_hold_counts_by_the_others(
    rulebook: Rulebook,
) -> None:
    found = hearts(rulebook, echo={"lad_mm": "1.4", "rca_mm": "1.4", "lcx_mm": "9.0"})
    worst = found.echos[0].worst
    assert worst is not None
    assert (worst.segment, worst.size) == ("lcx", "giant")


def test_the_trend_compares_z_scores_of_one_model_only(rulebook: Rulebook) -> None:
    points = hearts(
        rulebook,
        echo=[
            {"lad_z": "3", "at": "day 5 10:00"},
            {"lad_mm": "2.6", "at": "day 6 10:00"},
            {"lad_mm": "2.4", "at": "day 8 10:00"},
        ],
    ).trend["lad"]
    assert [point.by for point in points] == ["reported", "mccrindle_2007", "mccrindle_2007"]
    assert [point.change is None for point in points] == [True, True, False]
    # Reference 5.5, case C: 3.8848 and 3.0498.
    assert points[2].change is not None
    assert float(points[2].change) == pytest.approx(3.0498 - 3.8848, abs=1e-3)


def test_a_vessel_without_any_z_waits_in_the_list_of_what_is_missing(rulebook: Rulebook) -> None:
    bedside = child({"echo": {"lad_mm": "2.6"}})
    level = assess(bedside.case, rulebook, bedside.as_of).coronary.level
    assert level.level is None
    assert level.missing == ("weight",)


def test_a_segment_beside_it_of_no_width_gives_no_ratio(rulebook: Rulebook) -> None:
    echo = {"lad_mm": "2.6", "adjacent_mm": {"lad": Decimal(0)}}
    segment = hearts(rulebook, echo=echo).echos[0].segments["lad"]
    assert segment.japan_1984.value == "unknown"


def test_without_an_echocardiogram_there_is_no_latest_one(rulebook: Rulebook) -> None:
    found = hearts(rulebook)
    assert (found.latest, found.level.missing, found.trend) == (None, ("echo",), {})


def test_what_was_seen_before_the_fever_is_said_and_takes_no_part(rulebook: Rulebook) -> None:
    found = read(
        rulebook,
        echo=[
            {"lad_z": "6", "lvef_percent": "40", "at": "day 0 10:00"},
            {"lad_z": "1", "rca_z": "1", "lvef_percent": "60", "at": "day 5 10:00"},
        ],
    )
    assert found.coronary.level.level == "1"
    assert [point.z for point in found.coronary.trend["lad"]] == [1]
    assert "coronary.enlarged_before" in codes(found)
    assert found.monitoring.cardiac.lvef.change is None
    quiet = read(rulebook, echo=[{"lad_z": "1", "at": "day 0 10:00"}, {"lad_z": "1"}])
    assert "coronary.enlarged_before" not in codes(quiet)


def test_an_echocardiogram_of_function_alone_silences_no_alarm(rulebook: Rulebook) -> None:
    vessels = {"lad_mm": "2.6", "at": "day 6 10:00"}
    function = {"lvef_percent": "60", "at": "day 8 10:00"}
    assert "coronary.models_disagree" in codes(read(rulebook, echo=[vessels, function]))


def test_an_aneurysm_in_words_keeps_the_son_score_open(rulebook: Rulebook) -> None:
    given = {"echo": {"lad_z": "1", "rca_z": "1", "aneurysm": "present"}, "crp": "2 mg/dL"}
    found = read(rulebook, **given)
    son = next(score for score in found.scores if score.rule.id == "son")
    assert "coronary_z" in son.missing


def test_the_entry_that_the_own_model_lacks_is_named_although_others_decide(
    rulebook: Rulebook,
) -> None:
    found = hearts(
        rulebook, sex="unknown", z_model="kobayashi_2016", echo={"lad_mm": "2.6", "rca_mm": "1.9"}
    )
    assert found.level.max_ever is not None
    assert "sex" in found.level.missing


def test_a_giant_aneurysm_now_is_level_5_1_whatever_was_not_seen_again(rulebook: Rulebook) -> None:
    early = {"lcx_z": "3", "lad_z": "1", "rca_z": "1", "at": "day 5 10:00"}
    late = {"lad_z": "12", "at": "day 8 10:00"}
    assert hearts(rulebook, echo=[early, late]).level.level == "5.1"
    small = {"lad_z": "4", "at": "day 8 10:00"}
    assert hearts(rulebook, echo=[early, small]).level.level is None


@pytest.mark.parametrize(
    ("normal", "aneurysm", "asked"),
    [
        ("present", "present", True),
        ("present", "absent", False),
        ("absent", "present", False),
    ],
)
def test_normal_coronaries_with_an_aneurysm_are_asked_about(
    normal: str, aneurysm: str, asked: bool, rulebook: Rulebook
) -> None:
    found = read(rulebook, echo={"normal_coronaries": normal, "aneurysm": aneurysm})
    assert ("coronary.normal_and_aneurysm" in codes(found)) is asked

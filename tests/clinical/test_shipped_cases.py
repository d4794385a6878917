"""The three shipped records give the answers that were worked out by hand for them."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from clinical.assess import Assessment, assess
from clinical.dosing.plan import Choice, plan
from clinical.logic import Finding
from clinical.record.case import Age, Case, Weight
from clinical.record.validity import problems
from clinical.values import frozen_collections
from resources import read_text

if TYPE_CHECKING:
    from clinical.risk.scores import ScoreAssessment
    from clinical.rules.rulebook import Rulebook

# When each record is read first, and the answers of reference 11.1, 11.2 and the cases' README.
FIRST_READ = {
    "s1-patient-1": "2020-04-05T12:00:00+02:00",
    "s1-patient-2": "2020-05-05T12:00:00+02:00",
    "fictional-complete": "2026-11-14T15:30:00+01:00",
}


def shipped(name: str) -> Case:
    record = json.loads(read_text(f"cases/{name}.json"))
    return Case.model_validate(frozen_collections(record))


def read(name: str, rulebook: Rulebook, as_of: str | None = None) -> Assessment:
    moment = datetime.fromisoformat(as_of or FIRST_READ[name])
    return assess(shipped(name), rulebook, moment)


def score(found: Assessment, name: str) -> ScoreAssessment:
    return {score.rule.id: score for score in found.scores}[name]


def points(found: Assessment, name: str) -> tuple[int, int, str]:
    one = score(found, name)
    return one.low, one.high, one.verdict


def signs(found: Assessment) -> dict[Finding, int]:
    findings = [sign.finding for sign in found.kawasaki.signs]
    return {finding: findings.count(finding) for finding in Finding}


@pytest.mark.parametrize("name", FIRST_READ)
def test_a_shipped_record_is_right_as_it_stands(name: str, rulebook: Rulebook) -> None:
    assert problems(shipped(name), rulebook) == ()


def test_the_first_child_has_complete_disease_on_day_5(rulebook: Rulebook) -> None:
    found = read("s1-patient-1", rulebook)
    assert found.kawasaki.verdict.value == "complete"
    assert found.illness_day == 5
    assert signs(found) == {Finding.MET: 4, Finding.NOT_MET: 0, Finding.UNKNOWN: 1}
    laboratory = [reason.finding for reason in found.kawasaki.laboratory]
    assert laboratory.count(Finding.MET) == 2, "white cells and ALT"
    assert laboratory.count(Finding.UNKNOWN) == 3, "haemoglobin, albumin, urine"
    assert {reason.finding for reason in found.kawasaki.inflammation} == {Finding.MET}


@pytest.mark.hazard("H13")
def test_the_scores_of_the_first_child_are_ranges(rulebook: Rulebook) -> None:
    found = read("s1-patient-1", rulebook)
    assert points(found, "kobayashi") == (1, 6, "undetermined")
    assert set(score(found, "kobayashi").missing) == {"sodium", "ast", "platelets"}
    assert points(found, "egami") == (3, 4, "high")
    assert points(found, "sano") == (1, 3, "undetermined")


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("regimen", ["anakinra_fixed", "ivig"])
@pytest.mark.parametrize("name", ["s1-patient-1", "s1-patient-2"])
def test_without_a_weight_there_is_no_dose(name: str, regimen: str, rulebook: Rulebook) -> None:
    as_of = datetime.fromisoformat(FIRST_READ[name])
    found = plan(shipped(name), rulebook, Choice(regimen), as_of)
    assert found.verdict == "refused"
    assert found.steps == ()
    assert "weight_missing" in {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    ("name", "kg", "mg", "ml"),
    [
        ("s1-patient-1", "16.5", "66", "0.44"),
        ("s1-patient-2", "10", "40", "0.27"),
    ],
)
def test_with_an_example_weight_the_dose_is_the_worked_one(
    name: str, kg: str, mg: str, ml: str, rulebook: Rulebook
) -> None:
    as_of = datetime.fromisoformat(FIRST_READ[name])
    weight = Weight.model_validate({"at": as_of, "kg": kg})
    case = shipped(name).replace(weights=(weight,))
    step = plan(case, rulebook, Choice("anakinra_fixed"), as_of).steps[0]
    assert (f"{step.dose.given:f}", f"{step.dose.volume_ml:f}") == (mg, ml)


def test_the_second_child_has_complete_disease_and_a_dilated_artery(rulebook: Rulebook) -> None:
    found = read("s1-patient-2", rulebook)
    assert found.kawasaki.verdict.value == "complete"
    assert found.illness_day == 5
    assert signs(found)[Finding.MET] == 4
    assert found.kawasaki.echo.coronary is Finding.MET
    assert "high_risk_coronary" in {alert.code for alert in found.kawasaki.alerts}
    assert found.age is not None
    assert (found.age.months_low, found.age.months_high) == (12, 24)
    assert found.age.months is None


def test_a_day_earlier_the_second_child_is_complete_by_the_4_day_rule(rulebook: Rulebook) -> None:
    found = read("s1-patient-2", rulebook, "2020-05-04T12:00:00+02:00")
    assert found.kawasaki.rule == "4_day"
    assert found.kawasaki.reasons[0].code == "kawasaki.complete_4_day_without_extremities"


@pytest.mark.hazard("H13")
def test_the_scores_of_the_second_child_are_ranges(rulebook: Rulebook) -> None:
    found = read("s1-patient-2", rulebook)
    assert points(found, "kobayashi") == (3, 11, "undetermined")
    assert points(found, "egami") == (3, 5, "high")
    assert points(found, "sano") == (1, 2, "undetermined")
    assert score(found, "kobayashi").treatment.state == "given_time_unknown"


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("months", "treated", "low", "high", "at_least"),
    [
        (13, None, 3, 10, None),
        (12, "2020-05-04T16:00:00+02:00", 6, 11, "high"),
        (13, "2020-05-05T16:00:00+02:00", 3, 8, None),
    ],
)
def test_each_answer_narrows_the_score_of_the_second_child(  # noqa: PLR0917 (the columns)
    months: int, treated: str | None, low: int, high: int, at_least: str | None, rulebook: Rulebook
) -> None:
    case = shipped("s1-patient-2")
    age = Age.model_validate({"months": months, "at": "2020-05-04"})
    start = None if treated is None else datetime.fromisoformat(treated)
    case = case.replace(
        patient=case.patient.replace(age=age),
        treatments=(case.treatments[0].replace(start=start),),
    )
    found = assess(case, rulebook, datetime.fromisoformat("2020-05-06T12:00:00+02:00"))
    one = score(found, "kobayashi")
    assert (one.low, one.high, one.at_least) == (low, high, at_least)


def test_the_fictional_child_is_complete_by_the_4_day_rule(rulebook: Rulebook) -> None:
    found = read("fictional-complete", rulebook)
    assert found.kawasaki.verdict.value == "complete"
    assert found.kawasaki.rule == "4_day"
    assert found.illness_day == 4


def test_the_scores_of_the_fictional_child_are_certain(rulebook: Rulebook) -> None:
    found = read("fictional-complete", rulebook)
    assert points(found, "kobayashi") == (7, 7, "very_high")
    met = {item.rule.id: item.points for item in score(found, "kobayashi").items if item.points}
    assert met == {"sodium": 2, "neutrophils_percent": 2, "crp": 1, "day_of_treatment": 2}
    assert points(found, "egami") == (4, 4, "high")
    assert points(found, "sano") == (2, 2, "high")
    assert score(found, "kobayashi").treatment.state == "planned"


@pytest.mark.hazard("H23")
@pytest.mark.parametrize(
    ("segment", "scores"),
    [
        ("lmca", [0.7689, 1.1093, 1.4268, 0.6369]),
        ("lad", [0.4202, 0.5877, 1.0234, 1.7199]),
        ("rca", [0.6464, 0.4618, 0.5504, 0.5147]),
    ],
)
def test_the_arteries_of_the_fictional_child_are_those_of_case_d(
    segment: str, scores: list[float], rulebook: Rulebook
) -> None:
    found = read("fictional-complete", rulebook).echos[0].segments
    own = {name: reading.z for name, reading in found.items()}[segment]
    models = ("mccrindle_2007", "olivieri_2009", "dallaire_2011", "lopez_2017")
    for model, z in zip(models, scores, strict=True):
        assert own[model] == pytest.approx(z, abs=5e-4)


def test_what_comes_later_is_counted_and_not_used(rulebook: Rulebook) -> None:
    found = read("fictional-complete", rulebook)
    (later,) = [alert for alert in found.alerts if alert.code == "entries_after_as_of"]
    assert later.values["count"] == 2, "a temperature and a CRP"


def test_the_fictional_child_gets_33_g_and_66_mg(rulebook: Rulebook) -> None:
    as_of = datetime.fromisoformat(FIRST_READ["fictional-complete"])
    case = shipped("fictional-complete")
    ivig = plan(case, rulebook, Choice("ivig"), as_of).steps[0]
    assert (f"{ivig.dose.given:f}", f"{ivig.dose.volume_ml:f}") == ("33", "330")
    assert ivig.infusion is not None
    assert Fraction(ivig.infusion.ml_per_hour) == Fraction(55, 2)
    anakinra = plan(case, rulebook, Choice("anakinra_fixed"), as_of).steps[0]
    assert (f"{anakinra.dose.given:f}", f"{anakinra.dose.volume_ml:f}") == ("66", "0.44")

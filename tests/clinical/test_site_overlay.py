"""What a site may set takes effect, and is named in the result."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.quantity import Unit
from clinical.rule_files import parse
from tests.clinical.child import child, moment
from tests.clinical.site import BABY, BLOCK, HEADER, STEP_UP, planned, with_site

if TYPE_CHECKING:
    from clinical.kawasaki import KawasakiAssessment
    from clinical.rulebook import Rulebook


def verdict(given: dict[str, Any], rulebook: Rulebook) -> KawasakiAssessment:
    bedside = child(given)
    return assess(bedside.case, rulebook, bedside.as_of).kawasaki


def test_a_site_file_is_named_with_its_hash_and_what_it_changed(
    rule_texts: dict[str, str], rulebook: Rulebook
) -> None:
    found = with_site(
        rule_texts,
        'example = true\n[hospital]\nname = "Example hospital"\n'
        '[units]\ncrp = "mg/L"\n[rules.kawasaki]\nminimum_fever_days = 4\n',
    )
    assert rulebook.site is None
    assert found.site is not None
    assert found.site.name == "Example ward"
    assert found.site.example
    assert len(found.site.sha256) == 64
    assert found.site.units == {"crp": Unit.MG_PER_L}
    assert found.site.hospital == {"name": "Example hospital"}
    assert found.site.changed == ("kawasaki.minimum_fever_days",)
    assert found.sha256 == rulebook.sha256, "the shipped rules are the same"


def test_four_days_of_fever_open_the_algorithm_where_the_site_says_so(
    rule_texts: dict[str, str], rulebook: Rulebook
) -> None:
    given = {
        "as_of": "day 4 12:00",
        "age": "3 years",
        "present": ["mouth", "rash"],
        "absent": "the rest",
        "crp": "5 mg/dL",
        "albumin": "2.9 g/dL",
        "wbc": "16 10*9/L",
        "alt": "90 U/L",
    }
    site = with_site(rule_texts, "[rules.kawasaki]\nminimum_fever_days = 4")
    assert verdict(given, rulebook).verdict.value == "suspected"
    assert verdict(given, site).verdict.value == "incomplete"


@pytest.mark.parametrize(
    ("value", "shipped", "own"),
    [
        ("40 U/L", "not_met", "not_met"),
        ("41 U/L", "met", "not_met"),
        ("55 U/L", "met", "not_met"),
        ("56 U/L", "met", "met"),
    ],
)
def test_the_range_of_the_own_laboratory_decides_what_a_raised_alt_is(
    value: str, shipped: str, own: str, rule_texts: dict[str, str], rulebook: Rulebook
) -> None:
    site = with_site(rule_texts, "[fields.alt]\nreference = { maximum = 55 }")
    for rules, expected in ((rulebook, shipped), (site, own)):
        items = {
            item.field: item.finding.value for item in verdict({"alt": value}, rules).laboratory
        }
        assert items["alt"] == expected


def test_the_range_of_the_own_laboratory_decides_what_anaemia_is(
    rule_texts: dict[str, str],
) -> None:
    site = with_site(rule_texts, "[fields.haemoglobin]\nreference = { minimum = 11.3 }")
    for value, expected in (("11.2 g/dL", "met"), ("11.3 g/dL", "not_met")):
        found = verdict({"age": "3 years", "haemoglobin": value}, site)
        assert {item.field: item.finding.value for item in found.laboratory}[
            "haemoglobin"
        ] == expected


@pytest.mark.hazard("H23")
def test_the_z_model_of_the_site_decides(rule_texts: dict[str, str], rulebook: Rulebook) -> None:
    # Reference 5.5 case C, LAD 2.4 mm: 3.0498 by McCrindle, 2.3037 by Olivieri.
    given: dict[str, Any] = {
        "as_of": "day 6 12:00",
        "age": "1 years",
        "sex": "male",
        "kg": "10",
        "cm": "76",
        "present": [],
        "absent": "the rest",
        "echo": {"lad_mm": "2.4"},
    }
    site = with_site(rule_texts, '[rules.coronary]\nz_model = "olivieri_2009"')
    assert verdict(given, rulebook).echo.finding.value == "met"
    assert verdict(given, site).echo.finding.value == "unknown"


@pytest.mark.hazard("H19", "H20")
@pytest.mark.parametrize(
    ("kg", "per_kg", "given"),
    [
        ("16.5", "4", "65"),
        ("16.9", "4", "70"),
        ("10", "8", "80"),
        ("10.3", "8", "80"),
        ("10.4", "8", "80"),
    ],
)
def test_the_rounding_of_the_site_never_passes_the_limit(
    kg: str, per_kg: str, given: str, rule_texts: dict[str, str]
) -> None:
    # To 5 mg: 82.4 and 83.2 mg are nearest to 80 and 85, and 85 would be more than 8 mg/kg.
    site = with_site(rule_texts, "[rules.rounding]\ndose_mg = [{ from_amount = 0, step = 5 }]")
    step = planned(BLOCK | {"kg": kg}, site, "anakinra_fixed", mg_per_kg_day=per_kg).steps[0]
    assert f"{step.dose.given:f}" == given


def test_the_default_of_the_site_is_used(rule_texts: dict[str, str]) -> None:
    site = with_site(rule_texts, "[rules.anakinra_fixed.setting.days]\ndefault = 14")
    assert len(planned(BLOCK, site, "anakinra_fixed").steps) == 14


def test_when_a_weight_is_stale_is_the_sites_to_say(rule_texts: dict[str, str]) -> None:
    site = with_site(rule_texts, "[rules.weight]\nconfirm_after_days = 2")
    found = planned(BLOCK | {"kg": "16.5 at day 3 11:00"}, site, "ivig")
    assert "weight_stale" in {reason.code for reason in found.reasons}


def test_a_value_from_memory_is_confirmed_until_the_site_has_confirmed_it(
    rule_texts: dict[str, str],
) -> None:
    name = "regimen_anakinra_fixed.toml"
    text = rule_texts[name]
    place = text.index("[setting.days]")
    unsure = rule_texts | {name: text[:place] + text[place:].replace('mark = "S"', 'mark = "M"', 1)}
    asked = planned(BLOCK, parse(unsure), "anakinra_fixed")
    assert [reason.code for reason in asked.open_confirmations] == ["unverified_value"]
    site = parse(unsure, HEADER.replace("\nname", '\nconfirmed = ["anakinra_fixed"]\nname'))
    assert planned(BLOCK, site, "anakinra_fixed").verdict == "ready"


@pytest.mark.hazard("H25")
def test_a_product_with_rates_gives_a_table_by_the_clock(rule_texts: dict[str, str]) -> None:
    # 12 kg: 24 g, 240 mL in 12 h. 6 mL/h for 30 min is 3 mL, 12 mL/h for 30 min is 6 mL, and the
    # 231 mL left in the 11 hours left are 21 mL/h, under the 57.6 mL/h allowed.
    (step,) = planned(BABY, with_site(rule_texts, STEP_UP), "ivig", product="brand").steps
    infusion = step.infusion
    assert infusion is not None
    found = [
        (
            rung.at,
            f"{rung.ml_per_hour:f}",
            rung.minutes,
            f"{rung.volume_ml:f}",
            f"{rung.cumulative_ml:f}",
        )
        for rung in infusion.rungs
    ]
    assert found == [
        (moment("day 5 12:00"), "6", 30, "3", "3"),
        (moment("day 5 12:30"), "12", 30, "6", "9"),
        (moment("day 5 13:00"), "21", 660, "231", "240"),
    ]
    assert infusion.end == moment("day 6 00:00")


@pytest.mark.hazard("H25")
@pytest.mark.parametrize("kg", ["2.3", "3.1", "7.3", "12.4", "16.5", "41.7", "88"])
@pytest.mark.parametrize("hours", ["4", "12", "24"])
def test_no_rung_is_faster_than_allowed_and_all_of_the_volume_runs_in(
    kg: str, hours: str, rule_texts: dict[str, str]
) -> None:
    site = with_site(rule_texts, STEP_UP)
    (step,) = planned(BLOCK | {"kg": kg}, site, "ivig", product="brand", hours=hours).steps
    assert step.infusion is not None
    allowed = [Fraction(1, 2), Fraction(1), Fraction(48, 10)]
    rungs = step.infusion.rungs
    for rung, limit in zip(rungs, allowed, strict=False):
        assert Fraction(rung.ml_per_hour) <= limit * Fraction(kg)
    assert rungs[-1].cumulative_ml == step.dose.volume_ml
    assert step.infusion.end >= step.at + timedelta(hours=int(hours)) - timedelta(minutes=10)


@pytest.mark.hazard("H25")
def test_a_table_that_cannot_end_on_time_says_how_long_it_takes(rule_texts: dict[str, str]) -> None:
    # At most 1 mL/kg/h: 3 mL in the first 30 minutes, then 237 mL at 12 mL/h, 19 h 45 min.
    slow = STEP_UP.replace(
        "{ ml_per_kg_hour = 1, minutes = 30 },\n  { ml_per_kg_hour = 4.8 }",
        "{ ml_per_kg_hour = 1 }",
    )
    found = planned(BABY, with_site(rule_texts, slow), "ivig", product="brand")
    (step,) = found.steps
    assert step.infusion is not None
    assert step.infusion.end == moment("day 6 08:15")
    assert "infusion_longer" in {reason.code for reason in found.reasons}


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(("fastest", "result"), [("1.66", "refused"), ("1.67", "ready")])
def test_a_constant_rate_above_the_products_limit_is_refused(
    fastest: str, result: str, rule_texts: dict[str, str]
) -> None:
    # 240 mL in 12 h is 20 mL/h, which is 1.667 mL/kg/h at 12 kg.
    start = STEP_UP.index("rates = [")
    plain = STEP_UP[:start].replace("4.8", fastest)
    found = planned(BABY, with_site(rule_texts, plain), "ivig", product="brand")
    assert found.verdict == result
    assert ("rate_above_product_limit" in {r.code for r in found.reasons}) is (result == "refused")


@pytest.mark.hazard("H25")
def test_a_table_never_runs_faster_than_the_products_limit(rule_texts: dict[str, str]) -> None:
    quick = STEP_UP.replace("maximum_ml_per_kg_hour = 4.8", "maximum_ml_per_kg_hour = 2")
    (step,) = planned(BABY, with_site(rule_texts, quick), "ivig", product="brand", hours="4").steps
    assert step.infusion is not None
    assert max(rung.ml_per_hour for rung in step.infusion.rungs) == 24


@pytest.mark.hazard("H25")
def test_a_table_without_an_upper_limit_of_its_own_runs_by_its_rungs(
    rule_texts: dict[str, str],
) -> None:
    product = STEP_UP.replace("maximum_ml_per_kg_hour = 4.8\n", "")
    (step,) = planned(BABY, with_site(rule_texts, product), "ivig", product="brand").steps
    assert step.infusion is not None
    assert [f"{rung.ml_per_hour:f}" for rung in step.infusion.rungs] == ["6", "12", "21"]


@pytest.mark.hazard("H25")
def test_a_volume_that_is_in_before_the_last_rung_ends_there(rule_texts: dict[str, str]) -> None:
    # 0.1 g/kg at 12 kg: 1.2 g, 12 mL. At 6 mL/h 3 mL in 30 minutes, 9 mL left in the first hour.
    site = with_site(rule_texts, STEP_UP)
    (step,) = planned(BABY, site, "ivig", product="brand", g_per_kg="0.1", hours="1.5").steps
    assert step.infusion is not None
    found = [(f"{rung.ml_per_hour:f}", rung.minutes) for rung in step.infusion.rungs]
    assert found == [("6", 30), ("9", 60)]


@pytest.mark.hazard("H25")
def test_a_rung_that_rounds_to_nothing_refuses_the_plan(rule_texts: dict[str, str]) -> None:
    product = STEP_UP.replace("ml_per_kg_hour = 0.5", "ml_per_kg_hour = 0.001")
    found = planned(BABY, with_site(rule_texts, product), "ivig", product="brand")
    assert found.verdict == "refused"
    assert "rate_rounds_to_nothing" in {reason.code for reason in found.reasons}


OWN_LIMITS = """
[[rules.ivig.limit]]
kind = "per_dose"
above = 20
unit = "g"
severity = "confirm"
code = "ivig_above_100_g"
source = "kd_bedside"
mark = "P"
[[rules.ivig.limit]]
kind = "per_kg_per_infusion"
above = 3
unit = "g/kg"
severity = "stop"
code = "ivig_per_kg_above_limit"
source = "kd_bedside"
mark = "P"
"""


@pytest.mark.hazard("H18")
def test_a_site_may_set_limits_of_its_own_and_lower_the_one_that_refuses(
    rule_texts: dict[str, str],
) -> None:
    site = with_site(rule_texts, OWN_LIMITS)
    assert planned(BABY, site, "ivig").verdict == "confirm", "24 g are over 20 g"
    assert planned(BABY, site, "ivig", g_per_kg="3.1").verdict == "refused"
    assert planned(BABY, site, "ivig", g_per_kg="1").verdict == "ready"


def test_a_product_that_is_not_for_single_use_counts_no_syringes(
    rule_texts: dict[str, str],
) -> None:
    vial = """
[products.vial]
agent = "anakinra"
name = "anakinra"
form = "solution for injection"
amount = 100
unit = "mg"
volume_ml = 1
strength = "100 mg in 1 mL"
contents_known = true
source = "arithmetic"
mark = "P"
"""
    found = planned(BLOCK, with_site(rule_texts, vial), "anakinra_fixed", product="vial")
    assert found.steps[0].containers is None
    assert f"{found.steps[0].dose.volume_ml:f}" == "0.66"

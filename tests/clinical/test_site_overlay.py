"""What a site may set takes effect, and is named in the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.quantity import Unit
from tests.clinical.child import child
from tests.clinical.site import BABY, BLOCK, planned, with_site

if TYPE_CHECKING:
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.rules.rulebook import Rulebook


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

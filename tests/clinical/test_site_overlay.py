"""What a site may set takes effect, and is named in the result."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.problem import InputError
from clinical.quantity import Unit
from reports.plan_sentences import PlanSentences
from reports.wording import english
from resources import read_text
from tests.clinical.child import child
from tests.clinical.site import BABY, BLOCK, planned, with_site

if TYPE_CHECKING:
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.dosing.plan import Plan
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


def test_a_file_checked_by_a_second_person_names_both(rule_texts: dict[str, str]) -> None:
    people = 'prepared_by = "Ada Example"\nchecked_by = "Bo Sample"\n'
    found = with_site(rule_texts, people)
    assert found.site is not None
    assert (found.site.prepared_by, found.site.checked_by) == ("Ada Example", "Bo Sample")


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


def limits_of(rule: str, *changes: tuple[str, str, str]) -> str:
    """Return the shipped limits of a regimen as a site would write them, some keys changed."""
    shipped = tomllib.loads(read_text(f"rules/regimen_{rule}.toml"))["limit"]
    rows = [
        row | {key: value for code, key, value in changes if code == row["code"]} for row in shipped
    ]
    return "".join(
        f"[[rules.{rule}.limit]]\n"
        + "".join(f"{key} = {_toml(value)}\n" for key, value in row.items() if key != "note")
        for row in rows
    )


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int | float) else f'"{value}"'


def said(found: Plan) -> list[str]:
    return [english().alert(reason) for reason in found.reasons]


@pytest.mark.hazard("H18")
def test_a_site_may_set_limits_of_its_own_and_lower_the_one_that_refuses(
    rule_texts: dict[str, str],
) -> None:
    own = limits_of("ivig").replace("above = 100", "above = 20")
    own = own.replace('above = 4\nunit = "g/kg"\nseverity = "stop"', OWN_STOP)
    site = with_site(rule_texts, own)
    assert planned(BABY, site, "ivig").verdict == "confirm", "24 g are over 20 g"
    assert planned(BABY, site, "ivig", g_per_kg="3.1").verdict == "refused"
    assert planned(BABY, site, "ivig", g_per_kg="1").verdict == "ready"


OWN_STOP = 'above = 3\nunit = "g/kg"\nseverity = "stop"'
HEAVY = BLOCK | {"kg": "90", "cm": "170", "age": "15 years"}


@pytest.mark.hazard("H18")
def test_the_sentence_of_a_cap_is_said_only_of_the_cap_that_cut(
    rule_texts: dict[str, str],
) -> None:
    ward = """[[rules.aspirin_high.limit]]
kind = "per_day"
above = 6
unit = "g"
severity = "cap"
code = "ward"
source = "kd_bedside"
mark = "P"
"""
    found = planned(HEAVY, with_site(rule_texts, limits_of("aspirin_high") + ward), "aspirin_high")
    assert f"{found.steps[0].dose.given:f}" == "1000"
    # 80 mg/kg of 90 kg are 7.2 g a day: over both, and cut to the lower.
    assert [line for line in said(found) if line.startswith("Cut to")] == ["Cut to 4 g a day. †"]


@pytest.mark.hazard("H18")
@pytest.mark.parametrize(
    ("severity", "verdict", "sentence"),
    [
        ("info", "ready", "More than 80 mg: a limit of this ward."),
        ("confirm", "confirm", "More than 80 mg, a limit of this ward: confirm with a reason."),
        ("cap", "ready", "Cut to a limit of this ward, 80 mg."),
        ("stop", "refused", "No dose: more than 80 mg is never planned on this ward."),
    ],
)
def test_a_limit_that_a_site_adds_speaks_for_itself(
    severity: str, verdict: str, sentence: str, rule_texts: dict[str, str]
) -> None:
    ward = f"""[[rules.methylprednisolone_low.limit]]
kind = "per_day"
above = 80
unit = "mg"
severity = "{severity}"
code = "ward"
source = "kd_bedside"
mark = "P"
"""
    site = with_site(rule_texts, 'confirmed = ["methylprednisolone_low"]\n' + ward)
    found = planned(HEAVY, site, "methylprednisolone_low")
    assert (found.verdict, sentence in said(found)) == (verdict, True), said(found)
    light = planned(BLOCK, site, "methylprednisolone_low")
    assert sentence not in said(light)


@pytest.mark.hazard("H18")
def test_a_limit_of_one_infusion_in_grams_is_not_divided_over_the_days(
    rule_texts: dict[str, str],
) -> None:
    ward = """[[rules.ivig.limit]]
kind = "per_dose"
above = 20
unit = "g"
severity = "confirm"
code = "ward"
source = "kd_bedside"
mark = "P"
"""
    site = with_site(rule_texts, limits_of("ivig") + ward)
    sentence = "More than 20 g, a limit of this ward: confirm with a reason."
    # 2 g/kg of 12 kg are 24 g at once, or twice 12 g.
    assert sentence in said(planned(BABY, site, "ivig"))
    assert sentence not in said(planned(BABY, site, "ivig", split_days="2"))


def test_a_value_that_a_site_changed_is_marked_and_a_shipped_one_is_not(
    rule_texts: dict[str, str],
) -> None:
    changed = limits_of("anakinra_fixed").replace("above = 200", "above = 60")
    found = planned(BLOCK, with_site(rule_texts, changed), "anakinra_fixed")
    assert "More than 60 mg a day: confirm with a reason." in said(found)
    lines = [limit.text for limit in PlanSentences(found, english(), found.steps).limits()]
    marked = [line.partition(":")[0] for line in lines if "(set by this ward)" in line]
    assert marked == ["60 mg a day (set by this ward)"]
    same = planned(BLOCK, with_site(rule_texts, limits_of("anakinra_fixed")), "anakinra_fixed")
    lines = [limit.text for limit in PlanSentences(same, english(), same.steps).limits()]
    assert not [line for line in lines if "ward" in line]


@pytest.mark.hazard("H18", "H31")
@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (
            "[rules.methylprednisolone_pulse]\nlimit = []",
            "site file, line 4: rules.methylprednisolone_pulse.limit: the limit pulse_cap is",
        ),
        (
            limits_of("aspirin_high", ("aspirin_daily_cap", "severity", "info")),
            "site file, line 3: rules.aspirin_high.limit.0: the limit aspirin_daily_cap may not",
        ),
        (
            limits_of("anakinra_fixed", ("daily_dose_high", "severity", "info")),
            "site file, line 11: rules.anakinra_fixed.limit.1: the limit daily_dose_high may not",
        ),
        (
            limits_of("etanercept", ("etanercept_cap", "kind", "per_day")),
            "site file, line 3: rules.etanercept.limit: the limit etanercept_cap is shipped",
        ),
        (
            limits_of("ivig", ("ivig_large", "unit", "mg")),
            "site file, line 3: rules.ivig.limit: the limit ivig_large is shipped",
        ),
    ],
)
def test_a_site_may_neither_drop_nor_soften_a_limit(
    own: str, problem: str, rule_texts: dict[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        with_site(rule_texts, own)
    lines = [english().problem(each) for each in refused.value.problems]
    assert any(line.startswith(problem) for line in lines), lines


def test_a_limit_that_speaks_harder_than_the_shipped_one_is_taken(
    rule_texts: dict[str, str],
) -> None:
    own = limits_of("aspirin_high", ("aspirin_daily_cap", "severity", "stop"))
    found = planned(HEAVY, with_site(rule_texts, own), "aspirin_high")
    assert found.verdict == "refused"
    assert "No dose: more than 4 g is never planned on this ward. †" in said(found)


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


@pytest.mark.hazard("H20")
def test_a_dose_that_the_steps_of_a_site_move_far_asks_in_readable_numbers(
    rule_texts: dict[str, str],
) -> None:
    site = with_site(rule_texts, "[rules.rounding]\ndose_mg = [{ from_amount = 0, step = 10 }]")
    found = planned(BLOCK | {"cm": "103"}, site, "methotrexate")
    # 10 mg per square metre of 0.6881: 6.8807 mg.
    assert "Rounding gives 10 mg instead of 6.8807 mg, 45.3 percent off. Is that right?" in said(
        found
    )

"""An infusion by the rates of a site's product: never faster than allowed, and said when longer."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from tests.clinical.child import moment
from tests.clinical.site import BABY, BLOCK, STEP_UP, planned, with_site


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
    assert step.at is not None
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


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("kg", "hours"),
    [
        # 3 mL and 6 mL in the first hour, 231 mL in 11 hours at 21 mL/h.
        ("12", "12"),
        # 62 mL: the last rate is 5.427 mL/h, run as 5.4 mL/h, a few minutes longer by rounding.
        ("3.1", "12"),
        # 231 mL in 4.02 hours at 57.46 mL/h; 57.6 mL/h are allowed.
        ("12", "5.1"),
    ],
)
def test_an_infusion_within_the_allowed_rates_is_not_called_longer(
    kg: str, hours: str, rule_texts: dict[str, str]
) -> None:
    site = with_site(rule_texts, STEP_UP)
    found = planned(BABY | {"kg": kg}, site, "ivig", product="brand", hours=hours)
    assert "infusion_longer" not in {reason.code for reason in found.reasons}


@pytest.mark.hazard("H25")
@pytest.mark.parametrize("hours", ["5", "1"])
def test_an_infusion_that_an_allowed_rate_holds_back_is_called_longer(
    hours: str, rule_texts: dict[str, str]
) -> None:
    # 231 mL after the first hour at the most allowed, 57.6 mL/h, take 4 h 1 min.
    site = with_site(rule_texts, STEP_UP)
    found = planned(BABY, site, "ivig", product="brand", hours=hours)
    (longer,) = (reason for reason in found.reasons if reason.code == "infusion_longer")
    assert longer.values["minutes"] == 301
    assert found.steps[0].infusion is not None
    assert found.steps[0].infusion.end == moment("day 5 17:01")


@pytest.mark.hazard("H18", "H25")
@pytest.mark.parametrize(
    ("actual", "basis", "fastest"), [("10", "10.4", "48"), ("10.4", "10", "48")]
)
def test_the_rates_are_for_the_smaller_of_basis_and_actual_weight(
    actual: str, basis: str, fastest: str, rule_texts: dict[str, str]
) -> None:
    # 4.8 mL/kg/h at 10 kg are 48 mL/h, whichever of the two weights the 10 kg are.
    site = with_site(rule_texts, STEP_UP)
    settings = {"weight_basis": "ideal", "basis_weight_kg": basis, "hours": "4"}
    (step,) = planned(BABY | {"kg": actual}, site, "ivig", product="brand", **settings).steps
    assert step.infusion is not None
    assert f"{max(rung.ml_per_hour for rung in step.infusion.rungs):f}" == fastest

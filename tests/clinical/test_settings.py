"""Settings of a plan are read strictly: a slip is refused and never becomes another dose."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from clinical.dosing.dose import decimal_of
from clinical.dosing.plan import Choice, plan
from clinical.problem import InputError
from clinical.record.kept_plan import Override
from clinical.rules.files import parse
from tests.clinical.child import child
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.rules.rulebook import Rulebook

WRONG = document("wrong_settings")["setting"]
BLOCK = document("dose_ivig")["block"]["always"]


def planned(rulebook: Rulebook, regimen: str, **settings: str) -> Plan:
    bedside = child(BLOCK)
    return plan(bedside.case, rulebook, Choice(regimen, settings=settings), bedside.as_of)


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row['name']} {row['value']}")
def test_a_setting_that_cannot_be_meant_is_refused(row: dict[str, str], rulebook: Rulebook) -> None:
    with pytest.raises(InputError) as refused:
        planned(rulebook, row["regimen"], **{row["name"]: row["value"]})
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == (f"setting {row['name']}", row["code"])
    assert problem.found == row["name" if row["code"] == "setting_unknown" else "value"]


def test_every_wrong_setting_is_told_at_once(rulebook: Rulebook) -> None:
    with pytest.raises(InputError) as refused:
        planned(rulebook, "ivig", hours="0", g_per_kg="two", speed="3")
    assert {problem.code for problem in refused.value.problems} == {
        "setting_range",
        "number_form",
        "setting_unknown",
    }


def test_a_regimen_that_does_not_exist_is_refused(rulebook: Rulebook) -> None:
    with pytest.raises(InputError) as refused:
        planned(rulebook, "leeches")
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("regimen_unknown", "leeches")
    assert "anakinra_fixed" in (problem.accepted or "")


@pytest.mark.hazard("H25")
def test_a_product_of_one_strength_is_not_given_as_another(rulebook: Rulebook) -> None:
    with pytest.raises(InputError) as refused:
        planned(rulebook, "ivig", product="ivig_5_percent", concentration="10 %")
    (problem,) = refused.value.problems
    assert (problem.code, problem.accepted) == ("strength_of_product", "5 %")


@pytest.mark.hazard("H25")
def test_the_strength_follows_the_product(rulebook: Rulebook) -> None:
    found = planned(rulebook, "ivig", product="ivig_5_percent")
    assert found.settings.choices["concentration"] == "5 %"
    assert f"{found.steps[0].dose.volume_ml:f}" == "660"


def test_a_plan_carries_every_setting_with_its_value(rulebook: Rulebook) -> None:
    found = planned(rulebook, "ivig", hours="10").settings.as_text()
    assert found == {
        "g_per_kg": "2",
        "hours": "10",
        "concentration": "10 %",
        "split_days": "1",
        "weight_basis": "actual",
        "product": "ivig_10_percent",
    }


def test_the_rounding_is_stated_in_percent(rulebook: Rulebook) -> None:
    # 16.53 kg x 2 g/kg = 33.06 g, given as 33.1 g: 0.04 of 33.06.
    bedside = child(BLOCK | {"kg": "16.53"})
    step = plan(bedside.case, rulebook, Choice("ivig"), bedside.as_of).steps[0]
    assert float(step.dose.deviation_percent) == pytest.approx(100 * 0.04 / 33.06)


def test_an_override_of_what_was_not_asked_is_not_kept(rulebook: Rulebook) -> None:
    bedside = child(BLOCK)
    choice = Choice("ivig", overrides=(Override(code="weight_stale", reason="just weighed"),))
    assert plan(bedside.case, rulebook, choice, bedside.as_of).overrides == ()


def test_a_strength_that_no_product_has_is_refused(rule_texts: dict[str, str]) -> None:
    name = "regimen_ivig.toml"
    text = rule_texts[name].replace('choices = ["10 %", "5 %"]', 'choices = ["10 %", "20 %"]')
    with pytest.raises(InputError) as refused:
        planned(parse(rule_texts | {name: text}), "ivig", concentration="20 %")
    (problem,) = refused.value.problems
    assert (problem.code, problem.accepted) == ("choice", "10 %, 5 %")


def test_a_choice_without_a_default_is_left_open(rule_texts: dict[str, str]) -> None:
    name = "regimen_ivig.toml"
    text = rule_texts[name].replace('default_choice = "actual"\n', "")
    found = planned(parse(rule_texts | {name: text}), "ivig")
    assert "weight_basis" not in found.settings.choices
    assert f"{found.steps[0].dose.given:f}" == "33", "on the actual weight"


@pytest.mark.hazard("H20")
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(66), "66"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 20000), "0.0001"),
        (Fraction(33, 2), "16.5"),
        (Fraction(100), "100"),
    ],
)
def test_a_fraction_is_written_to_four_places_half_up_and_without_zeros(
    number: Fraction, text: str
) -> None:
    assert f"{decimal_of(number):f}" == text

"""What a site keeps on its shelf and how it rounds: tablets, vials, rules for one drug."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.dosing.dose import Dose, TestedLimit, overrun
from clinical.problem import InputError
from clinical.rules.regimens import DoseLimit
from reports.json_document.plan import plan_document
from reports.plan_summary import plan_summary
from reports.wording import english
from tests.clinical.site import BLOCK, planned, with_site

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.rules.rulebook import Rulebook

TABLET = """
[rules.aspirin_low]
default_product = "tablets"
[products.tablets]
agent = "aspirin"
name = "aspirin"
form = "tablet"
amount = {amount}
unit = "mg"
strength = "{amount} mg in 1 tablet"
parts = {parts}
contents_known = true
source = "arithmetic"
mark = "V"
"""
VIAL = """
[rules.{regimen}]
default_product = "vial"
[products.vial]
agent = "{agent}"
name = "{agent}"
form = "{form}"
amount = {amount}
unit = "{unit}"
volume_ml = {volume}
strength = "{amount} {unit} in {volume} mL"
single_use = true
container = "vial"
contents_known = true
source = "arithmetic"
mark = "V"
"""


def text_of(found: Plan) -> str:
    summary = plan_summary(found, english())
    assert summary is not None
    return " ".join(line.text for part in summary.parts for line in part.lines)


@pytest.mark.hazard("H19")
@pytest.mark.parametrize(
    ("kg", "amount", "parts", "dose", "pieces", "words"),
    [
        # 3 mg/kg of 20 kg are 60 mg: 3.2 quarters of 75 mg.
        ("20", "75", "4", "56.25", "0.75", "3/4 of a tablet = 56.25 mg"),
        ("20", "75", "2", "75", "1", "1 × tablet = 75 mg"),
        ("20", "75", "1", "75", "1", "1 × tablet = 75 mg"),
        # 12.5 kg: 37.5 mg are half a tablet, rounded up to a whole one.
        ("12.5", "75", "1", "75", "1", "1 × tablet = 75 mg"),
        ("12.4", "75", "2", "37.5", "0.5", "1/2 of a tablet = 37.5 mg"),
        # 90 mg are cut to 81 mg, and two tablets of 50 mg would be more than that.
        ("30", "50", "1", "50", "1", "1 × tablet = 50 mg"),
        ("30", "50", "2", "75", "1.5", "1 1/2 × tablet = 75 mg"),
    ],
)
def test_a_tablet_is_given_in_the_parts_it_can_be_broken_into(  # noqa: PLR0917 (a row)
    kg: str,
    amount: str,
    parts: str,
    dose: str,
    pieces: str,
    words: str,
    rule_texts: dict[str, str],
) -> None:
    site = with_site(rule_texts, TABLET.format(amount=amount, parts=parts))
    found = planned(BLOCK | {"kg": kg}, site, "aspirin_low")
    step = plan_document(found, english())["steps"][0]
    assert (step["given"], step["pieces"], step["volume_ml"]) == (dose, pieces, None)
    assert words in text_of(found)


def test_less_than_half_of_the_smallest_part_is_no_dose(rule_texts: dict[str, str]) -> None:
    site = with_site(rule_texts, TABLET.format(amount="75", parts="1"))
    found = planned(BLOCK | {"kg": "12.4"}, site, "aspirin_low")
    assert [reason.code for reason in found.reasons if reason.severity == "stop"] == [
        "dose_rounds_to_nothing"
    ]


@pytest.mark.hazard("H19", "H20")
@pytest.mark.parametrize(
    ("kg", "given", "percent"),
    [("16.5", "10", "-9.0909"), ("18.75", "15", "20"), ("60", "20", "-50")],
)
def test_a_drug_is_rounded_as_its_site_says_and_the_deviation_is_stated(
    kg: str, given: str, percent: str, rule_texts: dict[str, str]
) -> None:
    # 2 mg/kg a day in 3 doses: 11, 12.5 and 40 mg; the last is cut to 20.
    rows = "[rules.rounding.drug]\nprednisolone = [{ from_amount = 0, step = 5 }]"
    found = planned(BLOCK | {"kg": kg}, with_site(rule_texts, rows), "prednisolone_raise")
    step = plan_document(found, english())["steps"][0]
    assert (step["given"], step["deviation_percent"]) == (given, percent)
    other = planned(BLOCK | {"kg": kg}, with_site(rule_texts, rows), "infliximab").steps[0]
    assert other.dose.given == {"16.5": 83, "18.75": 94, "60": 300}[kg]


@pytest.mark.parametrize(
    ("regimen", "agent", "shelf", "kg", "count"),
    [
        ("infliximab", "infliximab", ("powder for infusion", "100", "mg", "10"), "20", 1),
        ("infliximab", "infliximab", ("powder for infusion", "100", "mg", "10"), "20.2", 2),
        ("ivig", "ivig", ("solution for infusion", "10", "g", "100"), "16.5", 4),
        ("ivig", "ivig", ("solution for infusion", "10", "g", "100"), "15", 3),
    ],
)
def test_the_vials_of_a_dose_are_counted(  # noqa: PLR0917 (a row)
    regimen: str,
    agent: str,
    shelf: tuple[str, str, str, str],
    kg: str,
    count: int,
    rule_texts: dict[str, str],
) -> None:
    form, amount, unit, volume = shelf
    own = VIAL.format(
        regimen=regimen, agent=agent, form=form, amount=amount, unit=unit, volume=volume
    )
    found = planned(BLOCK | {"kg": kg}, with_site(rule_texts, own), regimen)
    assert found.steps[0].containers == count
    assert plan_document(found, english())["steps"][0]["containers"] == count
    assert f"{count} vial" in text_of(found)


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ("[rules.rounding]\ndose_mg = [{ from_amount = 0, step = 0 }]", "rounding_step"),
        (
            "[rules.rounding]\ndose_mg = [{from_amount=10, step=1}, {from_amount=0, step=0.1}]",
            "rounding_rows",
        ),
        ("[rules.rounding.drug]\naspirin = []", "rounding_rows"),
        (TABLET.format(amount="0", parts="1"), "product_amount"),
        (TABLET.format(amount="75", parts="3"), "choice"),
        (
            TABLET.format(amount="75", parts="1").replace('unit = "mg"', 'unit = "g"').replace(
                "75 mg in", "75 g in"
            ),
            "product_unit",
        ),
        (
            VIAL.format(
                regimen="infliximab", agent="infliximab", form="powder", amount="100", unit="mg",
                volume="10",
            )
            + "parts = 2\n",
            "product_parts",
        ),
    ],
)  # fmt: skip
def test_a_shelf_or_a_rounding_that_cannot_be_is_refused(
    own: str, code: str, rule_texts: dict[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        with_site(rule_texts, own)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert english().problem(refused.value.problems[0])


# Rules read once for each step: reading them takes longer than all that is asked of them.
STEPPED: dict[str, Rulebook] = {}


@pytest.mark.hazard("H19")
@settings(max_examples=150)
@given(
    kg=st.integers(250, 9000).map(lambda hundredths: f"{Decimal(hundredths) / 100}"),
    step=st.sampled_from(["0.1", "0.7", "1", "2.5", "5", "25", "60"]),
    regimen=st.sampled_from(["aspirin_high", "aspirin_low", "prednisolone_raise",
                             "methylprednisolone_pulse", "etanercept", "anakinra_fixed"]),
)  # fmt: skip
def test_no_rounding_of_a_site_carries_a_dose_over_a_limit_it_keeps(
    kg: str, step: str, regimen: str, rule_texts: dict[str, str]
) -> None:
    if step not in STEPPED:
        row = f"[{{ from_amount = 0, step = {step} }}]"
        STEPPED[step] = with_site(rule_texts, f"[rules.rounding]\ndose_mg = {row}")
    found = planned(BLOCK | {"kg": kg}, STEPPED[step], regimen)
    for each in found.steps:
        for limit in each.dose.limits:
            kept = not limit.reached or limit.rule.severity == "cap"
            assert not kept or Fraction(each.dose.given) <= limit.amount


@pytest.mark.hazard("H18", "H19")
def test_a_dose_over_its_own_limit_would_be_seen() -> None:
    def tested(severity: str, *, reached: bool) -> TestedLimit:
        rule = DoseLimit.model_validate({
            "kind": "per_day", "above": Decimal(81), "unit": "mg", "severity": severity,
            "code": "any", "source": "kd_bedside", "mark": "P",
        })  # fmt: skip
        return TestedLimit(rule, Fraction(81), reached)

    limits = (tested("cap", reached=True), tested("stop", reached=False))
    told = tested("confirm", reached=True)
    over = Dose(Fraction(80), Decimal(82), "mg", None, (*limits, told))
    assert overrun(over) == list(limits)
    assert overrun(Dose(Fraction(80), Decimal(81), "mg", None, (*limits, told))) == []

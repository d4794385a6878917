"""One reason answers one question: two that are alike have codes of their own."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from clinical.dosing.questions import told_apart
from clinical.findings import Alert
from clinical.record.kept_plan import Override
from reports.wording import english
from tests.clinical.child import child
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

QUIET = document("cautions")["block"]["always"]
TWICE = {"mg_per_kg_day": "500", "doses_per_day": "1"}


def made(
    rulebook: Rulebook, regimen: str, *answers: str, kg: str = "16.5", **settings: str
) -> Plan:
    bedside = child(QUIET | {"kg": kg, "age": "14 years", "cm": "165"})
    overrides = tuple(Override(code=code, reason="seen by Dr A") for code in answers)
    choice = Choice(regimen, settings=settings, overrides=overrides)
    return plan(bedside.case, rulebook, choice, bedside.as_of)


def asked(found: Plan) -> set[str]:
    codes = [question.code for question in found.open_confirmations]
    assert len(codes) == len(set(codes)), "every question has a code of its own"
    return {code for code in codes if not code.startswith("weight")}


@pytest.mark.hazard("H18", "H40")
def test_a_reason_for_one_setting_does_not_answer_for_another(rulebook: Rulebook) -> None:
    both = {"setting_unusual.mg_per_kg_day", "setting_unusual.doses_per_day"}
    assert asked(made(rulebook, "aspirin_high", **TWICE)) == {*both, "unverified_value"}
    one = made(rulebook, "aspirin_high", "setting_unusual.doses_per_day", **TWICE)
    assert asked(one) == {"setting_unusual.mg_per_kg_day", "unverified_value"}
    assert one.verdict == "confirm"
    # A reason under the code that both would share answers neither.
    assert both <= asked(made(rulebook, "aspirin_high", "setting_unusual", **TWICE))


def test_a_question_that_is_alone_keeps_its_code(rulebook: Rulebook) -> None:
    found = made(rulebook, "aspirin_high", mg_per_kg_day="101")
    assert asked(found) == {"setting_unusual", "unverified_value"}


@pytest.mark.hazard("H18")
def test_each_dose_of_a_ladder_over_its_limit_is_asked_about(rulebook: Rulebook) -> None:
    # 4, 6 and 8 mg/kg of 60 kg, and the supplement of 2 with which a day holds 6.
    found = made(rulebook, "anakinra_anacomp", kg="60")
    high = {f"limit.daily_dose_high.{dose}" for dose in ("240", "120", "360", "480")}
    assert asked(found) == high
    words = english()
    sentences = {words.alert(each) for each in found.open_confirmations if each.code in high}
    assert sentences == {"More than 200 mg a day: confirm with a reason."}


def test_questions_are_told_apart_by_hour_and_by_place() -> None:
    same = Alert("confirm", "step", {"calculated": Fraction(27, 2)})
    reasons = [
        Alert("confirm", "ladder.silent", {"hour": 36}),
        Alert("confirm", "ladder.silent", {"hour": 48}),
        same,
        same,
        Alert("confirm", "plain"),
        Alert("confirm", "plain"),
        Alert("info", "alone"),
        Alert("info", "alone"),
    ]
    assert [each.code for each in told_apart(reasons)] == [
        "ladder.silent.h36", "ladder.silent.h48", "step.13_5", "step.13_5.2", "plain", "plain.2",
        "alone", "alone",
    ]  # fmt: skip

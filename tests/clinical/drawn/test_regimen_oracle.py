"""Every regimen against an oracle that shares nothing with the program, and what always holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.dosing.plan import Choice, Plan, plan
from tests.clinical.child import child, moment
from tests.clinical.regimen_cases import (
    LADDERS,
    REGIMENS,
    START,
    difference,
    dose_difference,
    draw,
)
from tests.clinical.regimen_oracle import Given, milligrams

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

CASES = 5000
# The most of a day, in mg, whatever the weight.
DAILY_CAPS = {"aspirin_high": 4000, "aspirin_low": 81, "prednisolone_raise": 60}
# The most of one dose, in mg.
DOSE_CAPS = {"methylprednisolone_pulse": 1000, "etanercept": 50}
PER_KG_CAPS = {"anakinra_fixed": 8, "anakinra_misc_iv": 10}
CHOSEN = {
    "anakinra_misc_iv": {"critical": "true", "stable_since": moment(START).isoformat()},
    "anakinra_fixed": {"days": "3"},
}
DOSED = tuple(name for name in REGIMENS if name != "plasma_exchange")
UNCONDITIONAL = tuple(name for name in DOSED if name not in LADDERS)
WEIGHTS = st.integers(250, 9000).map(lambda hundredths: Fraction(hundredths, 100))


def planned(name: str, kg: Fraction, rulebook: Rulebook, **chosen: str) -> Plan:
    """Return the plan of a child of this weight, 120 cm tall, with nothing else recorded."""
    bedside = child({"age": "8 years", "kg": f"{float(kg):.2f}", "cm": "120", "as_of": START})
    options = CHOSEN.get(name, {}) | chosen
    return plan(bedside.case, rulebook, Choice(name, settings=options), bedside.as_of)


def of_each_day(found: Plan) -> dict[int, Fraction]:
    """Return what is given in each 24 hours after the first dose."""
    sums: dict[int, Fraction] = {}
    for step in found.steps:
        assert step.at is not None
        day = (step.at - found.start) // timedelta(days=1)
        sums[day] = sums.get(day, Fraction(0)) + Fraction(step.dose.given)
    return sums


@pytest.mark.parametrize("part", range(4))
def test_every_drawn_case_agrees_with_the_oracle(part: int, rulebook: Rulebook) -> None:
    numbers = range(part, CASES, 4)
    found = [each for number in numbers if (each := difference(draw(number), rulebook)) is not None]
    assert found == []


def test_the_comparison_sees_a_wrong_dose_and_a_wrong_rounding() -> None:
    wanted = Given(0, Fraction("25.6"), Fraction(25))
    assert dose_difference(Fraction("25.6"), Decimal(25), wanted) is None
    assert dose_difference(Fraction("25.6"), Decimal(26), wanted) == "given 26"
    assert dose_difference(Fraction(25), Decimal(25), wanted) == "calculated 25"


def test_every_regimen_is_drawn() -> None:
    assert {draw(number).regimen for number in range(CASES)} == set(REGIMENS)


@pytest.mark.parametrize(
    ("calculated", "limit", "expected"),
    [
        ("9.94", None, "9.9"),
        ("9.95", None, "10"),
        ("10.4", None, "10"),
        ("10.5", None, "11"),
        ("25.6", "25.6", "25"),
        ("25.6", "26", "26"),
        ("0.05", None, "0.1"),
    ],
)
def test_the_oracle_rounds_as_the_reference_says(
    calculated: str, limit: str | None, expected: str
) -> None:
    most = None if limit is None else Fraction(limit)
    assert milligrams(Fraction(calculated), None, most) == Fraction(expected)


@pytest.mark.parametrize("name", sorted(DAILY_CAPS))
@given(kg=WEIGHTS)
@settings(max_examples=60)
def test_a_day_never_holds_more_than_its_cap(name: str, kg: Fraction, rulebook: Rulebook) -> None:
    found = planned(name, kg, rulebook)
    assert max(of_each_day(found).values()) <= DAILY_CAPS[name]


@pytest.mark.parametrize("name", sorted(DOSE_CAPS))
@given(kg=WEIGHTS)
@settings(max_examples=60)
def test_a_dose_is_never_more_than_its_cap(name: str, kg: Fraction, rulebook: Rulebook) -> None:
    found = planned(name, kg, rulebook)
    assert max(step.dose.given for step in found.steps) <= DOSE_CAPS[name]


@pytest.mark.parametrize("name", sorted(PER_KG_CAPS))
@given(kg=WEIGHTS)
@settings(max_examples=60)
def test_rounding_never_passes_a_limit_per_kilogram(
    name: str, kg: Fraction, rulebook: Rulebook
) -> None:
    cap = PER_KG_CAPS[name]
    found = planned(name, kg, rulebook, mg_per_kg_day=str(cap))
    if found.verdict != "refused":
        assert max(of_each_day(found).values()) <= cap * kg


@given(kg=WEIGHTS)
@settings(max_examples=60)
def test_a_ladder_never_passes_eight_milligrams_per_kilogram(
    kg: Fraction, rulebook: Rulebook
) -> None:
    for name in LADDERS:
        found = planned(name, kg, rulebook)
        assert max(Fraction(step.dose.given) for step in found.steps) <= 8 * kg


@pytest.mark.parametrize("name", DOSED)
@given(kg=WEIGHTS, more=st.integers(1, 1000))
@settings(max_examples=40)
def test_a_heavier_child_is_never_given_less(
    name: str, kg: Fraction, more: int, rulebook: Rulebook
) -> None:
    lighter = planned(name, kg, rulebook)
    heavier = planned(name, kg + Fraction(more, 100), rulebook)
    if "refused" in {lighter.verdict, heavier.verdict}:
        return
    for less, at_least in zip(lighter.steps, heavier.steps, strict=True):
        assert less.dose.given <= at_least.dose.given
        assert less.dose.calculated <= at_least.dose.calculated


@pytest.mark.parametrize(
    ("name", "per_kg", "per_day"),
    [
        ("aspirin_moderate", 30, 4),
        ("methylprednisolone_low", 1, 2),
        ("anakinra_misc_iv", 8, 4),
        ("ciclosporin", 3, 2),
    ],
)
@given(kg=WEIGHTS)
@settings(max_examples=60)
def test_the_doses_of_a_day_add_up_to_the_daily_dose(
    name: str, per_kg: int, per_day: int, kg: Fraction, rulebook: Rulebook
) -> None:
    found = planned(name, kg, rulebook)
    if found.verdict == "refused":
        return
    unit = Fraction(1) if found.steps[0].dose.given >= 10 else Fraction(1, 10)
    assert abs(of_each_day(found)[0] - per_kg * kg) <= unit * per_day


@given(
    kg=st.integers(1000, 9000).map(lambda hundredths: Fraction(hundredths, 100)),
    tenths=st.integers(60, 100),
    hours=st.integers(24, 48),
)
@settings(max_examples=80)
def test_the_wean_falls_at_each_step_and_ends(
    kg: Fraction, tenths: int, hours: int, rulebook: Rulebook
) -> None:
    found = planned(
        "anakinra_misc_iv",
        kg,
        rulebook,
        mg_per_kg_day=str(tenths / 10),
        wean_hours=str(hours),
    )
    levels = [Fraction(step.per_kg) for step in found.steps]
    assert levels[0] == Fraction(tenths, 10)
    falls = [before - after for before, after in pairwise(levels) if before != after]
    assert falls
    assert set(falls) == {Fraction(2)}
    assert 1 <= levels[-1] < 3
    assert found.ends is not None
    last = found.steps[-1].at
    assert last is not None
    assert last < found.ends
    given_doses = [(step.per_kg, step.dose.given) for step in found.steps]
    assert all(
        higher[1] > lower[1] for higher, lower in pairwise(given_doses) if higher[0] != lower[0]
    )


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("2026-10-24T18:00", id="the clocks go back"),
        pytest.param("2026-03-28T18:00", id="the clocks go forward"),
    ],
)
@pytest.mark.parametrize("name", UNCONDITIONAL)
def test_intervals_are_elapsed_hours_on_the_night_the_clocks_change(
    name: str, around: str, rulebook: Rulebook
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime.fromisoformat(around).replace(tzinfo=zone)
    bedside = child({"age": "8 years", "kg": "30", "cm": "120", "as_of": "2026-03-20 12:00"})
    chosen: dict[str, Any] = dict(CHOSEN.get(name, {}))
    if "stable_since" in chosen:
        chosen["stable_since"] = start.isoformat()
    found = plan(bedside.case, rulebook, Choice(name, start=start, settings=chosen), start)
    fixed = plan(
        bedside.case,
        rulebook,
        Choice(name, start=start.astimezone(ZoneInfo("UTC")), settings=chosen),
        start.astimezone(ZoneInfo("UTC")),
    )
    assert found.steps
    assert [step.at.timestamp() for step in found.steps if step.at is not None] == [
        step.at.timestamp() for step in fixed.steps if step.at is not None
    ]
    first = found.steps[0].at
    assert first is not None
    for step in found.steps:
        assert step.at is not None
        elapsed = step.at.timestamp() - first.timestamp()
        assert elapsed % (6 * 3600) == 0 or name == "prednisolone_raise"
        local = step.at.astimezone(zone)
        assert step.at.replace(tzinfo=None) == local.replace(tzinfo=None)


@pytest.mark.parametrize("around", ["2026-10-24T18:00", "2026-03-28T18:00"])
@pytest.mark.parametrize("name", sorted(LADDERS))
def test_the_rungs_of_a_ladder_are_elapsed_hours_on_the_night_the_clocks_change(
    name: str, around: str, rulebook: Rulebook
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime.fromisoformat(around).replace(tzinfo=zone)
    bedside = child({"age": "8 years", "kg": "20", "cm": "120", "as_of": "2026-03-20 12:00"})
    found = plan(bedside.case, rulebook, Choice(name, start=start), start)
    assert "clocks_change" in {reason.code for reason in found.reasons}
    for step in found.steps:
        assert step.at is not None
        hours = step.label.number if step.label.code == "hour" else (step.label.number - 1) * 24
        assert step.at.timestamp() - start.timestamp() == hours * 3600
    for rung in found.rungs:
        assert rung.at.timestamp() - start.timestamp() == rung.hour * 3600
    # 18:00 and 24 hours: an hour off the clock.
    day_2 = next(step.at for step in found.steps if step.label.number == 24)
    assert day_2 is not None
    assert f"{day_2:%H:%M}" == {"2026-10-24T18:00": "17:00", "2026-03-28T18:00": "19:00"}[around]


@given(kg=WEIGHTS)
@settings(max_examples=60)
def test_a_day_of_anacomp_with_its_supplement_never_passes_the_level_it_reaches(
    kg: Fraction, rulebook: Rulebook
) -> None:
    found = planned("anakinra_anacomp", kg, rulebook)
    first, supplement = found.steps[:2]
    together = Fraction(first.dose.given) + Fraction(supplement.dose.given)
    assert together <= 8 * kg
    assert abs(together - 6 * kg) <= 1

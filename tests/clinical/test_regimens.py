"""Runs the tables of the regimens: phases after each other, ladders, the wean, no dose at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.due import due_dose
from clinical.dosing.plan import Choice, Plan, plan
from clinical.problem import InputError
from clinical.rules.files import parse
from tests.clinical.child import child, moment
from tests.clinical.table import Row, question, rows

if TYPE_CHECKING:
    from clinical.dosing.step import Condition, Step
    from clinical.rules.rulebook import Rulebook

MARKS = {"fever": "+", "no_fever": "-", "fever_ask": "?", "level_reached": "="}


def planned(row: Row, rulebook: Rulebook) -> Plan:
    bedside = child(row.given)
    own = {"regimen", "start"}
    settings = {name: str(value) for name, value in row.choose.items() if name not in own}
    start = moment(row.choose["start"]) if "start" in row.choose else None
    choice = Choice(row.choose["regimen"], start, settings=settings)
    return plan(bedside.case, rulebook, choice, bedside.as_of)


def next_line(found: Plan, row: Row) -> str | None:
    step = due_dose(found, child(row.given).case).step
    return None if step is None else waiting_line(step)


def stretches(found: Plan) -> list[list[Step]]:
    names = list(dict.fromkeys(step.stretch for step in found.steps))
    return [[step for step in found.steps if step.stretch == name] for name in names]


def dose_line(steps: list[Step]) -> str:
    """Return what one administration of a stretch holds, how often, how many."""
    first = steps[0]
    assert {(step.dose, step.route) for step in steps} == {(first.dose, first.route)}
    often = "once" if first.interval_hours is None else f"every {first.interval_hours} h"
    count = sum(step.doses for step in steps)
    return f"{first.dose.given:f} {first.dose.unit} {first.route} {often}, {count} doses"


def waiting_line(step: Step) -> str:
    """Return the label of a step, its dose, and what it waits for."""
    code, number = step.label.code, step.label.number
    label = f"H{number}" if code == "hour" else f"Day {number}"
    return " ".join([label, f"{step.dose.given:f}", *map(condition, step.conditions)])


def condition(waits: Condition) -> str:
    return f"{MARKS[waits.code]}{waits.hour}"


def check(found: Plan, row: Row) -> None:  # noqa: C901 (one case for each key)
    codes = {question(reason.code) for reason in found.reasons}
    said: dict[str, Any] = {
        "verdict": found.verdict,
        "steps": len(found.steps),
        "doses": [dose_line(steps) for steps in stretches(found)],
        "conditional": [all(step.conditions for step in part) for part in stretches(found)],
        "waits": [bool(step.conditions) for step in found.steps],
        "labels": [f"{step.label.code} {step.label.number}" for step in found.steps],
        "undated": sum(step.at is None for step in found.steps),
        "rungs": [f"{rung.hour} {rung.state}" for rung in found.rungs],
        "why": [rung.why for rung in found.rungs],
        "masked": [rung.masked.value for rung in found.rungs],
        "charted": [
            f"{waiting_line(step).rpartition(' ')[0]} {float(step.charted.mg or 0):g}"
            for step in found.steps
            if step.charted is not None
        ],
        "ladder": found.settings.choices.get("ladder"),
        "checks": [alert.code for alert in found.checks],
        "ends": found.ends,
    }
    for key, value in row.expect.items():
        match key:
            case "codes_include":
                assert set(value) <= codes, row.source
            case "codes_exclude":
                assert not set(value) & codes, row.source
            case "due":
                lines = [waiting_line(step) for step in found.steps]
                assert lines[: len(value)] == value, row.source
            case "last":
                assert found.steps[-1].at == moment(value)
            case "ends":
                assert found.ends == moment(value)
            case "next":
                assert next_line(found, row) == value
            case "values":
                told = next(each for each in found.reasons if each.code == value["code"])
                shown = {name: str(each) for name, each in told.values.items()}
                assert {**shown, "code": told.code} | value == {**shown, "code": told.code}
            case "over_hours":
                assert {f"{step.over_hours}" for step in found.steps} == {value}
            case "surface":
                surface = found.steps[0].surface
                assert surface is not None
                assert float(surface.m2) == pytest.approx(float(value), abs=5e-7)
            case _:
                assert said[key] == value, (codes, row.source)


@pytest.mark.hazard("H17", "H18", "H19", "H27")
@pytest.mark.parametrize("row", rows("dose_regimens"))
def test_a_regimen_is_laid_out_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(planned(row, rulebook), row)


@pytest.mark.hazard("H17", "H18")
@pytest.mark.parametrize("row", rows("dose_ladders"))
def test_a_ladder_is_laid_out_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(planned(row, rulebook), row)


TABLETS = """
format = "kd-bedside.site/1"
name = "Example ward"
[rules.aspirin_low]
default_product = "tablets"
[products.tablets]
agent = "aspirin"
name = "aspirin"
form = "tablet"
amount = 75
unit = "mg"
strength = "75 mg in 1 tablet"
contents_known = true
source = "arithmetic"
mark = "V"
"""


def test_a_tablet_of_the_site_has_a_strength_and_no_volume(rule_texts: dict[str, str]) -> None:
    site = parse(rule_texts, TABLETS)
    bedside = child({"as_of": "day 5 12:00", "kg": "20"})
    found = plan(bedside.case, site, Choice("aspirin_low"), bedside.as_of)
    product = found.steps[0].product
    assert product is not None
    assert product.strength == "75 mg in 1 tablet"
    assert found.steps[0].dose.volume_ml is None
    assert f"{found.steps[0].dose.given:f}" == "60"


def test_a_tablet_says_its_strength_as_its_numbers_do(rule_texts: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        parse(rule_texts, TABLETS.replace("75 mg in 1", "81 mg in 1"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.accepted) == ("strength_text", "75 mg in 1 tablet")

"""Every regimen against a table typed from the sources and never from the rule files.

A row is read through the document of the contract, by place: a wrong dose, time, condition or
question shows where a reader of the plan would meet it. A row that names no question (``asks``)
and no refusal (``stops``) says that there is none; ``open`` expects a question in any words.
"""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, plan
from clinical.problem import InputError
from reports.json_document.plan import plan_document
from reports.wording import english
from tests.clinical.child import child, moment
from tests.clinical.table import Row, question, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

TABLES = ("regimen_doses", "regimen_ladders")
_DAY = re.compile(r"-?\d+")


def planned(row: Row, rulebook: Rulebook) -> dict[str, Any]:
    """Return the plan a row asks for, as the contract's document."""
    bedside = child(row.given)
    chosen = dict(row.choose)
    regimen, start = chosen.pop("regimen"), chosen.pop("start", None)
    settings = {
        name: moment(text).isoformat() if text.startswith("day ") else text
        for name, text in chosen.items()
    }
    choice = Choice(regimen, start=moment(start) if start else None, settings=settings)
    return plan_document(plan(bedside.case, rulebook, choice, bedside.as_of), english())


def codes(found: dict[str, Any], severity: str) -> set[str]:
    """Return what a plan says with this severity."""
    said = [reason for reason in found["reasons"] if reason["severity"] == severity]
    return {question(reason["code"]) for reason in said}


def run_lengths(values: list[str]) -> str:
    """Return equal values one after another as one: "40 x28"."""
    runs = [(value, len(list(run))) for value, run in groupby(values)]
    return ", ".join(value if count == 1 else f"{value} x{count}" for value, count in runs)


def day_sums(steps: list[dict[str, Any]]) -> str:
    """Return what is given in each 24 hours after the first dose."""
    first = moment_of(steps[0])
    sums: dict[int, Fraction] = {}
    for step in steps:
        day = (moment_of(step) - first).days
        sums[day] = sums.get(day, Fraction(0)) + Fraction(step["given"])
    return run_lengths([f"{float(sums[day]):g}" for day in sorted(sums)])


def moment_of(step: dict[str, Any]) -> datetime:
    """Return when a step is due."""
    return datetime.fromisoformat(step["at"])


def at_place(found: dict[str, Any], place: str) -> object:
    """Return what stands at "steps.0.given" of a document."""
    value: Any = found
    for part in place.split("."):
        value = value[int(part)] if _DAY.fullmatch(part) else value[part]
    return value


def check(  # noqa: C901, PLR0912 (one case for each word of the vocabulary)
    found: dict[str, Any], expect: dict[str, Any]
) -> None:
    """Compare a plan with what a row expects of it."""
    stops, asks = set(expect.get("stops", ())), set(expect.get("asks", ()))
    assert codes(found, "stop") == stops
    if stops:
        assert found["verdict"] == "refused"
        assert found["steps"] == []
    elif "open" in expect:
        assert found["verdict"] == "confirm"
    else:
        assert codes(found, "confirm") == asks
        assert found["verdict"] == ("confirm" if asks else "ready")
    steps = found["steps"]
    for key, wanted in expect.items():
        match key:
            case "stops" | "asks" | "open":
                pass
            case "says":
                assert set(wanted) <= {reason["code"] for reason in found["reasons"]}
            case "silent":
                assert not set(wanted) & {reason["code"] for reason in found["reasons"]}
            case "steps":
                assert len(steps) == wanted
            case "given" | "label" | "per_kg" | "interval_hours":
                assert run_lengths([str(step[key]) for step in steps]) == wanted, key
            case "times":
                assert [step["at"] for step in steps] == [
                    moment(text).isoformat() for text in wanted
                ]
            case "day_sums":
                assert day_sums(steps) == wanted
            case "conditional":
                assert sum(step["condition"] is not None for step in steps) == wanted
            case _:
                value = at_place(found, key)
                if key.endswith(".at") and wanted != "none":
                    wanted = moment(wanted).isoformat()  # noqa: PLW2901 (as the document has it)
                if key.endswith(".condition") and wanted != "none":
                    assert isinstance(value, str), key
                    assert wanted in value, key
                else:
                    assert value == (None if wanted == "none" else wanted), key


@pytest.mark.parametrize("row", [row for table in TABLES for row in rows(table)])
def test_a_regimen_gives_what_its_sources_say(row: Row, rulebook: Rulebook) -> None:
    check(planned(row, rulebook), row.expect)


def test_a_regimen_that_does_not_exist_is_wrong_input(rulebook: Rulebook) -> None:
    bedside = child({"age": "4 years", "kg": "16.5"})
    with pytest.raises(InputError) as refused:
        plan(bedside.case, rulebook, Choice("anakinra"), bedside.as_of)
    assert [problem.code for problem in refused.value.problems] == ["regimen_unknown"]

"""Every contraindication of the two drugs: present, absent and not asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from tests.clinical.child import child
from tests.clinical.table import Row, document, rows

if TYPE_CHECKING:
    from clinical.findings import Alert
    from clinical.rules.rulebook import Rulebook

QUIET = document("cautions")["block"]["always"]
DRUGS = ("anakinra_fixed", "ivig")
# The record is no vaccination card: nothing written does not mean nothing given.
BOXES = {"anakinra_fixed": ["caution.live_vaccine_recent_unknown"], "ivig": []}
VERDICTS = {
    "stop": "refused",
    "confirm": "confirm",
    "info": "ready",
    "check": "ready",
    "none": "ready",
}


def planned(given: dict[str, Any], regimen: str, rulebook: Rulebook) -> Plan:
    bedside = child(given)
    return plan(bedside.case, rulebook, Choice(regimen), bedside.as_of)


def asked(found: Plan, quiet: Plan) -> dict[str, Alert]:
    """Return what a plan says beyond the child with nothing against the drug, by severity."""
    usual = {alert.code for alert in (*quiet.reasons, *quiet.checks)}
    # The sum of all infusions is told of every second one, and is nothing against the drug.
    usual.add("limit.ivig_cumulative")
    said: list[tuple[str, Alert]] = [(alert.severity, alert) for alert in found.reasons]
    said += [("check", alert) for alert in found.checks]
    return {kind: alert for kind, alert in said if alert.code not in usual}


def expect(found: Plan, quiet: Plan, kind: str) -> Alert | None:
    """Assert that the plan says what it should, and return the gravest of it.

    "stop and confirm" says both, none says nothing.
    """
    new = asked(found, quiet)
    kinds = kind.split(" and ")
    gravest = kinds[0]
    assert set(new) == set(kinds) - {"none"}, new
    assert found.verdict == VERDICTS[gravest]
    assert (found.steps == ()) == (gravest == "stop"), "a refused plan shows no dose, others do"
    return new.get(gravest)


@pytest.mark.parametrize("drug", DRUGS)
def test_a_child_with_nothing_against_the_drug_is_ready(drug: str, rulebook: Rulebook) -> None:
    found = planned(QUIET, drug, rulebook)
    assert found.verdict == "ready"
    assert [check.code for check in found.checks] == BOXES[drug]
    assert {reason.severity for reason in found.reasons} <= {"info"}


@pytest.mark.hazard("H13", "H22", "H27", "H30")
@pytest.mark.parametrize("row", [*rows("cautions"), *rows("cautions_ivig_when")])
def test_a_contraindication_speaks_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    for drug in DRUGS:
        if drug not in row.expect:
            continue
        alert = expect(
            planned(row.given, drug, rulebook), planned(QUIET, drug, rulebook), row.expect[drug]
        )
        if alert is not None and "field" in row.expect:
            assert alert.field == row.expect["field"], row.source
        if alert is not None and "code" in row.expect:
            assert alert.code == row.expect["code"], row.source
        if alert is not None:
            assert alert.source is not None, "says who forbids it"


@pytest.mark.hazard("H13", "H27")
@pytest.mark.parametrize("state", ["present", "unknown", "absent"])
@pytest.mark.parametrize(
    "question", document("cautions_history")["question"], ids=lambda question: question["history"]
)
def test_a_question_of_the_history_speaks_as_the_table_says(
    question: dict[str, str], state: str, rulebook: Rulebook
) -> None:
    given = QUIET | {"history": QUIET["history"] | {question["history"]: state}}
    drug = question["drug"]
    kind = question.get(state, "none")
    alert = expect(planned(given, drug, rulebook), planned(QUIET, drug, rulebook), kind)
    if alert is not None:
        assert alert.field == f"history.{question['history']}"


@pytest.mark.hazard("H27")
@pytest.mark.parametrize("drug", DRUGS)
def test_an_empty_history_never_makes_a_plan_ready(drug: str, rulebook: Rulebook) -> None:
    bedside = child({"as_of": "day 5 12:00", "age": "4 years", "kg": "16.5"})
    found = plan(bedside.case, rulebook, Choice(drug), bedside.as_of)
    assert found.verdict == "confirm"
    assert found.checks, "what was not asked is printed as boxes to tick"

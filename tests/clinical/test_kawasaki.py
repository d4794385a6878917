"""Runs the table of the AHA criteria, and the limits of haemoglobin by age and sex."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.logic import Finding, any_of
from tests.clinical.child import child, day
from tests.clinical.table import Row, document, rows

if TYPE_CHECKING:
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.rules.rulebook import Rulebook

TABLES = [*rows("kawasaki"), *rows("kawasaki_open")]
ECHO = {Finding.MET: "positive", Finding.NOT_MET: "negative", Finding.UNKNOWN: "unknown"}


def verdict_of(given: dict[str, Any], rulebook: Rulebook) -> KawasakiAssessment:
    bedside = child(given)
    return assess(bedside.case, rulebook, bedside.as_of).kawasaki


def items_of(found: KawasakiAssessment) -> dict[str | None, str]:
    return {reason.field: reason.finding.value for reason in found.laboratory}


def said(found: KawasakiAssessment) -> dict[str, object]:
    """Return a verdict in the words of the table."""
    signs = [sign.finding for sign in found.signs]
    laboratory = [reason.finding for reason in found.laboratory]
    return {
        "verdict": found.verdict.value,
        "rule": found.rule,
        "fever_days": found.fever_days,
        "present": signs.count(Finding.MET),
        "absent": signs.count(Finding.NOT_MET),
        "missing": set(found.missing),
        "reason": found.reasons[0].code,
        "review_on": found.review_on,
        "gate": any_of(*(reason.finding for reason in found.inflammation)).value,
        "laboratory_met": laboratory.count(Finding.MET),
        "laboratory_unknown": laboratory.count(Finding.UNKNOWN),
        "echo": ECHO[found.echo.finding],
        "suggestive_2017": found.echo.suggestive_2017,
        "suggestive_2004": found.echo.suggestive_2004,
        "changes": {reason.code.removeprefix("change.") for reason in found.would_change},
    }


def groups_of(found: KawasakiAssessment) -> dict[str, set[str]]:
    """Return the codes of which the table names some that stand there, or do not."""
    entries = {part for name in found.missing for part in (name, name.split(".")[0])}
    return {
        "missing": entries,
        "codes": {reason.code for reason in found.laboratory},
        "inflammation": {reason.code for reason in found.inflammation},
        "echo_codes": {reason.code for reason in found.echo.reasons},
        "reasons": {reason.code for reason in found.reasons},
        "alerts": {alert.code for alert in found.alerts},
    }


@pytest.mark.hazard("H13", "H21", "H22", "H23", "H24", "H31", "H40")
@pytest.mark.parametrize("row", TABLES)
def test_the_aha_criteria_are_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    found = verdict_of(row.given, rulebook)
    words, groups = said(found), groups_of(found)
    for key, value in row.expect.items():
        name, _, kind = key.rpartition("_")
        if kind in {"include", "includes"}:
            assert set(value) <= groups[name], row.source
        elif kind in {"exclude", "excludes"}:
            assert not set(value) & groups[name], row.source
        elif key in {"missing", "changes"}:
            assert words[key] == set(value), row.source
        elif key == "review_on":
            assert found.review_on == day(value), row.source
        elif key == "items":
            own = items_of(found)
            assert {name: own[name] for name in value} == value, row.source
        else:
            assert words[key] == value, row.source


@pytest.mark.parametrize("row", TABLES)
def test_not_met_is_said_only_where_nothing_is_open(row: Row, rulebook: Rulebook) -> None:
    found = verdict_of(row.given, rulebook)
    if found.verdict.value in {"not_met", "complete", "incomplete"}:
        assert found.missing == ()


@pytest.mark.hazard("H13", "H22")
@pytest.mark.parametrize(
    "band", document("anaemia")["band"], ids=lambda band: f"{band['age']} {band.get('sex', '')}"
)
@pytest.mark.parametrize("unit", ["g/dL", "g/L"])
def test_anaemia_begins_just_below_the_limit_of_the_age(
    band: dict[str, Any], unit: str, rulebook: Rulebook
) -> None:
    tenfold = unit == "g/L"
    for value, finding in ((band["low"], "met"), (band["normal"], "not_met")):
        number = str(value).replace(".", "") if tenfold else value
        given = {
            "age": band["age"],
            "sex": band.get("sex", "unknown"),
            "haemoglobin": f"{number} {unit}",
        }
        assert items_of(verdict_of(given, rulebook))["haemoglobin"] == finding


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("row", document("anaemia")["unknown"], ids=lambda r: r["why"])
def test_anaemia_is_unknown(row: dict[str, Any], rulebook: Rulebook) -> None:
    given = {key: row[key] for key in ("age", "completed", "sex") if key in row}
    given["haemoglobin"] = f"{row['value']} g/dL"
    assert items_of(verdict_of(given, rulebook))["haemoglobin"] == "unknown"

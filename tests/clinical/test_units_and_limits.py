"""Units convert exactly and are never guessed; limits hold on both sides."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from clinical.assess import assess
from clinical.quantity import Quantity, Unit, UnknownUnitError, read_unit
from clinical.record.case import Case
from clinical.record.validity import problems
from tests.clinical.child import child
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import FieldKey, FieldRule, Rulebook

UNITS, LIMITS = document("units"), document("limits")
QUESTIONS = {"value_unusual", "unit_suspect"}


def quantity(text: str) -> Quantity:
    number, _, unit = text.partition(" ")
    return Quantity(Decimal(number), read_unit(unit))


def field(rulebook: Rulebook, name: FieldKey) -> FieldRule:
    return rulebook.fields[name]


@pytest.mark.hazard("H07", "H08", "H09", "H10", "H21")
@pytest.mark.parametrize("pair", UNITS["pair"], ids=lambda pair: " is ".join(pair["same"]))
def test_two_ways_to_write_an_amount_are_the_same_amount(
    pair: dict[str, Any], rulebook: Rulebook
) -> None:
    one, other = (quantity(text) for text in pair["same"])
    for name in pair["fields"]:
        rule = field(rulebook, name)
        assert rule.canonical_value(one) == rule.canonical_value(other), name


@pytest.mark.hazard("H08")
def test_every_unit_of_every_field_goes_there_and_back_unchanged(rulebook: Rulebook) -> None:
    numbers = [Fraction(number) for number in ("0", "0.1", "1.7", "15.39", "133", "21360")]
    for name, rule in rulebook.fields.items():
        for unit in rule.units.values():
            for number in numbers:
                assert unit.from_canonical(unit.to_canonical(number)) == number, name


def test_every_unit_of_every_field_stands_in_the_table_of_pairs(rulebook: Rulebook) -> None:
    checked = {
        (name, read_unit(text.partition(" ")[2]))
        for pair in UNITS["pair"]
        for name in pair["fields"]
        for text in pair["same"]
    }
    for name, rule in rulebook.fields.items():
        others = {Unit(code) for code in rule.units} - {rule.canonical}
        missing = {unit for unit in others if (name, unit) not in checked}
        assert not missing, f"{name}: nobody has checked the conversion of {missing}"


@pytest.mark.hazard("H08", "H09")
@pytest.mark.parametrize(
    "row", UNITS["refused"], ids=lambda row: f"{row['field']} in {row['unit']}"
)
def test_a_unit_that_does_not_belong_is_refused(row: dict[str, str], rulebook: Rulebook) -> None:
    bedside = child({row["field"]: f"38 {row['unit']}"})
    (found,) = problems(bedside.case, rulebook)
    assert (found.where, found.code) == ("observations[0].unit", "unit_not_of_field")
    assert found.accepted, "says which units are accepted"


@pytest.mark.hazard("H07", "H08", "H14")
@pytest.mark.parametrize("name", UNITS["unit_needed"])
def test_a_number_without_its_unit_is_refused(name: str, rulebook: Rulebook) -> None:
    entry = {"at": "2026-11-12T09:00:00+01:00", "code": name, "value": "3"}
    case = Case.model_validate({"observations": (entry,)})
    (found,) = problems(case, rulebook)
    assert (found.where, found.code) == ("observations[0].unit", "unit_missing")


@pytest.mark.parametrize("text", ["mg/dl/h", "µg", "mg", "lb", "", "mg per dL", "mg\u200b/dL"])
def test_a_unit_nobody_knows_is_refused(text: str) -> None:
    with pytest.raises(UnknownUnitError):
        read_unit(text)
    entry = {"at": "2026-11-12T09:00:00+01:00", "code": "crp", "value": "3", "unit": text}
    with pytest.raises(ValidationError, match="unit_unknown"):
        Case.model_validate({"observations": (entry,)})


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mg/dl", Unit.MG_PER_DL),
        ("MG/L", Unit.MG_PER_L),
        ("10^9/L", Unit.BILLION_PER_L),
        ("×10⁹/L", Unit.BILLION_PER_L),
        ("G/L", Unit.G_PER_L),
        ("mEq/L", Unit.MEQ_PER_L),
        ("\u03bcmol/L", Unit.UMOL_PER_L),
        ("\u00b5mol/L", Unit.UMOL_PER_L),
        ("/mm³", Unit.PER_MM3),
        (" mm/h ", Unit.MM_PER_H),
        ("°C", Unit.CELSIUS),
        ("IU/L", Unit.U_PER_L),
    ],
)
def test_the_forms_in_use_on_wards_are_read(text: str, unit: Unit) -> None:
    assert read_unit(text) is unit


@pytest.mark.hazard("H07", "H08")
@pytest.mark.parametrize("row", UNITS["looks_wrong"], ids=lambda row: row["asks"])
def test_a_number_that_looks_like_the_other_unit_is_asked_about(
    row: dict[str, str], rulebook: Rulebook
) -> None:
    def suspects(text: str) -> list[object]:
        bedside = child({row["field"]: text})
        alerts = assess(bedside.case, rulebook, bedside.as_of).alerts
        return [alert.values["other"] for alert in alerts if alert.code == "unit_suspect"]

    assert suspects(row["quiet"]) == []
    assert suspects(row["asks"]) == [row["other"]]


def numbers(rows: list[dict[str, Any]], *keys: str) -> list[Any]:
    """Return (field, unit, age, number, key) for each number of a table of limits."""
    return [
        pytest.param(
            row,
            number,
            key,
            id=f"{row.get('field', '')} {row.get('age', '')} {number} {row.get('unit', '')} {key}",
        )
        for row in rows
        for key in keys
        for number in row.get(key, [])
    ]


def questions(given: dict[str, Any], rulebook: Rulebook) -> list[str]:
    bedside = child(given)
    assert problems(bedside.case, rulebook) == ()
    alerts = assess(bedside.case, rulebook, bedside.as_of).alerts
    return [alert.code for alert in alerts if alert.code in QUESTIONS]


def measured(row: dict[str, Any], number: str) -> dict[str, Any]:
    match row["field"]:
        case "weight":
            return {"kg": number}
        case "height":
            return {"cm": number}
        case name:
            return {name: f"{number} {row['unit']}"}


@pytest.mark.hazard("H03", "H05", "H10")
@pytest.mark.parametrize(("row", "number", "kind"), numbers(LIMITS["field"], "accepted", "refused"))
def test_a_hard_limit_refuses_beyond_and_accepts_at(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    bedside = child(measured(row, number))
    codes = [problem.code for problem in problems(bedside.case, rulebook)]
    assert codes == ([] if kind == "accepted" else ["hard_limit"])


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(("row", "number", "kind"), numbers(LIMITS["echo"], "accepted", "refused"))
def test_a_hard_limit_of_an_echocardiogram_refuses_beyond_and_accepts_at(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    bedside = child({"echo": {row["field"]: number}})
    codes = [problem.code for problem in problems(bedside.case, rulebook)]
    assert codes == ([] if kind == "accepted" else ["hard_limit"])


@pytest.mark.parametrize(
    ("row", "number", "kind"), numbers([LIMITS["node"]], "accepted", "refused")
)
def test_a_node_is_never_below_nothing(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    bedside = child({"present": ["node"], "node_cm": number})
    codes = [problem.code for problem in problems(bedside.case, rulebook)]
    assert codes == ([] if kind == "accepted" else ["hard_limit"]), row


@pytest.mark.parametrize(("row", "number", "kind"), numbers(LIMITS["field"], "quiet", "asks"))
def test_a_soft_limit_asks_beyond_and_is_quiet_at(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    asked = questions({"age": "4 years"} | measured(row, number), rulebook)
    assert asked == ([] if kind == "quiet" else ["value_unusual"])


@pytest.mark.parametrize(("row", "number", "kind"), numbers(LIMITS["echo"], "quiet", "asks"))
def test_a_soft_limit_of_an_echocardiogram_asks_beyond_and_is_quiet_at(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    asked = questions({"age": "4 years", "echo": {row["field"]: number}}, rulebook)
    assert asked == ([] if kind == "quiet" else ["value_unusual"])


@pytest.mark.hazard("H01", "H03", "H04")
@pytest.mark.parametrize(("row", "number", "kind"), numbers(LIMITS["weight"], "quiet", "asks"))
def test_a_weight_unusual_for_the_age_is_asked_about(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    asked = questions({"age": row["age"], "kg": number}, rulebook)
    assert asked == ([] if kind == "quiet" else ["value_unusual"])


@pytest.mark.hazard("H04")
@pytest.mark.parametrize(("row", "number", "kind"), numbers(LIMITS["height"], "quiet", "asks"))
def test_a_height_unusual_for_the_age_is_asked_about(
    row: dict[str, Any], number: str, kind: str, rulebook: Rulebook
) -> None:
    asked = questions({"age": row["age"], "cm": number}, rulebook)
    assert asked == ([] if kind == "quiet" else ["value_unusual"])


# Reference 10.3: neonates, under 28 days, are excepted.
@pytest.mark.parametrize(("age", "asks"), [("27 days", False), ("28 days", True)])
def test_a_newborn_with_high_bilirubin_is_not_asked_about(
    age: str, asks: bool, rulebook: Rulebook
) -> None:
    found = questions({"age": age, "total_bilirubin": "12 mg/dL"}, rulebook)
    assert found == (["value_unusual"] if asks else [])

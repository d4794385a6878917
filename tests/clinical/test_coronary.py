"""Coronary z scores against worked examples, the published arrays, and the edges of each model."""

from __future__ import annotations

import csv
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from clinical.assess import assess
from clinical.heart.body_surface import body_surface_area
from clinical.heart.z_scores import SEGMENTS, Size, z_score
from tests.clinical.child import child
from tests.clinical.table import CASES, document

if TYPE_CHECKING:
    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Segment, Sex
    from clinical.rules.coronary import BsaFormula
    from clinical.rules.rulebook import Rulebook

TABLE = document("coronary_z")
CHILDREN = {row["id"]: row for row in TABLE["children"]}
TOLERANCE = 5e-4
VESSELS: dict[str, Segment] = {segment: segment for segment in SEGMENTS}
SEXES: dict[str, Sex] = {"female": "female", "male": "male"}


def size(kg: str, cm: str, sex: Sex = "unknown") -> Size:
    return Size(height_cm=Decimal(cm), weight_kg=Decimal(kg), sex=sex, age=None)


def of_child(name: str) -> Size:
    row = CHILDREN[name]
    return size(row["kg"], row["cm"], row["sex"])


def at_surface(
    rulebook: Rulebook, model: str, segment: Segment, mm: str, wanted: float, *, sex: Sex
) -> object:
    """Return the z at a body surface area, by the weight that a child of 76 cm would need."""
    kg = (wanted / (0.024265 * 76**0.3964)) ** (1 / 0.5378)
    body = size(f"{kg:.15f}", "76", sex)
    return z_score(rulebook.coronary, rulebook.z_models[model], segment, Decimal(mm), body)


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("formula", ["haycock", "dubois", "mosteller"])
@pytest.mark.parametrize("name", CHILDREN)
def test_the_body_surface_area_is_the_worked_one(
    name: str, formula: BsaFormula, rulebook: Rulebook
) -> None:
    row = CHILDREN[name]
    found = body_surface_area(
        rulebook.coronary.body_surface[formula], Decimal(row["cm"]), Decimal(row["kg"])
    )
    assert found == pytest.approx(float(row[formula]), abs=5e-7)


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("row", TABLE["z"], ids=" ".join)
def test_the_z_score_is_the_worked_one(row: list[str], rulebook: Rulebook) -> None:
    name, segment, mm, *expected = row
    for model, z in zip(TABLE["columns"], expected, strict=True):
        found = z_score(
            rulebook.coronary,
            rulebook.z_models[model],
            VESSELS[segment],
            Decimal(mm),
            of_child(name),
        )
        if z == "-":
            assert found == "segment_not_in_model"
        else:
            assert found == pytest.approx(float(z), abs=TOLERANCE), model


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("row", TABLE["published"], ids=lambda row: " ".join(row[:3]))
def test_the_z_score_is_the_published_one(row: list[str], rulebook: Rulebook) -> None:
    name, segment, mm, *expected = row
    for model, z in zip(TABLE["columns"], expected, strict=False):
        found = z_score(
            rulebook.coronary,
            rulebook.z_models[model],
            VESSELS[segment],
            Decimal(mm),
            of_child(name),
        )
        assert found == pytest.approx(float(z), abs=1e-6), model


def vectors() -> list[dict[str, str]]:
    with (CASES / "coronary_z_vectors.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("row", vectors(), ids=lambda row: f"{row['model']} {row['segment']}")
def test_the_z_score_is_that_of_the_vector(row: dict[str, str], rulebook: Rulebook) -> None:
    model = rulebook.z_models[row["model"]]
    body = size(row["weight_kg"], row["height_cm"], SEXES[row["sex"]])
    assert body.bsa(rulebook.coronary.body_surface[model.bsa]) == pytest.approx(
        float(row["bsa_m2"]), abs=5e-5
    )
    found = z_score(
        rulebook.coronary, model, VESSELS[row["segment"]], Decimal(row["diameter_mm"]), body
    )
    assert found == pytest.approx(float(row["z"]), abs=TOLERANCE)


# Boys' LAD: L crosses zero at a body surface area of 0.49394 (reference 5.2, hazard 2).
@pytest.mark.parametrize(
    ("surface", "z"),
    [
        (0.4939, "1.40508"),
        (0.4939393939, "1.40485"),
        (0.4940, "1.40449"),
    ],
)
def test_the_z_score_runs_on_smoothly_where_l_is_zero(
    surface: float, z: str, rulebook: Rulebook
) -> None:
    found = at_surface(rulebook, "kobayashi_2016", "lad", "2.0", surface, sex="male")
    assert found == pytest.approx(float(z), abs=5e-6)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_z_score_never_jumps_between_body_sizes(sex: Sex, rulebook: Rulebook) -> None:
    for segment in ("lmca", "lad", "lcx", "rca"):
        scores = [
            at_surface(rulebook, "kobayashi_2016", segment, "2.0", 0.16 + step / 1000, sex=sex)
            for step in range(1900)
        ]
        numbers = [z for z in scores if isinstance(z, float)]
        assert len(numbers) == len(scores)
        assert max(abs(b - a) for a, b in pairwise(numbers)) < 0.05


@pytest.mark.parametrize(
    ("sex", "surface", "inside"),
    [
        ("male", 0.1501, True),
        ("male", 0.1499, False),
        ("female", 0.1499, False),
        ("male", 2.1999, True),
        ("male", 2.2001, False),
        ("female", 2.0999, True),
        ("female", 2.1001, False),
    ],
)
def test_outside_the_table_there_is_no_z_score(
    sex: Sex, surface: float, inside: bool, rulebook: Rulebook
) -> None:
    found = at_surface(rulebook, "kobayashi_2016", "rca", "2.0", surface, sex=sex)
    assert isinstance(found, float) if inside else found == "outside_bsa"


@pytest.mark.hazard("H16")
def test_without_the_sex_only_the_model_by_sex_has_no_z_score(rulebook: Rulebook) -> None:
    for name, model in rulebook.z_models.items():
        found = z_score(rulebook.coronary, model, "lad", Decimal("2.0"), size("12", "85"))
        if name == "kobayashi_2016":
            assert found == "sex_missing"
        else:
            assert isinstance(found, float)


def sizes(rulebook: Rulebook, **given: object) -> EchoSizes:
    bedside = child({"echo": {"lad_mm": "2.6", "rca_z": "1.2"}, **given})
    return assess(bedside.case, rulebook, bedside.as_of).echos[0]


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("given", [{}, {"kg": "12"}, {"cm": "85"}], ids=["neither", "kg", "cm"])
def test_without_weight_and_height_there_is_no_z_score(
    given: dict[str, object], rulebook: Rulebook
) -> None:
    found = sizes(rulebook, **given)
    assert found.bsa_m2 == {}
    assert found.segments["lad"].z == {}
    assert set(found.segments["lad"].no_z.values()) == {"size_missing"}


@pytest.mark.hazard("H23")
def test_every_model_stands_beside_the_others_and_the_reported_z_apart(rulebook: Rulebook) -> None:
    found = sizes(rulebook, kg="10", cm="76", sex="male")
    assert set(found.segments["lad"].z) == set(TABLE["columns"])
    assert found.segments["lad"].reported_z is None
    assert found.segments["rca"].reported_z == Decimal("1.2")
    assert found.segments["rca"].z == {}


@pytest.mark.hazard("H16")
def test_a_child_older_than_a_model_has_no_z_score_by_it(rulebook: Rulebook) -> None:
    found = sizes(rulebook, kg="60", cm="170", sex="male", age="19 years")
    assert found.segments["lad"].no_z["lopez_2017"] == "outside_age"
    assert "olivieri_2009" in found.segments["lad"].z, "0 to 20 years"


def test_a_newborn_is_younger_than_the_montreal_model(rulebook: Rulebook) -> None:
    found = sizes(rulebook, kg="3.6", cm="52", sex="female", age="10 days")
    assert found.segments["lad"].no_z["dallaire_2011"] == "outside_age"


def test_the_weight_and_height_are_those_of_the_day_of_the_echo(rulebook: Rulebook) -> None:
    bedside = child(
        {
            "as_of": "day 30 12:00",
            "sex": "male",
            "cm": ["76"],
            "kg": ["10 at day 8 23:30", "14 at day 29 08:00"],
            "echo": {"at": "day 8 10:00", "lad_mm": "2.6"},
        }
    )
    tall = bedside.case.replace(
        heights=(bedside.case.heights[0].replace(at=bedside.case.weights[0].at),)
    )
    found = assess(tall, rulebook, bedside.as_of).echos[0]
    assert found.segments["lad"].z["mccrindle_2007"] == pytest.approx(3.8848, abs=TOLERANCE)

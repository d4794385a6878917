"""Runs the tables of coronary classes, of body surface areas, and of the limits of the z models."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinical.heart.z_scores import SEGMENTS, Size, z_score
from tests.clinical.answers import differences
from tests.clinical.table import Row, document, rows

if TYPE_CHECKING:
    from clinical.record.vocabulary import Segment, Sex
    from clinical.rules.rulebook import Rulebook

SURFACE = 0.5
HEIGHT = 76
VESSELS: dict[str, Segment] = {segment: segment for segment in SEGMENTS}
SEXES: dict[str, Sex] = {"female": "female", "male": "male"}
# The weight at which a child of that height has that surface: reference 5.1 solved for the weight.
WEIGHTS = {
    "haycock": (SURFACE / (0.024265 * HEIGHT**0.3964)) ** (1 / 0.5378),
    "dubois": (SURFACE / (0.007184 * HEIGHT**0.725)) ** (1 / 0.425),
}


@pytest.mark.hazard("H16", "H22", "H23", "H24", "H31")
@pytest.mark.parametrize("row", rows("coronary_classes"))
def test_a_coronary_segment_has_the_class_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("coronary_classes", row, rulebook) == [], row.source


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("row", rows("body_surface"))
def test_the_document_prints_the_body_surface_areas_of_the_table(
    row: Row, rulebook: Rulebook
) -> None:
    assert differences("body_surface", row, rulebook) == [], row.source


@pytest.mark.hazard("H23", "H31")
@pytest.mark.parametrize("row", document("coronary_z_limits")["limits"], ids=" ".join)
def test_a_z_model_gives_back_the_printed_diameter(row: list[str], rulebook: Rulebook) -> None:
    name, sex, segment, z, printed = row
    model = rulebook.z_models[name]
    size = Size(
        height_cm=Decimal(HEIGHT),
        weight_kg=Decimal(f"{WEIGHTS[model.bsa]:.12f}"),
        sex=SEXES[sex],
        age=None,
    )
    diameter = Decimal(printed)
    last_place = diameter.as_tuple().exponent
    assert isinstance(last_place, int)
    edge = Decimal(5).scaleb(last_place - 1)
    below, above = (
        z_score(rulebook.coronary, model, VESSELS[segment], end, size)
        for end in (diameter - edge, diameter + edge)
    )
    assert isinstance(below, float)
    assert isinstance(above, float)
    assert below <= float(z) <= above

"""Every number of a z model against an independent transcription of the published models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.heart.z_scores import SEGMENTS
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

REFERENCE: dict[str, dict[str, Any]] = document("coronary_z_scores")


@pytest.mark.hazard("H23", "H31")
@pytest.mark.parametrize("name", REFERENCE)
def test_every_number_of_a_model_is_that_of_the_reference(name: str, rulebook: Rulebook) -> None:
    model, reference = rulebook.z_models[name], REFERENCE[name]
    assert (model.form, model.bsa) == (reference["form"], reference["bsa"])
    assert [model.from_age_years, model.to_age_years] == reference["age_years"]
    assert set(model.segment) == {name for name in reference if name in SEGMENTS}
    for segment, curve in model.segment.items():
        own: dict[str, Any] = reference[segment]
        if model.form == "lms":
            assert set(curve.lms) == set(own)
            for sex, table in curve.lms.items():
                assert [list(row) for row in table.rows] == own[sex]["rows"], (segment, sex)
        else:
            assert curve.coefficients == own, segment


def test_every_model_stands_in_the_reference(rulebook: Rulebook) -> None:
    assert set(rulebook.z_models) == set(REFERENCE)

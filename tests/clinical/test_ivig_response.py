"""Runs the table of the response to immunoglobulin, and the two shared records that speak of it.

The table was typed from the reference and the contract, not from the rule file.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.record.case import Case
from clinical.values import frozen_collections
from reports.json_document.assessment import assessment_document
from reports.wording import english
from resources import read_text
from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

CLOCKS = ("h24", "aha_36h", "h48", "anacomp")


def response(name: str, as_of: str, rulebook: Rulebook) -> dict[str, Any]:
    record = json.loads(read_text(f"cases/{name}.json"))
    case = Case.model_validate(frozen_collections(record))
    found = assess(case, rulebook, datetime.fromisoformat(as_of))
    return assessment_document(found, english())["ivig_response"]


@pytest.mark.hazard("H13", "H22", "H30", "H31")
@pytest.mark.parametrize("row", rows("ivig_response"))
def test_the_response_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("ivig_response", row, rulebook) == [], row.source


@pytest.mark.hazard("H30")
def test_the_fictional_child_resists_by_every_definition(rulebook: Rulebook) -> None:
    found = response("fictional-complete", "2026-11-17T07:00:00+01:00", rulebook)
    assert found["hours_since_end"] == "51"
    assert {clock: found[clock] for clock in CLOCKS} == dict.fromkeys(CLOCKS, "resistant")
    assert found["readings"] == 1, "axillary 37.6 counts as 38.1, taken at hour 50"
    assert datetime.fromisoformat(found["last_reading_at"]) == datetime.fromisoformat(
        "2026-11-17T06:00:00+01:00"
    )
    assert (found["crp_reduction_percent"], found["crp_response"]) == ("20.0", "equivocal")
    assert (found["wbc_reduction_percent"], found["wbc_response"]) == (None, "undetermined")


@pytest.mark.hazard("H13", "H30")
def test_the_first_child_of_s1_has_no_temperature_and_no_answer(rulebook: Rulebook) -> None:
    found = response("s1-patient-1", "2020-04-07T16:00:00+02:00", rulebook)
    assert found["hours_since_end"] == "38"
    assert found["aha_36h"] == "undetermined"
    assert "temperature" in found["missing"]
    assert found["readings"] == 0


@pytest.mark.hazard("H13", "H30")
def test_the_second_child_of_s1_was_infused_at_an_unknown_time(rulebook: Rulebook) -> None:
    found = response("s1-patient-2", "2020-05-05T12:00:00+02:00", rulebook)
    assert found["infusions"] == 1
    assert found["hours_since_end"] is None
    assert {clock: found[clock] for clock in CLOCKS} == dict.fromkeys(CLOCKS, "undetermined")


@pytest.mark.hazard("H30", "H42")
@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ("2026-10-26T06:59:00+01:00", "too_early"),
        ("2026-10-26T07:00:00+01:00", "resistant"),
    ],
)
def test_hour_36_is_an_elapsed_hour_on_the_night_the_clocks_go_back(
    as_of: str, verdict: str, rulebook: Rulebook
) -> None:
    # 20:00 at +02:00 is 18:00 UTC; 36 hours later it is 06:00 UTC, 07:00 at +01:00.
    case = Case.model_validate(
        frozen_collections(
            {
                "illness": {"fever_onset": "2026-10-20"},
                "treatments": [
                    {
                        "agent": "ivig",
                        "start": "2026-10-24T08:00:00+02:00",
                        "end": "2026-10-24T20:00:00+02:00",
                    }
                ],
                "observations": [
                    {"at": as_of, "code": "temperature", "value": "39", "unit": "Cel"}
                ],
            }
        )
    )
    found = assess(case, rulebook, datetime.fromisoformat(as_of))
    document = assessment_document(found, english())
    assert document["ivig_response"]["aha_36h"] == verdict

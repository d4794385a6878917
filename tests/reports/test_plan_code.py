from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from reports.plan_code import plan_code
from tests.reports.printed_pages import pages_of
from tests.reports.sheets import PRINTED, SITE, START, Sheet, child, weighing

OTHERS = {
    "another child": Sheet(child(patient={"identifier": "TRAINING-2"})),
    "another weight": Sheet(weighing("16.6")),
    "another start": Sheet(start=START + timedelta(minutes=1)),
    "another setting": Sheet(settings={"days": "27"}),
    "another regimen": Sheet(regimen="ivig"),
    "other site rules": Sheet(site=SITE),
}


def code(sheet: Sheet) -> str:
    return plan_code(sheet.plan, sheet.case)


@pytest.mark.hazard("H38")
@pytest.mark.parametrize("name", OTHERS)
def test_another_plan_has_another_code(name: str) -> None:
    assert code(OTHERS[name]) != code(Sheet())


def test_a_rate_that_differs_gives_another_code() -> None:
    slow = Sheet(regimen="ivig", settings={"hours": "13"})
    assert code(slow) != code(Sheet(regimen="ivig"))


@pytest.mark.hazard("H38")
def test_the_same_plan_printed_again_by_somebody_else_has_the_same_code() -> None:
    again = replace(PRINTED, at=PRINTED.at + timedelta(hours=3), by="Nurse C. Test")
    for printed in (PRINTED, again):
        for page in pages_of(Sheet().pdf(printed=printed)):
            assert f"Plan code {code(Sheet())}" in page.words


def test_a_start_written_in_another_zone_is_the_same_start() -> None:
    assert code(Sheet(start=START.astimezone(UTC))) == code(Sheet())

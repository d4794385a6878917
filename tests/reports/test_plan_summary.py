from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinical.dosing.plan import Choice, plan
from clinical.record.case import Allergies, Case, Weight
from clinical.rules.files import parse
from reports.plan_summary import plan_summary
from reports.wording import english
from resources import names, read_text

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook
    from reports.plan_summary import PlanSummary


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return parse({name.rpartition("/")[2]: read_text(name) for name in names("rules", ".toml")})


@pytest.fixture(scope="module")
def example_rulebook() -> Rulebook:
    shipped = {name.rpartition("/")[2]: read_text(name) for name in names("rules", ".toml")}
    return parse(shipped, read_text("site/example.toml"))


def told(rulebook: Rulebook, now: datetime, kg: str, regimen: str, **settings: str) -> PlanSummary:
    case = Case(
        allergies=Allergies(state="none_known"),
        weights=(Weight(at=now - timedelta(hours=1), kg=Decimal(kg)),),
    )
    found = plan(case, rulebook, Choice(regimen, settings=settings), now)
    summary = plan_summary(found, english())
    assert summary is not None
    return summary


def said(summary: PlanSummary, heading: str) -> list[str]:
    return [line.text for part in summary.parts if part.heading == heading for line in part.lines]


def test_four_weeks_are_four_rows_with_their_days_and_the_hour(
    rulebook: Rulebook, now: datetime
) -> None:
    (table,) = told(rulebook, now, "16.5", "anakinra_fixed").tables
    assert table.rows[1:] == (
        ("1 to 7", "Sat 21-Nov-2026", "Fri 27-Nov-2026", "14:20", "66 mg = 0.44 mL"),
        ("8 to 14", "Sat 28-Nov-2026", "Fri 04-Dec-2026", "14:20", "66 mg = 0.44 mL"),
        ("15 to 21", "Sat 05-Dec-2026", "Fri 11-Dec-2026", "14:20", "66 mg = 0.44 mL"),
        ("22 to 28", "Sat 12-Dec-2026", "Fri 18-Dec-2026", "14:20", "66 mg = 0.44 mL"),
    )


def test_a_last_week_of_one_day_is_said_as_one_day(rulebook: Rulebook, now: datetime) -> None:
    (table,) = told(rulebook, now, "16.5", "anakinra_fixed", days="8").tables
    assert table.rows[-1][:3] == ("8", "Sat 28-Nov-2026", "Sat 28-Nov-2026")


@pytest.mark.hazard("H17", "H25")
def test_an_infusion_over_two_days_says_each_and_all(rulebook: Rulebook, now: datetime) -> None:
    summary = told(rulebook, now, "16.5", "ivig", split_days="2")
    assert summary.blocks[0].dose == "16.5 g"
    assert said(summary, "Amounts to") == ["16.5 g a day for 2 days = 33 g in all = 2 g/kg in all"]
    (table,) = summary.tables
    assert [row[1] for row in table.rows[1:]] == ["Sat 21-Nov-2026 14:20", "Sun 22-Nov-2026 14:20"]


@pytest.mark.hazard("H25")
def test_beside_the_rate_of_one_infusion_stands_its_own_end(
    rulebook: Rulebook, now: datetime
) -> None:
    # 12 kg at 1 g/kg a day are 12 g, 120 mL of 10 percent, 10 mL/h over 12 hours.
    summary = told(rulebook, now, "12", "ivig", split_days="2")
    figures = {figure.label: (figure.value, figure.note) for figure in summary.blocks[0].figures}
    assert figures["Volume"] == ("120 mL", "1 of 2 infusions")
    assert figures["Rate"][0] == "10 mL/h"
    assert figures["Start"] == ("14:20", "Sat 21-Nov-2026")
    assert figures["End"] == ("02:20", "Sun 22-Nov-2026")


@pytest.mark.hazard("H18")
def test_a_cap_says_what_it_cut(rulebook: Rulebook, now: datetime) -> None:
    summary = told(rulebook, now, "60", "ivig", max_g="100")
    assert "100 g in all: reached, cut from 120 g to 100 g" in said(summary, "Limits tested")
    assert said(summary, "Difference") == ["120 g given as 100 g: −16.7 percent"]
    assert any(line.reached for part in summary.parts for line in part.lines)


def test_a_rounded_dose_says_by_how_much(rulebook: Rulebook, now: datetime) -> None:
    # 16.6 kg × 4 mg/kg = 66.4 mg, given 66 mg.
    summary = told(rulebook, now, "16.6", "anakinra_fixed")
    assert said(summary, "Rounding") == ["66.4 mg given as 66 mg: −0.6 percent"]
    assert said(summary, "Working") == ["16.6 kg × 4 mg/kg = 66.4 mg, given 66 mg = 0.44 mL"]


@pytest.mark.hazard("H25")
def test_the_rates_of_a_product_stand_with_their_times(
    example_rulebook: Rulebook, now: datetime
) -> None:
    summary = told(example_rulebook, now, "16.5", "ivig")
    (table,) = summary.tables
    first, last = table.rows[1], table.rows[-2]
    assert first[0] == "14:20"
    # All of 33 g of a 10 % product has run in after the last rate.
    assert last[-1] == "330"
    assert summary.dagger is not None


def test_a_refused_plan_has_nothing_to_tell(rulebook: Rulebook, now: datetime) -> None:
    refused = plan(Case(), rulebook, Choice("anakinra_fixed"), now)
    assert plan_summary(refused, english()) is None
    assert plan_summary(replace(refused, steps=()), english()) is None

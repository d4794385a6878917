"""A finalised version is printed as it was finalised, whatever is entered later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.record.kept_plan import RulebookMark, Signature, SiteMark
from records.service.summary_changes import Finished, next_summary
from reports.discharge.made import MadeSummary, finalised_summary, standing_line, summary_in_force
from reports.discharge_summary import discharge_summary_pdf
from reports.wording import english
from tests.reports.letters import (
    BO_AT,
    FILLED,
    PRINTED,
    case_of,
    made,
    record,
    text_of,
)
from tests.reports.printed_pages import pages_of
from tests.reports.sheets import rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinical.record.case import Case

LATER = BO_AT.replace(day=25)
STRUCK = {"at": "2026-11-24T10:00:00+01:00", "by": "N", "reason": "other child"}
SITE = """
format = "kd-bedside.site/1"
name = "Test ward"
[hospital]
telephone = "{number}"
"""


def finalised(site: str | None = None) -> Case:
    """Return the child of the shipped log, whose summary was finalised on the 16th."""
    case = case_of({**record("fictional-log"), "discharge": FILLED})
    then = made(case, BO_AT, site)
    rules = then.assessment.rulebook
    own = rules.site
    finished = Finished(
        as_of=BO_AT,
        code=then.code,
        rulebook=RulebookMark(edition=rules.edition, sha256=rules.sha256),
        site_rules=SiteMark(name=own.name, sha256=own.sha256) if own is not None else None,
    )
    kept = next_summary(case, finished, Signature(at=BO_AT, by="Dr Ada Example"), None)
    return case.replace(summaries=(kept,))


def pages(found: MadeSummary) -> str:
    return text_of(pages_of(discharge_summary_pdf(found, english(), PRINTED)))


def died(document: dict[str, Any]) -> None:
    document["involvement"]["died"] = "present"


def stopped(document: dict[str, Any]) -> None:
    for plan in document["plans"]:
        plan["state"] = "stopped"


def struck_weight(document: dict[str, Any]) -> None:
    document["weights"][0]["struck"] = STRUCK


def struck_event(document: dict[str, Any]) -> None:
    document["adverse_events"][0]["struck"] = STRUCK


def late_temperature(document: dict[str, Any]) -> None:
    first = next(each for each in document["observations"] if each["code"] == "temperature")
    document["observations"].append({**first, "id": "late", "value": "39.9"})


def new_allergy(document: dict[str, Any]) -> None:
    document["allergies"] = {"state": "known", "items": [{"substance": "anakinra"}]}


def other_text(document: dict[str, Any]) -> None:
    document["discharge"]["clinical_summary"] = "Another course."


CHANGES: list[Callable[[dict[str, Any]], None]] = [
    died, stopped, struck_weight, struck_event, late_temperature, new_allergy, other_text,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_later_change_the_version_in_force_prints_as_it_was(
    change: Callable[[dict[str, Any]], None],
) -> None:
    case = finalised()
    before = pages(made(case, BO_AT))
    document = case.model_dump(mode="json", exclude_defaults=True)
    change(document)
    changed = case_of(document)
    assert made(changed, BO_AT).standing.state != "final"
    found = finalised_summary(changed, rulebook(), english())
    assert isinstance(found, MadeSummary)
    assert pages(found) == before
    assert "FINAL, version 1, by Dr Ada Example" in before


def test_of_a_record_without_a_finalised_version_there_is_none() -> None:
    case = finalised().replace(summaries=())
    assert finalised_summary(case, rulebook(), english()) == "final_none"


def test_a_version_kept_without_its_record_says_so() -> None:
    case = finalised()
    bare = case.replace(
        summaries=(case.summaries[0].replace(record=()),),
        involvement=case.involvement.replace(died="present"),
    )
    assert finalised_summary(bare, rulebook(), english()) == "final_no_record"


def test_another_telephone_of_the_site_is_no_change_of_the_child() -> None:
    case = finalised(SITE.format(number="5678"))
    rules = rulebook(SITE.format(number="5679"))
    assert finalised_summary(case, rules, english()) == "final_site_rules"
    now = summary_in_force(case, assess(case, rules, LATER), english())
    line = standing_line(now, english())
    assert "Changed since" not in line
    assert "other rules of the site" in line
    assert "The record of that time is the same" in line


def test_a_change_of_the_record_is_still_called_one() -> None:
    case = finalised()
    changed = case.replace(discharge={**FILLED, "pending_results": "Culture."})
    now = summary_in_force(changed, assess(changed, rulebook(), LATER), english())
    assert "Changed since version 1" in standing_line(now, english())


def test_a_corrected_name_is_not_printed_as_it_was() -> None:
    case = finalised()
    other = case.replace(patient=case.patient.replace(family_name="Other"))
    assert finalised_summary(other, rulebook(), english()) == "final_program"


def test_every_reason_has_its_sentence() -> None:
    for key in ("none", "no_record", "rules", "site_rules", "program"):
        assert english().find(f"window.final_{key}")

"""Children whose letters are printed: the shipped ones, and others made for one question each."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import resources
from clinical.assess import assess
from clinical.record.case import Case
from clinical.record.kept_summary import MANDATORY
from clinical.values import frozen_collections
from reports.discharge.made import MadeSummary, make_summary
from reports.discharge_summary import discharge_summary_pdf
from reports.family_page import family_page_pdf
from reports.page import Printed
from reports.wording import english
from tests.reports.printed_pages import PrintedPage, pages_of, plain_words
from tests.reports.sheets import rulebook

if TYPE_CHECKING:
    from clinical.record.vocabulary import DischargeHeading
    from reports.page import Paper

PRINTED = Printed(datetime.fromisoformat("2026-11-20T12:05:00+01:00"), "Dr A. Example", "0.1.0")
AT = datetime.fromisoformat("2026-11-20T12:00:00+01:00")
BO_AT = datetime.fromisoformat("2026-11-16T12:00:00+01:00")
S1_AT = datetime.fromisoformat("2020-06-10T12:00:00+02:00")
FILLED: dict[DischargeHeading, str] = {each: f"Written: {each}." for each in MANDATORY}


def record(name: str) -> dict[str, Any]:
    """Return a shipped case file as it stands."""
    return json.loads(resources.read_text(f"cases/{name}.json"))


def case_of(document: dict[str, Any]) -> Case:
    return Case.model_validate(frozen_collections(json.loads(json.dumps(document))))


def shipped(name: str, **changes: Any) -> Case:  # noqa: ANN401 (the keys of a case file)
    return case_of({**record(name), **changes})


def made(case: Case, at: datetime = AT, site: str | None = None) -> MadeSummary:
    return make_summary(case, assess(case, rulebook(site), at), english())


def summary_pages(
    case: Case, at: datetime = AT, paper: Paper = "A4", site: str | None = None
) -> list[PrintedPage]:
    found = made(case, at, site)
    return pages_of(discharge_summary_pdf(found, english(), PRINTED, paper=paper))


def family_pages(
    case: Case, at: datetime = AT, paper: Paper = "A4", site: str | None = None
) -> list[PrintedPage]:
    found = assess(case, rulebook(site), at)
    return pages_of(family_page_pdf(case, found, english(), PRINTED, paper=paper))


def text_of(pages: list[PrintedPage]) -> str:
    """Return every word of the pages, without the breaks a narrow column makes."""
    return plain_words(" ".join(page.text for page in pages))


def letters_of(text: str) -> str:
    """Return a text without any white space: a column may break it anywhere."""
    return "".join(text.replace("\xa0", " ").replace("\ufffe", "-").split())

"""Children with signed plans, for tests of the sheet of all active plans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clinical.dosing.plan import Choice, plan
from clinical.record.kept_plan import Override, Signature
from reports.kept_plan import kept_plan
from reports.plan_sheet import plan_sheet_pdf
from reports.wording import english
from tests.reports.printed_pages import PrintedPage, pages_of
from tests.reports.sheets import AS_OF, PRINTED, SITE, START, child, rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from reports.page import Paper

REASON = "Discussed on the ward round"


@dataclass(frozen=True)
class Active:
    """A child whose plans are signed, and the moment of the sheet."""

    case: Case
    at: datetime = AS_OF
    site: str | None = SITE

    def pdf(self, paper: Paper = "A4", chosen: KeptPlan | None = None) -> bytes:
        return plan_sheet_pdf(
            self.case, rulebook(self.site), self.at, english(), PRINTED, paper=paper, chosen=chosen
        )

    def pages(self, paper: Paper = "A4") -> list[PrintedPage]:
        return pages_of(self.pdf(paper))

    def words(self, chosen: KeptPlan | None = None) -> str:
        return " ".join(page.words for page in pages_of(self.pdf(chosen=chosen)))


def with_plans(
    regimens: Sequence[str],
    case: Case | None = None,
    settings: Mapping[str, Mapping[str, str]] | None = None,
    site: str | None = SITE,
) -> Active:
    """Return a child for whom these regimens are signed, one after the other."""
    record, signature = case or child(), Signature(at=AS_OF, by="Dr B. Example")
    for number, regimen in enumerate(regimens):
        choice = Choice(regimen, START, (settings or {}).get(regimen, {}))
        made = plan(record, rulebook(site), choice, AS_OF)
        if made.open_confirmations:
            answers = tuple(
                Override(code=alert.code, reason=REASON, by="Dr B. Example")
                for alert in made.open_confirmations
            )
            made = plan(record, rulebook(site), replace(choice, overrides=answers), AS_OF)
        assert made.verdict == "ready", (regimen, [alert.code for alert in made.reasons])
        kept = kept_plan(made, english(), name=f"plan-{number}", created=signature)
        kept = kept.replace(state="active", signed=signature)
        record = record.replace(plans=(*record.plans, kept))
    return Active(record, site=site)

"""A child, a plan for it and the sheet printed from that, for tests of the paper."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import resources
from clinical.dosing.plan import Choice, Plan, plan
from clinical.record.case import Case
from clinical.record.kept_plan import Override
from clinical.rules.files import parse
from clinical.values import frozen_collections
from reports.dosing_plan import dosing_plan_pdf
from reports.page import Paper, Printed
from reports.wording import english
from tests.reports.printed_pages import PrintedPage, pages_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.rules.rulebook import Rulebook

PRINTED = Printed(datetime.fromisoformat("2026-11-16T14:20:00+01:00"), "Nurse A. Example", "0.1.0")
AS_OF = datetime.fromisoformat("2026-11-16T14:00:00+01:00")
START = datetime.fromisoformat("2026-11-16T18:00:00+01:00")

SITE = """
format = "kd-bedside.site/1"
name = "Example ward"
example = true
[hospital]
name = "Example Children's Hospital"
ward = "Ward 4"
telephone = "000 0000"
[rules.ivig]
default_product = "example_ig"
[products.example_ig]
agent = "ivig"
name = "example immunoglobulin 10 %"
brand = "Exampleglobulin"
form = "solution for infusion"
amount = 10
unit = "g"
volume_ml = 100
strength = "10 g in 100 mL"
contents_known = true
contains = ["l_proline"]
source = "arithmetic"
mark = "V"
rates = [
  { ml_per_kg_hour = 0.3, minutes = 30 },
  { ml_per_kg_hour = 0.6, minutes = 30 },
  { ml_per_kg_hour = 1.2, minutes = 30 },
  { ml_per_kg_hour = 4.8 },
]
maximum_ml_per_kg_hour = 4.8
"""


@cache
def rulebook(site: str | None = None) -> Rulebook:
    names = resources.names("rules", ".toml")
    return parse({name.split("/")[-1]: resources.read_text(name) for name in names}, site)


def child(**changes: Any) -> Case:  # noqa: ANN401 (the keys of a case file)
    """Return a child of 16.5 kg whose record leaves no question open for either drug."""
    record: dict[str, Any] = {
        "format": "kd-bedside.case/1",
        "patient": {
            "identifier": "TRAINING-1",
            "family_name": "Example",
            "given_name": "Ada",
            "date_of_birth": "2022-01-15",
            "sex": "female",
        },
        "allergies": {"state": "none_known"},
        "weights": [{"at": "2026-11-16T08:30:00+01:00", "kg": "16.5", "method": "measured"}],
        "heights": [{"at": "2026-11-16T08:30:00+01:00", "cm": "103"}],
        "illness": {"fever_onset": "2026-11-11"},
        "observations": [
            {"at": "2026-11-16T09:00:00+01:00", "code": "neutrophils", "value": "8.2",
             "unit": "10*9/L"},
        ],
        "history": {"anti_iga_antibodies": "absent", "hyperprolinaemia": "absent"},
    }  # fmt: skip
    record.update(changes)
    return Case.model_validate(frozen_collections(json.loads(json.dumps(record))))


def weighing(kg: str, **changes: Any) -> Case:  # noqa: ANN401 (likewise)
    """Return that child at another weight."""
    return child(weights=[{"at": "2026-11-16T08:30:00+01:00", "kg": kg}], **changes)


@dataclass(frozen=True)
class Sheet:
    """What to print; each part has the value that most tests want."""

    case: Case = field(default_factory=child)
    regimen: str = "anakinra_fixed"
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])
    site: str | None = None
    start: datetime = START

    @property
    def plan(self) -> Plan:
        overrides = tuple(
            Override(code=code, reason=reason, by="Dr B. Example")
            for code, reason in self.reasons.items()
        )
        choice = Choice(self.regimen, self.start, self.settings, overrides)
        return plan(self.case, rulebook(self.site), choice, AS_OF)

    def pdf(self, paper: Paper = "A4", printed: Printed = PRINTED) -> bytes:
        return dosing_plan_pdf(self.plan, self.case, english(), printed, paper=paper)

    def pages(self, paper: Paper = "A4") -> list[PrintedPage]:
        return pages_of(self.pdf(paper))

    def words(self, paper: Paper = "A4") -> str:
        return " ".join(page.words for page in self.pages(paper))


def everything_answered(sheet: Sheet) -> Sheet:
    """Return the sheet with a reason for each question of its plan."""
    codes = [alert.code for alert in sheet.plan.open_confirmations]
    reasons = dict.fromkeys(codes, "Discussed on the ward round")
    return Sheet(sheet.case, sheet.regimen, sheet.settings, reasons, sheet.site, sheet.start)

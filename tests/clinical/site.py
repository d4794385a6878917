"""A site file in few words, and a plan under it, for the tests of what a site may set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clinical.dosing.plan import Choice, Plan, plan
from clinical.rules.files import parse
from tests.clinical.child import child
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

HEADER = 'format = "kd-bedside.site/1"\nname = "Example ward"\n'
STEP_UP = """
[products.brand]
agent = "ivig"
name = "normal human immunoglobulin 10 %"
brand = "BRAND"
form = "solution for infusion"
amount = 10
unit = "g"
volume_ml = 100
strength = "10 g in 100 mL"
contains = ["l_proline"]
contents_known = true
source = "arithmetic"
mark = "P"
maximum_ml_per_kg_hour = 4.8
rates = [
  { ml_per_kg_hour = 0.5, minutes = 30 },
  { ml_per_kg_hour = 1, minutes = 30 },
  { ml_per_kg_hour = 4.8 },
]
"""
BLOCK = document("dose_ivig")["block"]["always"]
BABY = BLOCK | {"age": "14 months", "kg": "12", "cm": "80"}


def with_site(rule_texts: dict[str, str], text: str) -> Rulebook:
    return parse(rule_texts, HEADER + text)


def planned(given: dict[str, Any], rulebook: Rulebook, regimen: str, **settings: str) -> Plan:
    bedside = child(given)
    return plan(bedside.case, rulebook, Choice(regimen, settings=settings), bedside.as_of)

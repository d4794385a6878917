"""MIS-C by the CDC health advisory of 2020.

The organ systems are those the clinician entered as involved; nothing is inferred from a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence
from clinical.diagnosis.misc_exposure import cdc_evidence
from clinical.diagnosis.misc_fever import cdc_fever
from clinical.diagnosis.misc_items import (
    Definition,
    Item,
    age_item,
    all_asked,
    answer,
    count_of,
    hospitalised_item,
    inflammation_item,
    marker_item,
    more_needed,
    no_alternative_item,
)

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.course.temperature import Reading
    from clinical.record.case import Case
    from clinical.rules.citation import Cited
    from clinical.rules.rulebook import Rulebook

ORGANS = (
    "cardiac",
    "renal",
    "respiratory",
    "haematologic",
    "gastrointestinal",
    "dermatologic",
    "neurological",
)


def assess_cdc(
    case: Case, rulebook: Rulebook, temperatures: tuple[Reading, ...], as_of: datetime
) -> Definition:
    """Return what the definition of 2020 says."""
    rule = rulebook.misc_cdc
    markers = tuple(marker_item(case, rulebook, as_of, each, rule) for each in rule.marker)
    organs = tuple(_organ(case, organ, rule) for organ in ORGANS)
    fever, fever_changes = cdc_fever(case, rulebook, rule, temperatures, as_of)
    items = (
        age_item(case, rule, as_of),
        fever,
        inflammation_item(markers, rule),
        hospitalised_item(case, rule, as_of),
        count_of("multisystem", "misc.organs", organs, rule.organs, rule.organs),
        no_alternative_item(case, rule),
        cdc_evidence(case, rule, as_of),
    )
    changes = (*fever_changes, *more_needed("change.misc_organs", organs, rule.organs))
    return all_asked(rule, items, {"markers": markers, "organs": organs}, changes)


def _organ(case: Case, organ: str, rule: Cited) -> Item:
    field = f"involvement.{organ}"
    finding = presence(getattr(case.involvement, organ))
    return answer(organ, "misc.organ", finding, rule, field, name=field)

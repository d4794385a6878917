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
    MiscVerdict,
    age_item,
    answer,
    count_of,
    deciding,
    hospitalised_item,
    inflammation_item,
    marker_item,
    missing_entries,
    more_needed,
    no_alternative_item,
    verdict_of,
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
    verdict = verdict_of(items)
    still_open = verdict is MiscVerdict.UNDETERMINED
    return Definition(
        id=rule.id,
        title=rule.title,
        source=rule.source,
        verdict=verdict,
        items=items,
        parts={"markers": markers, "organs": organs},
        missing=missing_entries(items) if still_open else (),
        reasons=deciding(items, verdict),
        would_change=(
            *fever_changes,
            *more_needed("change.misc_organs", organs, rule.organs),
        )
        if still_open
        else (),
    )


def _organ(case: Case, organ: str, rule: Cited) -> Item:
    field = f"involvement.{organ}"
    finding = presence(getattr(case.involvement, organ))
    return answer(organ, "misc.organ", finding, rule, field, name=field)

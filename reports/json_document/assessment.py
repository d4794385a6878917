"""The assessment as the contract's document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.json_document.coronary import coronary_document
from reports.json_document.eligibility import eligibility_document
from reports.json_document.follow_up import follow_up_document
from reports.json_document.kawasaki import kawasaki_document
from reports.json_document.mis_c import misc_documents
from reports.json_document.monitoring import (
    activity_document,
    cardiac_document,
    defervescence_document,
    effects_document,
    holds_document,
)
from reports.json_document.outcomes import outcomes_document
from reports.json_document.parts import (
    Document,
    alert_document,
    plain,
    rulebook_document,
    site_document,
)
from reports.json_document.response import response_document
from reports.json_document.scores import score_document

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from clinical.assess import Assessment
    from reports.wording import Wording

ASSESSMENT_FORMAT = "kd-bedside.assessment/1"


def assessment_document(
    assessment: Assessment, words: Wording, only: Collection[str] | None = None
) -> Document:
    """Return an assessment as the contract's document, or only the blocks of these names."""
    return {
        name: block(assessment, words)
        for name, block in _BLOCKS.items()
        if only is None or name in only
    }


def _age(assessment: Assessment, _words: Wording) -> Document | None:
    age = assessment.age
    if age is None:
        return None
    return {
        "years": age.years if age.months is not None else None,
        "months": age.months,
        "days": age.days,
        "months_low": age.months_low,
        "months_high": age.months_high,
    }


def _dosing_weight(assessment: Assessment, _words: Wording) -> object:
    weight = assessment.dosing_weight
    return plain(weight.kg) if weight is not None else None


def _diagnosis(assessment: Assessment, words: Wording) -> Document:
    return {
        "kawasaki": kawasaki_document(assessment.kawasaki, words),
        **misc_documents(assessment.misc, assessment.rulebook.misc_phenotype, words),
    }


def _eligibility(assessment: Assessment, words: Wording) -> Document:
    return {found.rule.id: eligibility_document(found, words) for found in assessment.eligibility}


# The keys of the document, in the order of the contract.
_BLOCKS: Mapping[str, Callable[[Assessment, Wording], object]] = {
    "format": lambda _found, _words: ASSESSMENT_FORMAT,
    "as_of": lambda found, _words: found.as_of.isoformat(),
    "rulebook": lambda found, _words: rulebook_document(found.rulebook),
    "site_rules": lambda found, _words: site_document(found.rulebook),
    "age": _age,
    "illness_day": lambda found, _words: found.illness_day,
    "dosing_weight_kg": _dosing_weight,
    "diagnosis": _diagnosis,
    "scores": lambda found, _words: {one.rule.id: score_document(one) for one in found.scores},
    "coronary": lambda found, _words: coronary_document(found.coronary),
    "ivig_response": lambda found, words: response_document(found.response, found.rulebook, words),
    "eligibility": _eligibility,
    "defervescence": lambda found, _words: defervescence_document(found.monitoring.defervescence),
    "cardiac": lambda found, _words: cardiac_document(found.monitoring.cardiac),
    "ctcae": lambda found, _words: effects_document(found.monitoring.effects),
    "holds": lambda found, _words: holds_document(found.monitoring.holds),
    "activity": lambda found, _words: activity_document(found.monitoring.activity, found.rulebook),
    "outcomes": lambda found, words: outcomes_document(found.outcomes, found.rulebook, words),
    "follow_up": lambda found, words: follow_up_document(
        found.follow_up, found.rulebook.follow_up, words
    ),
    "alerts": lambda found, words: [alert_document(alert, words) for alert in found.alerts],
}

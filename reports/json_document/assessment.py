"""The assessment as the contract's document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.json_document.coronary import coronary_document
from reports.json_document.eligibility import eligibility_document
from reports.json_document.follow_up import follow_up_document
from reports.json_document.kawasaki import kawasaki_document
from reports.json_document.mis_c import misc_documents
from reports.json_document.monitoring import monitoring_documents
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
    from clinical.assess import Assessment
    from reports.wording import Wording

ASSESSMENT_FORMAT = "kd-bedside.assessment/1"


def assessment_document(assessment: Assessment, words: Wording) -> Document:
    """Return an assessment as the contract's document."""
    age = assessment.age
    weight = assessment.dosing_weight
    return {
        "format": ASSESSMENT_FORMAT,
        "as_of": assessment.as_of.isoformat(),
        "rulebook": rulebook_document(assessment.rulebook),
        "site_rules": site_document(assessment.rulebook),
        "age": None
        if age is None
        else {
            "years": age.years if age.months is not None else None,
            "months": age.months,
            "days": age.days,
            "months_low": age.months_low,
            "months_high": age.months_high,
        },
        "illness_day": assessment.illness_day,
        "dosing_weight_kg": plain(weight.kg) if weight is not None else None,
        "diagnosis": {
            "kawasaki": kawasaki_document(assessment.kawasaki, words),
            **misc_documents(assessment.misc, assessment.rulebook.misc_phenotype, words),
        },
        "scores": {score.rule.id: score_document(score) for score in assessment.scores},
        "coronary": coronary_document(assessment.coronary),
        "ivig_response": response_document(assessment.response, assessment.rulebook, words),
        "eligibility": {
            found.rule.id: eligibility_document(found, words) for found in assessment.eligibility
        },
        **monitoring_documents(assessment.monitoring, assessment.rulebook),
        "outcomes": outcomes_document(assessment.outcomes, assessment.rulebook, words),
        "follow_up": follow_up_document(assessment.follow_up, assessment.rulebook.follow_up, words),
        "alerts": [alert_document(alert, words) for alert in assessment.alerts],
    }

"""The blocks of MIS-C: one for each definition, and the phenotype."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.json_document.parts import Document, reason_document

if TYPE_CHECKING:
    from clinical.diagnosis.mis_c import MiscAssessment
    from clinical.diagnosis.misc_items import Definition, Item
    from clinical.diagnosis.misc_phenotype import PhenotypeAssessment
    from clinical.rules.mis_c import MiscPhenotypeRule
    from reports.wording import Wording


def misc_documents(found: MiscAssessment, rule: MiscPhenotypeRule, words: Wording) -> Document:
    """Return each definition by its id, and the phenotype."""
    documents: Document = {
        definition.id: _definition(definition, words) for definition in found.definitions
    }
    return documents | {rule.id: _phenotype(found.phenotype, rule, words)}


def _definition(found: Definition, words: Wording) -> Document:
    return {
        "verdict": found.verdict.value,
        "missing": list(found.missing),
        "reasons": [item.id for item in found.reasons],
        "items": [_item(item, words) for item in found.items],
        **{name: [_item(item, words) for item in part] for name, part in found.parts.items()},
        "would_change": [words.reason(reason) for reason in found.would_change],
        "source": found.source,
    }


def _phenotype(found: PhenotypeAssessment, rule: MiscPhenotypeRule, words: Wording) -> Document:
    return {
        "verdict": found.verdict.value,
        "kd_like": found.kd_like.finding.value,
        "kd_like_by": found.kd_like_by,
        "cv_shock": found.cv_shock.value,
        "items": [_item(item, words) for item in (found.kd_like, *found.shock)],
        "missing": list(found.missing),
        "source": rule.source,
    }


def _item(item: Item, words: Wording) -> Document:
    return reason_document(item.reason, words) | {"id": item.id}

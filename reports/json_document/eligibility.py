"""The blocks ``eligibility`` and ``outcomes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.summary.eligibility import item_text

if TYPE_CHECKING:
    from clinical.course.eligibility import Eligibility, ItemFinding
    from reports.json_document.parts import Document
    from reports.wording import Wording


def eligibility_document(found: Eligibility, words: Wording) -> Document:
    """Return what a trial's list says of the child."""
    return {
        "verdict": found.verdict,
        "items": [_item(item, words) for item in found.items],
        "missing": list(found.missing),
        "against": [item.rule.id for item in found.against],
        "source": found.rule.source,
    }


def _item(item: ItemFinding, words: Wording) -> Document:
    return {
        "id": item.rule.id,
        "state": item.finding.value,
        "text": item_text(item, words),
        "because": item.because.code if item.because is not None else None,
        "kind": item.rule.kind,
        "counts": item.counts,
        "contradicted": item.contradicted,
        "source": item.rule.source,
        "note": item.rule.note,
    }

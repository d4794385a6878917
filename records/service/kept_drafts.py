"""Which draft of a child who is no patient yet goes when one is admitted: this child's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.faults import StoreError
from records.service.drafts import is_nobody
from records.store.case_parts import CaseParts, case_of_parts
from records.store.draft_table import drafts_of, drop_draft
from records.store.names import folded, identifier_folded

if TYPE_CHECKING:
    from clinical.record.case import Patient
    from records.store.writing import Writing


def drop_draft_of(writing: Writing, person: str, admitted: Patient) -> None:
    """Forget the draft from which a child was admitted; that of another child stays."""
    for row in drafts_of(writing.connection, writing.key, person):
        if not is_nobody(row.case_id):
            continue
        try:
            drafted = case_of_parts(CaseParts(row.content, {})).patient
        except StoreError:
            return
        if _may_be(drafted, admitted):
            drop_draft(writing.connection, person, row.case_id)


def _may_be(drafted: Patient, admitted: Patient) -> bool:
    """Return whether what was typed so far is the beginning of who was admitted, or the same."""
    pairs = (
        (folded(drafted.family_name), folded(admitted.family_name)),
        (folded(drafted.given_name), folded(admitted.given_name)),
        (identifier_folded(drafted.identifier), identifier_folded(admitted.identifier)),
    )
    return all(second.startswith(first) for first, second in pairs)

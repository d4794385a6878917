"""How far an undo reaches, and who a child may become by a save."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from records.faults import RefusedError
from records.store import case_table
from records.store.audit import last_of
from records.store.names import folded
from records.store.search import near_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from clinical.record.case import Case
    from records.store.case_parts import EntryKey

# An undo does not reach behind these.
_FIXING = ("plan_signed", "plan_checked", "summary_finalised", "printed")


class Reach(NamedTuple):
    """Whose own entries may be undone, and since which change."""

    since: int
    person: str


def check_reach(
    connection: Connection, case_id: str, gone: Iterable[EntryKey], reach: Reach
) -> None:
    """Accept undoing what a person entered since sign-in, after the last signature or print.

    Raises:
        RefusedError: ``undo_too_far``.
    """
    floor = max(reach.since, last_of(connection, case_table.subject_of(case_id), _FIXING))
    for key in gone:
        change = case_table.entered_by(connection, case_id, key)
        if change is None or change[0] <= floor or change[1] != reach.person:
            raise RefusedError("undo_too_far")


def check_identity(
    connection: Connection, patient: str, before: Case, after: Case, seen: frozenset[str]
) -> None:
    """Accept who a child has become: somebody, and nobody else who is here.

    Raises:
        RefusedError: ``identity_missing``, ``near_names``.
    """
    check_somebody(after)
    was, now = (
        {
            other.found.patient
            for other in near_names(connection, case.patient, apart_from=patient)
            if other.kind in ("same_identifier", "same_name")
        }
        for case in (before, after)
    )
    if now - was - seen:
        raise RefusedError("near_names", count=len(now))


def check_somebody(case: Case) -> None:
    """Accept a child that can be told from others.

    Raises:
        RefusedError: ``identity_missing``.
    """
    if not (folded(case.patient.family_name) or folded(case.patient.identifier)):
        raise RefusedError("identity_missing")

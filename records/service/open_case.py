"""A case in hand: as it was opened, as it was saved, and what a change of it is called."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records.faults import RefusedError
from records.store.case_table import open_case_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.record.case import Case
    from records.people.session import Person
    from records.store.case_table import KeptCase
    from records.store.writing import Writing


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case as it stands in the store; ``version`` is handed back when it is saved."""

    id: str
    patient: str
    version: int
    case: Case
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is on the disk: the case with the ids it was given, and its number in the audit.

    ``repeated`` says that it had been saved before under the same key.
    """

    case: OpenCase
    change: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ChangeOf:
    """What a change is called in the audit, under which key, and who answers for it.

    Without ``by`` that is the person signed in.
    """

    action: str
    key: str
    detail: Mapping[str, object] = field(default_factory=dict[str, object])
    by: Person | None = None


def check_state(kept: KeptCase, *, closed: bool | None) -> None:
    """Accept writing into an admission that has not ended, or ending, or reopening it.

    Raises:
        RefusedError: ``case_closed``, ``case_open``.
    """
    is_closed = kept.closed is not None
    if is_closed and closed is not False:
        raise RefusedError("case_closed")
    if not is_closed and closed is False:
        raise RefusedError("case_open")


def check_none_open(writing: Writing, patient: str) -> None:
    """Accept one more open record of a child: it has none.

    Raises:
        RefusedError: ``case_open`` with the ``case`` that is open.
    """
    found = open_case_of(writing.connection, patient)
    if found is not None:
        raise RefusedError("case_open", case=found)


def opened_case(kept: KeptCase, case: Case) -> OpenCase:
    """Return a case of the store as it is handed out."""
    return OpenCase(kept.id, kept.patient, kept.version, case, kept.closed is not None)


def request_of(action: str, case_id: str, version: int, case: Case) -> str:
    """Return what stands for a request, so that a retry is told from another one."""
    asked = f"{action} {case_id} {version} {case.model_dump_json()}".encode()
    return hashlib.sha256(asked).hexdigest()

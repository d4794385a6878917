"""A case in hand: as it was opened, as it was saved, and what a change of it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.record.case import Case
    from records.people.session import Person


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

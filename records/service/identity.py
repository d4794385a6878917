"""Typing again which child it is: three letters of the family name and the year of birth. Pure.

A hand that has the wrong child open types the name it has in mind, not the one on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from records.faults import RefusedError
from records.store.names import folded, identifier_folded

if TYPE_CHECKING:
    from clinical.record.case import Patient

_LETTERS, _DIGITS = 3, 4


@dataclass(frozen=True, slots=True)
class IdentityQuestion:
    """What to ask for: letters of the family name, and the year of birth or the last digits."""

    letters: int
    number: Literal["birth_year", "identifier_end"]


def needs(patient: Patient) -> IdentityQuestion:
    """Return what to ask for; an unknown date of birth is replaced by the identifier's end.

    Raises:
        RefusedError: ``identity_missing`` without a family name, or without both of the others.
    """
    letters = len(_letters(patient))
    if not letters:
        raise RefusedError("identity_missing")
    if patient.date_of_birth is not None:
        return IdentityQuestion(letters, "birth_year")
    if identifier_folded(patient.identifier):
        return IdentityQuestion(letters, "identifier_end")
    raise RefusedError("identity_missing")


def matches(patient: Patient, letters: str, number: str) -> bool:
    """Return whether what was typed is this child.

    Raises:
        RefusedError: ``identity_missing``.
    """
    question = needs(patient)
    if question.number == "birth_year" and patient.date_of_birth is not None:
        wanted = str(patient.date_of_birth.year)
    else:
        wanted = identifier_folded(patient.identifier)[-_DIGITS:]
    typed = folded(letters).replace(" ", "")
    return typed == _letters(patient) and identifier_folded(number) == wanted


def _letters(patient: Patient) -> str:
    return folded(patient.family_name).replace(" ", "")[:_LETTERS]

"""Finding a child among many as its name is typed, and children whose names are nearly the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import or_, select, text
from sqlalchemy.exc import OperationalError

from records.store.case_parts import json_text
from records.store.due_text import due_of
from records.store.names import alike, folded, identifier_folded
from records.store.tables import CASE_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from clinical.dosing.kept_due import NextDose
    from clinical.record.case import Patient

# A list longer than this is not read but typed further.
MOST_FOUND = 50
# So many matches are put in order; of more the latest admitted are, which keeps one letter fast.
_MOST_ORDERED = 500
NearKind = Literal["same_identifier", "same_name", "near_name", "same_birth"]


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the patient list; ``due`` is the next dose of its plans, late or not."""

    case_id: str
    patient: str
    content: str
    admitted: str
    closed: str | None
    version: int
    due: NextDose | None = None


@dataclass(frozen=True, slots=True)
class NearName:
    """Another child that could be taken for this one."""

    kind: NearKind
    found: Found


def recent(connection: Connection, most: int = MOST_FOUND) -> tuple[Found, ...]:
    """Return the open cases, the one that changed last first."""
    rows = connection.execute(
        select(CASE_HEAD)
        .where(CASE_HEAD.c.closed.is_(None))
        .order_by(CASE_HEAD.c.touched.desc())
        .limit(most)
    ).all()
    return tuple(_found(row) for row in rows)


def search(connection: Connection, typed: str, most: int = MOST_FOUND) -> tuple[Found, ...]:
    """Return the cases of which every typed word begins a word: name, identifier or birth."""
    words = folded(typed).split()
    if not words:
        return recent(connection, most)
    whole = " AND ".join(f'"{word}" *' for word in words)
    try:
        numbers = connection.execute(
            text(
                "SELECT rowid FROM patient_words WHERE patient_words MATCH :whole "
                "ORDER BY rowid DESC LIMIT :most"
            ),
            {"whole": whole, "most": _MOST_ORDERED},
        ).scalars()
    except OperationalError as error:
        if "phrase" not in str(error):
            raise
        numbers = _slowly(connection, words)
    rows = connection.execute(
        select(CASE_HEAD)
        .where(
            CASE_HEAD.c.number.in_(select(text("value")).select_from(text("json_each(:numbers)")))
        )
        .order_by(CASE_HEAD.c.closed.is_not(None), CASE_HEAD.c.touched.desc())
        .limit(most),
        {"numbers": json_text(list(numbers))},
    ).all()
    return tuple(_found(row) for row in rows)


def _slowly(connection: Connection, words: Sequence[str]) -> Iterator[int]:
    """Yield the same without the index, which takes a few rare letters for spaces."""
    asked = text("SELECT rowid, words FROM patient_words ORDER BY rowid DESC")
    found = 0
    for row in connection.execute(asked):
        if all(f" {word}" in f" {row.words}" for word in words):
            yield row.rowid
            found += 1
            if found == _MOST_ORDERED:
                return


def near_names(
    connection: Connection, patient: Patient, *, apart_from: str | None = None
) -> tuple[NearName, ...]:
    """Return other children who could be taken for this one, the likeliest first."""
    ranked = sorted(_near(connection, patient, apart_from), key=lambda one: _RANKS.index(one.kind))
    seen: set[str] = set()
    kept: list[NearName] = []
    for one in ranked:
        if one.found.patient not in seen:
            seen.add(one.found.patient)
            kept.append(one)
    return tuple(kept[:MOST_FOUND])


_RANKS: tuple[NearKind, ...] = ("same_identifier", "same_name", "near_name", "same_birth")


def _near(connection: Connection, patient: Patient, apart_from: str | None) -> Iterator[NearName]:
    family, given = folded(patient.family_name), folded(patient.given_name)
    identifier = identifier_folded(patient.identifier)
    born = patient.date_of_birth.isoformat() if patient.date_of_birth is not None else ""
    families = _names_near(connection, "family", family)
    swapped = _names_near(connection, "family", given)
    conditions: list[ColumnElement[bool]] = [CASE_HEAD.c.family.in_(families | swapped)]
    if identifier:
        conditions.append(CASE_HEAD.c.identifier == identifier)
    for row in connection.execute(select(CASE_HEAD).where(or_(*conditions))):
        if row.patient == apart_from:
            continue
        kind = _kind((identifier, family, given, born), row, families)
        if kind is not None:
            yield NearName(kind, _found(row))


def _kind(asked: tuple[str, str, str, str], row: Row[Any], families: set[str]) -> NearKind | None:
    identifier, family, given, born = asked
    if identifier and row.identifier == identifier:
        return "same_identifier"
    if (family, given) == (row.family, row.given) and family:
        return "same_name"
    # A given name that nobody knows yet could be any.
    given_near = alike(given, row.given) or not (given and row.given)
    straight = row.family in families and given_near
    crossed = bool(given) and alike(given, row.family) and alike(family, row.given)
    if straight or crossed:
        return "near_name"
    # Twins and other children of one family name born on one day.
    if born and row.born == born and row.family in families:
        return "same_birth"
    return None


def _names_near(connection: Connection, column: str, name: str) -> set[str]:
    if not name:
        return set()
    known = connection.execute(select(CASE_HEAD.c[column]).distinct()).scalars()
    return {other for other in known if alike(name, other)}


def _found(row: Row[Any]) -> Found:
    """Return a line of the list: who the child is and what is due, the rest is for opening."""
    patient = json.loads(row.content).get("case", {}).get("patient", {})
    content = json_text({"case": {"patient": patient}, "order": {}})
    due = due_of(row.due) if row.closed is None else None
    return Found(row.id, row.patient, content, row.admitted, row.closed, row.version, due)

"""Patients: finding, admitting, opening, saving, closing and readmitting them."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clinical.record.case import Case
from clinical.record.entry import Recorded
from records.faults import NotAllowedError, RefusedError
from records.service.areas import actions_needed
from records.service.going_back import forward
from records.service.identity import matches, needs
from records.service.plan_changes import check_plans
from records.store import case_table
from records.store.audit import change_by_key
from records.store.case_parts import (
    case_of_parts,
    difference,
    identified,
    json_text,
    parts_of,
)
from records.store.case_table import KeptCase, subject_of
from records.store.search import NearName, near_names, search
from records.store.writing import Deed, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clinical.record.case import Patient
    from records.people.session import Person, Session
    from records.service.desk import Desk
    from records.service.identity import IdentityQuestion
    from records.store.case_parts import Difference
    from records.store.search import Found


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


class Patients:
    """Every way to a child's record."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def search(self, typed: str) -> tuple[Found, ...]:
        """Return the cases that match what is typed; without any text the latest ones."""
        self._desk.allowed("search_patients")
        with self._desk.store.reading() as connection:
            return search(connection, typed)

    def near_names(
        self, patient: Patient, *, apart_from: str | None = None
    ) -> tuple[NearName, ...]:
        """Return other children who could be taken for this one; ``apart_from`` is its own id."""
        self._desk.allowed("search_patients")
        with self._desk.store.reading() as connection:
            return near_names(connection, patient, apart_from=apart_from)

    def admit(self, case: Case, key: str, *, seen: Iterable[str] = ()) -> Saved:
        """Keep a child as a new patient.

        ``key`` is made once for what the person does, so that trying again is harmless. ``seen``
        names the patients with nearly the same name whom the person was shown.

        Raises:
            RefusedError: ``near_names`` where one was not shown, ``identity_missing``,
                ``key_reused``, ``signature_forged``.
        """
        session = self._desk.allowed("admit_patient")
        return self._admit(case, key, session, seen=seen, patient=None)

    def _admit(
        self, case: Case, key: str, session: Session, *, seen: Iterable[str], patient: str | None
    ) -> Saved:
        if not (case.patient.family_name or case.patient.identifier):
            raise RefusedError("identity_missing")
        desk, now = self._desk, self._desk.now()
        check_plans(Case(), case)
        request = _request("admitted", patient or "", 0, case)
        with desk.store.writing() as writing:
            done = self._repeated(writing, key, request)
            if done is not None:
                return done
            others = near_names(writing.connection, case.patient, apart_from=patient)
            if {other.found.patient for other in others} - set(seen):
                raise RefusedError("near_names", count=len(others))
            case_id = uuid.uuid4().hex
            case = self._identified(case, session)
            kept, entries, changed, state = case_table.insert_case(
                writing.connection, case_id, patient or uuid.uuid4().hex, case, now
            )
            self._by_area(session, changed)
            deed = Deed(
                "admitted",
                subject_of(case_id),
                now,
                {"patient": kept.patient},
                1,
                key,
                request,
                entries,
                changed.fields,
                case_id,
                state,
            )
            seq = writing.record(desk.author(session.person), deed)
            case_table.drop_draft(writing.connection, session.person.id, "")
        return Saved(_open(kept, case), seq)

    def open(self, case_id: str) -> OpenCase:
        """Open a case; that it was viewed is recorded.

        Raises:
            RefusedError: ``patient_unknown``.
        """
        desk = self._desk
        session = desk.allowed("read_patient")
        emergency = session.in_emergency(desk.now())
        with desk.store.writing() as writing:
            kept = case_table.load(writing.connection, case_id)
            detail = {"emergency": True} if emergency else {}
            deed = Deed("viewed", subject_of(case_id), desk.now(), detail, kept.version)
            writing.record(desk.author(session.person), deed)
        return _open(kept, case_of_parts(kept.parts))

    def save(self, before: OpenCase, case: Case, key: str, *, undo: str | None = None) -> Saved:
        """Save what a person committed: the whole case, of which only what differs is written.

        ``undo`` is the reason that stands beside entries which a step back took away; without it
        an entry that is missing refuses the save, since nothing entered is ever removed.

        Raises:
            NotAllowedError: ``not_allowed``, by what was changed.
            RefusedError: ``changed_meanwhile``, ``entry_removed``, ``dose_removed``,
                ``plan_signed``, ``signature_forged``, ``identity_needed``, ``case_closed``,
                ``key_reused``.
        """
        session = self._desk.allowed(None)

        def prepared(stored: Case) -> Case:
            wanted = case
            if undo is not None:
                now, by = self._desk.now(), session.person.shown
                wanted = forward(stored, wanted, now, by, undo)
            check_plans(stored, wanted)
            self._retyped(before.id, stored, wanted)
            return self._identified(wanted, session)

        return self._write(before, ChangeOf("changed", key), case, prepared, by_area=True)

    def close(self, before: OpenCase, key: str) -> Saved:
        """End an admission; the record stays readable."""
        self._desk.allowed("close_case")
        return self._write(
            before, ChangeOf("closed", key), before.case, lambda stored: stored, closed=True
        )

    def reopen(self, before: OpenCase, key: str) -> Saved:
        """Go on with the record of a child who comes back with the same illness."""
        self._desk.allowed("admit_patient")
        return self._write(
            before, ChangeOf("reopened", key), before.case, lambda stored: stored, closed=False
        )

    def readmit(self, before: OpenCase, key: str) -> Saved:
        """Begin a new record for a child who comes back with a new illness.

        Who the child is and what it reacts to comes along; weights, findings and drugs do not:
        they belong to the former illness.
        """
        session = self._desk.allowed("admit_patient")
        case = Case(patient=before.case.patient, allergies=before.case.allergies)
        return self._admit(case, key, session, seen=self._all_near(case), patient=before.patient)

    def was_saved(self, key: str) -> Saved | None:
        """Return what was saved under a key, None where nothing was: asked after an error."""
        self._desk.allowed(None)
        with self._desk.store.reading() as connection:
            found = change_by_key(connection, key)
            if found is None:
                return None
            kept = case_table.load(connection, found[0].subject.partition(":")[2])
        return Saved(_open(kept, case_of_parts(kept.parts)), found[0].seq, repeated=True)

    def identity_question(self, opened: OpenCase) -> IdentityQuestion:
        """Return what has to be typed again before the first print and the first charted dose.

        Raises:
            RefusedError: ``identity_missing`` where the child has too little of a name.
        """
        self._desk.allowed("read_patient")
        return needs(opened.case.patient)

    def confirm_identity(self, opened: OpenCase, letters: str, number: str) -> None:
        """Accept what was typed again about the child.

        Raises:
            RefusedError: ``identity_differs``, ``identity_missing``.
        """
        session = self._desk.allowed("read_patient")
        if not matches(opened.case.patient, letters, number):
            self._desk.record(session.person, "identity_differed", subject_of(opened.id))
            raise RefusedError("identity_differs")
        self._desk.confirmed.add(opened.id)

    def is_confirmed(self, case_id: str) -> bool:
        """Whether the child's identity was typed again in this session."""
        return case_id in self._desk.confirmed

    def change(self, before: OpenCase, deed: ChangeOf, prepared: Callable[[Case], Case]) -> Saved:
        """Write a change that was allowed elsewhere in the service, such as a signature."""
        return self._write(before, deed, before.case, prepared)

    def _write(
        self,
        before: OpenCase,
        wanted: ChangeOf,
        case: Case,
        prepared: Callable[[Case], Case],
        *,
        closed: bool | None = None,
        by_area: bool = False,
    ) -> Saved:
        desk = self._desk
        session = desk.allowed(None)
        request = _request(
            f"{wanted.action} {json_text(dict(wanted.detail))}", before.id, before.version, case
        )
        with desk.store.writing() as writing:
            done = self._repeated(writing, wanted.key, request)
            if done is not None:
                return done
            if case_table.version_of(writing.connection, before.id) != before.version:
                raise RefusedError("changed_meanwhile")
            kept, stored = self._stored(writing, before)
            _check_state(kept, closed=closed)
            after = prepared(stored)
            parts = parts_of(after, (stored, kept.parts))
            changed = difference(kept.parts, parts)
            if changed.removed:
                raise RefusedError("entry_removed", entry=changed.removed[0].kind)
            if by_area:
                self._by_area(session, changed)
            if changed.empty and closed is None:
                return Saved(before, writing.head.seq)
            now = desk.now()
            until = now.isoformat() if closed else None
            kept, entries, changed, state = case_table.update_case(
                writing.connection, kept, (after, parts), now, closed=until
            )
            deed = Deed(
                wanted.action,
                subject_of(kept.id),
                now,
                wanted.detail,
                kept.version,
                wanted.key,
                request,
                entries,
                changed.fields,
                kept.id,
                state,
            )
            seq = writing.record(desk.author(wanted.by or session.person), deed)
            case_table.drop_draft(writing.connection, session.person.id, kept.id)
        # Only now is it on the disk.
        desk.latest = (kept, after)
        return Saved(_open(kept, after), seq)

    def _stored(self, writing: Writing, before: OpenCase) -> tuple[KeptCase, Case]:
        """Return the case as it stands in the store, from memory where this desk wrote it last."""
        latest = self._desk.latest
        if latest is not None and (latest[0].id, latest[0].version) == (before.id, before.version):
            return latest
        kept = case_table.load(writing.connection, before.id)
        return kept, case_of_parts(kept.parts)

    @staticmethod
    def _repeated(writing: Writing, key: str, request: str) -> Saved | None:
        """Return the save that was made under this key before."""
        found = change_by_key(writing.connection, key)
        if found is None:
            return None
        change, asked = found
        if asked != request:
            raise RefusedError("key_reused")
        kept = case_table.load(writing.connection, change.subject.partition(":")[2])
        return Saved(_open(kept, case_of_parts(kept.parts)), change.seq, repeated=True)

    def _identified(self, case: Case, session: Session) -> Case:
        recorded = Recorded(at=self._desk.now(), by=session.person.shown)
        return identified(case, recorded, lambda: uuid.uuid4().hex)

    def _by_area(self, session: Session, changed: Difference) -> None:
        """Refuse what the role does not allow, by what the save touches."""
        for action in sorted(actions_needed(changed)):
            if not session.allows(action, self._desk.now()):
                raise NotAllowedError("not_allowed", action=action)

    def _retyped(self, case_id: str, before: Case, after: Case) -> None:
        """Ask once in a session which child it is before a dose is charted (hazard H34)."""
        known = {treatment.id for treatment in before.treatments}
        charted = any(
            treatment.id not in known and treatment.struck is None for treatment in after.treatments
        )
        if charted and case_id not in self._desk.confirmed:
            raise RefusedError("identity_needed")

    def _all_near(self, case: Case) -> set[str]:
        """Return the near names of a child who is known here already and needs no alert."""
        with self._desk.store.reading() as connection:
            return {other.found.patient for other in near_names(connection, case.patient)}


def _check_state(kept: KeptCase, *, closed: bool | None) -> None:
    is_closed = kept.closed is not None
    if is_closed and closed is not False:
        raise RefusedError("case_closed")
    if not is_closed and closed is False:
        raise RefusedError("case_open")


def _open(kept: KeptCase, case: Case) -> OpenCase:
    return OpenCase(kept.id, kept.patient, kept.version, case, kept.closed is not None)


def _request(action: str, case_id: str, version: int, case: Case) -> str:
    asked = f"{action} {case_id} {version} {case.model_dump_json()}".encode()
    return hashlib.sha256(asked).hexdigest()

"""Patients: finding, admitting, opening, saving, closing and readmitting them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from clinical.record.case import Case
from clinical.record.entry import Recorded
from records.faults import NotAllowedError, RefusedError
from records.people.roles import allows
from records.service.areas import actions_needed
from records.service.authorship import check_doses, check_ids, signed_by_the_session
from records.service.going_back import forward, going_back
from records.service.hard_limits import check_values
from records.service.identity import matches, needs
from records.service.kept_drafts import drop_draft_of
from records.service.limits import Reach, check_identity, check_reach, check_somebody
from records.service.open_case import (
    ChangeOf,
    OpenCase,
    Saved,
    check_none_open,
    check_state,
    opened_case,
    request_of,
)
from records.service.plan_changes import check_plans
from records.service.summary_changes import check_summaries
from records.service.typed import checked_reason
from records.store import case_table
from records.store.audit import change_by_key
from records.store.case_parts import case_of_parts, difference, identified, json_text, parts_of
from records.store.case_table import KeptCase, subject_of
from records.store.draft_table import drop_draft
from records.store.search import NearName, near_names, search
from records.store.writing import Deed, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clinical.record.case import Patient
    from records.people.session import Session
    from records.service.desk import Desk
    from records.service.identity import IdentityQuestion
    from records.store.case_parts import Difference
    from records.store.search import Found


class Patients:
    """Every way to a child's record."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def search(self, typed: str) -> tuple[Found, ...]:
        """Return the cases that match what is typed; without any text the latest ones."""
        session = self._desk.allowed("search_patients")
        with self._desk.store.reading() as connection:
            found = search(connection, typed)
        self._shown(session, found)
        return found

    def near_names(
        self, patient: Patient, *, apart_from: str | None = None
    ) -> tuple[NearName, ...]:
        """Return other children who could be taken for this one; ``apart_from`` is its own id."""
        session = self._desk.allowed("search_patients")
        with self._desk.store.reading() as connection:
            near = near_names(connection, patient, apart_from=apart_from)
        self._shown(session, [each.found for each in near])
        return near

    def _shown(self, session: Session, found: Iterable[Found]) -> None:
        """Record which children an emergency shows in a list, each once in a session."""
        desk, now = self._desk, self._desk.now()
        if allows(session.person.roles, "search_patients"):
            return
        new = [each for each in found if each.case_id not in desk.listed]
        if not new:
            return
        with desk.store.writing() as writing:
            for each in new:
                subject, detail = subject_of(each.case_id), {"emergency": True}
                deed = Deed("listed", subject, now, detail, each.version)
                writing.record(desk.author(session.person), deed)
        desk.listed.update(each.case_id for each in new)

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
        check_somebody(case)
        desk, now = self._desk, self._desk.now()
        check_ids(case)
        check_plans(Case(), case)
        check_summaries(Case(), case)
        check_values(Case(), case, desk.rulebook)
        request = request_of("admitted", patient or "", 0, case)
        with desk.store.writing() as writing:
            done = self._repeated(writing, key, request)
            if done is not None:
                return done
            if patient is not None:
                check_none_open(writing, patient)
            others = near_names(writing.connection, case.patient, apart_from=patient)
            if {other.found.patient for other in others} - set(seen):
                raise RefusedError("near_names", count=len(others))
            case_id = uuid.uuid4().hex
            case = self._identified(Case(), case, session)
            whose = patient or uuid.uuid4().hex
            kept, entries, changed, state = case_table.insert_case(
                writing.connection, case_id, whose, case, now, early=desk.early
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
            if patient is None:
                drop_draft_of(writing, session.person.id, case.patient)
        return Saved(opened_case(kept, case), seq)

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
        desk.looked_into.add(case_id)
        return opened_case(kept, case_of_parts(kept.parts))

    def save(
        self,
        before: OpenCase,
        case: Case,
        key: str,
        *,
        undo: str | None = None,
        seen: Iterable[str] = (),
    ) -> Saved:
        """Save what a person committed: the whole case, of which only what differs is written.

        ``undo`` is the reason that stands beside entries which a step back took away; without it
        an entry that is missing refuses the save, since nothing entered is ever removed. ``seen``
        names the patients of the same name or identifier whom the person was shown, where the
        save makes this child one of them.

        Raises:
            NotAllowedError: ``not_allowed``, by what was changed.
            RefusedError: ``changed_meanwhile``, ``entry_removed``, ``dose_removed``,
                ``dose_changed``, ``plan_signed``, ``signature_forged``, ``identity_needed``,
                ``identity_missing``, ``near_names``, ``id_doubled``, ``undo_too_far``,
                ``reason_missing``, ``reason_form``, ``case_closed``, ``key_reused``,
                ``value_refused``, ``dose_corrected``.
        """
        session = self._desk.allowed(None)
        reason = checked_reason(undo) if undo is not None else None
        shown = frozenset(seen)

        def prepared(writing: Writing, stored: Case) -> Case:
            wanted = case
            check_ids(wanted)
            if reason is not None:
                now, by = self._desk.now(), session.person.shown
                gone = going_back(stored, wanted)
                wanted = forward(stored, wanted, now, by, reason)
                reach = Reach(self._desk.since, session.person.id)
                check_reach(writing.connection, before.id, gone, reach)
            check_plans(stored, wanted)
            check_summaries(stored, wanted)
            check_doses(stored, wanted)
            check_values(stored, wanted, self._desk.rulebook)
            if wanted.patient != stored.patient:
                check_identity(writing.connection, before.patient, stored, wanted, shown)
            self._retyped(before.id, stored, wanted)
            return self._identified(stored, wanted, session)

        saved = self._write(before, ChangeOf("changed", key), case, prepared, by_area=True)
        if saved.case.case.patient != before.case.patient:
            # What was typed again was another name.
            self._desk.confirmed.discard(before.id)
        return saved

    def close(self, before: OpenCase, key: str) -> Saved:
        """End an admission; the record stays readable."""
        self._desk.allowed("close_case")
        return self._write(
            before, ChangeOf("closed", key), before.case, lambda _, stored: stored, closed=True
        )

    def reopen(self, before: OpenCase, key: str) -> Saved:
        """Go on with the record of a child who comes back with the same illness.

        Raises:
            RefusedError: ``case_open`` with the ``case`` of this child that has not ended.
        """
        self._desk.allowed("admit_patient")
        return self._write(
            before, ChangeOf("reopened", key), before.case, lambda _, stored: stored, closed=False
        )

    def readmit(self, before: OpenCase, key: str) -> Saved:
        """Begin a new record for a child who comes back with a new illness.

        Who the child is and what it reacts to comes along; weights, findings and drugs do not:
        they belong to the former illness.

        Raises:
            RefusedError: ``case_open`` with the ``case`` of this child that has not ended.
        """
        session = self._desk.allowed("admit_patient")
        with self._desk.store.reading() as connection:
            stored = case_of_parts(case_table.load(connection, before.id).parts)
        case = Case(patient=stored.patient, allergies=stored.allergies)
        return self._admit(case, key, session, seen=self._all_near(case), patient=before.patient)

    def was_saved(self, key: str) -> Saved | None:
        """Return what was saved under a key, None where nothing was: asked after an error."""
        self._desk.allowed("read_patient")
        with self._desk.store.reading() as connection:
            found = change_by_key(connection, key)
            if found is None:
                return None
            kept = case_table.load(connection, found[0].subject.partition(":")[2])
        return Saved(opened_case(kept, case_of_parts(kept.parts)), found[0].seq, repeated=True)

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
            RefusedError: ``identity_differs``, ``identity_missing``, ``changed_meanwhile``.
        """
        session = self._desk.allowed("read_patient")
        with self._desk.store.reading() as connection:
            kept = case_of_parts(case_table.load(connection, opened.id).parts)
        if kept.patient != opened.case.patient:
            # What is on the screen is not what is kept under this number.
            raise RefusedError("changed_meanwhile")
        if not matches(opened.case.patient, letters, number):
            self._desk.record(session.person, "identity_differed", subject_of(opened.id))
            raise RefusedError("identity_differs")
        self._desk.confirmed.add(opened.id)

    def is_confirmed(self, case_id: str) -> bool:
        """Whether the child's identity was typed again in this session."""
        return case_id in self._desk.confirmed

    def change(self, before: OpenCase, deed: ChangeOf, prepared: Callable[[Case], Case]) -> Saved:
        """Write a change that was allowed elsewhere in the service, such as a signature."""
        return self._write(before, deed, before.case, lambda _, now: prepared(now))

    def _write(
        self,
        before: OpenCase,
        wanted: ChangeOf,
        case: Case,
        prepared: Callable[[Writing, Case], Case],
        *,
        closed: bool | None = None,
        by_area: bool = False,
    ) -> Saved:
        desk = self._desk
        session = desk.allowed(None)
        request = request_of(
            f"{wanted.action} {json_text(dict(wanted.detail))}", before.id, before.version, case
        )
        with desk.store.writing() as writing:
            done = self._repeated(writing, wanted.key, request)
            if done is not None:
                return done
            if case_table.version_of(writing.connection, before.id) != before.version:
                raise RefusedError("changed_meanwhile")
            kept, stored = self._stored(writing, before)
            check_state(kept, closed=closed)
            if closed is False:
                check_none_open(writing, kept.patient)
            after = prepared(writing, stored)
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
                writing.connection, kept, (after, parts), now, closed=until, early=desk.early
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
            if by_area:
                # What was being typed is in this save, and in no signature.
                drop_draft(writing.connection, session.person.id, kept.id)
        # Only now is it on the disk.
        desk.latest = (kept, after)
        return Saved(opened_case(kept, after), seq)

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
        return Saved(opened_case(kept, case_of_parts(kept.parts)), change.seq, repeated=True)

    def _identified(self, before: Case, case: Case, session: Session) -> Case:
        recorded = Recorded(at=self._desk.now(), by=session.person.shown)
        case = signed_by_the_session(before, case, recorded.at, recorded.by)
        return identified(case, recorded, lambda: uuid.uuid4().hex)

    def _by_area(self, session: Session, changed: Difference) -> None:
        """Refuse what the role does not allow, by what the save touches."""
        for action in sorted(actions_needed(changed)):
            if not session.allows(action, self._desk.now()):
                raise NotAllowedError("not_allowed", action=action)

    def _retyped(self, case_id: str, before: Case, after: Case) -> None:
        """Ask once in a session which child it is before a dose is charted (hazard H34)."""
        live = {treatment.id for treatment in before.treatments if treatment.struck is None}
        charted = any(
            treatment.struck is None and (treatment.id is None or treatment.id not in live)
            for treatment in after.treatments
        )
        if charted and case_id not in self._desk.confirmed:
            raise RefusedError("identity_needed")

    def _all_near(self, case: Case) -> set[str]:
        """Return the near names of a child who is known here already and needs no alert."""
        with self._desk.store.reading() as connection:
            return {other.found.patient for other in near_names(connection, case.patient)}

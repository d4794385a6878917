"""Signing plans and checking them, each asking for the person again, and what goes on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from clinical.record.kept_plan import Signature
from records.faults import RefusedError
from records.service.patients import ChangeOf
from records.service.plan_changes import check_latest, checked_plans, plan_of, signed_plans
from records.store.case_parts import json_text
from records.store.case_table import subject_of, version_of
from records.store.tables import CHANGE
from records.store.writing import Deed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.record.case import Case
    from records.people.roles import Action
    from records.people.session import Person
    from records.service.desk import Desk
    from records.service.door import Door
    from records.service.patients import OpenCase, Patients, Saved

_SIGNED, _CHECKED = "plan_signed", "plan_checked"


class Plans:
    """Kept plans, their signatures, and documents that leave the screen."""

    def __init__(self, desk: Desk, door: Door, patients: Patients) -> None:
        self._desk, self._door, self._patients = desk, door, patients

    def sign(self, before: OpenCase, plan: tuple[str, int], secret: str, key: str) -> Saved:
        """Sign one version of a plan (its id and version) as the person signed in.

        Raises:
            SignInError: ``wrong_password``, ``wait``: it was not this person.
            NotAllowedError: ``not_allowed``.
            RefusedError: ``plan_unknown``, ``plan_not_draft``, ``plan_overtaken`` by a later
                version that is signed, ``not_oneself`` where the same
                person checked it, and those of a save.
        """
        self._desk.allowed("sign_plan")
        person = self._door.confirm(secret)
        signature = Signature(at=self._desk.now(), by=person.shown)
        checked_by = self._who(before, plan, _CHECKED)

        def prepared(stored: Case) -> Case:
            kept = plan_of(stored, *plan)
            if kept.signed is not None or kept.state not in ("draft", "active"):
                raise RefusedError("plan_not_draft")
            if kept.checked is not None and checked_by == person.id:
                raise RefusedError("not_oneself")
            check_latest(stored, kept)
            return stored.replace(plans=tuple(signed_plans(stored, kept, signature)))

        return self._patients.change(
            before, ChangeOf(_SIGNED, key, {"plan": _name(plan)}), prepared
        )

    def check(
        self, before: OpenCase, plan: tuple[str, int], name: str, password: str, key: str
    ) -> Saved:
        """Check a plan as a second person, who need not be the one signed in.

        Raises:
            SignInError: ``wrong_password``, ``wait``, ``person_inactive``.
            NotAllowedError: ``not_allowed``.
            RefusedError: ``not_oneself`` for who signed it, ``plan_unknown``, and those of a save.
        """
        action: Action = "check_plan"
        person = self._door.second_person(name, password, action)
        signature = Signature(at=self._desk.now(), by=person.shown)
        signed_by = self._who(before, plan, _SIGNED)

        def prepared(stored: Case) -> Case:
            kept = plan_of(stored, *plan)
            if kept.state not in ("draft", "active"):
                raise RefusedError("plan_not_draft")
            if kept.signed is not None and signed_by == person.id:
                raise RefusedError("not_oneself")
            return stored.replace(plans=tuple(checked_plans(stored, kept, signature)))

        deed = ChangeOf(_CHECKED, key, {"plan": _name(plan)}, person)
        return self._patients.change(before, deed, prepared)

    def printed(self, opened: OpenCase, document: str, code: str) -> str:
        """Record that a document of a child is printed, and return the head to print on it.

        Raises:
            RefusedError: ``identity_needed`` before the first one in a session,
                ``changed_meanwhile`` where another version stands in the records.
        """
        session = self._desk.allowed("print_document")
        if opened.id not in self._desk.confirmed:
            raise RefusedError("identity_needed")
        with self._desk.store.reading() as connection:
            if version_of(connection, opened.id) != opened.version:
                raise RefusedError("changed_meanwhile")
        detail = {"document": document, "code": code}
        return self._left_the_screen("printed", session.person, opened, detail)

    def not_printed(self, opened: OpenCase, document: str, code: str) -> None:
        """Record that a document announced by ``printed`` never reached the paper.

        A session that has just locked may still say so: the history would claim a sheet else.

        Raises:
            NotAllowedError: ``signed_out``, ``not_allowed``.
        """
        session = self._desk.session
        if session is None or not session.is_locked(self._desk.now()):
            session = self._desk.allowed("print_document")
        detail = {"document": document, "code": code}
        self._left_the_screen("not_printed", session.person, opened, detail)

    def exported(self, opened: OpenCase, what: str) -> str:
        """Record that a child's record leaves the store as a file that is not encrypted.

        Raises:
            RefusedError: ``identity_needed`` where the child was not named again in this session.
        """
        session = self._desk.allowed("export_case")
        if opened.id not in self._desk.confirmed:
            raise RefusedError("identity_needed")
        return self._left_the_screen("exported", session.person, opened, {"what": what})

    def _left_the_screen(
        self, action: str, person: Person, opened: OpenCase, detail: Mapping[str, object]
    ) -> str:
        desk = self._desk
        if desk.session is not None and desk.session.in_emergency(desk.now()):
            detail = {**detail, "emergency": True}
        with desk.store.writing() as writing:
            deed = Deed(action, subject_of(opened.id), desk.now(), detail, opened.version)
            writing.record(desk.author(person), deed)
            return writing.head.code

    def _who(self, before: OpenCase, plan: tuple[str, int], action: str) -> str | None:
        """Return who signed or checked a plan last: by account, since two may share a name."""
        asked = (
            select(CHANGE.c.person)
            .where(
                CHANGE.c.subject == subject_of(before.id),
                CHANGE.c.action == action,
                CHANGE.c.detail == json_text({"plan": _name(plan)}),
            )
            .order_by(CHANGE.c.seq.desc())
            .limit(1)
        )
        with self._desk.store.reading() as connection:
            return connection.execute(asked).scalar_one_or_none()


def _name(plan: tuple[str, int]) -> str:
    return f"{plan[0]}#{plan[1]}"

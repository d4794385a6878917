"""The role matrix: each role tries each action through the service, and the table decides.

Every attempt is a real one on a real store and succeeds where it is allowed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clinical.record.case import Allergies, Echo
from clinical.record.kept_summary import MANDATORY
from records.faults import NotAllowedError, RecordsError
from records.people.roles import ACTIONS, ALLOWED, ROLES, Action, Role, allows
from records.service.summary_changes import Finished
from tests.records.ward import PHRASE, Ward, child, dose, draft_plan, key, temperature, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from records.service.patients import OpenCase

TYPED: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "roles.toml").read_text(encoding="utf-8")
)
CELLS = [(role, action) for role in ROLES for action in ACTIONS]


class Trial:
    """A ward with one person of each role and a child, for one attempt after another."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        for role in ROLES:
            ward.joined(f"the {role}", role)
        ward.signed_in("ada")
        self.opened = ward.admitted()

    def current(self) -> OpenCase:
        """Return the child as somebody who may read it last saw it."""
        self.ward.signed_in("ada")
        return self.ward.records.patients.open(self.opened.id)

    def attempt(self, role: Role, action: Action) -> None:
        """Do something as a role; what it needs is prepared by somebody who may."""
        opened = self.prepared(action)
        self.ward.signed_in(f"the {role}")
        # The person typed again which child it is, as the window would have asked.
        self.ward.records.patients._desk.confirmed.add(opened.id)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        _ATTEMPTS[action](self.ward, opened, f"the {role}")

    def prepared(self, action: Action) -> OpenCase:
        opened = self.current()
        if action == "close_case" and opened.closed:
            return self.ward.records.patients.reopen(opened, key()).case
        if opened.closed:
            opened = self.ward.records.patients.reopen(opened, key()).case
        if action in ("sign_plan", "check_plan"):
            version = max((plan.version for plan in opened.case.plans), default=0) + 1
            return self.ward.commit(opened, plans=(*opened.case.plans, draft_plan(version)))
        if action == "finalise_summary":
            return self.ward.commit(opened, discharge=dict.fromkeys(MANDATORY, key()))
        return opened


def latest(opened: OpenCase) -> tuple[str, int]:
    return ("plan-1", max(plan.version for plan in opened.case.plans))


def save(ward: Ward, opened: OpenCase, **changes: object) -> None:
    ward.commit(opened, **changes)


def echo() -> Echo:
    return Echo.model_validate({"at": "2026-11-21T12:00:00+01:00", "lad_mm": "2.0"})


_ATTEMPTS: dict[Action, Callable[[Ward, OpenCase, str], object]] = {
    "search_patients": lambda ward, _, __: ward.records.patients.search("nov"),
    "read_patient": lambda ward, opened, _: ward.records.patients.open(opened.id),
    "emergency_read": lambda ward, _, __: ward.records.door.begin_emergency(
        "The child is in the lift"
    ),
    "admit_patient": lambda ward, _, __: ward.records.patients.admit(
        child(key()[:6], key()[:6], key()), key()
    ),
    "close_case": lambda ward, opened, _: ward.records.patients.close(opened, key()),
    "edit_identity": lambda ward, opened, _: save(
        ward, opened, patient=opened.case.patient.replace(identifier=key())
    ),
    "edit_log": lambda ward, opened, _: save(
        ward,
        opened,
        weights=(*opened.case.weights, weight()),
        observations=(*opened.case.observations, temperature("38.0")),
        allergies=Allergies(state="none_known"),
    ),
    "edit_findings": lambda ward, opened, _: save(ward, opened, echos=(*opened.case.echos, echo())),
    "edit_plan": lambda ward, opened, _: save(
        ward, opened, plans=(*opened.case.plans, draft_plan(len(opened.case.plans) + 1))
    ),
    "chart_dose": lambda ward, opened, _: save(
        ward, opened, treatments=(*opened.case.treatments, dose())
    ),
    "sign_plan": lambda ward, opened, _: ward.records.plans.sign(
        opened, latest(opened), PHRASE, key()
    ),
    "check_plan": lambda ward, opened, name: ward.records.plans.check(
        opened, latest(opened), name, PHRASE, key()
    ),
    "finalise_summary": lambda ward, opened, _: ward.records.summaries.finalise(
        opened,
        Finished(as_of=ward.clock.time, code=key(), reason="result came in"),
        PHRASE,
        key(),
    ),
    "print_document": lambda ward, opened, _: ward.records.plans.printed(opened, "plan", "KD"),
    "export_case": lambda ward, opened, _: ward.records.plans.exported(opened, "case_file"),
    "read_history": lambda ward, opened, _: ward.records.trail.of_case(opened.id),
    "read_audit": lambda ward, _, __: ward.records.trail.everything(),
    "verify_audit": lambda ward, _, __: ward.records.trail.verify(),
    "manage_people": lambda ward, _, __: ward.records.accounts.everybody(),
    "manage_backups": lambda ward, _, __: ward.records.backups.make(),
}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    ward = Ward(tmp_path_factory.mktemp("roles") / "records").founded()
    yield Trial(ward)
    ward.records.door.sign_out()


@pytest.mark.parametrize(("role", "action"), CELLS, ids=str)
@pytest.mark.hazard("H36")
def test_each_cell_of_the_table_is_enforced_by_the_service(
    trial: Trial, role: Role, action: Action
) -> None:
    if role in TYPED[action]:
        trial.attempt(role, action)
        return
    with pytest.raises(NotAllowedError) as refused:
        trial.attempt(role, action)
    assert refused.value.code == "not_allowed"
    assert refused.value.values == {"action": action}


def test_the_typed_table_names_every_action_and_no_other_role() -> None:
    assert set(TYPED) == set(ACTIONS) == set(_ATTEMPTS)
    assert {role for roles in TYPED.values() for role in roles} == set(ROLES) == set(ALLOWED)


def test_what_either_of_two_roles_allows_is_allowed() -> None:
    assert allows(("administrator", "nurse"), "manage_people")
    assert allows(("administrator", "nurse"), "chart_dose")
    assert not allows(("administrator", "nurse"), "sign_plan")
    assert not allows((), "search_patients")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.hazard("H36")
def test_nothing_is_allowed_to_nobody_or_behind_a_lock(trial: Trial, action: Action) -> None:
    opened = trial.prepared(action)
    records = trial.ward.records
    for code in ("session_locked", "signed_out"):
        if code == "session_locked":
            records.door.lock()
        else:
            records.door.sign_out()
        with pytest.raises(RecordsError) as refused:
            _ATTEMPTS[action](trial.ward, opened, "ada")
        assert refused.value.code == code


@pytest.mark.hazard("H36")
def test_what_a_save_touches_decides_and_not_how_it_is_mixed(trial: Trial) -> None:
    opened = trial.current()
    trial.ward.signed_in("the nurse")
    with pytest.raises(NotAllowedError) as refused:
        trial.ward.commit(
            opened,
            weights=(*opened.case.weights, weight("20")),
            z_model="mccrindle_2007",
        )
    assert refused.value.values == {"action": "edit_findings"}
    assert trial.current().case.z_model is None


def test_an_emergency_read_shows_and_changes_nothing_and_ends(trial: Trial) -> None:
    opened = trial.current()
    ward = trial.ward
    ward.signed_in("the administrator")
    with pytest.raises(RecordsError) as refused:
        ward.records.door.begin_emergency("   quick   ")
    assert refused.value.code == "reason_missing"
    ward.records.door.begin_emergency("Nobody else is here and the child seizes")
    assert ward.records.patients.open(opened.id).case == opened.case
    assert ward.records.patients.search("nov")
    with pytest.raises(NotAllowedError):
        ward.commit(opened, weights=(*opened.case.weights, weight("20")))
    for _ in range(15):
        ward.clock.move(minutes=2)
        ward.records.door.touch()
    with pytest.raises(NotAllowedError):
        ward.records.patients.open(opened.id)
    ward.signed_in("the auditor")
    told = ward.records.trail.of_case(opened.id)
    assert (told[0].action, told[0].detail) == ("listed", {"emergency": True})
    seen = told[1]
    assert (seen.action, seen.shown, seen.detail) == (
        "viewed",
        "The Administrator Example",
        {"emergency": True},
    )
    reasons = [one for one in ward.records.trail.everything() if one.action == "emergency_read"]
    assert reasons[0].detail == {"reason": "Nobody else is here and the child seizes"}


def test_an_emergency_ends_when_the_session_locks(trial: Trial) -> None:
    opened = trial.current()
    ward = trial.ward
    ward.signed_in("the auditor")
    ward.records.door.begin_emergency("Nobody else is here and the child seizes")
    ward.records.patients.open(opened.id)
    ward.records.door.lock()
    ward.records.door.come_back(PHRASE)
    with pytest.raises(NotAllowedError):
        ward.records.patients.open(opened.id)

"""Kept plans: what was signed stays as it was signed, and no signature comes from the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.record.kept_plan import KeptPlan, Signature
from records.faults import RefusedError
from tests.records.ward import PHRASE, Ward, child, draft_plan, key

if TYPE_CHECKING:
    from records.service.patients import OpenCase

PLAN = ("plan-1", 1)


@pytest.fixture
def signed(ward: Ward) -> OpenCase:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    return ward.records.plans.sign(opened, PLAN, PHRASE, key()).case


def refused(ward: Ward, opened: OpenCase, *plans: KeptPlan) -> str:
    with pytest.raises(RefusedError) as error:
        ward.commit(opened, plans=plans)
    return error.value.code


def test_a_signature_cannot_be_typed(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    (kept,) = opened.case.plans
    forged = Signature(at=ward.clock.time, by="Dr Ada Example")
    assert refused(ward, opened, kept.replace(signed=forged)) == "signature_forged"
    assert refused(ward, opened, kept.replace(checked=forged)) == "signature_forged"
    assert refused(ward, opened, kept, draft_plan(2).replace(signed=forged)) == "signature_forged"
    with pytest.raises(RefusedError) as error:
        ward.records.patients.admit(
            child("Horák", "Jan", "W4-1").replace(plans=(draft_plan().replace(signed=forged),)),
            key(),
        )
    assert error.value.code == "signature_forged"


def test_a_signed_plan_says_what_was_signed(ward: Ward, signed: OpenCase) -> None:
    (kept,) = signed.case.plans
    assert refused(ward, signed, kept.replace(regimen="aspirin_high")) == "plan_signed"
    assert refused(ward, signed, kept.replace(settings={"g_per_kg": "1"})) == "plan_signed"
    assert refused(ward, signed, kept.replace(signed=None)) == "plan_signed"
    assert refused(ward, signed, kept.replace(state="draft")) == "plan_signed"
    with pytest.raises(RefusedError) as error:
        ward.records.patients.save(signed, signed.case.replace(plans=()), key(), undo="undone")
    assert error.value.code == "plan_signed"


@pytest.mark.parametrize("state", ["superseded", "stopped", "void"])
def test_a_signed_plan_can_end_and_not_begin_again(
    ward: Ward, signed: OpenCase, state: str
) -> None:
    ended = ward.commit(signed, plans=(signed.case.plans[0].replace(state=state),))
    assert ended.case.plans[0].state == state
    assert refused(ward, ended, ended.case.plans[0].replace(state="active")) == "plan_signed"


def test_signing_the_next_version_supersedes_the_one_in_force(ward: Ward, signed: OpenCase) -> None:
    opened = ward.commit(signed, plans=(*signed.case.plans, draft_plan(2, "aspirin_high")))
    opened = ward.records.plans.sign(opened, ("plan-1", 2), PHRASE, key()).case
    assert [plan.state for plan in opened.case.plans] == ["superseded", "active"]
    assert all(plan.signed for plan in opened.case.plans)


def test_a_plan_is_signed_once_and_only_where_there_is_one(ward: Ward, signed: OpenCase) -> None:
    for plan, code in ((PLAN, "plan_not_draft"), (("plan-1", 9), "plan_unknown")):
        with pytest.raises(RefusedError) as error:
            ward.records.plans.sign(signed, plan, PHRASE, key())
        assert error.value.code == code


def test_a_retry_signs_once(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    once = key()
    first = ward.records.plans.sign(opened, PLAN, PHRASE, once)
    second = ward.records.plans.sign(opened, PLAN, PHRASE, once)
    assert (second.repeated, second.change, second.case) == (True, first.change, first.case)


@pytest.mark.hazard("H60")
def test_what_was_changed_meanwhile_is_not_signed(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    changed = opened.case.plans[0].replace(settings={"g_per_kg": "1"})
    ward.commit(opened, plans=(changed,))
    with pytest.raises(RefusedError) as error:
        ward.records.plans.sign(opened, PLAN, PHRASE, key())
    assert error.value.code == "changed_meanwhile"


def test_a_check_does_not_outlive_a_change_of_the_plan(ward: Ward) -> None:
    ward.joined("cleo", "pharmacist")
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    opened = ward.records.plans.check(opened, PLAN, "cleo", PHRASE, key()).case
    (kept,) = opened.case.plans
    other = kept.replace(settings={"g_per_kg": "1"})
    assert refused(ward, opened, other) == "signature_forged"
    withdrawn = ward.commit(opened, plans=(other.replace(checked=None),))
    assert withdrawn.case.plans[0].checked is None

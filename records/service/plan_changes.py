"""What may become of kept plans: a signed one stays as it is, no signature is typed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.faults import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan, Signature

# What a signed plan may still become: nothing of what was signed.
_ENDED = ("superseded", "stopped", "void")


def check_plans(before: Case, after: Case) -> None:
    """Accept what a save does to the plans.

    Raises:
        RefusedError: ``signature_forged`` where a signature or a check appears that nobody was
            asked for, ``plan_signed`` where a signed plan would say something else.
    """
    known = {(plan.id, plan.version): plan for plan in before.plans}
    for plan in after.plans:
        was = known.get((plan.id, plan.version))
        if _appears(plan.signed, was and was.signed) or _appears(plan.checked, was and was.checked):
            raise RefusedError("signature_forged")
        if was is not None and was.signed is not None:
            _check_signed(was, plan)
        elif (
            was is not None
            and was.checked is not None
            # What was checked was this plan and no other: the check goes with a change alone.
            and (plan.checked is not None) != (_content(was) == _content(plan))
        ):
            raise RefusedError("signature_forged")


def _appears(now: Signature | None, before: Signature | None) -> bool:
    return now is not None and now != before


def _check_signed(was: KeptPlan, now: KeptPlan) -> None:
    ended = now.state == was.state or (was.state == "active" and now.state in _ENDED)
    same = _content(was) == _content(now) and was.struck == now.struck
    if not ended or not same or was.signed != now.signed:
        raise RefusedError("plan_signed")
    if was.checked is not None and now.checked != was.checked:
        raise RefusedError("plan_signed")


def _content(plan: KeptPlan) -> KeptPlan:
    """Return what of a plan was signed or checked, without what may come after."""
    return plan.replace(state="draft", signed=None, checked=None, struck=None)


def plan_of(case: Case, plan: str, version: int) -> KeptPlan:
    """Return one version of a plan.

    Raises:
        RefusedError: ``plan_unknown``.
    """
    for kept in case.plans:
        if (kept.id, kept.version) == (plan, version) and kept.struck is None:
            return kept
    raise RefusedError("plan_unknown")


def signed_plans(case: Case, plan: KeptPlan, signature: Signature) -> Iterator[KeptPlan]:
    """Yield every plan with one signed; an earlier version that was in force is superseded."""
    for kept in case.plans:
        if kept == plan:
            yield kept.replace(signed=signature, state="active")
        elif kept.id == plan.id and kept.version < plan.version and kept.state == "active":
            yield kept.replace(state="superseded")
        else:
            yield kept


def check_latest(case: Case, plan: KeptPlan) -> None:
    """Accept signing a version that no later one has overtaken.

    Raises:
        RefusedError: ``plan_overtaken``.
    """
    for kept in case.plans:
        if kept.id == plan.id and kept.version > plan.version and kept.signed is not None:
            raise RefusedError("plan_overtaken")


def checked_plans(case: Case, plan: KeptPlan, signature: Signature) -> Iterator[KeptPlan]:
    """Yield every plan with one checked."""
    for kept in case.plans:
        yield kept.replace(checked=signature) if kept == plan else kept

"""The dosing plan of the regimen on the screen, as a document of the preview."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clinical.dosing.expiry import why_expired
from clinical.dosing.second_check import same_order
from desktop.documents.document import Document
from reports.kept_plan import kept_of
from reports.plan_code import plan_code

if TYPE_CHECKING:
    from desktop.case_store import CaseStore
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.wording import Wording


def _why_not(state: State) -> str | None:
    if state.typing or state.failure is not None:
        return "print_typing"
    if state.plan is None:
        return "nothing_to_print"
    return "print_refused" if state.plan.verdict == "refused" else None


def _depends_on(state: State) -> object:
    return state.case, state.choice, state.failure


def _fix_start(store: CaseStore) -> None:
    """Give the plan its time: a start left open would go on with the clock while it is read."""
    plan, choice = store.state.plan, store.state.choice
    if plan is not None and choice is not None and choice.start is None:
        store.choose(replace(choice, start=plan.start))


def _code(state: State) -> str:
    return plan_code(state.plan, state.case) if state.plan is not None else ""


def _still_meant(before: State, now: State) -> bool:
    was, plan = before.plan, now.plan
    return (
        was is not None
        and plan is not None
        and now.case.patient == before.case.patient
        and plan.verdict == was.verdict
        and same_order(plan, was)
    )


def _expired(shown: State, now: State) -> str | None:
    return why_expired(shown.plan, now.plan) if shown.plan is not None else None


def _make(state: State, words: Wording, paper: Paper, printed: Printed) -> bytes:
    from reports.dosing_plan import dosing_plan_pdf

    plan, case = state.plan, state.case
    if plan is None:
        raise ValueError("no plan was on the screen")
    kept = kept_of(case, plan)
    checked = kept.checked if kept is not None else None
    return dosing_plan_pdf(
        plan,
        case,
        words,
        printed,
        paper=paper,
        signed=kept.signed if kept is not None else None,
        checked=state.checked.by if state.checked is not None else checked,
    )


DOSING_PLAN = Document(
    "dosing_plan",
    _make,
    why_not=_why_not,
    depends_on=_depends_on,
    expired=_expired,
    code=_code,
    settle=_fix_start,
    still_meant=_still_meant,
)

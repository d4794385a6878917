"""The sheet of all active plans, and of one kept plan, as documents of the preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.documents.document import Document, why_not_calculated
from reports.plans_in_force import active_plans, paper_plan
from reports.wording import english

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.plans_in_force import PaperPlan
    from reports.wording import Wording

_ID_AND_VERSION = tuple[str, int]


def _chosen(case: Case, name: _ID_AND_VERSION) -> KeptPlan | None:
    return next((each for each in case.plans if (each.id, each.version) == name), None)


def _plans(state: State, name: _ID_AND_VERSION | None) -> tuple[PaperPlan, ...]:
    words = english()
    if name is None:
        return active_plans(state.case, state.rulebook, state.as_of, words)
    kept = _chosen(state.case, name)
    if kept is None:
        return ()
    return (paper_plan(kept, state.case, state.rulebook, state.as_of, words),)


def _why_not(state: State, name: _ID_AND_VERSION | None) -> str | None:
    refusal = why_not_calculated(state)
    if refusal is not None:
        return refusal
    if name is None and state.case.involvement.died == "present":
        return "sheet_after_death"
    if name is not None:
        return None if _chosen(state.case, name) is not None else "no_active_plan"
    found = (plan.struck is None and plan.state == "active" for plan in state.case.plans)
    return None if any(found) else "no_active_plan"


def _code(state: State, name: _ID_AND_VERSION | None) -> str:
    return ", ".join(each.code for each in _plans(state, name))


def _expired(shown: State, now: State, name: _ID_AND_VERSION | None) -> str | None:
    """Return why time alone has ended a sheet: a plan of it must not be used by now."""
    before = {each.code: (each.bands, each.plan is None) for each in _plans(shown, name)}
    after = {each.code: (each.bands, each.plan is None) for each in _plans(now, name)}
    return None if before == after else "no_longer_said"


def _make(
    state: State,
    words: Wording,
    paper: Paper,
    printed: Printed,
    name: _ID_AND_VERSION | None,
) -> bytes:
    from reports.plan_sheet import plan_sheet_pdf

    chosen = _chosen(state.case, name) if name is not None else None
    return plan_sheet_pdf(
        state.case, state.rulebook, state.as_of, words, printed, paper=paper, chosen=chosen
    )


def plans_document(name: _ID_AND_VERSION | None = None) -> Document:
    """Return the sheet of all active plans, or of the one kept plan with that id and version."""
    return Document(
        "active_plans" if name is None else "kept_plan",
        partial(_make, name=name),
        why_not=partial(_why_not, name=name),
        expired=partial(_expired, name=name),
        code=partial(_code, name=name),
        as_of_now=True,
    )


ACTIVE_PLANS = plans_document()

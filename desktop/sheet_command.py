"""The command ``sheet``: the dosing plan of all active plans of a case, or of one kept plan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clinical.problem import InputError, Problem
from clinical.values import quoted
from desktop.pdf_output import write_pdf
from reports.plan_sheet import plan_sheet_pdf
from reports.wording import english

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook


def write_sheet(
    case: Case,
    rulebook: Rulebook,
    as_of: datetime,
    printed_at: datetime,
    options: argparse.Namespace,
) -> str:
    """Write the sheet and return what to say.

    Raises:
        InputError: where no plan is active, or there is none of the name that was given.
    """
    chosen = _kept_plan(case, options.plan) if options.plan is not None else None
    make = partial(plan_sheet_pdf, case, rulebook, as_of, english())
    write_pdf(
        options.pdf,
        printed_at,
        lambda printed: make(printed, paper=options.paper, chosen=chosen),
    )
    return english().text("command.sheet_written", file=str(options.pdf))


def _kept_plan(case: Case, name: str) -> KeptPlan:
    """Return the kept plan of that id, its latest version unless ``ID:VERSION`` names one."""
    known = [plan for plan in case.plans if plan.id is not None]
    found = [plan for plan in known if name in {plan.id, f"{plan.id}:{plan.version}"}]
    if not found:
        accepted = ", ".join(f"{plan.id}:{plan.version}" for plan in known)
        raise InputError([Problem("--plan", "plan_id_unknown", quoted(name), accepted)])
    return max(found, key=lambda plan: plan.version)

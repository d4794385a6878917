"""The rescue treatments side by side: each as a plan for this child, with its defaults.

After the table of treatments for resistant Kawasaki disease of S4. Nothing is ranked and nothing
left out: a treatment that is refused stands among the others with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.dosing.plan import Choice, plan

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.findings import Alert
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


def compare(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Plan, ...]:
    """Return the plan of every rescue treatment, begun now, in the order of the rules."""
    rescue = [regimen for regimen in rulebook.regimens.values() if regimen.rescue]
    return tuple(
        plan(case, rulebook, Choice(regimen.id), as_of)
        for regimen in sorted(rescue, key=lambda each: each.rank)
    )


def shared_reasons(plans: tuple[Plan, ...]) -> tuple[Alert, ...]:
    """Return what every plan with a dose to give says alike: of the child, not of a drug.

    A treatment without a dose asks for no weight and has no say in it.
    """
    dosed = [each for each in plans if each.regimen.shape != "none"]
    if not dosed:
        return ()
    first, *others = dosed
    return tuple(
        reason for reason in first.reasons if all(reason in other.reasons for other in others)
    )

"""What is watched under treatment, gathered: fever, heart, activity, unwanted effects, holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.course.activity import Activity, assess_activity
from clinical.course.cardiac import CardiacFunction, assess_cardiac
from clinical.course.ctcae import UnwantedEffects, assess_ctcae
from clinical.course.defervescence import Defervescence, assess_defervescence
from clinical.course.holds import Hold, assess_holds, hold_alerts

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.course.temperature import Reading
    from clinical.findings import Alert
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The course of one child at one moment."""

    defervescence: Defervescence
    cardiac: CardiacFunction
    activity: Activity
    effects: UnwantedEffects
    holds: tuple[Hold, ...]
    alerts: tuple[Alert, ...]


def assess_monitoring(
    case: Case, rulebook: Rulebook, temperatures: tuple[Reading, ...], as_of: datetime
) -> Monitoring:
    """Return what is watched under treatment at ``as_of``."""
    holds = assess_holds(case, rulebook, as_of)
    return Monitoring(
        defervescence=assess_defervescence(case, rulebook, temperatures, as_of),
        cardiac=assess_cardiac(case, rulebook, as_of),
        activity=assess_activity(case, rulebook, as_of),
        effects=assess_ctcae(case, rulebook, as_of),
        holds=holds,
        alerts=hold_alerts(holds),
    )

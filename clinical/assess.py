"""The front door: what follows from a record at a moment.

``assess`` is a pure function and never raises for a valid case. Everything the window, the
command line and the paper say about a child comes out of the one ``Assessment`` it returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.alerts import no_z_alerts, record_alerts
from clinical.course.charted import charted_alerts
from clinical.course.eligibility import Eligibility, assess_eligibility
from clinical.course.follow_up import FollowUp, assess_follow_up
from clinical.course.interactions import interaction_alerts
from clinical.course.ivig_response import IvigResponse, assess_ivig_response
from clinical.course.kept_plans import kept_plan_alerts
from clinical.course.monitoring import Monitoring, assess_monitoring
from clinical.course.outcomes import TrialOutcomes, assess_outcomes
from clinical.course.temperature import readings, temperature_alerts
from clinical.diagnosis.kawasaki import KawasakiAssessment, assess_kawasaki
from clinical.diagnosis.mis_c import MiscAssessment, assess_misc
from clinical.heart.coronary import CoronaryAssessment, assess_coronary
from clinical.heart.readings import read_echo
from clinical.heart.z_scores import EchoSizes, echo_sizes, z_model_of
from clinical.measurements import latest_weight
from clinical.risk.scores import ScoreAssessment, assess_score
from clinical.timeline import AgeRange, age_on, illness_day, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.course.temperature import Reading
    from clinical.findings import Alert
    from clinical.record.case import Case, Weight
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say about one child at one moment."""

    as_of: datetime
    rulebook: Rulebook
    age: AgeRange | None
    illness_day: int | None
    temperatures: tuple[Reading, ...]
    dosing_weight: Weight | None
    kawasaki: KawasakiAssessment
    misc: MiscAssessment
    scores: tuple[ScoreAssessment, ...]
    echos: Mapping[int, EchoSizes]
    coronary: CoronaryAssessment
    response: IvigResponse
    monitoring: Monitoring
    eligibility: tuple[Eligibility, ...]
    outcomes: tuple[TrialOutcomes, ...]
    follow_up: FollowUp
    alerts: tuple[Alert, ...]


def assess(case: Case, rulebook: Rulebook, as_of: datetime) -> Assessment:
    """Return the assessment of a case at ``as_of``, which carries its time zone."""
    today = local_day(as_of, as_of)
    sizes = {
        index: echo_sizes(case, rulebook, echo, as_of)
        for index, echo in enumerate(case.echos)
        if echo.struck is None and echo.at <= as_of
    }
    model = z_model_of(case, rulebook)
    hearts = {
        index: read_echo(case.echos[index], found, rulebook, model)
        for index, found in sizes.items()
    }
    # A long stay has thousands of them: worked out once, and handed on.
    temperatures = readings(case, rulebook, as_of)
    kawasaki = assess_kawasaki(case, rulebook, sizes, as_of)
    misc = assess_misc(case, rulebook, hearts, kawasaki, as_of, temperatures=temperatures)
    coronary = assess_coronary(case, rulebook, hearts, as_of)
    response = assess_ivig_response(case, rulebook, temperatures, as_of)
    monitoring = assess_monitoring(case, rulebook, temperatures, as_of)
    return Assessment(
        as_of=as_of,
        rulebook=rulebook,
        age=age_on(case.patient, today),
        illness_day=illness_day(case, today, as_of),
        temperatures=temperatures,
        dosing_weight=latest_weight(case, as_of),
        kawasaki=kawasaki,
        misc=misc,
        scores=tuple(assess_score(rule, case, rulebook, sizes, as_of) for rule in rulebook.scores),
        echos=sizes,
        coronary=coronary,
        response=response,
        monitoring=monitoring,
        eligibility=tuple(
            assess_eligibility(trial, case, rulebook, (kawasaki, response, temperatures), as_of)
            for trial in rulebook.trials.values()
            if trial.item
        ),
        outcomes=tuple(
            assess_outcomes(trial, case, rulebook, coronary, as_of, temperatures=temperatures)
            for trial in rulebook.trials.values()
        ),
        follow_up=assess_follow_up(case, rulebook, kawasaki, coronary, as_of),
        alerts=(
            *kawasaki.alerts,
            *misc.alerts,
            *no_z_alerts(case, sizes, rulebook),
            *coronary.alerts,
            *record_alerts(case, rulebook, as_of),
            *temperature_alerts(temperatures, rulebook),
            *response.alerts,
            *interaction_alerts(case, rulebook, as_of),
            *charted_alerts(case, rulebook, as_of),
            *kept_plan_alerts(case, rulebook, as_of),
            *monitoring.alerts,
        ),
    )

"""A summary made: with its chart, its code and where it stands; what all else is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.assess import assess
from clinical.log.treatment_log import treatment_log
from clinical.record.kept_summary import latest_summary
from reports.chart.build import ChartWish, chart_height, chart_scene
from reports.discharge.standing import Standing, standing, summary_code
from reports.discharge.summary import discharge_summary
from reports.page import page_width

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.record.case import Case
    from reports.chart.scene import ChartScene
    from reports.discharge.parts import DischargeSummary
    from reports.wording import Wording

# The chart is laid out once, for the narrower paper, so that its code is the same on both.
_CHART_WIDTH = page_width("A4")
# Temperature and CRP.
_STRIPS = 2


@dataclass(frozen=True, slots=True)
class MadeSummary:
    """A summary with its chart and where it stands: what window and paper are drawn from."""

    case: Case
    assessment: Assessment
    summary: DischargeSummary
    scene: ChartScene
    standing: Standing
    code: str


def make_summary(case: Case, assessment: Assessment, words: Wording) -> MadeSummary:
    """Return the summary of a case at the moment it was assessed."""
    summary = discharge_summary(case, assessment, words)
    log = treatment_log(case, assessment)
    size = (_CHART_WIDTH, chart_height(case, _STRIPS))
    scene = chart_scene(case, assessment, log, words, ChartWish(), size)
    code = summary_code(summary, scene, case.patient, assessment.as_of, assessment.rulebook)
    return MadeSummary(case, assessment, summary, scene, standing(case, code), code)


def summary_in_force(case: Case, assessment: Assessment, words: Wording) -> MadeSummary:
    """Return the version that was finalised where it still says what it said, else the one of now.

    A finalised version speaks of its own moment: what came later is none of its business.
    """
    kept = latest_summary(case)
    if kept is not None:
        made = make_summary(case, assess(case, assessment.rulebook, kept.as_of), words)
        if made.standing.state == "final":
            return made
    return make_summary(case, assessment, words)


def standing_line(made: MadeSummary, words: Wording) -> str:
    """Return which version a summary replaces or would replace, empty for the first one."""
    found, zone = made.standing, made.assessment.as_of.tzinfo
    earlier = found.earlier
    if earlier is None:
        return ""
    values = {
        "version": earlier.version,
        "at": earlier.finalised.at.astimezone(zone),
        "by": earlier.finalised.by,
    }
    if found.kept is None:
        return words.text("discharge.would_replace", **values)
    if found.kept.reason:
        return words.text("discharge.replaces_reason", reason=found.kept.reason, **values)
    return words.text("discharge.replaces", **values)

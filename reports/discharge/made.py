"""A summary made: with its chart, its code and where it stands; what all else is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from clinical.assess import assess
from clinical.log.treatment_log import treatment_log
from clinical.record.kept_summary import latest_summary
from clinical.record.packed_case import unpacked
from clinical.record.validity import problems
from reports.chart.build import ChartWish, chart_height, chart_scene
from reports.discharge.standing import Standing, standing, summary_code
from reports.discharge.summary import discharge_summary
from reports.page import page_width

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.kept_summary import KeptSummary
    from clinical.rules.rulebook import Rulebook
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
        now = make_summary(case, assessment, words)
        if _record_is_the_same(made, kept, words):
            return replace(now, standing=replace(now.standing, only_rules=True))
        return now
    return make_summary(case, assessment, words)


def _record_is_the_same(made: MadeSummary, kept: KeptSummary, words: Wording) -> bool:
    """Return whether only the rules and the sentences are others than when it was finalised."""
    then = made_as_finalised(made.case, made.assessment.rulebook, words, kept)
    return then is not None and then.code == made.code


def made_as_finalised(
    case: Case, rulebook: Rulebook, words: Wording, kept: KeptSummary
) -> MadeSummary | None:
    """Return a version made anew of the record as it stood, None where that was not kept.

    It is what was finalised only where its standing is final: rules may be others by now.
    """
    then = unpacked(kept.record)
    if then is None or problems(then, rulebook, None):
        return None
    versions = tuple(each for each in case.summaries if each.version <= kept.version)
    then = then.replace(patient=case.patient, summaries=versions)
    return make_summary(then, assess(then, rulebook, kept.as_of), words)


NotAsFinalised = Literal[
    "final_none", "final_no_record", "final_rules", "final_site_rules", "final_program"
]


def finalised_summary(
    case: Case, rulebook: Rulebook, words: Wording
) -> MadeSummary | NotAsFinalised:
    """Return the latest version as it was finalised, or which later change prevents it.

    It is known again by its code, which covers all that stood on its pages.
    """
    kept = latest_summary(case)
    if kept is None:
        return "final_none"
    made = made_as_finalised(case, rulebook, words, kept)
    if made is not None and made.standing.state == "final":
        return made
    if made is None:
        return "final_no_record"
    if kept.rulebook is not None and kept.rulebook.sha256 != rulebook.sha256:
        return "final_rules"
    was = kept.site_rules.sha256 if kept.site_rules is not None else None
    if was != (rulebook.site.sha256 if rulebook.site is not None else None):
        return "final_site_rules"
    return "final_program"


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
        key = "would_replace_rules" if found.only_rules else "would_replace"
        return words.text(f"discharge.{key}", **values)
    if found.kept.reason:
        return words.text("discharge.replaces_reason", reason=found.kept.reason, **values)
    return words.text("discharge.replaces", **values)

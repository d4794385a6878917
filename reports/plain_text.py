"""Assessment, plan and rules as plain text for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from reports.formats import (
    age_text,
    clock_text,
    day_with_weekday,
    dose_text,
    moment_text,
    number_text,
)
from reports.json_document.plan import working_text
from reports.plan_code import plan_code
from reports.summary.alerts import alerts_card
from reports.summary.coronary import coronary_cards
from reports.summary.eligibility import eligibility_card
from reports.summary.follow_up import follow_up_card
from reports.summary.kawasaki import criteria_cards, kawasaki_card
from reports.summary.mis_c import misc_cards
from reports.summary.monitoring import monitoring_cards
from reports.summary.outcomes import outcomes_card
from reports.summary.plan import plan_card
from reports.summary.response import response_card
from reports.summary.scores import score_card

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.dosing.plan import Plan, Step
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook, RuleListing
    from reports.summary.cards import Card, CardLine, Mark
    from reports.wording import Wording

_WIDTH = 96
_MARKS: dict[Mark, str] = {
    "met": "+",
    "not_met": "-",
    "unknown": "?",
    "caution": "!",
    "stop": "!",
    "info": "!",
    "none": " ",
}


def assessment_text(assessment: Assessment, case: Case, words: Wording) -> str:
    """Return everything an assessment says, card by card."""
    cards = [kawasaki_card(assessment, words), *criteria_cards(assessment, words)]
    cards += misc_cards(assessment, words)
    cards += [score_card(score, words) for score in assessment.scores]
    cards.append(response_card(assessment, words))
    cards += monitoring_cards(assessment, words)
    cards += coronary_cards(assessment, words)
    cards += [eligibility_card(found, words) for found in assessment.eligibility]
    due = (
        *(outcomes_card(found, assessment, words) for found in assessment.outcomes),
        follow_up_card(assessment, words),
    )
    cards += [card for card in due if card is not None]
    alerts = alerts_card(assessment, words)
    if alerts is not None:
        cards.append(alerts)
    lines = [_child(assessment, case, words), ""]
    for card in cards:
        lines += [*_card(card, words), ""]
    lines += [rules_line(assessment.rulebook, words), words.text("product.dagger")]
    return "\n".join(lines)


def rules_line(rulebook: Rulebook, words: Wording) -> str:
    """Return which rules a result rests on."""
    line = words.text("text.rules", edition=rulebook.edition, hash=rulebook.sha256[:12])
    if rulebook.site is not None:
        line += " " + words.text(
            "text.site", name=rulebook.site.name, hash=rulebook.site.sha256[:12]
        )
    return line


def _child(assessment: Assessment, case: Case, words: Wording) -> str:
    patient = case.patient
    unknown = words.text("text.not_recorded")
    day = assessment.as_of.date()
    weight = assessment.dosing_weight
    return words.text(
        "text.child",
        identifier=patient.identifier or unknown,
        age=age_text(patient, day) or unknown,
        illness_day=assessment.illness_day if assessment.illness_day is not None else unknown,
        weight=f"{number_text(weight.kg)} kg ({moment_text(weight.at)})" if weight else unknown,
        as_of=moment_text(assessment.as_of),
    )


def _card(card: Card, words: Wording) -> list[str]:
    lines = [f"{card.title}: {card.headline}"]
    asked = words.text("text.question" if card.id == "plan" else "text.missing")
    lines += [_wrapped(f"{asked} {line.text}", "?") for line in card.missing]
    lines += [_reason(line) for line in card.reasons]
    lines += [_wrapped(line.text, ">") for line in card.would_change]
    lines += [_wrapped(line.text, "!") for line in card.notes]
    return lines


def _reason(line: CardLine) -> str:
    points = f"{line.points}  " if line.points else ""
    return _wrapped(points + line.text, _MARKS[line.mark])


def _wrapped(text: str, mark: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=f"  {mark} ", subsequent_indent="    ")


def plan_text(plan: Plan, case: Case, words: Wording) -> str:
    """Return a plan: its verdict and questions, then its steps."""
    lines = _card(plan_card(plan, words), words)
    if plan.verdict == "refused":
        return "\n".join([*lines, "", rules_line(plan.rulebook, words)])
    lines += [_wrapped(words.alert(check), "□") for check in plan.checks]
    lines.append("")
    for group in _same_dose(plan.steps):
        lines += _steps(plan, group, words)
    lines += [_wrapped(plan.regimen.stop_rule, "!"), ""]
    lines.append(words.text("text.plan_code", code=plan_code(plan, case)))
    lines.append(rules_line(plan.rulebook, words))
    return "\n".join(lines)


def _same_dose(steps: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """Return runs of steps that give the same, so that 28 equal days take a few lines."""
    runs: list[tuple[Step, ...]] = []
    for step in steps:
        if runs and runs[-1][-1].dose == step.dose and step.infusion is None:
            runs[-1] = (*runs[-1], step)
        else:
            runs.append((step,))
    return runs


def _steps(plan: Plan, run: tuple[Step, ...], words: Wording) -> list[str]:
    first, last = run[0], run[-1]
    dose = first.dose
    lines = [
        words.text(
            "text.dose",
            name=first.product.name,
            dose=dose_text(dose.given, dose.unit),
            volume=dose.volume_ml,
            strength=first.product.strength,
            route=words.text(f"route.{plan.regimen.route}"),
        ),
        "  " + working_text(plan, first, words),
    ]
    when = f"{day_with_weekday(first.at.date())} {clock_text(first.at)}"
    if first.infusion is not None:
        lines.append(
            "  "
            + words.text(
                "text.infusion_in_steps" if first.infusion.rungs else "text.infusion",
                start=when,
                end=moment_text(first.infusion.end),
                rate=first.infusion.ml_per_hour,
                per_kg=first.infusion.ml_per_kg_hour,
            )
        )
        lines += [
            "    "
            + words.text(
                "text.rung",
                at=clock_text(rung.at),
                rate=rung.ml_per_hour,
                minutes=rung.minutes,
                volume=rung.volume_ml,
                total=rung.cumulative_ml,
            )
            for rung in first.infusion.rungs
        ]
    elif len(run) == 1:
        lines.append("  " + words.text("text.once", start=when))
    else:
        lines.append(
            "  "
            + words.text(
                "text.repeated",
                count=len(run),
                start=when,
                end=f"{day_with_weekday(last.at.date())} {clock_text(last.at)}",
                hours=plan.regimen.interval_hours or 0,
            )
        )
    return lines


def rules_document(rulebook: Rulebook, listing: tuple[RuleListing, ...]) -> dict[str, Any]:
    """Return the list of rules as a document."""
    return {
        "edition": rulebook.edition,
        "sha256": rulebook.sha256,
        "rules": [
            {
                "id": rule.id,
                "edition": rule.edition,
                "source": rule.source,
                "status": rule.status,
                "sha256": rule.sha256,
            }
            for rule in listing
        ],
    }


def rules_text(rulebook: Rulebook, listing: tuple[RuleListing, ...], words: Wording) -> str:
    """Return the list of rules as a table."""
    rows = [
        [
            rule.id,
            rule.edition,
            rulebook.sources[rule.source].short if rule.source in rulebook.sources else "",
            words.text(f"mark.{rule.status}") if rule.status else "",
            rule.sha256[:16],
        ]
        for rule in listing
    ]
    head = [
        words.text(f"text.rule_{name}") for name in ("id", "edition", "source", "status", "sha256")
    ]
    widths = [max(len(row[index]) for row in [head, *rows]) for index in range(len(head))]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    ]
    return "\n".join([*table, "", rules_line(rulebook, words)])

"""Assessment, plan and rules as plain text for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from reports.formats import (
    age_text,
    moment_text,
    number_text,
)
from reports.plan_code import plan_code
from reports.plan_steps import plan_steps_text
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
    from clinical.dosing.plan import Plan
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
    lines = [*_training(case, words), _child(assessment, case, words), ""]
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


def _training(case: Case, words: Wording) -> list[str]:
    if case.training is None:
        return []
    return [words.text("banner.training", at=moment_text(case.training)), ""]


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
    lines += [wrapped(f"{asked} {line.text}", "?") for line in card.missing]
    lines += [_reason(line) for line in card.reasons]
    lines += [wrapped(line.text, ">") for line in card.would_change]
    lines += [wrapped(line.text, "!") for line in card.notes]
    return lines


def _reason(line: CardLine) -> str:
    points = f"{line.points}  " if line.points else ""
    return wrapped(points + line.text, _MARKS[line.mark])


def wrapped(text: str, mark: str) -> str:
    """Return a line with its mark, wrapped to the width of a terminal."""
    return textwrap.fill(text, _WIDTH, initial_indent=f"  {mark} ", subsequent_indent="    ")


def plan_text(plan: Plan, case: Case, words: Wording) -> str:
    """Return a plan: its verdict and questions, then its steps."""
    lines = [*_training(case, words), *_card(plan_card(plan, words), words)]
    if plan.verdict == "refused":
        return "\n".join([*lines, "", rules_line(plan.rulebook, words)])
    lines += [wrapped(words.alert(check), "□") for check in plan.checks]
    lines.append("")
    lines += plan_steps_text(plan, words)
    lines += [wrapped(plan.regimen.stop_rule, "!"), ""]
    lines.append(words.text("text.plan_code", code=plan_code(plan, case)))
    lines.append(rules_line(plan.rulebook, words))
    return "\n".join(lines)


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

"""The rescue treatments side by side in words: dose for this child, evidence, cautions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.dosing.compare import shared_reasons
from reports.plan_sentences import PlanSentences
from reports.step_words import stretches
from reports.summary.cards import CardLine, Mark, alert_line
from reports.wording import DAGGER

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.findings import Alert
    from reports.wording import Wording

_MARKS: dict[str, Mark] = {"stop": "stop", "confirm": "caution", "info": "info"}
# True of the drug and not of the child: its plan says it.
_NOT_OF_THE_CHILD = frozenset({"off_label", "no_dose"})


@dataclass(frozen=True, slots=True)
class Option:
    """One treatment: the dose that begins it, how it is given, what later doses are.

    Without a ``dose`` the first of ``cautions`` say why there is none.
    """

    regimen: str
    title: str
    dose: str
    how: str
    amounts: str
    later: str
    evidence: CardLine
    cautions: tuple[CardLine, ...]
    to_check: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every option, and first what holds of all of them."""

    shared: tuple[CardLine, ...]
    options: tuple[Option, ...]


def comparison(plans: tuple[Plan, ...], words: Wording) -> Comparison:
    """Return the rescue treatments in words."""
    shared = shared_reasons(plans)
    return Comparison(
        tuple(_line(reason, words) for reason in shared if reason.code not in _NOT_OF_THE_CHILD),
        tuple(_option(plan, shared, words) for plan in plans),
    )


def cautions(plan: Plan, shared: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """Return what speaks of this treatment for this child, and not of all treatments alike.

    Of a refused one only why: the size of a dose that is not given is nobody's business.
    """
    return tuple(
        reason
        for reason in plan.reasons
        if reason not in shared
        and reason.code not in _NOT_OF_THE_CHILD
        and (plan.verdict != "refused" or reason.severity == "stop")
    )


def _option(plan: Plan, shared: tuple[Alert, ...], words: Wording) -> Option:
    told = [PlanSentences(plan, words, steps) for steps in stretches(plan)]
    first = told[0] if told else None
    evidence = plan.regimen.evidence + (f" {DAGGER}" if plan.regimen.mark == "M" else "")
    checks = len(plan.checks)
    key = "to_check" if checks == 1 else "to_check_many"
    return Option(
        regimen=plan.regimen.id,
        title=plan.regimen.title,
        dose=first.dose_and_volume(first.first) if first is not None else "",
        how=_how(first) if first is not None else _without_dose(plan, words),
        amounts=first.amounts_to() if first is not None else "",
        later=_later(told, words),
        evidence=CardLine(evidence, None, plan.regimen.source),
        cautions=tuple(_line(reason, words) for reason in cautions(plan, shared)),
        to_check=words.text(f"compare.{key}", count=checks) if checks and first else "",
    )


def _how(told: PlanSentences) -> str:
    return ", ".join([told.route, *told.rate_and_duration(), told.frequency(), *_length(told)])


def _length(told: PlanSentences) -> list[str]:
    """Return how many doses are given in how many days; nothing of a single dose."""
    count, days = told.count, told.days
    if told.plan.regimen.ladder is not None:
        return [told.words.text("compare.ladder", days=days)]
    if count == 1 or told.first.infusion is not None:
        return []
    return [
        told.words.text(
            "compare.length" if days > 1 else "compare.length_day", count=count, days=days
        )
    ]


def _without_dose(plan: Plan, words: Wording) -> str:
    key = "refused" if plan.verdict == "refused" else "none"
    return words.text(f"compare.{key}")


def _later(told: list[PlanSentences], words: Wording) -> str:
    """Return the doses that may follow the first, each once."""
    doses = dict.fromkeys(
        ", ".join([f"{each.given} {each.route}", *_length_later(each)])
        for each in told[1:]
        if _differs(told[0], each)
    )
    return words.text("compare.later", doses="; ".join(doses)) if doses else ""


def _length_later(told: PlanSentences) -> list[str]:
    return [] if told.plan.regimen.ladder is not None else _length(told)


def _differs(first: PlanSentences, other: PlanSentences) -> bool:
    return (first.given, first.route) != (other.given, other.route)


def _line(reason: Alert, words: Wording) -> CardLine:
    line = alert_line(reason, words)
    return CardLine(line.text, None, line.source, _MARKS[reason.severity])

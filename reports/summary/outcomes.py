"""What a trial measured so far, visit by visit, as a card."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.logic import Finding
from clinical.quantity import Quantity
from clinical.timeline import local_day
from reports.formats import quantity_text
from reports.summary.cards import Card, CardLine, Mark
from reports.wording import value_text, z_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.assess import Assessment
    from clinical.course.outcomes import OutcomeFinding, TrialOutcomes
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

_TEMPERATURES = {"primary_fever", "fever_48h", "fever"}
_ACTIVITY = {"physician_activity", "parent_activity"}
_UNWANTED = {"fever", "safety"}
_UNWANTED_MARKS: dict[Finding, Mark] = {
    Finding.MET: "caution",
    Finding.NOT_MET: "met",
    Finding.UNKNOWN: "unknown",
}


def outcomes_card(found: TrialOutcomes, assessment: Assessment, words: Wording) -> Card | None:
    """Return the outcomes of one trial, None where no anakinra was given."""
    if not found.outcomes and not found.course.start_unclear:
        return None
    visit = found.next_visit
    return Card(
        id=f"outcomes_{found.rule.id}",
        title=words.text("outcomes.title", trial=found.rule.title),
        headline=words.text("outcomes.no_visit")
        if visit is None
        else words.text("outcomes.headline", visit=visit.number, day=visit.due),
        tone="not_met",
        missing=(CardLine(words.text("outcomes.start_unclear"), mark="unknown"),)
        if found.course.start_unclear
        else (),
        reasons=tuple(_lines(found, assessment, words)),
        notes=(CardLine(words.text("outcomes.reminder"), source=found.rule.source),),
    )


def outcome_value(row: OutcomeFinding, words: Wording) -> str | None:
    """Return what was found, with its unit, None where nothing was."""
    value = row.value
    if value is None:
        return None
    if isinstance(value, Quantity):
        return quantity_text(value)
    if row.rule.id in _TEMPERATURES:
        return words.text("outcomes.value.celsius", value=value)
    if row.rule.id in _ACTIVITY:
        return words.text("outcomes.value.percent", value=value)
    if row.rule.id == "coronary" and isinstance(value, Fraction):
        return words.text("outcomes.value.z", value=z_text(value))
    return value_text(value)


def outcome_name(row: OutcomeFinding, rulebook: Rulebook, words: Wording) -> str:
    """Return what an outcome is called, with its limit and the start it is counted from."""
    key = row.rule.id if row.start is None else f"{row.rule.id}_{row.start}"
    limit = row.rule.threshold
    return words.text(
        f"outcomes.name.{key}",
        fever=str(rulebook.temperature.fever.value),
        hours=row.rule.hours or "",
        limit=limit.value if limit is not None else "",
    )


def _lines(found: TrialOutcomes, assessment: Assessment, words: Wording) -> Iterator[CardLine]:
    """Yield what was found, and for each outcome the visits gone by without a value in one line."""
    rulebook, today = assessment.rulebook, local_day(assessment.as_of, assessment.as_of)
    for outcome in found.rule.outcome:
        rows = [row for row in found.outcomes if row.rule is outcome]
        told = [row for row in rows if row.value is not None or row.finding is not Finding.UNKNOWN]
        yield from (_line(row, rulebook, words) for row in told)
        gone = [row for row in rows if row not in told and (row.due is None or row.due <= today)]
        if gone:
            days = ", ".join(_visit(row, words) for row in gone if row.visit is not None)
            text = words.text(
                "outcomes.row_open" if days else "outcomes.row_untimed",
                outcome=outcome_name(gone[0], rulebook, words),
                days=days,
                state=words.text("outcomes.state.unknown"),
            )
            yield CardLine(text, source=outcome.source, mark="unknown")


def _line(row: OutcomeFinding, rulebook: Rulebook, words: Wording) -> CardLine:
    value = outcome_value(row, words)
    state = row.finding.value if row.finding is not None else "not_asked"
    key = "row" if row.visit is not None else "row_untimed"
    text = words.text(
        f"outcomes.{key}" + ("" if value is None else "_value"),
        visit=_visit(row, words),
        due=row.due or "" if row.or_on is None else _either(row.due, row.or_on, words),
        outcome=outcome_name(row, rulebook, words),
        value=value or "",
        state=words.text(f"outcomes.state.{state}"),
    )
    return CardLine(text, source=row.rule.source, mark=_mark(row))


def _visit(row: OutcomeFinding, words: Wording) -> str:
    """Return the day of a visit, with the day after where that counts as well."""
    if row.visit is None:
        return ""
    return str(row.visit) if row.or_on is None else _either(row.visit, row.visit + 1, words)


def _either(first: object, second: object, words: Wording) -> str:
    return words.text("outcomes.either", first=first, second=second)


def _mark(row: OutcomeFinding) -> Mark:
    """Return the mark of a row: what is hoped for is good, fever and unwanted events are not."""
    if row.finding is None:
        return "none"
    if row.rule.id in _UNWANTED:
        return _UNWANTED_MARKS[row.finding]
    return row.finding.value

"""What is due after treatment, as a card: dates and reminders, no orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.logic import Finding
from clinical.timeline import local_day
from reports.summary.cards import Card, CardLine, missing_text
from reports.summary.table import Table
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.assess import Assessment
    from clinical.course.follow_up import AspirinReview, FollowUp, LongTerm
    from clinical.rules.follow_up import LevelTable
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


def follow_up_card(
    assessment: Assessment, words: Wording, *, with_levels: bool = True
) -> Card | None:
    """Return what is due, None where nothing calls for it.

    Without its levels where these stand beside it as tables.
    """
    found = assessment.follow_up
    if not found.echos and not found.aspirin.on_aspirin:
        return None
    lines = [*_echos(found, words), *_vaccine(found, assessment.rulebook, words)]
    if found.aspirin.on_aspirin:
        lines += _aspirin(found.aspirin, assessment.rulebook, words)
    if with_levels:
        lines += _level(found, words)
    return Card(
        id="follow_up",
        title=words.text("follow_up.title"),
        headline=_headline(assessment, words),
        tone="not_met",
        missing=tuple(
            CardLine(missing_text(field, words), field, mark="unknown")
            for field in (found.aspirin.missing if found.aspirin.on_aspirin else ())
        ),
        reasons=tuple(lines),
        notes=(
            *(
                CardLine(
                    words.text(
                        f"follow_up.advice.{advice.id}",
                        fever=str(assessment.rulebook.temperature.fever.value),
                    ),
                    source=advice.source,
                )
                for advice in found.advice
            ),
            CardLine(words.text("follow_up.reminder")),
        ),
    )


def _headline(assessment: Assessment, words: Wording) -> str:
    due = assessment.follow_up.next_echo
    if due is None:
        return words.text("follow_up.no_echo")
    key = "next_echo_day" if due.first == due.last else "next_echo"
    if due.last < local_day(assessment.as_of, assessment.as_of):
        key = "next_echo_overdue"
    why = words.text(f"follow_up.why.{due.why}")
    return words.text(f"follow_up.{key}", first=due.first, last=due.last, why=why)


def _echos(found: FollowUp, words: Wording) -> Iterator[CardLine]:
    for echo in found.echos:
        text = words.text(
            "follow_up.echo_done" if echo.done else "follow_up.echo_open",
            why=words.text(f"follow_up.why.{echo.why}"),
            first=echo.first,
            last=echo.last,
        )
        yield CardLine(text, None, echo.rule.source, "met" if echo.done else "unknown")


def _vaccine(found: FollowUp, rulebook: Rulebook, words: Wording) -> Iterator[CardLine]:
    if found.vaccine_not_before is not None:
        text = words.text("follow_up.vaccine", day=found.vaccine_not_before)
        yield CardLine(text, source=rulebook.follow_up.live_vaccine.source)
    elif found.vaccine_unclear:
        yield CardLine(words.text("follow_up.vaccine_unclear"), mark="unknown")


def aspirin_text(review: AspirinReview, words: Wording) -> str:
    """Return the reminder about aspirin in one line; after an aneurysm it names no day."""
    if dict(review.conditions)["level"] is Finding.NOT_MET:
        return words.text("follow_up.aspirin.goes_on")
    waits = dict(review.conditions)["weeks"] is Finding.NOT_MET
    key = f"{review.finding.value}_on" if waits else review.finding.value
    return words.text(f"follow_up.aspirin.{key}", on=review.on or "")


def _aspirin(review: AspirinReview, rulebook: Rulebook, words: Wording) -> Iterator[CardLine]:
    rule = rulebook.follow_up.aspirin
    yield CardLine(aspirin_text(review, words), None, rule.source, review.finding.value)
    for name, finding in review.conditions:
        text = words.text(
            f"follow_up.condition.{name}.{finding.value}",
            weeks=rule.weeks_from_onset,
            echo_weeks=rule.echo_weeks,
            platelet_weeks=rule.platelet_weeks,
        )
        yield CardLine(text, mark=finding.value)


def _level(found: FollowUp, words: Wording) -> Iterator[CardLine]:
    if found.level is None:
        yield CardLine(words.text("follow_up.level_open"), mark="unknown")
        return
    yield CardLine(words.text("follow_up.level", level=found.level))
    for edition in found.long_term:
        key = "edition_unverified" if edition.table.unverified else "edition"
        head = words.text(f"follow_up.{key}", edition=edition.table.edition)
        yield CardLine(head, source=edition.table.source)
        for column, text in level_cells(edition, words):
            yield CardLine(words.text("follow_up.cell", column=column, text=text))


def edition_title(table: LevelTable, words: Wording) -> str:
    """Return what the table of an edition is called, with a dagger where it is not verified."""
    key = "table_unverified" if table.unverified else "table"
    return words.text(f"follow_up.{key}", edition=table.edition)


def long_term_table(edition: LongTerm, words: Wording) -> Table:
    """Return what one edition says of the child's level, a line for each thing to look at."""
    heading = ("", words.text("follow_up.level", level=edition.row.level))
    title = edition_title(edition.table, words)
    return Table(title, (heading, *level_cells(edition, words)))


def level_cells(edition: LongTerm, words: Wording) -> Iterator[tuple[str, str]]:
    """Yield each column with what it says, with a dagger where that is not verified."""
    for name, cell in edition.row.cells.items():
        dagger = f" {DAGGER}" if cell.unverified or edition.table.unverified else ""
        yield words.text(f"follow_up.column.{name}"), f"{cell.text}{dagger}"

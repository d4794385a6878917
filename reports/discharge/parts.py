"""What a discharge summary is made of: headings with what staff wrote and what the record says.

Window, paper and tests read the same parts. Knows neither Qt nor paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.timeline import illness_day, local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.vocabulary import DischargeHeading
    from clinical.rules.rulebook import Rulebook
    from reports.summary.table import Table
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence that the record says, or that it does not say.

    ``field`` is the entry it rests on, or that is missing; ``recorded`` is False where it says
    that something is not recorded.
    """

    text: str
    field: str | None = None
    source: str | None = None
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """One heading: ``written`` by staff, the facts and tables of the record, and a draft."""

    heading: DischargeHeading
    title: str
    mandatory: bool
    written: str
    facts_title: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    draft: str

    @property
    def missing(self) -> bool:
        """Whether the summary is a draft because of this heading."""
        return self.mandatory and not self.written

    @property
    def blank(self) -> bool:
        """Whether there is nothing at all to print under it."""
        return not (self.written or self.facts or self.tables)


@dataclass(frozen=True, slots=True)
class DischargeSummary:
    """The whole summary; ``missing`` names the mandatory headings that make it a draft."""

    title: str
    sections: tuple[Section, ...]
    died: bool

    @property
    def missing(self) -> tuple[DischargeHeading, ...]:
        return tuple(section.heading for section in self.sections if section.missing)

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of the summary, as window and paper show it."""
        found: list[str] = []
        for section in self.sections:
            found += [section.title, section.written]
            found += [fact.text for fact in section.facts]
            for table in section.tables:
                found.append(table.title)
                found += [cell for row in table.rows for cell in row]
        return tuple(line for line in found if line)


@dataclass(frozen=True, slots=True)
class Record:
    """A case with what follows from it, and the words: what every part is told from."""

    case: Case
    assessment: Assessment
    words: Wording

    @property
    def as_of(self) -> datetime:
        return self.assessment.as_of

    @property
    def rulebook(self) -> Rulebook:
        return self.assessment.rulebook

    @property
    def died(self) -> bool:
        return self.case.involvement.died == "present"

    def here(self, moment: datetime) -> datetime:
        """Return a moment where the summary is made."""
        return moment.astimezone(self.as_of.tzinfo)

    def day(self, moment: datetime) -> date:
        return local_day(moment, self.as_of)

    def illness_day(self, day: date) -> int | None:
        """Return the day of illness, None before the fever and where its first day is unknown."""
        number = illness_day(self.case, day, self.as_of)
        return number if number is not None and number >= 1 else None

    def text(self, key: str, /, **values: object) -> str:
        return self.words.text(f"discharge.{key}", **values)

    def not_recorded(self, name: str, field: str | None = None) -> Fact:
        """Return that something is not recorded: blank is never "none"."""
        return Fact(self.text("is_not_recorded", name=name), field, recorded=False)

    def on_day(self, day: date) -> str:
        """Return a day with its day of illness where that is known."""
        number = self.illness_day(day)
        if number is None:
            return self.text("day", day=day)
        return self.text("day_of_illness", day=day, number=number)

    def in_cell(self, day: date) -> str:
        """Return a day with its day of illness, short enough for a cell."""
        number = self.illness_day(day)
        if number is None:
            return self.text("day", day=day)
        return self.text("day_in_cell", day=day, number=number)

    def listed(self, parts: list[str]) -> str:
        """Return names as a list in a sentence."""
        if len(parts) < 2:  # noqa: PLR2004 (one name, or none)
            return "".join(parts)
        return self.text("and", first=", ".join(parts[:-1]), last=parts[-1])

"""What is asked before an entry stands in the record: given twice, too much, too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.course.given_limits import unusual_dose
from clinical.record.case import Treatment
from desktop.log import log_edits
from reports.formats import compared_text, number_text, told_moment_text
from reports.log.rows import dose_words, row_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clinical.log.dues import DueTime
    from clinical.log.entries import LogItem, LogRow
    from clinical.record.case import Case
    from desktop.case_store import CaseStore
    from desktop.log.entry_panel import Wanted
    from reports.wording import Wording


class Doubts:
    """``rows`` returns the entries of the log as they are on the screen."""

    def __init__(
        self, store: CaseStore, words: Wording, rows: Callable[[], Sequence[LogRow]]
    ) -> None:
        self._store, self._words, self._rows = store, words, rows

    def early_or_double(self, due: DueTime, dose: Treatment) -> str | None:
        """Return what is asked before a due dose is charted with one key."""
        hours = self._store.state.rulebook.monitoring.overdue.hours
        # Near the moment it is given, and near the time it was due at.
        for each in (dose, dose.replace(start=due.at)):
            other = log_edits.like(self._store.state.case, each, hours)
            if isinstance(other, Treatment):
                return self._double(other)
        if due.at > self._store.now():
            at = told_moment_text(due.at.astimezone(self._store.state.as_of.tzinfo))
            return self._words.text("log_tab.early", at=at)
        return None

    def _double(self, other: Treatment) -> str:
        at = told_moment_text(
            (other.start or self._store.now()).astimezone(self._store.state.as_of.tzinfo)
        )
        return self._words.text("log_tab.double", entry=self.words_of(other), at=at)

    def question(self, case: Case, wanted: Wanted) -> str | None:
        """Return all that is asked before an entry is recorded, None where nothing is."""
        fresh = tuple(item for item in wanted.items if item not in wanted.instead_of)
        hours = self._store.state.rulebook.monitoring.overdue.hours
        asked: list[str | None] = []
        for item in fresh:
            other = log_edits.like(case, item, hours, wanted.instead_of)
            if other is not None:
                asked.append(self._twice(other))
            if isinstance(item, Treatment):
                asked.append(self._much(item, case))
        asked.append(self._before_admission(fresh))
        return " ".join(dict.fromkeys(each for each in asked if each)) or None

    def _twice(self, other: LogItem) -> str:
        if isinstance(other, Treatment):
            return self._double(other)
        row = next((row for row in self._rows() if other in row.items), None)
        entry = row_words(row, self._store.state.rulebook, self._words).text if row else ""
        at = told_moment_text(other.at.astimezone(self._store.state.as_of.tzinfo))
        return self._words.text("log_tab.double", entry=entry, at=at)

    def words_of(self, dose: Treatment) -> str:
        """Return a dose as it is named in what is asked and said."""
        return dose_words(dose, self._words, self._store.state.as_of.tzinfo)

    def _much(self, item: Treatment, case: Case) -> str | None:
        """Return the question about a dose that is more than usual, also by the child's weight."""
        if item.status in {"withheld", "refused"}:
            return None
        state = self._store.state
        found = unusual_dose(item, case, state.rulebook.record, state.as_of)
        if found is None:
            return None
        per_kg = compared_text(found.per_kg, [found.most])
        return self._words.text(
            "log_tab.dose_much",
            entry=self.words_of(item),
            per_kg=per_kg,
            most=number_text(found.most),
            unit=found.unit,
        )

    def _before_admission(self, items: Iterable[LogItem]) -> str | None:
        admitted = self._store.state.case.involvement.admitted_on
        for item in items:
            at = item.start if isinstance(item, Treatment) else item.at
            if admitted is not None and at is not None:
                local = at.astimezone(self._store.state.as_of.tzinfo)
                if local.date() < admitted:
                    return self._words.text("log_tab.before_admission", day=admitted)
        return None

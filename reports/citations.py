"""The numbered sources of one document, in the order in which the page refers to them.

Also knows whether anything marked with a dagger was printed, so that its footnote is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.typesetting import CAPTION, Markup, paragraph, plain
from reports.wording import DAGGER

if TYPE_CHECKING:
    from clinical.findings import Alert
    from clinical.rules.citation import Mark
    from clinical.rules.rulebook import Rulebook
    from reports.typesetting import Paragraph
    from reports.wording import Wording


class Citations:
    """Gathers the sources that a document cites."""

    def __init__(self, rulebook: Rulebook, words: Wording) -> None:
        """Start without any source cited."""
        self._rulebook, self._words = rulebook, words
        self._cited: list[str] = []
        self.dagger_used = False

    def mark(self, *sources: str | None, unverified: Mark | None = None) -> Markup:
        """Return the numbers of the sources, as `` [1, 2]``, after a dagger where one is due."""
        dagger = ""
        if unverified == "M":
            self.dagger_used = True
            dagger = f" {DAGGER}"
        numbers: list[str] = []
        for source in sources:
            if source is None:
                continue
            if source not in self._cited:
                self._cited.append(source)
            number = str(self._cited.index(source) + 1)
            if number not in numbers:
                numbers.append(number)
        return Markup(f"{dagger}\u00a0[{', '.join(numbers)}]" if numbers else dagger)

    def alert(self, alert: Alert) -> Markup:
        """Return the sentence of an alert with the number of its source."""
        sentence = self._words.alert(alert)
        if DAGGER in sentence:
            self.dagger_used = True
        return Markup(plain(sentence) + self.mark(alert.source))

    def listed(self) -> list[Paragraph]:
        """Return each cited source once and in full, in the order of its number."""
        lines: list[Paragraph] = []
        for number, name in enumerate(self._cited, start=1):
            source = self._rulebook.sources[name]
            text = (
                self._words.text("sheet.source_doi", title=source.title, doi=source.doi)
                if source.doi is not None
                else self._words.text("sheet.source", title=source.title)
            )
            lines.append(paragraph(plain(f"[{number}] {text}"), CAPTION))
        return lines

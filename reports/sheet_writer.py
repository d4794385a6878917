"""What every part of a dosing plan on paper is written with: plan, words, sources, room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.plan_sentences import PlanSentences, Sentence
from reports.typesetting import Markup, plain

if TYPE_CHECKING:
    from reports.citations import Citations
    from reports.typesetting import Command

SHARE_OF_LABELS = 0.165
# A small label stands on the line of the larger text beside it.
LABEL_DROP: Command = ("TOPPADDING", (0, 0), (0, -1), 2.7)


@dataclass(frozen=True, slots=True)
class Writer(PlanSentences):
    """The sentences of a plan, the sources that they cite, the room that they have."""

    citations: Citations
    width: float

    def cited(self, sentence: Sentence, markup: Markup | None = None) -> Markup:
        """Return a sentence with the numbers of its sources; ``markup`` is how it is drawn."""
        shown = plain(sentence.text) if markup is None else markup
        return Markup(shown + self.citations.mark(sentence.source, unverified=sentence.mark))

"""What every part of a dosing plan on paper is written with: plan, words, sources, room.

Holds the few texts that more than one part needs, so that they read the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.dose import decimal_of
from reports.formats import (
    dose_text,
    number_text,
)

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from clinical.plan import Plan, Step
    from reports.citations import Citations
    from reports.typesetting import (
        Command,
    )
    from reports.wording import Wording

_HOURS_A_DAY = 24
SHARE_OF_LABELS = 0.165
# A small label stands on the line of the larger text beside it.
LABEL_DROP: Command = ("TOPPADDING", (0, 0), (0, -1), 2.7)


@dataclass(frozen=True, slots=True)
class Writer:
    """What every part of a sheet needs: the plan, the words, the sources, the room."""

    plan: Plan
    words: Wording
    citations: Citations
    width: float

    def text(self, key: str, /, **values: object) -> str:
        return self.words.text(f"sheet.{key}", **values)

    @property
    def first(self) -> Step:
        return self.plan.steps[0]

    @property
    def doses_a_day(self) -> int:
        return _HOURS_A_DAY // (self.plan.regimen.interval_hours or _HOURS_A_DAY)

    @property
    def weight_day(self) -> date:
        weight = self.plan.weight
        moment = weight.at if weight is not None else self.plan.as_of
        return moment.astimezone(self.plan.as_of.tzinfo).date()

    def exact(self, amount: Fraction) -> str:
        """Return an amount in the unit of the dose, to four decimals where it does not end."""
        return dose_text(decimal_of(amount), self.first.dose.unit)

    @property
    def given(self) -> str:
        return dose_text(self.first.dose.given, self.first.dose.unit)

    @property
    def volume(self) -> str:
        return number_text(self.first.dose.volume_ml)


def frequency(writer: Writer) -> str:
    """Return how often a dose is given, in words without abbreviations."""
    if writer.first.infusion is not None:
        count = len(writer.plan.steps)
        return writer.text("one_infusion" if count == 1 else "infusions", count=count)
    if writer.doses_a_day == 1:
        return writer.text("once_a_day")
    return writer.text("every_hours", hours=writer.plan.regimen.interval_hours)

"""The shape of what comes after the ward: echocardiograms, aspirin, vaccines, long-term levels."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from clinical.rules.citation import Cited, Mark
from clinical.rules.criteria import Threshold
from clinical.values import Frozen, Text

Days = Annotated[int, Field(gt=0)]
Level = Literal["1", "2", "3.1", "3.2", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4"]


class EchoWindow(Cited):
    """When an echocardiogram is due, in days after the first treatment."""

    id: Text
    from_days: Days
    to_days: Days


class EchoRepeat(Cited):
    """How soon an enlarged artery is looked at again: one over ``z``, else a giant aneurysm.

    It holds until illness day ``until_day``, or ``until_months`` after onset, where one is named.
    """

    z: Threshold | None = None
    from_days: Days | None = None
    to_days: Days | None = None
    months: Days | None = None
    until_day: Days | None = None
    until_months: Days | None = None


class AspirinReview(Cited):
    """When stopping aspirin may be discussed."""

    weeks_from_onset: Days
    echo_weeks: Days
    platelet_weeks: Days
    goes_on_at: tuple[Level, ...]


class LiveVaccineRule(Cited):
    """How long a live vaccine waits after immunoglobulin."""

    months: Days


class LevelCell(Cited):
    """What one column says of one level, with its own mark."""

    text: Text


class LevelRow(Frozen):
    """One level of long-term risk; a column that the sources leave open is missing."""

    level: Level
    cells: dict[Text, LevelCell]


class LevelTable(Frozen):
    """One edition of the long-term table."""

    edition: Text
    source: Text
    mark: Mark
    unverified: bool
    row: tuple[LevelRow, ...]


class Advice(Cited):
    """A piece of advice for the family, and whether it is for children on aspirin only."""

    id: Text
    on_aspirin: bool


class FollowUpRule(Frozen):
    """What is due after treatment."""

    kind: Literal["follow_up"]
    id: Text
    source: Text
    mark: Mark
    at_diagnosis: Cited
    echo: tuple[EchoWindow, ...]
    enlarged: EchoRepeat
    giant: EchoRepeat
    giant_later: EchoRepeat
    aspirin: AspirinReview
    live_vaccine: LiveVaccineRule
    table: tuple[LevelTable, LevelTable]
    advice: tuple[Advice, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset()

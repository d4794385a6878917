"""What is measured after immunoglobulin: temperatures with their site, and disease activity.

Each reading has its own time. A temperature is quickly entered: the number alone is one of now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from clinical.quantity import Quantity, Unit
from clinical.record.vocabulary import TemperatureSite
from desktop import edits
from desktop.tabs.sample_rows import add_value
from desktop.widgets.choice_field import ChoiceOption
from desktop.widgets.dress import text_label
from reports.formats import moment_text, quantity_text

if TYPE_CHECKING:
    from clinical.record.case import Case, Observation
    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import State
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup

_CODE: ObservationCode = "temperature"
_SITE_UNKNOWN: TemperatureSite = "unknown"
_ACTIVITY: tuple[ObservationCode, ...] = ("physician_activity", "parent_activity")
_SHOWN_READINGS = 4


class TemperatureRows:
    """One reading on the screen, and the last few in a line; ``arrange`` follows the record."""

    def __init__(self, tab: FormTab, group: TimedGroup) -> None:
        self._tab, self._group = tab, group
        words = tab.words
        tab.add_group(group)
        add_value(tab, group, _CODE, judged=False)
        site = tab.bindings.choice(
            [
                ChoiceOption(code, words.text(f"risk.site_{code}"), quiet=code == _SITE_UNKNOWN)
                for code in get_args(TemperatureSite)
            ],
            self._site,
            self._put_site,
        )
        group.own(site)
        tab.row("temperature_site", site, label=words.text("risk.site"))
        self._readings = text_label("", "small")
        tab.note(self._readings)

    def arrange(self, state: State) -> None:
        """Ask for the site once there is a reading, and list the last ones."""
        self._tab.form.set_row_visible("temperature_site", visible=self._found(state) is not None)
        counted = sorted(
            (
                each
                for each in state.case.observations
                if each.code == _CODE and each.struck is None and each.value is not None
            ),
            key=lambda each: each.at,
        )
        listed = [self._in_words(each, state) for each in counted[-_SHOWN_READINGS:]]
        text = self._tab.words.text
        self._readings.setText(
            text("risk.readings", readings="; ".join(listed)) if len(counted) > 1 else ""
        )
        self._readings.setVisible(len(counted) > 1)

    def _in_words(self, reading: Observation, state: State) -> str:
        text = self._tab.words.text
        value = ""
        if reading.value is not None:
            quantity = Quantity(reading.value, reading.unit or Unit.CELSIUS)
            value = quantity_text(quantity, reading.comparator)
        return text(
            "risk.reading",
            at=moment_text(reading.at.astimezone(state.as_of.tzinfo)),
            value=value,
            site=text(f"risk.site_{reading.site or _SITE_UNKNOWN}").lower(),
        )

    def _found(self, state: State) -> Observation | None:
        at = self._group.at
        return edits.observation_at(state.case, at, _CODE) if at is not None else None

    def _site(self, state: State) -> str:
        found = self._found(state)
        return (found.site if found is not None else None) or _SITE_UNKNOWN

    def _put_site(self, case: Case, code: str) -> Case:
        at = self._group.at
        if at is None:
            return case
        return edits.observed(case, at, _CODE, site=cast("TemperatureSite", code))


def add_activity(tab: FormTab, group: TimedGroup) -> None:
    """Add the physician's and the parents' judgement, folded until one is recorded."""
    fold = tab.form.fold(tab.words.text("risk.activity"))
    tab.note(text_label(tab.words.text("risk.activity_note"), "small"))
    tab.add_group(group)
    for code in _ACTIVITY:
        add_value(tab, group, code, judged=False)

    def answered(state: State) -> bool:
        return any(
            each.code in _ACTIVITY and each.struck is None for each in state.case.observations
        )

    tab.follow_fold(fold, answered)

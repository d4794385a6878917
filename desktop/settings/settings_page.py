"""The settings: the person's own for this window, and the site's, which are shown.

Nothing a result rests on is changed here. A clinical setting is the same for everybody who uses
the workstation, so it stands in the site file, and a second person checks it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.settings.rules_told import rules_told
from desktop.settings.site_change import SiteChange
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import STEP, text_label, wide
from desktop.widgets.form import Form
from records.people.session import SHORTEST_IDLE, idle_limit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook
    from desktop.settings.own_settings import Own, OwnSettings
    from desktop.settings.rules_told import Told
    from reports.wording import Wording

_WIDTH, _NAMES = 860, 152
_PERCENTS = (100, 125, 150, 200)
_SITE = "site"


class SettingsPage(ColumnPage):
    """``closed`` goes back to where a person was."""

    closed = Signal()

    def __init__(
        self, words: Wording, own: OwnSettings, rulebook: Rulebook, place: Path | None
    ) -> None:
        super().__init__(_WIDTH)
        self._words, self._own, self._rulebook, self._place = words, own, rulebook, place
        self.back_button = QPushButton(words.text("window.help.back"))
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(STEP * 2)
        head.addWidget(self.back_button)
        head.addWidget(text_label(words.text("settings.title"), "headline"), 1)
        self.rows.addLayout(head)
        self.form = Form()
        self.form.setContentsMargins(-STEP * 2, -STEP, -STEP * 2, 0)
        self.choices: dict[str, ChoiceField] = {}
        self.change = SiteChange(words)
        self._lay_out()
        self.rows.addWidget(self.form)
        own.changed.connect(self._show)
        self._show(own.own)
        self.setFocusProxy(self.choices["scheme"])

    def begin(self) -> None:
        """Come to the front: nothing of an earlier check is left."""
        self.change.begin(self._place)

    def _lay_out(self) -> None:
        text = self._words.text
        self.form.section(text("settings.own_section"))
        schemes = ("system", "light", "dark", "contrast")
        self._choice("scheme", {each: text(f"settings.scheme.{each}") for each in schemes})
        self._choice(
            "text_percent",
            {str(each): text(f"settings.text.{each}") for each in _PERCENTS},
        )
        self._choice("paper", {each: each for each in ("A4", "Letter")})
        locks = self._locks()
        self._lock_codes = frozenset(locks)
        self._choice("lock_after_minutes", locks)
        self.form.section(text("settings.rules_section"))
        self.form.note(_indented(text("settings.rules_note")))
        self.form.note(_facts(rules_told(self._rulebook, self._place, self._words)))
        self.form.section(text("settings.change_section"))
        self.form.note(self.change)

    def _locks(self) -> dict[str, str]:
        """Return what a person may choose: never later than the site."""
        site = self._rulebook.site
        limit = idle_limit(site.workstation.lock_after_minutes if site is not None else None)
        most = int(limit.total_seconds()) // 60
        text = self._words.text
        found = {_SITE: text("settings.lock.site", minutes=most)}
        for minutes in range(int(SHORTEST_IDLE.total_seconds()) // 60, most):
            key = "minute" if minutes == 1 else "minutes"
            found[str(minutes)] = text(f"settings.lock.{key}", minutes=minutes)
        return found

    def _choice(self, name: str, options: dict[str, str]) -> None:
        made = ChoiceField(
            self._words, [ChoiceOption(code, text) for code, text in options.items()]
        )
        made.chosen.connect(partial(self._chosen, name))
        self.choices[name] = made
        note = self._words.find(f"settings.note.{name}")
        self.form.row(name, self._words.text(f"settings.own.{name}"), made, note)

    def _chosen(self, name: str, code: str) -> None:
        value: object = code
        if name == "text_percent":
            value = int(code)
        elif name == "lock_after_minutes":
            value = None if code == _SITE else int(code)
        self._own.change(**{name: value})

    def _show(self, own: Own) -> None:
        self.choices["scheme"].show_choice(own.scheme)
        self.choices["text_percent"].show_choice(str(own.text_percent))
        self.choices["paper"].show_choice(own.paper)
        minutes = own.lock_after_minutes
        known = str(minutes) if minutes is not None else _SITE
        lock = self.choices["lock_after_minutes"]
        lock.show_choice(known if known in self._lock_codes else _SITE)


def _indented(text: str) -> QLabel:
    label = text_label(text, "muted")
    label.setContentsMargins(STEP, 0, STEP, STEP // 2)
    return label


def _facts(told: Sequence[Told]) -> QWidget:
    """Return what is in force, a line each: names on the left, values beside them."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(STEP, STEP, STEP, 0)
    grid.setHorizontalSpacing(STEP * 2)
    grid.setVerticalSpacing(STEP)
    grid.setColumnMinimumWidth(0, wide(_NAMES))
    grid.setColumnStretch(1, 1)
    for row, each in enumerate(told):
        value = text_label(each.value)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{each.name}: {each.value}")
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(text_label(each.name, "muted"), row, 0, top)
        grid.addWidget(value, row, 1, top)
    return table

"""The last line of the window: whether the record is saved, and which rules everything rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView
from desktop.widgets.link_button import LinkButton
from desktop.widgets.tones import ICONS

if TYPE_CHECKING:
    from desktop.case_store import State
    from reports.wording import Wording

_HASH_DIGITS = 12


class StatusLine(QFrame):
    """Wraps where a site's name is long; nothing of it is cut.

    ``person_wanted`` asks for the account of who is signed in.
    """

    person_wanted = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._saving = QFrame()
        self._saving.setObjectName("headline")
        self._saved = text_label("", "small", wraps=False)
        inside = QHBoxLayout(self._saving)
        inside.setContentsMargins(STEP // 2, 0, STEP // 2, 0)
        inside.setSpacing(STEP // 2)
        # Red alone would not say that it failed.
        self._failed = IconView(ICONS["stop"], "stop", side=14)
        self._failed.hide()
        inside.addWidget(self._failed)
        inside.addWidget(self._saved)
        self.who_button = LinkButton("go_to", "accent", icon_first=False)
        self.who_button.clicked.connect(self.person_wanted)
        self._step = text_label("", "small", wraps=False)
        self._step.hide()
        self._rules = text_label("", "small", wraps=False)
        self._site = text_label("", "small", wraps=False)
        flow = FlowLayout(self, gap=STEP * 2, line_gap=0)
        flow.setContentsMargins(STEP + STEP // 2, 2, STEP * 2, 3)
        self.who_button.hide()
        for widget in (self.who_button, self._saving, self._step, self._rules, self._site):
            flow.addWidget(widget)

    @property
    def saving(self) -> str:
        return self._saved.text()

    @property
    def rules(self) -> str:
        return " ".join(filter(None, (self._rules.text(), self._site.text())))

    def show_state(self, state: State, saving: str, *, failed: bool) -> None:
        """Show what is true of saving, loudly where it failed, and the rules in force."""
        self._saved.setText(saving)
        self._saved.setAccessibleName(saving)
        set_look(self._saving, "tone", "stop" if failed else "caution" if state.unsaved else "")
        self._failed.setVisible(failed)
        rulebook = state.rulebook
        self._rules.setText(self._named("rules", rulebook.edition, rulebook.sha256))
        site = rulebook.site
        if site is not None:
            self._site.setText(self._named("site_rules", site.name, site.sha256))
        self._site.setVisible(site is not None)

    @property
    def step(self) -> str:
        return self._step.text()

    def show_step(self, text: str) -> None:
        """Say what the last step of undo did, also to those who hear it; empty says no more."""
        if text == self._step.text():
            return
        self._step.setText(text)
        self._step.setVisible(bool(text))
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._step, text))

    def show_person(self, name: str | None) -> None:
        """Show who is signed in, where somebody is; pressed it leads to the own account."""
        text = "" if name is None else self._words.text("patients.who", name=name)
        self.who_button.show_words(text, text and self._words.text("own.open", who=text))
        self.who_button.setVisible(name is not None)
        # All on one line of writing: a button is higher than words.
        height = self.who_button.sizeHint().height() if name is not None else 0
        for part in (self._saving, self._rules, self._site):
            part.setMinimumHeight(height)

    def _named(self, key: str, name: str, sha256: str) -> str:
        values = {"name": name, "edition": name, "hash": sha256[:_HASH_DIGITS]}
        return self._words.text(f"window.{key}", **values)

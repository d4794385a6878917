"""Where a person begins: what this program is, whose decision it stays, and the ways in.

Nothing of a former child is listed here, for nothing of one is kept. At the first start the
intended use lies open, and the example children are offered first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.door.column_page import ColumnPage
from desktop.examples import EXAMPLES
from desktop.widgets.dress import STEP, text_label, wide
from desktop.widgets.icon_view import IconView
from desktop.widgets.link_button import LinkButton
from reports.formats import day_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from clinical.rules.rulebook import Rulebook
    from desktop.examples import Example
    from reports.wording import Wording

# Below this width, for text of 10 pt, a note stands under its button.
_BESIDE = 480
_PROMISES = (("decision", "info"), ("check", "info"), ("device", "caution"))


class StartPage(ColumnPage):
    """Emits what was chosen; ``example_wanted`` carries the ``Example``."""

    new_wanted = Signal()
    open_wanted = Signal()
    example_wanted = Signal(object)
    sign_in_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, words: Wording, rulebook: Rulebook, *, with_records: bool = False) -> None:
        super().__init__()
        self._words = words
        self._ways: list[tuple[QPushButton, QHBoxLayout]] = []
        self.rows.addWidget(text_label(words.text("start.title"), "headline"))
        self.rows.addWidget(text_label(words.text("start.what")))
        self._welcome = text_label(words.text("start.welcome"), "amount")
        self._welcome.hide()
        self.rows.addWidget(self._welcome)
        self.rows.addSpacing(STEP)
        self.new_button = self._way_in("new", self.new_wanted.emit, primary=True)
        self.open_button = self._way_in("open", self.open_wanted.emit)
        if with_records:
            self.sign_in_button = self._way_in("sign_in", self.sign_in_wanted.emit)
        self.rows.addSpacing(STEP)
        self.rows.addWidget(text_label(words.text("start.examples"), "title"))
        self.example_buttons = {example.id: self._example(example) for example in EXAMPLES}
        self.rows.addSpacing(STEP)
        self.rows.addWidget(self._card("whose", self._promises()))
        self.rows.addSpacing(STEP // 2)
        self.rows.addWidget(self._card("rules", self._rules(rulebook)))
        self.rows.addStretch(1)
        self.setFocusProxy(self.new_button)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The page stands as long as the window: it outlives the size of text it was built for.
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put what a way in is for beside its button, under it where there is no room."""
        under = self.width() < wide(_BESIDE)
        way = QBoxLayout.Direction.TopToBottom if under else QBoxLayout.Direction.LeftToRight
        for button, row in self._ways:
            button.setMinimumWidth(wide(STEP * 28))
            row.setDirection(way)
            row.setSpacing(STEP // 2 if under else STEP * 2)
            row.setAlignment(button, Qt.AlignmentFlag.AlignLeft)

    def greet(self) -> None:
        """Begin as for somebody who has never seen the program."""
        self._welcome.show()
        if self.intended_text.isHidden():
            self._toggle_intended_use()

    def _way_in(self, key: str, act: Callable[[], None], *, primary: bool = False) -> QPushButton:
        button = QPushButton(self._words.text(f"start.{key}"))
        if primary:
            button.setProperty("primary", "true")
        note = self._words.text(f"start.{key}_note")
        button.setAccessibleDescription(note)
        button.clicked.connect(act)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(text_label(note, "muted"), 1)
        self._ways.append((button, row))
        self.rows.addLayout(row)
        return button

    def _example(self, example: Example) -> LinkButton:
        button = LinkButton("go_to", "accent")
        text = self._words.text(f"start.example.{example.id}")
        button.show_words(text, text)
        button.clicked.connect(lambda: self.example_wanted.emit(example))
        self.rows.addWidget(button)
        return button

    def _card(self, key: str, content: QWidget) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        card.setAccessibleName(self._words.text(f"start.{key}"))
        rows = QVBoxLayout(card)
        rows.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP + 4)
        rows.setSpacing(STEP // 2)
        rows.addWidget(text_label(self._words.text(f"start.{key}"), "section"))
        rows.addWidget(content)
        return card

    def _promises(self) -> QWidget:
        """Return whose decision it is and what this is not, with the intended use under it."""
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(STEP // 2)
        for key, icon in _PROMISES:
            line = QHBoxLayout()
            line.setSpacing(STEP)
            line.addWidget(IconView(icon, icon), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text_label(self._words.text(f"start.promise.{key}")), 1)
            rows.addLayout(line)
        self.intended_button = LinkButton("chevron_right", "accent")
        title = self._words.text("start.intended")
        self.intended_button.show_words(title, title)
        self.intended_text: QLabel = text_label(self._words.text("start.intended_text"))
        self.intended_text.hide()
        self.intended_button.clicked.connect(self._toggle_intended_use)
        rows.addWidget(self.intended_button)
        rows.addWidget(self.intended_text)
        return page

    def _rules(self, rulebook: Rulebook) -> QWidget:
        """Return which rules are in force, and the way to all of them."""
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(STEP // 2)
        site = rulebook.site
        day = day_text(rulebook.review_by)
        lines = [self._words.text("start.edition", edition=rulebook.edition, day=day)]
        if site is None:
            lines.append(self._words.text("start.no_site"))
        else:
            key = "site_checked" if site.checked_by is not None else "site_unchecked"
            lines.append(self._words.text(f"start.{key}", name=site.name, by=site.checked_by or ""))
        for line in lines:
            rows.addWidget(text_label(line))
        self.settings_button = LinkButton("go_to", "accent")
        text = self._words.text("start.settings")
        self.settings_button.show_words(text, text)
        self.settings_button.clicked.connect(self.settings_wanted)
        rows.addWidget(self.settings_button)
        return page

    def _toggle_intended_use(self) -> None:
        shown = self.intended_text.isHidden()
        self.intended_text.setVisible(shown)
        self.intended_button.show_icon("chevron_down" if shown else "chevron_right", "accent")

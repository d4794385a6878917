"""The days of a stay as a strip: each with its highest temperature, and what is late on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.widgets.dress import STEP, set_look, wide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from reports.log.days import DayWords
    from reports.wording import Wording

_DAY_WIDTH = 92
_MOST = 14
EARLIER_KEYS, LATER_KEYS = "Alt+Left", "Alt+Right"


class DayStrip(QWidget):
    """``chosen(int)`` carries the place of a day; as many are shown as there is room for."""

    chosen = Signal(int)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._days: Sequence[DayWords] = ()
        self._at, self._today = 0, 0
        self.earlier = self._step_button("earlier_day", EARLIER_KEYS, -1)
        self.later = self._step_button("later_day", LATER_KEYS, 1)
        self.buttons = [self._day_button(place) for place in range(_MOST)]
        self.setAccessibleName(words.text("log_tab.days"))
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP * 2, STEP, STEP * 2, 0)
        row.setSpacing(STEP // 2)
        row.addWidget(self.earlier)
        for button in self.buttons:
            row.addWidget(button)
        row.addWidget(self.later)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[DayWords], at: int, today: int) -> None:
        self._days, self._at, self._today = days, at, today
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def step(self, by: int) -> None:
        """Go to the day before or after the chosen one."""
        place = self._at + by
        if 0 <= place < len(self._days):
            self.chosen.emit(place)

    def _draw(self) -> None:
        margins = STEP * 4 + self.earlier.sizeHint().width() + self.later.sizeHint().width()
        room = max(1, min(_MOST, (self.width() - margins) // (wide(_DAY_WIDTH) + STEP // 2)))
        first = max(0, min(self._at - room // 2, len(self._days) - room))
        for place, button in enumerate(self.buttons):
            shown = place < room and first + place < len(self._days)
            button.setVisible(shown)
            if shown:
                self._draw_day(button, first + place)
        self.earlier.setEnabled(self._at > 0)
        self.later.setEnabled(self._at < len(self._days) - 1)

    def _draw_day(self, button: QPushButton, place: int) -> None:
        day = self._days[place]
        button.setProperty("place", place)
        is_today = place == self._today
        date = self._words.text("log_tab.today") if is_today else day.title[4:10]
        late = "!" if day.late else ""
        degrees = day.highest if day.highest[:1].isdigit() else "–"
        button.setText(f"{date}\n{degrees} {late}".rstrip())
        button.setChecked(place == self._at)
        spoken = [day.title, day.illness_day, day.highest, day.doses, day.late]
        button.setAccessibleName(", ".join(part for part in spoken if part))
        set_look(button, "late", "true" if day.late else "false")
        set_look(button, "fever", "true" if day.fever else "false")

    def _day_button(self, place: int) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setProperty("day", "true")
        button.setFixedWidth(wide(_DAY_WIDTH))
        button.hide()
        button.clicked.connect(partial(self._choose, button))
        del place
        return button

    def _choose(self, button: QPushButton, *_checked: object) -> None:
        place = button.property("place")
        button.setChecked(place == self._at)
        if isinstance(place, int):
            self.chosen.emit(place)

    def _step_button(self, key: str, keys: str, by: int) -> QPushButton:
        button = QPushButton("<" if by < 0 else ">")
        button.setAutoDefault(False)
        button.setProperty("flat_tool", "true")
        button.setAccessibleName(self._words.text(f"log_tab.{key}"))
        button.setToolTip(f"{self._words.text(f'log_tab.{key}')} ({keys})")
        button.setShortcut(QKeySequence(keys))
        button.clicked.connect(lambda: self.step(by))
        return button

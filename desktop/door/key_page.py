"""The recovery key, shown once: to be written down or printed, and locked away.

It is made of symbols that are hard to misread, and it goes nowhere by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.door.column_page import ColumnPage
from desktop.tabs.toggles import ToggleField
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

    from reports.wording import Wording

_WRITTEN = "written"
_TITLE_POINTS, _TEXT_POINTS, _KEY_POINTS = 16, 11, 18
_TEXT_HEIGHT = 0.2


class KeyPage(ColumnPage):
    """Lets nobody go on before it was said that the key is written down."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._then: Callable[[], None] | None = None
        self._key = text_label("", "headline")
        self._key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._key.setAccessibleName(words.text("recovery.key"))
        # Read letter by letter, by eye and by ear.
        self._key.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(STEP * 2, STEP * 3, STEP * 2, STEP * 3)
        inside.addWidget(self._key)
        self.copy_button = QPushButton(words.text("recovery.copy"))
        self.print_button = QPushButton(words.text("recovery.print"))
        self.go_button = QPushButton(words.text("recovery.go"))
        self.go_button.setProperty("primary", "true")
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for button in (self.copy_button, self.print_button):
            flow.addWidget(button)
        self.written = ToggleField({_WRITTEN: words.text("recovery.written")})
        self.message = MessageLine()
        self.rows.addWidget(text_label(words.text("recovery.title"), "headline"))
        self.rows.addWidget(text_label(words.text("recovery.text")))
        self.rows.addWidget(card)
        self.rows.addWidget(ways)
        self.rows.addWidget(self.message)
        self.rows.addWidget(self.written)
        self.rows.addWidget(self.go_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addStretch(1)
        for button in (self.copy_button, self.print_button, self.go_button):
            button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._copy)
        self.print_button.clicked.connect(self._print_with_dialog)
        self.written.toggled.connect(self._say_written)
        self.go_button.clicked.connect(self._go)
        self.setFocusProxy(self.copy_button)

    @property
    def key(self) -> str:
        return self._key.text()

    @property
    def must_be_answered(self) -> bool:
        """Whether a key stands here that is never shown again."""
        return bool(self.key)

    def forget(self) -> None:
        """Leave nothing of a key behind, for whoever comes next."""
        self._key.clear()
        self._then = None
        self.message.be_silent()

    def show_key(self, key: str, then: Callable[[], None]) -> None:
        self._key.setText(key)
        self._then = then
        self.message.be_silent()
        self.written.forget()
        self.go_button.setEnabled(False)

    def _say_written(self, _code: str, on: bool) -> None:
        self.go_button.setEnabled(on)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key)
        self.message.say("info", self._words.text("recovery.copied"))

    def _print_with_dialog(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self.message.say("caution", self._words.text("recovery.no_printer"))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._words.text("window.title"))
        # A lock that fell meanwhile has covered the page.
        if QPrintDialog(printer, self).exec() and self.isVisible():
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print the key on one sheet, with what it is for."""
        painter = QPainter()
        if not painter.begin(printer):
            self.message.say("stop", self._words.text("recovery.not_printed"))
            return
        page = QRectF(printer.pageLayout().paintRectPixels(printer.resolution()))
        page.moveTopLeft(page.topLeft() * 0)
        top = 0.0
        for key, points in (("title", _TITLE_POINTS), ("paper", _TEXT_POINTS)):
            painter.setFont(QFont(self.font().family(), points))
            height = page.height() * _TEXT_HEIGHT / 2
            box = QRectF(0, top, page.width(), height)
            painter.drawText(box, Qt.TextFlag.TextWordWrap, self._words.text(f"recovery.{key}"))
            top += height
        painter.setFont(QFont("monospace", _KEY_POINTS))
        painter.drawText(QRectF(0, top, page.width(), page.height() * _TEXT_HEIGHT), self.key)
        painter.end()
        self.message.say("info", self._words.text("recovery.printed"))

    def _go(self) -> None:
        then = self._then
        self.forget()
        if then is not None:
            then()

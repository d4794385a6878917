"""The pages of a sheet as they will be printed, and the ways to put them on paper.

Pages are drawn from the finished PDF, the same that is printed or saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPageSize, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.pdf_pages import POINTS_PER_INCH, PdfPages
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import STEP, control_height, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.message_line import MessageLine, MessageTone
from desktop.widgets.panes import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

    from reports.wording import Wording

Paper = Literal["A4", "Letter"]
PRINT_DPI = 300
_WIDEST = 900


class PageView(QWidget):
    """One page, drawn sharp at the width it has."""

    def __init__(self, pages: PdfPages, index: int, name: str) -> None:
        super().__init__()
        self._pages, self._index = pages, index
        self._points = pages.size(index)
        self._image = QImage()
        self.setAccessibleName(name)
        self.setAccessibleDescription(pages.text(index))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(_WIDEST)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        return round(arg__1 * self._points[1] / self._points[0])

    def sizeHint(self) -> QSize:
        return QSize(_WIDEST, self.heightForWidth(_WIDEST))

    def paintEvent(self, event: QPaintEvent) -> None:
        width = round(self.width() * self.devicePixelRatioF())
        if self._image.width() != width:
            self._image = self._pages.image(self._index, width)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Preview(QWidget):
    """Shows one sheet. Asks through its signals for everything that is not its own.

    ``paper_chosen(str)`` wants the sheet anew on another paper, ``save_wanted`` a place to save
    it, ``print_wanted`` the dialog of the printing system, ``anew_wanted`` the sheet once more.
    """

    closed = Signal()
    anew_wanted = Signal()
    paper_chosen = Signal(str)
    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._pages: PdfPages | None = None
        self._content, self._title = b"", ""
        self._message = MessageLine()
        self._message.answered.connect(self.anew_wanted)
        self.back_button = self._button("back", self.closed.emit)
        self.print_button = self._button("print", self.print_wanted.emit)
        self.save_button = self._button("save", self.save_wanted.emit)
        self.print_button.setProperty("primary", "true")
        self.paper_choice = ChoiceField(
            words, (ChoiceOption("A4", "A4"), ChoiceOption("Letter", "Letter"))
        )
        self.paper_choice.set_label(words.text("preview.paper"), "")
        self.paper_choice.chosen.connect(self.paper_chosen)
        self._facts = text_label("", "muted", wraps=False)
        self._facts.setMinimumHeight(control_height())
        tools = QWidget()
        flow = FlowLayout(tools, gap=STEP, line_gap=STEP)
        flow.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        for widget in (
            self.back_button,
            self.paper_choice,
            self.print_button,
            self.save_button,
            self._facts,
        ):
            flow.addWidget(widget)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(tools)
        rows.addWidget(self._message)
        rows.addWidget(self._scroll, 1)
        self.clear()

    @property
    def content(self) -> bytes:
        """The sheet on the screen as a PDF, empty where there is none."""
        return self._content

    @property
    def page_count(self) -> int:
        return len(self._pages) if self._pages is not None else 0

    @property
    def message(self) -> str:
        return self._message.text

    def say(self, tone: MessageTone, text: str) -> None:
        self._message.say(tone, text)

    def expire(self, text: str) -> None:
        """Say that the sheet no longer holds: it can be read and not printed or saved."""
        self.print_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self._message.say("stop", text, self._words.text("preview.anew"))

    def wait(self, title: str) -> None:
        """Say that a sheet is being made; ``title`` says which document it is."""
        self.clear()
        self._title = title
        self._scroll.setAccessibleName(title)
        self._facts.setText(self._words.text("preview.preparing"))

    def clear(self) -> None:
        """Take the sheet away; nothing of it stays in memory or on the screen."""
        self._scroll.setWidget(Page())
        if self._pages is not None:
            self._pages.close()
        self._pages, self._content = None, b""
        self._facts.clear()
        self._message.be_silent()
        self.print_button.setEnabled(False)
        self.save_button.setEnabled(False)

    def show_sheet(self, content: bytes, paper: Paper) -> None:
        """Show a finished PDF."""
        self.clear()
        pages = PdfPages(content)
        self._pages, self._content = pages, content
        self.paper_choice.show_choice(paper)
        page = Page()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        rows.setSpacing(STEP * 2)
        for index in range(len(pages)):
            name = self._words.text("preview.page", number=index + 1, count=len(pages))
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(PageView(pages, index, name), 1000)
            row.addStretch(1)
            rows.addLayout(row)
        rows.addStretch(1)
        self._scroll.setWidget(page)
        self._facts.setText(self._words.text("preview.pages", title=self._title, count=len(pages)))
        self.print_button.setEnabled(True)
        self.save_button.setEnabled(True)
        if self.back_button.hasFocus():
            # The page opened on the one button there was; the sheet is here to be printed.
            self.print_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        # Whoever asked for the sheet is here now, and nowhere else in the window.
        if not event.spontaneous():
            self.back_button.setFocus()
        super().showEvent(event)

    def print_to(self, printer: QPrinter, paper: Paper) -> bool:
        """Send the wanted pages to a printer; False where the printer does not take them."""
        from desktop.print_system import pages_wanted

        pages = self._pages
        if pages is None:
            return False
        size = QPageSize.PageSizeId.A4 if paper == "A4" else QPageSize.PageSizeId.Letter
        printer.setPageSize(QPageSize(size))
        printer.setFullPage(True)
        printer.setResolution(PRINT_DPI)
        painter = QPainter()
        if not painter.begin(printer):
            return False
        for number, index in enumerate(pages_wanted(printer, len(pages))):
            if number and not printer.newPage():
                painter.end()
                return False
            width = round(pages.size(index)[0] * PRINT_DPI / POINTS_PER_INCH)
            image = pages.image(index, width)
            painter.drawImage(QRect(0, 0, image.width(), image.height()), image)
        return painter.end()

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words.text(f"preview.{key}"))
        button.setAutoDefault(False)
        button.setMinimumHeight(control_height())
        button.clicked.connect(act)
        return button

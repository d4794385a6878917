"""The help of one page, in its place: a few honest sentences, the keys, and a picture.

The texts are Markdown in ``resources/help``; nothing in them leads out of the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QPixmap,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP
from resources import names, read_bytes, read_text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from reports.wording import Wording

_FOLDER, _PICTURES = "help/en", "help/pictures"
_ANYWHERE = "start"
_WIDEST = 760
# The type scale of the window: a title, a section; relative to the text around.
_HEADINGS = {1: 1.4, 2: 1.2}
_LINE_PERCENT = 135


def help_keys() -> tuple[str, ...]:
    """Return the pages there is help for."""
    return tuple(name.rpartition("/")[2].removesuffix(".md") for name in names(_FOLDER, ".md"))


class HelpPage(QWidget):
    """Shows the help of a key such as ``risk``."""

    closed = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(STEP * 3, STEP * 2, STEP * 3, STEP)
        outside.addStretch(1)
        outside.addWidget(column, 100)
        outside.addStretch(1)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(STEP)
        self.back_button = QPushButton(words.text("window.help.back"))
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(self.closed)
        self._reader = _Reader()
        rows.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._reader, 1)
        # The arrow keys read on; Tab goes to the way back.
        self.setFocusProxy(self._reader)

    @property
    def text(self) -> str:
        return self._reader.toPlainText()

    def show_help(self, key: str) -> None:
        """Show the help of a page; where it has none of its own, what holds everywhere."""
        known = key if key in help_keys() else _ANYWHERE
        self._reader.read_page(read_text(f"{_FOLDER}/{known}.md"))
        self._reader.setAccessibleName(self._reader.title)


class _Reader(QTextBrowser):
    """Reads a page out of the resources; it follows no link and fetches nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._page = ""
        self._laid_out_for = 0
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self._lay_out)
        self.title = ""
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)

    def read_page(self, page: str) -> None:
        self._page = page
        self.title = page.partition("\n")[0].lstrip("# ")
        self._lay_out()

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        # Not now: Qt is in the middle of laying out, and the bar it may add is no new width.
        if self._page and self.width() != self._laid_out_for:
            self._fitting.start()

    def _add_pictures(self) -> None:
        """Hand the document its pictures, none wider than the page; it asks for nothing else."""
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.width() - bar
        for name in names(_PICTURES, ".png"):
            file = name.rpartition("/")[2]
            if f"({file})" not in self._page:
                continue
            picture = QPixmap()
            picture.loadFromData(QByteArray(read_bytes(name)))
            if picture.width() > room > 0:
                picture = picture.scaledToWidth(
                    round(min(room * self.devicePixelRatioF(), picture.width())),
                    Qt.TransformationMode.SmoothTransformation,
                )
                picture.setDevicePixelRatio(picture.width() / room)
            kind = QTextDocument.ResourceType.ImageResource.value
            self.document().addResource(kind, QUrl(file), picture)

    def _lay_out(self) -> None:
        document = self.document()
        document.clear()
        document.setDefaultFont(self.font())
        document.setIndentWidth(STEP * 2)
        document.setDocumentMargin(0)
        self._laid_out_for = self.width()
        document.setMarkdown(self._page, QTextDocument.MarkdownFeature.MarkdownDialectCommonMark)
        # Only now: to read a page empties the document of what it was handed.
        self._add_pictures()
        document.markContentsDirty(0, document.characterCount())
        block = document.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor = QTextCursor(block)
            spaced = QTextBlockFormat()
            spaced.setLineHeight(
                _LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
            )
            spaced.setTopMargin(STEP * 2 if level > 1 else 0)
            spaced.setBottomMargin(STEP / 2)
            cursor.mergeBlockFormat(spaced)
            if level:
                look = QTextCharFormat()
                look.setFont(self.font())
                look.setFontPointSize(self.font().pointSizeF() * _HEADINGS.get(level, 1.0))
                look.setFontWeight(QFont.Weight.Bold)
                cursor.movePosition(
                    QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
                )
                cursor.setCharFormat(look)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def sizeHint(self) -> QSize:
        return QSize(_WIDEST, 400)

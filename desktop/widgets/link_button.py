"""A button that reads like text and wraps like text, for lines that lead somewhere."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.icon_view import IconView


class LinkButton(QPushButton):
    """Its words stand in a label of its own, since the text of a stock button cannot wrap."""

    def __init__(self, icon: str, tone: str, *, icon_first: bool = True, look: str = "") -> None:
        super().__init__()
        if look:
            self.setProperty(look, "true")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._label = text_label()
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._icon = IconView(icon, tone, side=14)
        self._row = QHBoxLayout(self)
        side = STEP + 2 if look == "chip" else STEP // 2
        self._row.setContentsMargins(side, STEP // 2, side, STEP // 2)
        self._row.setSpacing(STEP // 2 + 2)
        self._row.addWidget(self._label, 1)
        self._row.insertWidget(0 if icon_first else 1, self._icon)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, text: str, accessible_name: str) -> None:
        self._label.setText(text)
        self.setAccessibleName(accessible_name)
        self.updateGeometry()

    def show_icon(self, icon: str, tone: str) -> None:
        self._icon.show_icon(icon, tone)

    @property
    def words(self) -> str:
        return self._label.text()

    def sizeHint(self) -> QSize:
        """Return the size of the words on one line; a narrower place makes them wrap."""
        margins = self._row.contentsMargins()
        width = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 2
        width += self._icon.sizeHint().width() + self._row.spacing()
        width += margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        return self._row.heightForWidth(arg__1)

"""The pages of the window, one in front, and those that come over the page a person was at."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

# Of a page in a window so low that hardly anything is left of it.
_LEAST = 48


class PageStack(QStackedWidget):
    """``front`` is what the person is at: the page shown, or the one behind what came over it."""

    def __init__(self) -> None:
        super().__init__()
        self._over: list[QWidget] = []
        self._behind: QWidget | None = None

    def minimumSizeHint(self) -> QSize:
        """Leave what stands above and below its whole height: a page scrolls, a banner cannot."""
        return QSize(super().minimumSizeHint().width(), _LEAST)

    @property
    def front(self) -> QWidget | None:
        return self._behind if self.is_covered else self.currentWidget()

    @property
    def is_covered(self) -> bool:
        """Whether a page such as the help stands over the one the person was at."""
        return self.currentWidget() in self._over

    def add_over(self, page: QWidget) -> None:
        """Add a page that comes over others and gives them back."""
        self._over.append(page)
        self.addWidget(page)

    def go_behind(self) -> None:
        """Remember the page in front, before another comes over it."""
        if not self.is_covered:
            self._behind = self.currentWidget()

    @property
    def place(self) -> tuple[object, ...]:
        """Where the person is, as a value: another page or another question is another place."""
        return self.front, getattr(self.front, "asked", 0)

    @property
    def holds(self) -> bool:
        """Whether the page in front must not be left yet: what it shows is never shown again."""
        return bool(getattr(self.front, "must_be_answered", False))

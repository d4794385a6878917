"""The one way to add a row to a form, so that all forms look, sound and behave alike.

A row has a key: "missing: AST" elsewhere leads to it by ``focus``. Nothing in a row has a fixed
height, so a message under a field pushes what follows down instead of being cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, control_height, set_look, set_visible, text_label, wide
from desktop.widgets.fold import Fold

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_LABEL_WIDTH = 176
# Narrower, a field with its read-back no longer fits beside its label.
_NARROW_BELOW = 480
# Qt's QWIDGETSIZE_MAX, which the binding does not name.
_UNLIMITED = (1 << 24) - 1
_FLASH_MS = 1400
# So much of the page stays visible around a row that is led to.
_ROOM_AROUND = 48


@runtime_checkable
class Labelled(Protocol):
    def set_label(self, name: str, description: str) -> None:
        """Take the name and the description that assistive technology reads out."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    def forget(self) -> None:
        """Drop everything that belongs to the case before."""
        ...


class FormRow(QFrame):
    """A label beside its field, or above it where the row is narrow.

    The style sheet lets it light up for a moment.
    """

    def __init__(self, label: QLabel, field: QWidget, help_text: str | None) -> None:
        super().__init__()
        self.field = field
        self._label = label
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        label.setBuddy(field)
        self._row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(STEP // 4)
        self._column.addWidget(field)
        if help_text:
            self._column.addWidget(text_label(help_text, "small"))
        self._row.addLayout(self._column, 1)
        self._is_narrow: bool | None = None
        self._arrange(narrow=False)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the narrow form, whichever is worn."""
        margins = self._row.contentsMargins()
        width = self._column.minimumSize().width() + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(narrow=event.size().width() < wide(_NARROW_BELOW))
        super().resizeEvent(event)

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._row.setSpacing(STEP // 4 if narrow else STEP * 2)
        self._label.setMinimumWidth(0 if narrow else wide(_LABEL_WIDTH))
        self._label.setMaximumWidth(_UNLIMITED if narrow else wide(_LABEL_WIDTH))
        self._label.setMinimumHeight(0 if narrow else control_height())
        centred = Qt.AlignmentFlag.AlignVCenter
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop if narrow else centred)
        # The section around it has already asked how high the row was in its other shape.
        self.updateGeometry()


class Form(QWidget):
    """Sections of rows, in reading order, which is the order of Tab."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, FormRow] = {}
        self._folds: dict[str, Fold] = {}
        self._flashing: FormRow | None = None
        self._flash_end = QTimer(self)
        self._flash_end.setSingleShot(True)
        self._flash_end.setInterval(_FLASH_MS)
        self._flash_end.timeout.connect(self._end_flash)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        self._layout.setSpacing(STEP * 2)
        self._layout.addStretch(1)
        self._section: QVBoxLayout | None = None
        # The section a fold stands in, and the fold that takes the rows now.
        self._outside: QVBoxLayout | None = None
        self._fold: Fold | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def field(self, key: str) -> QWidget:
        return self._rows[key].field

    def section(self, title: str) -> None:
        """Begin a section; its title stays above its rows."""
        section = self._begin(title)
        label = text_label(title, "section")
        label.setContentsMargins(STEP, 0, STEP, STEP // 2)
        section.addWidget(label)

    def folded_section(self, title: str) -> Fold:
        """Begin a section of which only the title stands until it is opened."""
        section = self._begin(title)
        fold = Fold(title, look="section")
        section.addWidget(fold)
        self._section, self._fold = fold.rows, fold
        return fold

    def fold(self, title: str) -> Fold:
        """Fold the rows that follow, up to the next fold or section."""
        if self._outside is None:
            self._outside = self._section
        fold = Fold(title)
        self._section = self._outside
        self._add(fold)
        self._section, self._fold = fold.rows, fold
        return fold

    def heading(self, text: str) -> None:
        """Put a heading over the rows that follow, inside their section."""
        label = text_label(text, "heading")
        label.setContentsMargins(STEP, STEP * 2, STEP, STEP // 2)
        self._add(label)

    def row(self, key: str, label: str, field: QWidget, help_text: str | None = None) -> None:
        """Add a field under a key that no other row has."""
        if key in self._rows:
            raise ValueError(f"the form has a row {key!r} already")
        row = FormRow(text_label(label), field, help_text)
        if isinstance(field, Labelled):
            field.set_label(label, help_text or "")
        else:
            field.setAccessibleName(label)
            field.setAccessibleDescription(help_text or "")
        self._rows[key] = row
        if self._fold is not None:
            self._folds[key] = self._fold
        self._add(row)

    def note(self, widget: QWidget) -> None:
        """Add something without a label over the whole width: a table, a sentence, a button."""
        self._add(widget)

    def set_row_visible(self, key: str, *, visible: bool) -> None:
        """Show a row only where it applies; its value is none of the form's business."""
        set_visible(self._rows[key], visible=visible)

    def set_row_enabled(self, key: str, *, enabled: bool) -> None:
        """Shut a row that may be read and not changed."""
        self._rows[key].field.setEnabled(enabled)

    def focus(self, key: str) -> bool:
        """Lead a person to a row: scroll, focus, light up.

        Return False for an unknown key, and for a row that does not apply at present.
        """
        row = self._rows.get(key)
        if row is None or row.isHidden():
            return False
        if (fold := self._folds.get(key)) is not None:
            fold.open()
        # A row that was just made visible has no place, and the page around it no height, until
        # every layout up to the page has run.
        self._layout.activate()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        area = _scroll_area(self)
        if area is not None:
            area.ensureWidgetVisible(row, 0, _ROOM_AROUND)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._end_flash()
        self._flashing = row
        set_look(row, "flash", "true")
        self._flash_end.start()
        return True

    def forget(self) -> None:
        """Drop what was typed in every field: the next case starts from empty fields."""
        for row in self._rows.values():
            if isinstance(row.field, Forgetful):
                row.field.forget()
        for fold in self._folds.values():
            fold.forget()

    def keys_in(self, fold: Fold) -> frozenset[str]:
        """Return the keys of the rows of a fold."""
        return frozenset(key for key, each in self._folds.items() if each is fold)

    def _begin(self, title: str) -> QVBoxLayout:
        card = QFrame()
        card.setObjectName("card")
        card.setAccessibleName(title)
        section = QVBoxLayout(card)
        section.setContentsMargins(STEP, STEP + 4, STEP, STEP + 4)
        section.setSpacing(0)
        self._layout.insertWidget(self._layout.count() - 1, card)
        self._section, self._outside, self._fold = section, None, None
        return section

    def _add(self, widget: QWidget) -> None:
        """Add to the section that was begun last; a form may also do without sections."""
        if self._section is not None:
            self._section.addWidget(widget)
        else:
            self._layout.insertWidget(self._layout.count() - 1, widget)

    def _end_flash(self) -> None:
        if self._flashing is not None:
            set_look(self._flashing, "flash", "false")
            self._flashing = None


def _scroll_area(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent

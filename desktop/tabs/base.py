"""What every tab is: a form and what follows from it, drawn from one state.

``render_state`` is the only place where a tab changes what it shows. Where drawing fails the tab
goes blank and says so, for a half-drawn tab could show a number that no longer holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.widgets.dress import text_label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from desktop.case_store import CaseStore, State
    from reports.wording import Wording


class Tab(QWidget):
    """Base of the tabs: a subclass builds its widgets once and hands them to ``set_body``.

    ``document_wanted(Document)`` asks for a document in the preview, ``document_pdf_wanted`` for a
    place to save it besides.
    ``field_wanted(key)`` asks the window for an entry that may stand in another tab,
    ``preview_wanted`` and ``pdf_wanted`` for the sheet of the plan on the screen, ``sign_wanted``
    for its signature, ``check_agreed(Plan)`` for the second person's, ``history_wanted(str)``
    for who changed what (of one kept item, or of everything), ``strike_wanted(str)`` to strike a
    charted dose by its id, ``finalise_wanted(str)`` to finalise the discharge summary shown under
    a code, ``printed_asked`` when each document was last printed, which ``show_printed`` hears;
    ``drawing_failed(error)`` hands an error of the program to whoever handles those. ``key``
    names the tab in the wording: ``window.tab.<key>``, and its help in ``resources/help``.
    """

    field_wanted = Signal(str)
    preview_wanted = Signal()
    pdf_wanted = Signal()
    document_wanted = Signal(object)
    document_pdf_wanted = Signal(object)
    sign_wanted = Signal()
    check_agreed = Signal(object)
    history_wanted = Signal(str)
    strike_wanted = Signal(str)
    finalise_wanted = Signal(str)
    printed_asked = Signal()
    drawing_failed = Signal(object)

    def __init__(self, key: str, store: CaseStore, words: Wording) -> None:
        super().__init__()
        self.key = key
        self.store = store
        self.words = words
        self._body = QWidget()
        self._blank = text_label(words.text("window.not_calculated"), "headline")
        self._blank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self._body)
        self._layers.addWidget(self._blank)

    @property
    def title(self) -> str:
        return self.words.text(f"window.tab.{self.key}")

    @property
    def is_touched(self) -> bool:
        """Whether something is typed here that no record holds until a key is pressed for it."""
        return False

    @property
    def must_stand(self) -> bool:
        """Whether something stands here that building the tab anew would lose."""
        return self.is_touched

    @property
    def is_blank(self) -> bool:
        """Whether the tab could not be drawn and shows nothing of the case."""
        return self._layers.currentWidget() is self._blank

    def set_body(self, body: QWidget) -> None:
        """Show these widgets; called once, by the subclass that built them."""
        self._layers.removeWidget(self._body)
        self._body.deleteLater()
        self._body = body
        self._layers.insertWidget(0, body)
        self._layers.setCurrentWidget(body)

    def show_state(self, state: State) -> None:
        """Draw a state, or go blank where that fails."""
        try:
            self.render_state(state)
        except Exception as error:  # noqa: BLE001 (whatever fails, nothing old may stay)
            self._layers.setCurrentWidget(self._blank)
            self.drawing_failed.emit(error)
        else:
            self._layers.setCurrentWidget(self._body)

    def render_state(self, state: State) -> None:
        """Draw a state; every subclass says this for itself."""
        raise NotImplementedError

    def show_printed(self, printed: Mapping[str, tuple[datetime, str]]) -> None:
        """Hear by kind of document when it was last printed, and by whom."""

    def focus_field(self, key: str) -> bool:
        """Put the cursor into an entry such as ``crp``; False where it stands in another tab."""
        return False

    def go_on(self) -> None:
        """Put the cursor where the next entry is wanted, if this tab knows of one."""

    def begin(self) -> None:
        """Put the cursor where the work begins, on coming here by key for the first time."""

    def ask_to_sign(self) -> str:
        """Ask for the signature of the plan on this tab; return why not, empty where it asked."""
        return ""

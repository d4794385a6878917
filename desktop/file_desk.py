"""Files from the window: asks which one and where, and hands on what was chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.documents.dosing_plan import DOSING_PLAN
from desktop.file_dialogs import (
    case_file_to_open,
    place_for_case,
    place_for_document,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.case_store import CaseStore
    from desktop.documents.document import Document
    from desktop.window import CaseWindow
    from reports.wording import Wording


class FileDesk:
    """What the menus and buttons about files do."""

    def __init__(self, window: CaseWindow, words: Wording, store: CaseStore) -> None:
        self._window, self._words, self._store = window, words, store

    def save(self) -> None:
        """Save in the file the case came from; where there is none, keep the child as a patient."""
        path, records = self._window.path, self._window.records
        if records is not None and (path is None or records.keeper is not None):
            records.keep_child()
        else:
            self._save_at(path or self._chosen(place_for_case))

    def save_as(self) -> None:
        """Ask for a place and save there; that a patient's record leaves is recorded first."""
        path, records = self._chosen(place_for_case), self._window.records
        if path is not None and records is not None and records.keeper is not None:
            self._window.open_entry.commit()
            records.export(lambda: self._window.save_to(path))
        else:
            self._save_at(path)

    def save_first(self, then: Callable[[], None]) -> None:
        """Save before something else happens."""
        path = self._window.path
        if path is None and self._window.records is not None:
            self._window.records.keep_child()
            return
        path = path or self._chosen(place_for_case)
        if path is not None:
            self._window.save_to(path, then)

    def choose_file(self) -> None:
        """Ask for a case file and open it."""
        path = self._chosen(case_file_to_open)
        if path is not None:
            self._window.open_path(path)

    def open_document(self, document: Document, then: Callable[[], None] | None = None) -> bool:
        """Show a document; one of a patient once the child was named again."""
        window, records = self._window, self._window.records
        if records is not None and records.keeper is not None:
            records.announce(
                document, lambda marks: window.sheets.open(document, window.notices, then, marks)
            )
            return False
        return window.sheets.open(document, window.notices, then)

    def leave_sheet(self) -> None:
        """Go back to the child; a document that was announced and never printed is recorded."""
        self._window.show_page(self._window.tabs)
        if self._window.records is not None:
            self._window.records.paper.withdrawn(went_out=self._window.sheets.went_out)

    def save_plan(self) -> None:
        """Preview the sheet of the plan, then ask where it goes."""
        self.save_document(DOSING_PLAN)

    def save_document(self, document: Document) -> None:
        """Preview a document, then ask where it goes."""
        self._window.open_entry.commit()
        self.open_document(document, self.save_sheet)

    def save_sheet(self) -> None:
        """Ask where the document on the screen goes, as a PDF."""
        document = self._window.sheets.document
        if document is None:
            return
        ask = partial(place_for_document, name=self._words.text(document.text_key("file_name")))
        if (path := self._chosen(ask)) is not None:
            self._window.sheets.save(path)

    def _chosen(self, ask: Callable[[QWidget, Wording], Path | None]) -> Path | None:
        """Return what was chosen, unless the window locked or went on to something else meanwhile.

        The dialogs are closed then; one of the system may lie over the lock all the same.
        """
        records = self._window.records
        place = records.link.place if records is not None else None
        path = ask(self._window, self._words)
        if records is not None and (self._window.cover.is_down or place != records.link.place):
            return None
        return path

    def _save_at(self, path: Path | None) -> None:
        if path is not None:
            self._window.save_to(path)

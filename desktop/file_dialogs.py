"""Which file to open and where to write one: the only questions asked in a window of their own.

The names that are offered hold nothing of the child.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reports.wording import Wording


def case_file_to_open(parent: QWidget, words: Wording) -> Path | None:
    """Return the case file a person chose, None where they chose none."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        words.text("window.open_title"),
        str(Path.home()),
        words.text("window.case_filter"),
    )
    return Path(chosen) if chosen else None


def place_for_case(parent: QWidget, words: Wording) -> Path | None:
    """Return where to write the case file."""
    return _place(
        parent,
        words.text("window.save_title"),
        words.text("window.case_name"),
        words.text("window.case_filter"),
    )


def place_for_document(parent: QWidget, words: Wording, name: str) -> Path | None:
    """Return where to write a document as a PDF; ``name`` is offered for the file."""
    return _place(
        parent,
        words.text("preview.save_title"),
        name,
        words.text("preview.file_filter"),
    )


def place_for_report(parent: QWidget, words: Wording) -> Path | None:
    """Return where to write the report of an error."""
    return _place(
        parent,
        words.text("crash.page.save_title"),
        words.text("crash.page.file_name"),
        words.text("crash.page.file_filter"),
    )


def site_file_to_check(parent: QWidget, words: Wording) -> Path | None:
    """Return the site file a person chose, None where they chose none."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        words.text("settings.change.open_title"),
        str(Path.home()),
        words.text("settings.change.file_filter"),
    )
    return Path(chosen) if chosen else None


def place_for_site_file(parent: QWidget, words: Wording) -> Path | None:
    """Return where to write a site file."""
    return _place(
        parent,
        words.text("settings.change.save_title"),
        words.text("settings.change.file_name"),
        words.text("settings.change.file_filter"),
    )


def _place(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), kinds)
    if not chosen:
        return None
    place = Path(chosen)
    return place if place.suffix else place.with_suffix(Path(name).suffix)

"""The preview: the sheet of the plan on the screen, and what there is without a printer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from clinical.dosing.plan import Choice
from clinical.record.case import Weight
from desktop import edits
from desktop.examples import FICTIONAL, PUBLISHED_1
from desktop.pdf_pages import PdfPages
from desktop.preview import PageView
from desktop.rules import load_rulebook
from tests.desktop.hands import click, focused, type_text
from tests.desktop.open_window import Desk, opened, texts

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

CHOICE = Choice("anakinra_fixed", FICTIONAL.at)
# ISO 216 and ANSI, in points.
A4, LETTER = (595, 842), (612, 792)


@pytest.fixture
def desk(qtbot: QtBot, now: datetime) -> Desk:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.show_example(FICTIONAL.case(load_rulebook()), FICTIONAL.at, CHOICE)
    return desk


def preview(qtbot: QtBot, desk: Desk) -> None:
    """Open the preview by key and wait until its pages are there."""
    QTest.keyClick(focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.window.preview.page_count > 0)


def text_of(content: bytes) -> str:
    pages = PdfPages(content)
    return "\n".join(pages.text(index) for index in range(len(pages)))


def page_size(content: bytes) -> tuple[int, int]:
    width, height = PdfPages(content).size(0)
    return round(width), round(height)


def seen_from_far(pages: PdfPages, index: int) -> list[int]:
    """Return the lightness of a page in 30 by 42 fields."""
    shape = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = pages.image(index, 900).scaled(30, 42, *shape)
    return [small.pixelColor(x, y).lightness() for x in range(30) for y in range(42)]


def test_the_preview_shows_every_page_of_the_sheet_of_the_plan(qtbot: QtBot, desk: Desk) -> None:
    preview(qtbot, desk)
    window = desk.window
    views = window.preview.findChildren(PageView)
    assert window.preview.isVisible()
    assert len(views) == window.preview.page_count
    assert "66 mg" in views[0].accessibleDescription()
    assert views[0].accessibleName() == f"Page 1 of {len(views)}"
    # 4 mg/kg x 16.5 kg, 150 mg in 1 mL.
    text = text_of(window.preview.content)
    assert "66 mg" in text
    assert "0.44 mL" in text
    assert page_size(window.preview.content) == A4
    shown = window.preview.grab().toImage()
    colours = {shown.pixelColor(x, shown.height() - 60).name() for x in range(shown.width())}
    assert len(colours) > 2
    assert window.banner.isVisible()


def test_letter_paper_makes_the_sheet_anew(qtbot: QtBot, desk: Desk) -> None:
    preview(qtbot, desk)
    click(desk.window.preview.paper_choice.button("Letter"))
    qtbot.waitUntil(lambda: desk.window.preview.page_count > 0)
    assert page_size(desk.window.preview.content) == LETTER


def test_escape_leaves_the_preview_and_nothing_of_the_sheet_stays(qtbot: QtBot, desk: Desk) -> None:
    preview(qtbot, desk)
    QTest.keyClick(desk.window.preview.back_button, Qt.Key.Key_Escape)
    assert desk.window.tabs.isVisible()
    assert desk.window.preview.content == b""
    assert "Page 1 of" not in texts(desk.window.preview)


@pytest.mark.hazard("H53")
def test_without_a_printer_the_sheet_can_be_saved_and_the_window_says_so(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this machine has a printer")
    preview(qtbot, desk)
    click(desk.window.preview.print_button)
    assert desk.window.preview.message.startswith("No printer is set up on this computer.")
    assert focused() is desk.window.preview.save_button
    desk.window.sheets.save(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: desk.window.preview.message == "PDF saved 14:20.")
    assert (tmp_path / "sheet.pdf").read_bytes() == desk.window.preview.content


@pytest.mark.hazard("H53")
def test_a_sheet_that_cannot_be_saved_is_not_called_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    preview(qtbot, desk)
    desk.window.sheets.save(tmp_path / "no such folder" / "sheet.pdf")
    qtbot.waitUntil(lambda: desk.window.preview.message.startswith("PDF NOT SAVED."))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.hazard("H53")
def test_every_page_reaches_the_printer_in_its_own_size(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    preview(qtbot, desk)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    desk.window.sheets.print_to(printer)
    assert desk.window.preview.message == (
        "Sent to the printer 14:20. Check that every page came out."
    )
    printed, sheet = PdfPages((tmp_path / "printed.pdf").read_bytes()), desk.window.preview.content
    assert len(printed) == desk.window.preview.page_count
    assert tuple(map(round, printed.size(0))) == A4
    # What comes out is the page of the sheet, seen from so far that only its parts remain.
    for index in range(len(printed)):
        theirs, ours = seen_from_far(printed, index), seen_from_far(PdfPages(sheet), index)
        differences = [abs(one - other) for one, other in zip(theirs, ours, strict=True)]
        assert max(differences) < 40
        assert min(theirs) < 200


@pytest.mark.qt_log_ignore("^QPainter::begin", extend=True)
@pytest.mark.hazard("H53")
def test_a_printer_that_takes_nothing_is_reported(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    preview(qtbot, desk)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    desk.window.sheets.print_to(printer)
    assert desk.window.preview.message.startswith("NOT PRINTED.")


@pytest.mark.hazard("H28")
def test_a_change_of_the_record_closes_the_preview(qtbot: QtBot, desk: Desk) -> None:
    preview(qtbot, desk)
    desk.store.commit(edits.patient(desk.store.committed, given_name="Bea"))
    assert desk.window.tabs.isVisible()
    assert desk.window.preview.content == b""


@pytest.mark.hazard("H28")
def test_nothing_is_printed_while_an_entry_is_open(qtbot: QtBot, desk: Desk) -> None:
    case = edits.patient(desk.store.committed, given_name="Bea")
    desk.store.draft(case, "given_name")
    assert desk.window.print_preview() is False
    assert "still being typed" in texts(desk.window.notices)
    desk.store.commit(case, "given_name")
    assert desk.window.print_preview() is True
    qtbot.waitUntil(lambda: desk.window.preview.page_count > 0)


def test_the_field_with_the_cursor_is_committed_before_printing(qtbot: QtBot, desk: Desk) -> None:
    desk.window.focus_field("family_name")
    type_text("s")
    assert desk.store.state.typing
    preview(qtbot, desk)
    name = desk.store.committed.patient.family_name
    assert name is not None
    assert name.upper() in text_of(desk.window.preview.content)


def test_without_a_plan_there_is_nothing_to_print(qtbot: QtBot, desk: Desk) -> None:
    desk.store.choose(None)
    assert desk.window.print_preview() is False
    assert "There is no dosing plan to print." in texts(desk.window.notices)


def test_a_refused_plan_has_no_sheet(qtbot: QtBot, desk: Desk) -> None:
    # No weight is reported for the child of S1.
    desk.window.show_example(PUBLISHED_1.case(load_rulebook()), PUBLISHED_1.at, CHOICE)
    assert desk.window.print_preview() is False
    assert "it is refused" in texts(desk.window.notices)


@pytest.mark.hazard("H39")
def test_a_name_that_cannot_be_printed_is_refused_in_words(qtbot: QtBot, desk: Desk) -> None:
    desk.store.commit(edits.patient(desk.store.committed, family_name="محمد"))
    desk.window.print_preview()
    qtbot.waitUntil(lambda: bool(desk.window.preview.message))
    assert "U+0645" in desk.window.preview.message
    assert desk.window.preview.content == b""
    assert desk.window.preview.print_button.isEnabled() is False


@pytest.mark.hazard("H28")
def test_time_that_ends_a_sheet_keeps_it_from_being_printed_or_saved(
    qtbot: QtBot, now: datetime
) -> None:
    time = [now]
    desk = opened(qtbot, load_rulebook(), lambda: time[0])
    weighed = Weight(at=now - timedelta(hours=23), kg=Decimal("16.5"))
    example = FICTIONAL.case(load_rulebook())
    desk.window.show_draft(example.replace(training=None, weights=(weighed,)))
    desk.store.choose(Choice("anakinra_fixed"))
    preview(qtbot, desk)
    shown = desk.window.preview
    time[0] += timedelta(minutes=30)
    desk.store.tick()
    assert shown.message == ""
    assert shown.print_button.isEnabled()
    # The weight is now more than 24 hours old, which the plan has to say.
    time[0] += timedelta(hours=1)
    desk.store.tick()
    assert shown.message.startswith("THIS SHEET HAS EXPIRED")
    assert not shown.print_button.isEnabled()
    assert not shown.save_button.isEnabled()
    click(next(each for each in shown.findChildren(QPushButton) if each.text() == "Make it anew"))
    qtbot.waitUntil(lambda: shown.page_count > 0)
    assert shown.message == ""
    assert shown.print_button.isEnabled()
    assert "16.5" in text_of(shown.content)

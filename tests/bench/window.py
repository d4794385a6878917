"""What a key and a click cost in the window."""

from __future__ import annotations

from itertools import count, cycle
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from clinical.assess import assess
from desktop import crash, theme
from desktop.app import make_window
from desktop.clock import now
from desktop.examples import FICTIONAL
from desktop.rules import load_rulebook
from records.case_file import case_of
from resources import read_bytes
from tests.bench.measure import Result, by_turns
from tests.desktop.hands import focused
from tests.desktop.long_record import two_months
from tests.desktop.tab_bench import NOW

if TYPE_CHECKING:
    from desktop.window import CaseWindow

_SIZE = (1366, 768)


def _application() -> QApplication:
    application = QApplication.instance()
    return application if isinstance(application, QApplication) else QApplication([])


def _window() -> CaseWindow:
    made = make_window(
        load_rulebook(None), hooks=crash.CrashHooks(), dress=theme.apply(_application(), "light"),
        now=now,
    )  # fmt: skip
    made.resize(*_SIZE)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def _labels(texts: list[str]) -> tuple[QWidget, list[QLabel]]:
    """Return a window with nothing but these labels, in the same look."""
    page = QWidget()
    page.resize(*_SIZE)
    column = QVBoxLayout(page)
    labels = [QLabel(text) for text in texts]
    for label in labels:
        label.setWordWrap(True)
        column.addWidget(label)
    page.show()
    return page, labels


def _settle() -> None:
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _texts(window: CaseWindow) -> list[str]:
    tab = window.tabs.current()
    found = tab.findChildren(QLabel) if tab is not None else []
    return [label.text() for label in found if label.isVisible() and label.text()]


def child_opened() -> Result:
    """Measure the whole of opening a child: read, assess, build the first tab, draw it."""
    window = _window()
    window.open_example(FICTIONAL)
    texts = _texts(window)

    def ours() -> None:
        window.open_example(FICTIONAL)
        window.grab()
        _settle()

    def bare() -> None:
        page, _ = _labels(texts)
        page.grab()
        page.deleteLater()
        _settle()

    result = by_turns("a child opened", ours, f"the same {len(texts)} labels alone", bare)
    window.deleteLater()
    return result


def key_to_picture() -> Result:
    """Measure one digit typed into the CRP of a child with a panel a day for two months."""
    window = _window()
    window.show_example(two_months(), NOW)
    for index in range(window.tabs.count()):
        # Every tab stands: the ones behind are drawn when the hand rests.
        window.show_tab(index)
    window.show_tab(0)
    page, labels = _labels(_texts(window))
    window.activateWindow()
    QApplication.processEvents()
    window.focus_field("crp")
    turn = count()
    # A digit more, then a digit less: the value stays one that can be.
    keys = cycle((Qt.Key.Key_1, Qt.Key.Key_Backspace))

    def ours() -> None:
        QTest.keyClick(focused(), next(keys))
        QApplication.processEvents()
        window.grab()

    def bare() -> None:
        mark = str(next(turn))
        for label in labels:
            label.setText(label.text()[:40] + mark)
        QApplication.processEvents()
        page.grab()

    result = by_turns(
        "a laboratory key, 60 days, to the picture", ours, "as many labels set and drawn", bare,
        runs=100,
    )  # fmt: skip
    for made in (window, page):
        made.deleteLater()
    return result


def case_assessed() -> Result:
    rulebook = load_rulebook(None)
    case = FICTIONAL.case(rulebook)
    text = read_bytes("cases/fictional-complete.json")
    return by_turns(
        "one child assessed",
        lambda: assess(case, rulebook, FICTIONAL.at),
        "its record read from a file",
        lambda: case_of(text, rulebook),
        runs=60,
    )

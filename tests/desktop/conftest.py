"""What the tests of the window share: the example child, the real wording, the real look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent

from desktop import theme
from reports.wording import Wording, english
from tests.desktop.program import WHOLE, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def child(tmp_path: Path) -> Path:
    """Return the file of the example child, alone in its folder."""
    folder = tmp_path / "child"
    folder.mkdir()
    return written(folder, WHOLE)


@pytest.fixture(autouse=True)
def thrown_away(qapp: QApplication) -> Iterator[None]:
    """Delete the windows of a test after it: no event loop runs here that would.

    Thousands of widgets that are left standing are styled anew with each change of style.
    """
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def words() -> Wording:
    return english()


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[theme.Theme]:
    """Wear the light scheme for one test."""
    worn = theme.apply(qapp, "light")
    worn.dress(qapp)
    yield worn
    worn.choose("system")
    qapp.setStyleSheet("")
    worn.setParent(None)
    worn.deleteLater()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the displayless platform says it cannot do with a window or a menu."""
    remark = pytest.mark.qt_log_ignore("^This plugin does not support ", extend=True)
    for item in items:
        if "tests/desktop" in item.path.as_posix():
            item.add_marker(remark)

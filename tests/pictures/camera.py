"""Takes the pictures of some scenes in one process: the scale of the screen is set once for all."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from desktop import crash, theme
from desktop.app import TABS, make_window
from desktop.examples import FICTIONAL, FICTIONAL_LOG
from desktop.rules import load_rulebook
from desktop.tabs.compare_panel import ComparePanel
from desktop.tasks import wait_until_done
from tests.pictures.children import child
from tests.pictures.scenes import SIZES, every_scene

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.window import CaseWindow
    from tests.pictures.scenes import Scene


def take(scenes: Iterable[Scene], folder: Path) -> None:
    """Write a picture of each scene into a folder, under its name."""
    application = QApplication.instance() or QApplication(["kd-bedside"])
    assert isinstance(application, QApplication)
    rulebook = load_rulebook()
    dress = theme.apply(application, "light")
    hooks = crash.CrashHooks()
    with tempfile.TemporaryDirectory() as records:
        # One window for all: the theme dresses one.
        window = make_window(
            rulebook, hooks=hooks, dress=dress, now=lambda: FICTIONAL.at, folder=Path(records)
        )
        window.show()
        window.activateWindow()
        for scene in scenes:
            dress.choose(scene.scheme)
            window.resize(*SIZES[scene.scale])
            window.clear_child()
            window.go_home()
            shown = child(scene.how, rulebook)
            if scene.page == "log":
                window.show_example(FICTIONAL_LOG.case(rulebook), FICTIONAL_LOG.at)
            elif scene.page not in {"start", "settings"}:
                window.show_example(shown.case, shown.at, shown.choice)
            _go(window, scene, hooks)
            _settle()
            window.grab().save(str(folder / f"{scene.name}.png"))
        window.close()
        window.deleteLater()
        _settle()


def _go(window: CaseWindow, scene: Scene, hooks: crash.CrashHooks) -> None:
    match scene.page:
        case "start":
            pass
        case "settings":
            window.side.show_settings()
        case "help":
            window.show_tab(list(TABS).index("dosing"))
            window.side.show_help()
        case "preview":
            window.print_preview()
            QTest.qWait(50)
            wait_until_done()
        case "crash":
            hooks.happened.emit(crash.Incident("4f3a09c2", ZeroDivisionError()))
        case "compare":
            window.show_tab(list(TABS).index("dosing"))
            _open_comparison(window)
        case tab:
            window.show_tab(list(TABS).index(tab))
    _settle()
    for area in window.findChildren(QScrollArea) if scene.down else ():
        bar = area.verticalScrollBar()
        bar.setValue(bar.maximum() * scene.down // 10)


def _open_comparison(window: CaseWindow) -> None:
    """Open the comparison, as a click would."""
    panel = window.findChild(ComparePanel)
    assert isinstance(panel, ComparePanel)
    panel.fold.open()
    _settle()
    area = panel.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    area.verticalScrollBar().setValue(panel.mapTo(area.viewport(), panel.rect().topLeft()).y())


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main() -> None:
    scale, folder = int(sys.argv[1]), Path(sys.argv[2])
    take([scene for scene in every_scene() if scene.scale == scale], folder)


if __name__ == "__main__":
    main()

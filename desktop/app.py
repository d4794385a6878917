"""Where the window is put together: the only place that knows every concrete part."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_dir
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import clock, crash, theme
from desktop.case_store import CaseStore
from desktop.door.link import RecordsLink
from desktop.ending import Ending
from desktop.garbage import GarbageRounds
from desktop.log_file import start_logging
from desktop.records_place import backups_of_site, folder_of_records
from desktop.rules import load_rulebook, machine_site_file
from desktop.single_start import FirstStart, claim, lock_place
from desktop.wheel_guard import WheelGuard
from desktop.window import CaseWindow
from records.people.session import idle_limit
from reports.wording import english

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from clinical.rules.rulebook import Rulebook
    from desktop.tabs.base import Tab
    from desktop.window import TabMaker
    from records.service.records import Records
    from reports.wording import Wording


def _diagnosis(store: CaseStore, words: Wording) -> Tab:
    from desktop.tabs.diagnosis import DiagnosisTab

    return DiagnosisTab(store, words)


def _risk(store: CaseStore, words: Wording) -> Tab:
    from desktop.tabs.risk import RiskTab

    return RiskTab(store, words)


def _coronary(store: CaseStore, words: Wording) -> Tab:
    from desktop.tabs.coronary import CoronaryTab

    return CoronaryTab(store, words)


def _dosing(store: CaseStore, words: Wording) -> Tab:
    from desktop.tabs.dosing import DosingTab

    return DosingTab(store, words)


def _log(store: CaseStore, words: Wording) -> Tab:
    from desktop.log.tab import LogTab

    return LogTab(store, words)


def _documents(store: CaseStore, words: Wording) -> Tab:
    from desktop.letters.tab import DocumentsTab

    return DocumentsTab(store, words)


# Each is loaded when it is first looked at: the window comes first.
TABS: dict[str, TabMaker] = {
    "diagnosis": _diagnosis,
    "risk": _risk,
    "coronary": _coronary,
    "dosing": _dosing,
    "log": _log,
    "documents": _documents,
}
_DONE, _FAILED = 0, 1
_FIRST_SIZE = (1280, 720)
OWN_PLACE = Path(user_config_dir("kd-bedside", appauthor=False)) / "window.ini"


def run_window(site: Path | None) -> int:
    """Open the window and stay until it is closed; return the exit status.

    Raises:
        InputError: where the site's rules are refused: better no window than other rules.
    """
    rulebook = load_rulebook(site)
    words = english()
    if no_display():
        sys.stderr.write(words.text("crash.no_display") + "\n")
        return _FAILED
    application = QApplication.instance() or QApplication(["kd-bedside"])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application runs already")
    lock = claim(lock_place())
    if isinstance(lock, FirstStart):
        return _second_start(lock)
    start_logging()
    hooks = crash.CrashHooks()
    put_back = hooks.install()
    try:
        WheelGuard(application)
        GarbageRounds(application)
        window = make_window(
            rulebook,
            hooks=hooks,
            dress=theme.apply(application),
            folder=folder_of_records(rulebook),
        )
        window.own.keep_at(OWN_PLACE)
        if not window.own.own.introduced:
            window.start_page.greet()
        window.side.site_file = site or machine_site_file()
        window.resize(*_FIRST_SIZE)
        window.show()
        ending = Ending(partial(_end, window))
        try:
            return application.exec()
        finally:
            ending.put_back()
    finally:
        put_back()
        lock.unlock()


def _end(window: CaseWindow) -> None:
    """Leave at once and ask nothing: what is being typed is kept as a draft, the records closed."""
    if window.records is not None:
        window.records.lock_desk.lock()
        window.records.close()
    # Closing windows may be refused; the system does not ask.
    QApplication.exit(_DONE)


def make_window(
    rulebook: Rulebook,
    *,
    hooks: crash.CrashHooks,
    dress: theme.Theme | None = None,
    now: Callable[[], datetime] = clock.now,
    folder: Path | None = None,
) -> CaseWindow:
    """Return the window with its store and its tabs.

    Without a ``folder`` for the records nobody can sign in and nothing is kept.
    """
    link = None
    if folder is not None:
        link = RecordsLink(partial(open_records, folder, rulebook), clock.moment, hooks)
    window = CaseWindow(
        CaseStore(rulebook, now),
        english(),
        TABS,
        hooks=hooks,
        clock=now,
        theme=dress,
        link=link,
    )
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setApplicationName("kd-bedside")
    return window


def open_records(folder: Path, rulebook: Rulebook) -> Records:
    """Return the records of a folder; what reads them is loaded with the first question."""
    from desktop.version import version
    from records.service.desk import Marks
    from records.service.records import Records

    site = rulebook.site
    minutes = site.workstation.lock_after_minutes if site is not None else None
    marks = Marks(program=version(), rules=rulebook.edition)
    backups, most = backups_of_site(rulebook)
    return Records(
        folder,
        clock.moment,
        marks=marks,
        idle=idle_limit(minutes),
        rulebook=rulebook,
        backups=backups,
        most_backups=most,
    )


def no_display() -> bool:
    """Return whether a window could not be seen: Qt would end the program without a word."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _second_start(first: FirstStart) -> int:
    text = english().text("crash.second", host=first.host, process=first.process)
    sys.stderr.write(text + "\n")
    # Who starts it from a menu sees no standard error; without a screen nobody could press OK.
    if QGuiApplication.platformName() not in {"offscreen", "minimal"}:
        QMessageBox.warning(None, english().text("window.title"), text)
    return _FAILED

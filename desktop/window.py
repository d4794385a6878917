"""The one window: the child's banner over everything, the tabs, and what surrounds them.

It draws every part from the one state and computes nothing. The tabs are built anew for each
child, so that nothing of the last one can be left in a field (hazard H37). No patient data in
the title, which others see in lists of windows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clinical.record.case import Case
from desktop import tasks
from desktop.actions import fill_menus
from desktop.banner import BandStack, Banner, bands
from desktop.case_files import CaseFiles
from desktop.file_dialogs import case_file_to_open, place_for_case, place_for_sheet
from desktop.help_page import HelpPage
from desktop.open_entry import OpenEntry
from desktop.preview import Preview
from desktop.question_bar import QuestionBar
from desktop.sheets import SheetDesk
from desktop.start_page import StartPage
from desktop.status_line import StatusLine
from desktop.tab_pages import TabPages
from desktop.widgets.notice_bar import Notice, NoticeBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent

    from clinical.dosing.plan import Choice
    from desktop.case_store import CaseStore, State
    from desktop.crash import CrashHooks, Incident
    from desktop.examples import Example
    from desktop.sheets import SheetMaker
    from desktop.tabs.base import Tab
    from desktop.theme import Choice as SchemeChoice
    from desktop.theme import Theme
    from reports.wording import Wording

    TabMaker = Callable[[CaseStore, Wording], Tab]

# How often the clock is asked; the state itself changes once a minute.
_TICK_MS = 1_000
_SMALLEST = (480, 320)


class CaseWindow(QMainWindow):
    """The window of one store. Methods take what a dialog would have asked for."""

    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        makers: Mapping[str, TabMaker],
        *,
        make_sheet: SheetMaker,
        hooks: CrashHooks,
        clock: Callable[[], datetime],
        theme: Theme | None = None,
    ) -> None:
        super().__init__()
        self._store, self._words, self._makers = store, words, makers
        self._hooks, self._clock, self._theme = hooks, clock, theme
        self._incident: Notice | None = None
        self._leaving = False
        self.open_entry = OpenEntry(self)
        self.setWindowTitle(words.text("window.title"))
        self.setMinimumSize(*_SMALLEST)

        self.band_stack = BandStack()
        self.banner = Banner(words)
        self.notices = NoticeBar(words)
        self.question = QuestionBar()
        self.start_page = StartPage(words)
        self.tabs = TabPages(words)
        self.preview = Preview(words)
        self.help_page = HelpPage(words)
        self.status_line = StatusLine(words)
        self._pages = QStackedWidget()
        self._before_help: QWidget = self.start_page
        for page in (self.start_page, self.tabs, self.preview, self.help_page):
            self._pages.addWidget(page)
        self._lay_out()

        self.files = CaseFiles(store, words, self.notices, hooks=hooks, clock=clock)
        self.sheets = SheetDesk(
            store, words, self.preview, make=make_sheet, hooks=hooks, clock=clock
        )
        self._actions = fill_menus(self, words)
        self._connect()
        self.show_page(self.start_page)
        self._draw()
        if theme is not None:
            theme.dress(self)

    # What a person can do.

    def open_path(self, path: Path) -> None:
        """Open a case file, asking first where something is unsaved."""
        self.leave_child(lambda: self.files.open(path))

    def open_example(self, example: Example) -> None:
        """Open a shipped example child."""
        case = example.case(self._store.state.rulebook)
        self.leave_child(lambda: self.show_example(case, example.at))

    def show_example(self, case: Case, at: datetime, choice: Choice | None = None) -> None:
        """Put an example child on the screen whose clock stands at a time."""
        self._show_child(case, training_at=at)
        self._store.choose(choice)

    def start_new(self) -> None:
        """Begin a quick calculation, which keeps nothing by itself."""
        self.leave_child(lambda: self._show_child(Case()))

    def close_child(self) -> None:
        """Go back to the start page; nothing of the child stays."""

        def close() -> None:
            self._show_child(Case())
            self.show_page(self.start_page)

        self.leave_child(close)

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Save the case in a file; ``then`` only once it stands there."""
        self.open_entry.commit()
        self.files.save(path, then)

    def print_preview(self) -> bool:
        """Show the sheet of the plan on the screen; False, with a notice, where there is none."""
        self.open_entry.commit()
        return self.sheets.open(self.notices)

    def _save_plan_as_pdf(self) -> None:
        self.open_entry.commit()
        self.sheets.open(self.notices, then=self._save_sheet)

    def undo(self) -> None:
        """Take back the last entry; one still being typed is committed first."""
        self.open_entry.commit()
        self._store.undo()

    def redo(self) -> None:
        self.open_entry.commit()
        self._store.redo()

    def show_tab(self, index: int) -> None:
        if self.tabs.count() and not self._at_start():
            self.sheets.close()
            self.show_page(self.tabs)
            self.tabs.setCurrentIndex(index)

    def show_help(self) -> None:
        """Show the help of the page in front, in its place."""
        page = self._pages.currentWidget()
        if page is None or page is self.help_page:
            return
        self._before_help = page
        tab = self.tabs.current()
        if page is self.start_page or tab is None:
            self.help_page.show_help("start", self._words.text("start.title"))
        else:
            self.help_page.show_help(tab.key, tab.title)
        self.show_page(self.help_page)
        self.help_page.setFocus()

    def focus_field(self, key: str) -> bool:
        """Put the cursor into an entry, in whichever tab it stands."""
        current = self.tabs.currentIndex()
        for index in self.tabs.nearest_first():
            tab = self.tabs.tab(index)
            if tab.focus_field(key):
                if index != current:
                    # Only a visible entry can take the cursor.
                    self.tabs.setCurrentIndex(index)
                    tab.focus_field(key)
                return True
        return False

    def leave_child(self, then: Callable[[], None]) -> None:
        """Do something that takes the child off the screen, asking first where it is unsaved."""
        self.open_entry.commit()
        state = self._store.state
        if not state.unsaved or state.training:
            then()
            return
        answers = (
            (self._words.text("window.ask.save"), lambda: self._save_first(then)),
            (self._words.text("window.ask.discard"), then),
            (self._words.text("window.ask.stay"), self.tabs.setFocus),
        )
        self.question.ask(self._words.text("window.ask.leave"), answers)

    def show_page(self, page: QWidget) -> None:
        """Bring the start page, the tabs, the preview or the help to the front."""
        self._pages.setCurrentWidget(page)
        self.banner.setVisible(not self._at_start())
        self._draw_actions(self._store.state)

    # What happens to the window.

    def closeEvent(self, event: QCloseEvent) -> None:
        self.open_entry.commit()
        state = self._store.state
        if state.unsaved and not state.training and not self._leaving:
            event.ignore()
            self.leave_child(self._close_for_good)
            return
        tasks.wait_until_done()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.banner.fit(event.size().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._pages.currentWidget() is self.help_page:
                self.show_page(self._before_help)
            elif self.sheets.is_open:
                self.sheets.close()
            return
        # Qt leaves Return to dialogs; here it presses what has the focus, as everybody expects.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and (
            isinstance(pressed := self.focusWidget(), QAbstractButton)
        ):
            pressed.click()
        else:
            super().keyPressEvent(event)

    def wear(self, scheme: SchemeChoice) -> None:
        """Change the colours of the program."""
        if self._theme is not None:
            self._theme.choose(scheme)

    def _lay_out(self) -> None:
        central = QWidget()
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for part in (self.band_stack, self.banner, self.notices, self.question):
            rows.addWidget(part)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.status_line)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self._store.changed.connect(self._draw)
        self._hooks.happened.connect(self._on_incident)
        self.files.opened.connect(self._show_child)
        self.files.changed.connect(self._draw_status)
        self.files.another_place_wanted.connect(self.save_as)
        self.sheets.shown.connect(lambda: self.show_page(self.preview))
        self.sheets.left.connect(lambda: self.show_page(self.tabs))
        self.preview.save_wanted.connect(self._save_sheet)
        self.preview.print_wanted.connect(self.sheets.print_with_dialog)
        self.help_page.closed.connect(lambda: self.show_page(self._before_help))
        self.start_page.new_wanted.connect(self.start_new)
        self.start_page.open_wanted.connect(self.choose_file)
        self.start_page.example_wanted.connect(self.open_example)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MS)
        self._ticking.timeout.connect(self._store.tick)
        self._ticking.start()

    def _on_incident(self, incident: Incident) -> None:
        self._store.fail(incident.error)
        if self._incident is not None:
            self.notices.withdraw(self._incident)
        self._incident = Notice("stop", self._words.text("crash.notice", id=incident.id))
        self.notices.post(self._incident)

    def _close_for_good(self) -> None:
        self._leaving = True
        self.close()

    # Drawing.

    def _draw(self) -> None:
        """Draw the tabs first: if anything after them fails, they already hold nothing old."""
        # The state is asked for anew each time: an error while one part is drawn blanks the rest.
        for tab in self.tabs.built():
            tab.show_state(self._store.state)
        state = self._store.state
        self.banner.show_state(state)
        self.band_stack.show_bands(bands(state, self._clock().date(), self._words))
        self._say_computing_failed(state)
        self._draw_status()
        self._draw_actions(state)

    def _say_computing_failed(self, state: State) -> None:
        error = state.failure.error if state.failure is not None else None
        if error is None:
            if self._incident is not None:
                self.notices.withdraw(self._incident)
                self._incident = None
        elif self._incident is None:
            self._incident = Notice("stop", self._words.text("crash.computing", kind=error))
            self.notices.post(self._incident)

    def _draw_status(self) -> None:
        self.status_line.show_state(
            self._store.state, self.files.status, failed=self.files.has_failed
        )

    def _draw_actions(self, state: State) -> None:
        has_child = not self._at_start()
        self._actions["undo"].setEnabled(state.can_undo or bool(state.typing))
        self._actions["redo"].setEnabled(state.can_redo)
        for key in ("save", "save_as", "print", "close", "details"):
            self._actions[key].setEnabled(has_child)

    def _at_start(self) -> bool:
        page = self._pages.currentWidget()
        behind = self._before_help if page is self.help_page else page
        return behind is self.start_page

    # Files and dialogs.

    def _show_child(
        self, case: Case, path: Path | None = None, *, training_at: datetime | None = None
    ) -> None:
        """Put another child on the screen in tabs that never held one."""
        self.sheets.close()
        self.question.withdraw()
        self.notices.clear()
        self.files.forget()
        self.tabs.remove_all()
        # The tabs are built for the clock of this child: an example brings its own.
        self._store.open(case, path, training_at=training_at)
        self.tabs.offer({key: partial(self._build, make) for key, make in self._makers.items()})
        self._draw()
        self.show_page(self.tabs)
        self.tabs.setFocus()

    def _build(self, make: TabMaker) -> Tab:
        tab = make(self._store, self._words)
        tab.field_wanted.connect(self.focus_field)
        tab.drawing_failed.connect(self._hooks.report)
        tab.preview_wanted.connect(self.print_preview)
        tab.pdf_wanted.connect(self._save_plan_as_pdf)
        tab.show_state(self._store.state)
        return tab

    def _save_first(self, then: Callable[[], None]) -> None:
        path = self._store.state.path or place_for_case(self, self._words)
        if path is not None:
            self.save_to(path, then)

    def save(self) -> None:
        """Save in the file the case came from; ask for a place where there is none yet."""
        self._save_at(self._store.state.path or place_for_case(self, self._words))

    def save_as(self) -> None:
        """Ask for a place and save there."""
        self._save_at(place_for_case(self, self._words))

    def _save_at(self, path: Path | None) -> None:
        if path is not None:
            self.save_to(path)

    def choose_file(self) -> None:
        """Ask for a case file and open it."""
        path = case_file_to_open(self, self._words)
        if path is not None:
            self.open_path(path)

    def _save_sheet(self) -> None:
        if (path := place_for_sheet(self, self._words)) is not None:
            self.sheets.save(path)

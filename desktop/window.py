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
    QVBoxLayout,
    QWidget,
)

from clinical.record.case import Case
from desktop import tasks
from desktop.actions import fill_menus
from desktop.around.side_desk import SideDesk
from desktop.banner import BandStack, Banner, bands
from desktop.case_files import CaseFiles
from desktop.clipboard_guard import ClipboardGuard
from desktop.cover import Cover
from desktop.documents.dosing_plan import DOSING_PLAN
from desktop.failure_notice import FailureNotice
from desktop.file_desk import FileDesk
from desktop.leaving import Leaving
from desktop.open_actions import draw_actions
from desktop.open_entry import OpenEntry
from desktop.opening.desk import OpeningDesk
from desktop.page_stack import PageStack
from desktop.patients.serving import serve
from desktop.preview import Preview
from desktop.question_bar import QuestionBar
from desktop.records_desk import RecordsDesk
from desktop.settings.own_settings import OwnSettings
from desktop.sheets import SheetDesk
from desktop.start_page import StartPage
from desktop.status_line import StatusLine
from desktop.steps import Steps
from desktop.tab_pages import TabPages
from desktop.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

    from clinical.dosing.plan import Choice
    from clinical.rules.rulebook import Rulebook
    from desktop.case_store import CaseStore, State
    from desktop.crash import CrashHooks
    from desktop.documents.document import Document
    from desktop.door.link import RecordsLink
    from desktop.examples import Example
    from desktop.keeping import Keeper
    from desktop.settings.own_settings import Own
    from desktop.tabs.base import Tab
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
        hooks: CrashHooks,
        clock: Callable[[], datetime],
        theme: Theme | None = None,
        link: RecordsLink | None = None,
    ) -> None:
        super().__init__()
        self._store, self._words, self._makers = store, words, makers
        self.own = OwnSettings()
        self._hooks, self._clock, self._theme = hooks, clock, theme
        self._has_child = False
        self._leaving = Leaving(self, store, words)
        self.open_entry = OpenEntry(self)
        self.setWindowTitle(words.text("window.title"))
        self.setMinimumSize(*_SMALLEST)

        self.band_stack = BandStack()
        self.banner = Banner(words)
        self.notices = NoticeBar(words)
        self.question = QuestionBar()
        self._failures = FailureNotice(store, words, self.notices, hooks)
        self.start_page = StartPage(words, store.state.rulebook, with_records=link is not None)
        self.tabs = TabPages(words)
        self.preview = Preview(words)
        self.status_line = StatusLine(words)
        self.steps = Steps(store, words, self.open_entry, self.status_line, self._is_at_entries)
        self._pages = PageStack()
        self.side = SideDesk(self, self._pages, words, self.own, hooks)
        self.file_desk = FileDesk(self, words, store)
        self.records = RecordsDesk(link, words, store, self) if link is not None else None
        others = self.records.pages if self.records is not None else ()
        for page in (self.start_page, self.tabs, self.preview, *others):
            self._pages.addWidget(page)
        self.cover = Cover(self, self.records, lambda: self._draw_actions(self._store.state))
        self.clipboard = ClipboardGuard(self)
        self._lay_out()

        self.files = CaseFiles(store, words, self.notices, hooks=hooks, clock=clock)
        self.opening = OpeningDesk(self, self._pages, words)
        self.sheets = SheetDesk(store, words, self.preview, hooks=hooks, clock=clock)
        self._actions = fill_menus(self, words)
        self._connect()
        self.show_page(self.start_page)
        self._draw()
        if theme is not None:
            theme.dress(self)
        self._wear(self.own.own)

    # What a person can do.

    def open_path(self, path: Path) -> None:
        """Show what a case file holds; it opens from there."""
        self.opening.look_into(path)

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
        self.leave_child(self.go_home)

    def go_home(self) -> None:
        """Show the patients, or the start page while nobody is signed in; nothing of a child."""
        self.clear_child()
        if self.records is None or not self.records.show_home():
            self.show_page(self.start_page)

    def go_back(self) -> None:
        """Show the child again where there is one, else go home."""
        if self._has_child:
            self.show_page(self.tabs)
            self.tabs.come_back()
        else:
            self.go_home()

    def clear_child(self) -> None:
        """Leave nothing of a child in any field; no tabs are built for nobody."""
        if self._has_child:
            self._leaving.take_down()
            self._has_child = False
            self._store.open(Case())

    def show_kept_child(self, case: Case, keeper: Keeper) -> None:
        """Put a patient on the screen, each commit of which is kept."""
        self._show_child(case, keeper=keeper)

    def show_draft(self, case: Case) -> None:
        """Put a child that is no patient yet on the screen, unsaved."""
        self._show_child(Case())
        self._store.commit(case)

    @property
    def store(self) -> CaseStore:
        """What holds the case on the screen."""
        return self._store

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force."""
        return self._store.state.rulebook

    def now(self) -> datetime:
        """Return the real time, also where the clock of an example child stands still."""
        return self._clock()

    @property
    def path(self) -> Path | None:
        """The case file the child came from."""
        return self._store.state.path

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Save the case in a file; ``then`` only once it stands there."""
        self.open_entry.commit()
        self.files.save(path, then)

    def print_preview(self) -> bool:
        """Show the sheet of the plan on the screen; False, with a notice, where there is none."""
        return self.preview_of(DOSING_PLAN)

    def preview_of(self, document: Document) -> bool:
        """Show a document of the child; False, with a notice, where there is none."""
        self.open_entry.commit()
        return self.file_desk.open_document(document)

    def show_tab(self, index: int) -> None:
        if self.tabs.count() and self._shows_child():
            self.sheets.close()
            self.show_page(self.tabs)
            self.tabs.setCurrentIndex(index)
            self.tabs.come_back()

    def focus_field(self, key: str) -> bool:
        """Put the cursor into an entry, in whichever tab it stands."""
        return self.tabs.focus_field(key)

    def leave_child(self, then: Callable[[], None]) -> None:
        """Do something that takes the child off the screen, asking first where it is unsaved."""
        self._leaving.leave_child(then)

    def show_page(self, page: QWidget) -> None:
        """Bring the start page, the tabs, the preview or the help to the front."""
        self._pages.setCurrentWidget(page)
        self.notices.hush(hushed=self.side.is_at_error)
        self.banner.setVisible(self._shows_child())
        self._draw_actions(self._store.state)

    # What happens to the window.

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving.may_close(holds=self._pages.holds):
            event.ignore()
            return
        if self.records is not None:
            self.records.close()
        self.clipboard.clear()
        tasks.wait_until_done()
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.cover.watch(self.windowHandle())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.banner.fit(event.size().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self.side.leave() and self.sheets.is_open:
                self.sheets.close()
            return
        # Qt leaves Return to dialogs; here it presses what has the focus, as everybody expects. A
        # field that was left by this very key does not hand it on to a button elsewhere.
        pressed = self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and (
            isinstance(pressed, QAbstractButton) and pressed is self.open_entry.pressed_on
        ):
            pressed.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        central = QWidget()
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for part in (self.band_stack, self.banner, self.notices, self.question):
            rows.addWidget(part)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.status_line)
        self.setCentralWidget(self.cover.over(central))

    def _connect(self) -> None:
        self._store.changed.connect(self._draw)
        self.own.changed.connect(self._wear)
        self.files.opened.connect(self._show_child)
        self.files.changed.connect(self._draw_status)
        self.files.another_place_wanted.connect(self.file_desk.save_as)
        self.sheets.shown.connect(lambda: self.show_page(self.preview))
        self.sheets.left.connect(self.file_desk.leave_sheet)
        self.sheets.anew_wanted.connect(self.preview_of)
        self.preview.paper_chosen.connect(self.own.choose_paper)
        self.preview.save_wanted.connect(self.file_desk.save_sheet)
        self.preview.print_wanted.connect(self.sheets.print_with_dialog)
        self.start_page.new_wanted.connect(self.start_new)
        self.start_page.open_wanted.connect(self.file_desk.choose_file)
        self.start_page.settings_wanted.connect(self.side.show_settings)
        self.start_page.example_wanted.connect(self.open_example)
        if self.records is not None:
            self.start_page.sign_in_wanted.connect(self.records.sign_in)
            self.status_line.person_wanted.connect(self._actions["own_account"].trigger)
            self.records.changed.connect(self._draw_status)
            self.records.link.changed.connect(self._draw_status)
            self.records.link.here = lambda: (self._store.state.child, *self._pages.place)
            self.sheets.gate = self.records.paper.let_out
            # Before it locks: what was announced and not printed is said by who announced it.
            self.records.lock_desk.blanked.connect(self.sheets.close)
            self.records.lock_desk.blanked.connect(self.clipboard.clear)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MS)
        self._ticking.timeout.connect(self._store.tick)
        self._ticking.start()

    def _wear(self, own: Own) -> None:
        """Look as the person wants it; the tabs are built for the size of their text."""
        self.sheets.choose_paper(own.paper)
        if self.records is not None:
            self.records.lock_desk.sooner = own.lock_after_minutes
        if self._theme is not None:
            self._theme.choose(own.scheme)
            if self._theme.enlarge(own.text_percent):
                self.tabs.build_anew()
                self.banner.fit(self.width())

    # Drawing.

    def _draw(self) -> None:
        """Draw the tabs first: if anything after them fails, they already hold nothing old."""
        # The state is asked for anew each time: an error while one part is drawn blanks the rest.
        self.tabs.show_state(self._store.state)
        state = self._store.state
        self.banner.show_state(state)
        self.band_stack.show_bands(bands(state, self._clock().date(), self._words))
        self._failures.show_state(state)
        self._draw_status()
        self._draw_actions(state)

    def _draw_status(self) -> None:
        person = self.records.link.person if self.records is not None else None
        self.status_line.show_person(person.shown if person is not None else None)
        of = self.records if self._store.state.kept and self.records is not None else self.files
        self.status_line.show_state(self._store.state, of.status, failed=of.has_failed)

    def _draw_actions(self, state: State) -> None:
        draw_actions(
            self._actions,
            self._pages,
            state,
            shows_child=self._shows_child(),
            is_at_entries=self._is_at_entries(),
        )
        self.cover.draw_actions()

    def _is_at_entries(self) -> bool:
        return self._pages.currentWidget() is self.tabs

    def _shows_child(self) -> bool:
        """Whether the page in front, or the one behind the help, is about the child."""
        return self._has_child and self._pages.front in (self.tabs, self.preview)

    def _show_child(
        self,
        case: Case,
        path: Path | None = None,
        *,
        training_at: datetime | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        """Put another child on the screen in tabs that never held one."""
        self._leaving.take_down()
        # The tabs are built for the clock of this child: an example brings its own.
        self._store.open(case, path, training_at=training_at, keeper=keeper)
        self._has_child = True
        self.own.change(introduced=True)
        self.tabs.offer({key: partial(self._build, make) for key, make in self._makers.items()})
        self._draw()
        self.show_page(self.tabs)
        # In a record that holds something a stray letter would change it.
        self.tabs.begin("family_name") if case == Case() else self.tabs.setFocus()

    def _build(self, make: TabMaker) -> Tab:
        tab = make(self._store, self._words)
        tab.field_wanted.connect(self.focus_field)
        tab.drawing_failed.connect(self._hooks.report)
        tab.preview_wanted.connect(self.print_preview)
        tab.pdf_wanted.connect(self.file_desk.save_plan)
        tab.document_pdf_wanted.connect(self.file_desk.save_document)
        tab.document_wanted.connect(self.preview_of)
        if self.records is not None:
            serve(tab, self.records)
        tab.show_state(self._store.state)
        return tab

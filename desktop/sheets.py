"""From the screen to paper: makes a document, previews it, prints or saves it.

A document is made of the very state that was on the screen. Where entries change while it is shown
the preview closes, so that nothing old can be printed; where time alone ends it, it can be read
and no longer printed or saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from clinical.problem import InputError
from desktop import tasks
from desktop.widgets.notice_bar import Notice, NoticeBar
from reports.formats import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter

    from desktop.case_store import CaseStore
    from desktop.crash import CrashHooks
    from desktop.documents.document import Document
    from desktop.preview import Paper, Preview
    from desktop.state import State
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Marks:
    """Who prints a document of a patient, and the head of the history by then."""

    by: str | None = None
    head: str | None = None


class SheetDesk(QObject):
    """``shown`` when the preview comes to the front, ``left`` when it goes.

    ``anew_wanted(Document)`` when an expired one is to be made once more.
    """

    shown = Signal()
    left = Signal()
    anew_wanted = Signal(object)

    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        preview: Preview,
        *,
        hooks: CrashHooks,
        clock: Callable[[], datetime],
    ) -> None:
        # Goes with its page: what is connected to it names the window.
        super().__init__(preview)
        self._store, self._words, self._preview = store, words, preview
        self._hooks, self._clock = hooks, clock
        self._paper: Paper = "A4"
        self._document: Document | None = None
        # What the document on the screen was made of, and when it says that it is printed.
        self._of: State | None = None
        self._made_at: datetime | None = None
        self._marks = Marks()
        # Goes on with paper or a file, or says why it may not leave the screen now.
        self.gate: Callable[[Callable[[], None], Callable[[str], None]], None] = _open
        self.went_out = False
        self._then: Callable[[], None] | None = None
        preview.paper_chosen.connect(self.choose_paper)
        preview.closed.connect(self.close)
        preview.anew_wanted.connect(self._make_anew)
        store.changed.connect(self._follow)

    @property
    def is_open(self) -> bool:
        return self._document is not None

    @property
    def paper(self) -> Paper:
        return self._paper

    @property
    def document(self) -> Document | None:
        """The document in the preview."""
        return self._document

    def open(
        self,
        document: Document,
        notices: NoticeBar,
        then: Callable[[], None] | None = None,
        marks: Marks | None = None,
    ) -> bool:
        """Preview a document of what is on the screen, or say why there is none.

        ``then`` is called once its pages are there.
        """
        refusal = document.why_not(self._store.state)
        if refusal is not None:
            notices.post(Notice("caution", self._words.text(f"window.{refusal}")))
            return False
        document.settle(self._store)
        self._document, self._of, self._then = document, self._store.state, then
        self._marks, self.went_out = marks or Marks(), False
        self._preview.wait(self._words.text(document.text_key("title")))
        self.shown.emit()
        self._begin()
        return True

    def choose_paper(self, paper: str) -> None:
        """Make the document anew for the other paper."""
        if paper == self._paper:
            return
        self._paper = cast("Paper", paper)
        if self._document is not None:
            self._wait_and_begin()

    def close(self) -> None:
        """Leave the preview; nothing of the document stays."""
        if self._document is not None:
            self._document = self._of = self._then = None
            self._marks = Marks()
            self._preview.clear()
            self.left.emit()

    def save(self, path: Path) -> None:
        """Write the document on the screen as a PDF."""
        from records.files import write_whole

        def write() -> None:
            content = self._preview.content
            tasks.run(partial(write_whole, path, content), self._saved, self._not_saved)

        self._let_out(write)

    def print_with_dialog(self) -> None:
        """Ask for a printer and print; without any printer say how to get the sheet out."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self._preview.say("caution", self._words.text("preview.no_printer"))
            self._preview.save_button.setFocus()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        # The name is seen in the queue of the printer by everybody: no patient data.
        printer.setDocName(self._words.text("window.title"))
        dialog = QPrintDialog(printer, self._preview)
        dialog.setMinMax(1, self._preview.page_count)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        # A lock closes the sheet.
        chosen = dialog.exec()
        if self._document is None:
            return
        if chosen:
            self.print_to(printer)
        else:
            self._preview.say("info", self._words.text("preview.print_cancelled"))

    def print_to(self, printer: QPrinter) -> None:
        """Print the document on the screen and say what came of it."""
        self._let_out(partial(self._print, printer))

    def _let_out(self, then: Callable[[], None]) -> None:
        """Go on once the document may leave the screen, and says the time at which it does."""

        def go_on() -> None:
            document = self._document
            if document is None:
                return
            if self._made_at == self._store.now():
                then()
                return
            if document.as_of_now:
                self._of = self._store.state
            self._then = then
            self._wait_and_begin()

        self.gate(go_on, partial(self._preview.say, "stop"))

    def _print(self, printer: QPrinter) -> None:
        from desktop.print_system import why_not_ready

        why = why_not_ready(printer)
        if why is not None:
            name = printer.printerName()
            self._preview.say("stop", self._words.text(f"preview.{why}", printer=name))
            self._preview.save_button.setFocus()
            return
        if self._preview.print_to(printer, self._paper):
            self.went_out = True
            time = clock_text(self._clock())
            self._preview.say("info", self._words.text("preview.printed", time=time))
        else:
            self._preview.say("stop", self._words.text("preview.print_failed"))
            self._preview.save_button.setFocus()

    def _wait_and_begin(self) -> None:
        if self._document is not None:
            self._preview.wait(self._words.text(self._document.text_key("title")))
            self._begin()

    def _begin(self) -> None:
        document, of, at = self._document, self._of, self._store.now()
        if document is None or of is None:
            return
        self._made_at = at
        tasks.run(
            partial(_made, document, of, self._words, self._paper, at, self._marks),
            partial(self._arrived, (of, self._paper)),
            self._not_made,
        )

    def _arrived(self, wanted: tuple[State, Paper], content: bytes) -> None:
        # One that was asked for before the last choice of paper, or of a child now closed.
        if self._of is wanted[0] and self._paper == wanted[1]:
            self._preview.show_sheet(content, self._paper)
            then, self._then = self._then, None
            if then is not None:
                then()
            self._expire(self._store.state)

    def _not_made(self, error: Exception) -> None:
        self._preview.clear()
        from reports.fonts import PaperError

        if isinstance(error, PaperError):
            problem = self._words.text(f"paper.{error.code}", **error.values)
            self._preview.say("stop", self._words.text("window.sheet_failed", problem=problem))
            return
        self._hooks.report(error)

    def _saved(self, _: None) -> None:
        self.went_out = True
        time = clock_text(self._clock())
        self._preview.say("info", self._words.text("preview.saved", time=time))

    def _not_saved(self, error: Exception) -> None:
        if not isinstance(error, InputError):
            self._hooks.report(error)
            return
        problem = self._words.problem(error.problems[0])
        self._preview.say("stop", self._words.text("preview.save_failed", problem=problem))

    def _follow(self, state: State) -> None:
        """Close where the entries no longer give the document; say so where time has ended it."""
        document, of = self._document, self._of
        if document is None or of is None:
            return
        if document.depends_on(state) != document.depends_on(of) or state.failure is not None:
            self.close()
        else:
            self._expire(state)

    def _expire(self, state: State) -> None:
        document, of = self._document, self._of
        if document is None or of is None or self._preview.page_count == 0:
            return
        why = document.expired(of, state)
        if why is not None:
            self._preview.expire(self._words.text(f"preview.{why}"))

    def _make_anew(self) -> None:
        document = self._document
        self.close()
        if document is not None:
            self.anew_wanted.emit(document)


def _made(  # noqa: PLR0917 (what is made of what, and what stands on it)
    document: Document, of: State, words: Wording, paper: Paper, at: datetime, marks: Marks
) -> bytes:
    from desktop.version import version
    from reports.page import Printed

    return document.make(of, words, paper, Printed(at, marks.by, version(), marks.head))


def _open(then: Callable[[], None], _refused: Callable[[str], None]) -> None:
    """Let everything out: nobody is signed in."""
    then()

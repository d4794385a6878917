"""From the plan on the screen to paper: makes the sheet, previews it, prints or saves it.

The sheet is made from the very ``Plan`` that was on the screen. Where entries change while it
is shown the preview closes, so that no old sheet can be printed; where time alone ends it, it can
be read and no longer printed or saved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from clinical.dosing.expiry import why_expired
from clinical.problem import InputError
from desktop import tasks
from desktop.widgets.notice_bar import Notice, NoticeBar
from reports.formats import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter

    from clinical.dosing.plan import Choice, Plan
    from clinical.record.case import Case
    from clinical.record.kept_plan import Signature
    from desktop.case_store import CaseStore, State
    from desktop.crash import CrashHooks
    from desktop.preview import Paper, Preview
    from reports.wording import Wording

    SheetMaker = Callable[[Plan, Case, Paper, datetime, "PaperMarks"], bytes]


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """Who signed and checked a plan, who prints it, and the head of the history by then."""

    signed: Signature | None = None
    checked: Signature | None = None
    by: str | None = None
    head: str | None = None


class SheetDesk(QObject):
    """``shown`` when the preview comes to the front, ``left`` when it goes.

    ``anew_wanted`` when an expired sheet is to be made once more.
    """

    shown = Signal()
    left = Signal()
    anew_wanted = Signal()

    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        preview: Preview,
        *,
        make: SheetMaker,
        hooks: CrashHooks,
        clock: Callable[[], datetime],
    ) -> None:
        # Goes with its page: what is connected to it names the window.
        super().__init__(preview)
        self._store, self._words, self._preview = store, words, preview
        self._make, self._hooks, self._clock = make, hooks, clock
        self._paper: Paper = "A4"
        self._plan: Plan | None = None
        self._of: tuple[Case, Choice | None] | None = None
        self._marks = PaperMarks()
        # When the sheet on the screen says that it is printed.
        self._made_at: datetime | None = None
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
        return self._plan is not None

    @property
    def paper(self) -> Paper:
        return self._paper

    def open(
        self,
        notices: NoticeBar,
        then: Callable[[], None] | None = None,
        marks: PaperMarks | None = None,
    ) -> bool:
        """Preview the sheet of the plan on the screen, or say why there is none.

        ``then`` is called once its pages are there.
        """
        state = self._store.state
        plan = state.plan
        refusal = self._why_not(state)
        if refusal is not None or plan is None:
            notices.post(Notice("caution", self._words.text(f"window.{refusal}")))
            return False
        if state.choice is not None and state.choice.start is None:
            # What is on paper has its time: a start left open would go on with the clock.
            self._store.choose(replace(state.choice, start=plan.start))
            state = self._store.state
            plan = state.plan or plan
        self._plan, self._of, self._then = plan, (state.case, state.choice), then
        self._marks, self.went_out = marks or PaperMarks(), False
        if state.checked is not None:
            self._marks = replace(self._marks, checked=state.checked.by)
        self._preview.wait()
        self.shown.emit()
        self._begin(plan)
        return True

    @staticmethod
    def _why_not(state: State) -> str | None:
        if state.typing or state.failure is not None:
            return "print_typing"
        if state.plan is None:
            return "nothing_to_print"
        return "print_refused" if state.plan.verdict == "refused" else None

    def choose_paper(self, paper: str) -> None:
        """Make the sheet anew for the other paper."""
        if paper == self._paper:
            return
        self._paper = cast("Paper", paper)
        if self._plan is not None:
            self._preview.wait()
            self._begin(self._plan)

    def close(self) -> None:
        """Leave the preview; nothing of the sheet stays."""
        if self._plan is not None:
            self._plan = self._of = None
            self._marks = PaperMarks()
            self._preview.clear()
            self.left.emit()

    def save(self, path: Path) -> None:
        """Write the sheet on the screen as a PDF."""
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
        # A lock closes the sheet.
        if dialog.exec() and self._plan is not None:
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print the sheet on the screen and say what came of it."""
        self._let_out(partial(self._print, printer))

    def _let_out(self, then: Callable[[], None]) -> None:
        """Go on once the sheet may leave the screen, and says the time at which it does."""

        def go_on() -> None:
            if self._plan is None:
                return
            if self._made_at == self._store.now():
                then()
                return
            self._then = then
            self._preview.wait()
            self._begin(self._plan)

        self.gate(go_on, partial(self._preview.say, "stop"))

    def _print(self, printer: QPrinter) -> None:
        if self._preview.print_to(printer, self._paper):
            self.went_out = True
            time = clock_text(self._clock())
            self._preview.say("info", self._words.text("preview.printed", time=time))
        else:
            self._preview.say("stop", self._words.text("preview.print_failed"))

    def _begin(self, plan: Plan) -> None:
        of, at = self._of, self._store.now()
        if of is None:
            return
        self._made_at = at
        wanted = (plan, self._paper)
        tasks.run(
            partial(self._make, plan, of[0], self._paper, at, self._marks),
            partial(self._arrived, wanted),
            self._not_made,
        )

    def _arrived(self, wanted: tuple[Plan, Paper], content: bytes) -> None:
        # A sheet that was asked for before the last choice of paper, or of a child now closed.
        if self._plan is wanted[0] and self._paper == wanted[1]:
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
        """Close where the entries no longer give the sheet; say so where time has ended it."""
        if self._of is None:
            return
        if (state.case, state.choice) != self._of or state.failure is not None:
            self.close()
        else:
            self._expire(state)

    def _expire(self, state: State) -> None:
        if self._plan is None or self._preview.page_count == 0:
            return
        why = why_expired(self._plan, state.plan)
        if why is not None:
            self._preview.expire(self._words.text(f"preview.{why}"))

    def _make_anew(self) -> None:
        self.close()
        self.anew_wanted.emit()


def _open(then: Callable[[], None], _refused: Callable[[str], None]) -> None:
    """Let everything out: nobody is signed in."""
    then()

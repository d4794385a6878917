"""The sheet of the treatment log as a PDF: made of what is on the screen, and written where asked.

That a patient's log leaves the screen is recorded first, once the child was named again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from clinical.problem import InputError
from desktop import tasks
from desktop.patients.identity_desk import why_not
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from reports.formats import clock_text

if TYPE_CHECKING:
    from pathlib import Path

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from desktop.case_store import CaseStore
    from desktop.patients.keeper import PatientKeeper
    from desktop.records_desk import RecordsDesk
    from desktop.widgets.notice_bar import NoticeBar
    from records.faults import RecordsError
    from reports.page import Printed
    from reports.wording import Wording

_DOCUMENT = "treatment_log"


class LogSheetDesk:
    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        notices: NoticeBar,
        records: RecordsDesk | None,
    ) -> None:
        self._store, self._words = store, words
        self._notices, self._records = notices, records

    def save(self, place: Path) -> None:
        """Write the log on the screen; nothing where there is no result to write."""
        state = self._store.state
        assessment = state.assessment
        if assessment is None or state.typing:
            self._post("stop", self._words.text("window.print_typing"))
            return
        records = self._records
        keeper = records.keeper if records is not None else None
        if records is None or keeper is None:
            self._write(state.case, assessment, place)
        elif keeper.failure is not None and not keeper.is_saving:
            self._refused(keeper, keeper.failure)
        else:
            self._save_kept(records, keeper, place)

    def _save_kept(self, records: RecordsDesk, keeper: PatientKeeper, place: Path) -> None:
        """Have the child named again, record that the log leaves the screen, and write it.

        What is not saved is on no paper, and only what is on the screen by then is written.
        """

        def recorded(head: str) -> None:
            now = self._store.state
            if now.keeper is not keeper or now.assessment is None or now.typing:
                withdrawn(head)
                self._post("stop", self._words.text("window.print_typing"))
            else:
                self._write(now.case, now.assessment, place, keeper.person, head)

        def withdrawn(_: str) -> None:
            records.link.ask(
                lambda service: service.plans.not_printed(keeper.opened, _DOCUMENT, ""),
                lambda _: None,
                lambda error: self._notices.post(why_not(error, self._words)),
            )

        def named() -> None:
            records.link.ask_here(
                lambda service: service.plans.printed(keeper.assured(), _DOCUMENT, ""),
                recorded,
                partial(self._refused, keeper),
                withdrawn,
            )

        records.identity.confirm(keeper, named)

    def _refused(self, keeper: PatientKeeper, error: RecordsError) -> None:
        if keeper.failure is None:
            self._notices.post(why_not(error, self._words))
        else:
            self._post("stop", self._words.text("signing.not_saved", fault=fault_text(error)))

    def _write(
        self,
        case: Case,
        assessment: Assessment,
        place: Path,
        by: str | None = None,
        head: str | None = None,
    ) -> None:
        from desktop.version import version
        from reports.page import Printed

        printed = Printed(at=self._store.now(), by=by, version=version(), head=head)
        tasks.run(
            partial(_make, case, assessment, self._words, printed, place),
            lambda _: self._saved(),
            self._not_saved,
        )

    def _saved(self) -> None:
        time = clock_text(self._store.now())
        self._post("info", self._words.text("log_sheet.saved", time=time))

    def _not_saved(self, error: Exception) -> None:
        from reports.fonts import PaperError

        if isinstance(error, PaperError):
            problem = self._words.text(f"paper.{error.code}", **error.values)
        elif isinstance(error, InputError):
            problem = self._words.problem(error.problems[0])
        else:
            raise error
        self._post("stop", self._words.text("log_sheet.not_saved", problem=problem))

    def _post(self, tone: Literal["info", "stop"], text: str) -> None:
        self._notices.post(Notice(tone, text))


def _make(
    case: Case, assessment: Assessment, words: Wording, printed: Printed, place: Path
) -> None:
    from records.files import write_whole
    from reports.treatment_log import treatment_log_pdf

    write_whole(place, treatment_log_pdf(case, assessment, words, printed))

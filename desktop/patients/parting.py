"""Leaves a child only once it is saved, or once somebody said what becomes of what is not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.records_command import fault_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.door.frame import Frame
    from desktop.patients.draft_desk import DraftDesk
    from desktop.patients.keeper import PatientKeeper
    from desktop.question_bar import Answer
    from reports.wording import Wording


class Parting:
    """Asks in the bar of the window."""

    def __init__(self, words: Wording, frame: Frame, drafts: DraftDesk) -> None:
        self._words, self._frame, self._drafts = words, frame, drafts

    def leave(self, keeper: PatientKeeper | None, then: Callable[[], None]) -> None:
        """Go on once what was handed over is saved, or ask where that fails."""
        if keeper is None:
            then()
        elif keeper.is_saving:
            keeper.when_settled(partial(self.leave, keeper, then))
        elif keeper.failure is None:
            then()
        else:
            self._ask(
                self._words.text("keeping.ask", fault=fault_text(keeper.failure)),
                (self._words.text("keeping.again"), keeper.again),
                (self._words.text("keeping.leave"), partial(self._leave_unsaved, then)),
            )

    def _leave_unsaved(self, then: Callable[[], None]) -> None:
        """Leave only once what is on the screen is kept; where it cannot be, that is asked."""

        def not_kept(fault: str) -> None:
            self._ask(
                self._words.text("keeping.ask_lost", fault=fault),
                (self._words.text("keeping.lose"), then),
            )

        self._drafts.keep(then, not_kept)

    def _ask(self, text: str, *answers: Answer) -> None:
        self._frame.question.ask(text, answers, stay=self._words.text("window.ask.stay"))

"""Says whether the plan shown was signed by its prescriber, and asks to sign it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from desktop.tabs.history_link import history_link
from desktop.tabs.mark_card import MarkCard
from desktop.widgets.dress import text_label
from reports.formats import moment_text
from reports.kept_plan import kept_of

if TYPE_CHECKING:
    from desktop.case_store import State
    from reports.wording import Wording


class SignCard(MarkCard):
    """``wanted`` asks to sign; stands only for a patient whose record is kept.

    ``history_wanted(str)`` asks what happened to the plan that is kept.
    """

    wanted = Signal()
    history_wanted = Signal(str)

    def __init__(self, words: Wording) -> None:
        super().__init__(words, "signing.sign")
        self._kept = ""
        self._why_not = text_label("", "muted")
        self.history_link = history_link(words, "history.of_plan")
        self.history_link.clicked.connect(lambda: self.history_wanted.emit(self._kept))
        self.button.clicked.connect(self.wanted)
        self._column.addWidget(self._why_not)
        self._column.addWidget(self.history_link, 0, Qt.AlignmentFlag.AlignLeft)

    def show_state(self, state: State) -> None:
        """Draw the signature of the plan shown, or that it has none and why it can have none."""
        plan, keeper = state.plan, state.keeper
        wanted = (
            keeper is not None
            and plan is not None
            and plan.verdict != "refused"
            and not state.typing
            and state.failure is None
        )
        if not wanted or plan is None or keeper is None:
            self._said.clear()
            self._why_not.clear()
            self.hide()
            return
        kept = kept_of(state.case, plan)
        signed = kept.signed if kept is not None else None
        self._kept = f"plans.{kept.id}#{kept.version}" if kept is not None else ""
        self.history_link.setVisible(kept is not None)
        why = keeper.why_not("sign_plan")
        if why is None and plan.verdict == "confirm":
            why = self._words.text("signing.answer_first")
        if signed is None:
            self._mark.show_icon("caution", "caution")
            self._said.setText(self._words.text("signing.not_signed"))
        else:
            at = moment_text(signed.at.astimezone(state.as_of.tzinfo))
            self._mark.show_icon("met", "good")
            self._said.setText(self._words.text("signing.signed", by=signed.by, at=at))
        self.button.setVisible(signed is None)
        self.button.setEnabled(why is None)
        self._why_not.setText(why or "")
        self._why_not.setVisible(bool(why) and signed is None)
        self.show()

    def ask(self) -> str:
        """Press the button, where it may be pressed; return why not, empty where it was."""
        if self.isHidden():
            return self._words.text("signing.nothing")
        if self.button.isHidden():
            return self._words.text("signing.already")
        if not self.button.isEnabled():
            return self._why_not.text()
        self.button.click()
        return ""

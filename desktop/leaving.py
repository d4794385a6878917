"""What is asked before the child leaves the screen or the window closes: nothing goes unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.case_store import CaseStore
    from desktop.window import CaseWindow
    from reports.wording import Wording


class Leaving:
    """Asks in the window; once it was answered the window closes without asking again."""

    def __init__(self, window: CaseWindow, store: CaseStore, words: Wording) -> None:
        self._window, self._store, self._words = window, store, words
        self._for_good = False

    def leave_child(self, then: Callable[[], None]) -> None:
        """Do something that takes the child off the screen, asking first where it is unsaved."""
        self._window.open_entry.commit()
        if not self._is_begun:
            self._leave_record(then)
            return

        def without_it() -> None:
            self._store.begun.put(None)
            self._leave_record(then)

        answer = (self._words.text("window.ask.discard_entry"), without_it)
        stay = self._words.text("window.ask.stay_entry")
        self._window.question.ask(self._words.text("window.ask.entry"), (answer,), stay=stay)

    def take_down(self) -> None:
        """Leave nothing of the child on any page; no tabs stand until another child is shown."""
        window = self._window
        window.sheets.close()
        window.question.withdraw()
        window.notices.clear()
        window.files.forget()
        window.tabs.remove_all()

    @property
    def _is_begun(self) -> bool:
        """Whether an entry is begun and not recorded; one of a shipped example is nobody's work."""
        state = self._store.state
        return self._window.tabs.is_touched and not (state.training and state.path is None)

    def _leave_record(self, then: Callable[[], None]) -> None:
        window, state = self._window, self._store.state
        if state.kept and window.records is not None:
            window.records.leave(then)
            return
        if not state.at_risk:
            then()
            return
        answers = (
            (self._words.text("window.ask.save"), lambda: window.file_desk.save_first(then)),
            (self._words.text("window.ask.discard"), then),
        )
        stay = self._words.text("window.ask.stay")
        window.question.ask(self._words.text("window.ask.leave"), answers, stay=stay)

    def may_close(self, *, holds: bool) -> bool:
        """Return whether the window may close now; where not, what is lost is asked about.

        ``holds``: the page in front shows what is never shown again.
        """
        window, records = self._window, self._window.records
        locked = records is not None and window.cover.is_down
        if not locked:
            # Leaving an entry commits it; to be locked out of one is not to leave it.
            window.open_entry.commit()
        state = self._store.state
        if self._for_good or not (state.at_risk or holds or self._is_begun):
            return True
        if records is not None and locked:
            records.lock_page.say("caution", self._words.text("door.quit_locked"))
        elif holds:
            answer = (self._words.text("recovery.quit"), self._close)
            stay = self._words.text("recovery.stay")
            window.question.ask(self._words.text("recovery.ask_quit"), (answer,), stay=stay)
        else:
            self.leave_child(self._close)
        return False

    def _close(self) -> None:
        self._for_good = True
        self._window.close()

"""Two keys that spare the way through many controls: to what is next, and to the signature.

Neither passes anything by: to sign is to press the button of the card, where that may be pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.widgets.notice_bar import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.window import CaseWindow


def go_on(window: CaseWindow) -> None:
    """Go to the next entry or question the tab in front waits for."""
    tab = window.tabs.current()
    if tab is not None:
        window.open_entry.commit()
        tab.go_on()


class SignKey:
    """Shows the plan and asks for its signature, or says why it cannot be signed now."""

    def __init__(self, window: CaseWindow, tabs: Sequence[str]) -> None:
        """``tabs`` are the keys of the tabs in their order."""
        self._window, self._place = window, tabs.index("dosing")
        self._said: Notice | None = None

    def press(self) -> None:
        window = self._window
        window.open_entry.commit()
        if self._said is not None:
            # What was said of the plan before may be true of this one no longer.
            window.notices.withdraw(self._said)
            self._said = None
        if self._place >= window.tabs.count():
            return
        window.show_tab(self._place)
        why_not = window.tabs.tab(self._place).ask_to_sign()
        if why_not:
            self._said = Notice("caution", why_not)
            window.notices.post(self._said)

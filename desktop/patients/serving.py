"""What a tab asks of the records: every such signal of a tab, connected in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.records_desk import RecordsDesk
    from desktop.tabs.base import Tab


def serve(tab: Tab, records: RecordsDesk) -> None:
    """Let a tab reach the records: signatures, checks, letters, and who changed what."""
    tab.sign_wanted.connect(records.sign)
    tab.check_agreed.connect(records.check)
    tab.history_wanted.connect(records.show_history)
    tab.strike_wanted.connect(records.strike)
    tab.finalise_wanted.connect(records.finalise)

    def tell_printed() -> None:
        if records.keeper is not None:
            records.letters.ask_printed(records.keeper, tab.show_printed)

    tab.printed_asked.connect(tell_printed)

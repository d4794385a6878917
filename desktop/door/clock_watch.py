"""Compares the clock of the machine with the last save: a wrong clock makes wrong ages and doses.

A clock that stands before the last save, or more than 48 hours after it, is said (hazard H43 of the
hazard reference). Whether it is wrong a person decides: nobody may have worked for three days.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.widgets.notice_bar import Notice
from reports.formats import moment_text

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.door.link import RecordsLink
    from desktop.widgets.notice_bar import NoticeBar
    from records.service.door import SignedIn
    from reports.wording import Wording

# Hazard reference H43.
_MOST_APART = timedelta(hours=48)
# So much a time server may put a clock right; times are entered and shown in minutes.
_SET_RIGHT = timedelta(minutes=1)


class ClockWatch:
    """Says once for each last save that the clock does not fit to it."""

    def __init__(self, link: RecordsLink, words: Wording, notices: NoticeBar) -> None:
        self._link, self._words, self._notices = link, words, notices
        self._last: datetime | None = None
        self._said = False

    def hear_of(self, signed_in: SignedIn) -> None:
        """Hear when the records were written last before somebody came in."""
        if signed_in.written_before is not None and self._last is None:
            self._last = signed_in.written_before
        self.look()

    def saved(self) -> None:
        """Hear of a save; the clock by which it was made is compared with the one before."""
        self.look()
        self._last, self._said = self._link.clock(), False

    def look(self) -> None:
        """Compare now."""
        last, now = self._last, self._link.clock()
        if last is None or self._said or last - _SET_RIGHT < now <= last + _MOST_APART:
            return
        self._said = True
        text = self._words.text(
            "door.clock",
            now=moment_text(now),
            last=moment_text(last.astimezone(now.tzinfo)),
        )
        self._notices.post(Notice("stop", text))

"""A day, or a day with its time, typed as text and read back in words beside the field.

Always shown as 21-Nov-2026, whatever the region of the machine is. No calendar and no wheel: a
day is typed, or set to now by a button.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from desktop.entry.dates import (
    DateReading,
    MomentReading,
    read_date,
    read_date_time,
    read_time_alone,
    shown_moment,
    with_fixed_offset,
)
from desktop.entry.entries import Entry
from desktop.widgets.dress import wide
from desktop.widgets.line_field import LineField, Reading
from reports.formats import clock_text, day_text, day_with_weekday

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.entry.entries import FieldNotice
    from desktop.words import Words

_DAY_WIDTH = 168
_MOMENT_WIDTH = 264


class DateField(LineField):
    """``edited``, ``committed`` and ``answered`` carry an ``Entry[date]``.

    ``echo`` puts a day in words beside the field ("Sat 21-Nov-2026, 3 days ago").
    """

    def __init__(
        self,
        words: Words,
        *,
        check: Callable[[date], FieldNotice | None] | None = None,
        echo: Callable[[date], str] = day_with_weekday,
    ) -> None:
        super().__init__(words)
        self._check = check
        self._say = echo
        self._frame.setFixedWidth(wide(_DAY_WIDTH))
        self._reread()

    @property
    def entry(self) -> Entry[date]:
        return self._entry_of(read_date(self.text))[0]

    def show_entry(self, value: date | None) -> None:
        """Draw what the case holds, without emitting."""
        self._show_text(value, "" if value is None else day_text(value))

    def set_check(self, check: Callable[[date], FieldNotice | None] | None) -> None:
        """Take another check and apply it at once."""
        self._check = check
        self._reread()

    def read(self, text: str) -> Reading:
        reading = read_date(text)
        entry, notice = self._entry_of(reading)
        echo = "" if entry.value is None else self._say(entry.value)
        return Reading(entry, reading.value, notice, echo)

    def _entry_of(self, reading: DateReading) -> tuple[Entry[date], FieldNotice | None]:
        if reading.problem is not None:
            problem = self._words.text(f"field.date.{reading.problem}", **reading.params)
            return Entry(self.text, None, None, problem), None
        notice = self._check(reading.value) if self._check and reading.value is not None else None
        if notice is not None and notice.severity == "hard":
            return Entry(self.text, None, None, notice.text), notice
        return Entry(self.text, reading.value), notice


class DateTimeField(LineField):
    """Signals carry an ``Entry[datetime]`` on the clock of ``zone``.

    With ``day_alone`` a day without a time is accepted too, and the value is then a ``date``.
    ``clock`` serves the button that sets the field to now; without it there is none. With
    ``alone_ahead`` a time without its day is the last such time of the clock, or one that lies no
    further ahead than that; on leaving the field its day is written before it.
    """

    def __init__(
        self,
        words: Words,
        zone: tzinfo,
        *,
        clock: Callable[[], datetime] | None = None,
        check: Callable[[date | datetime], FieldNotice | None] | None = None,
        echo: Callable[[date | datetime], str] | None = None,
        day_alone: bool = False,
        alone_ahead: timedelta | None = None,
    ) -> None:
        super().__init__(words)
        self._alone_ahead = alone_ahead
        self._zone = zone
        self._clock = clock
        self._check = check
        self._say = echo
        self._day_alone = day_alone
        self._frame.setFixedWidth(wide(_MOMENT_WIDTH))
        self._now_button: QPushButton | None = None
        if clock is not None:
            self._now_button = QPushButton(words.text("field.now"))
            self._now_button.setAutoDefault(False)
            self._now_button.clicked.connect(self._set_to_now)
            self._inside.addWidget(self._now_button)
        self._reread()

    @property
    def entry(self) -> Entry[date | datetime]:
        return self._entry_of(self._read_moment(self.text))[0]

    @property
    def now_button(self) -> QPushButton | None:
        return self._now_button

    def set_label(self, name: str, description: str) -> None:
        super().set_label(name, description)
        if self._now_button is not None:
            self._now_button.setAccessibleName(self._words.text("field.now_name", name=name))

    def show_entry(self, value: date | datetime | None) -> None:
        """Draw what the case holds, without emitting; seconds are not shown."""
        if isinstance(value, datetime):
            value = with_fixed_offset(value.replace(second=0, microsecond=0))
        self._show_text(value, "" if value is None else self._written(value))

    def set_zone(self, zone: tzinfo) -> None:
        """Read and write on the clock of another zone: an example child brings its own."""
        if zone != self._zone:
            self._zone = zone
            self._reread()

    def set_check(self, check: Callable[[date | datetime], FieldNotice | None] | None) -> None:
        """Take another check and apply it at once."""
        self._check = check
        self._reread()

    def read(self, text: str) -> Reading:
        reading = self._read_moment(text)
        entry, notice = self._entry_of(reading)
        echo = "" if entry.value is None else self._in_words(entry.value)
        return Reading(entry, reading.value, notice, echo)

    def commit(self) -> bool:
        """Commit what was typed; a time alone has its day from now on, whatever the clock does."""
        entry = self._current.entry
        if self._is_time_alone(read_date_time(self.text, self._zone)) and isinstance(
            entry.value, datetime
        ):
            self._line.setText(self._written(entry.value))
            self._reread()
        return super().commit()

    def _is_time_alone(self, moment: MomentReading) -> bool:
        return self._alone_ahead is not None and moment.problem == "date_missing"

    def _read_moment(self, text: str) -> DateReading | MomentReading:
        moment = read_date_time(text, self._zone)
        if self._day_alone and moment.problem == "time_missing":
            return read_date(text)
        if (
            self._is_time_alone(moment)
            and self._clock is not None
            and self._alone_ahead is not None
        ):
            return read_time_alone(text, self._zone, self._clock(), self._alone_ahead)
        return moment

    def _entry_of(
        self, reading: DateReading | MomentReading
    ) -> tuple[Entry[date | datetime], FieldNotice | None]:
        value = reading.value
        if reading.problem is not None:
            problem = self._words.text(f"field.date.{reading.problem}", **reading.params)
            return Entry(self.text, None, None, problem), None
        notice = self._check(value) if self._check and value is not None else None
        if notice is not None and notice.severity == "hard":
            return Entry(self.text, None, None, notice.text), notice
        return Entry(self.text, value), notice

    def _in_words(self, value: date | datetime) -> str:
        if self._say is not None:
            return self._say(value)
        if isinstance(value, datetime):
            local = value.astimezone(self._zone)
            return f"{day_with_weekday(local.date())} {clock_text(local)}"
        return day_with_weekday(value)

    def _written(self, value: date | datetime) -> str:
        return shown_moment(value, self._zone) if isinstance(value, datetime) else day_text(value)

    def _set_to_now(self) -> None:
        if self._clock is None:
            return
        now = self._clock().replace(second=0, microsecond=0)
        self._line.setText(shown_moment(now, self._zone))
        self._reread()
        self.edited.emit(self._current.entry)
        self.commit()

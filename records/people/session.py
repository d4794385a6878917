"""Who is at the workstation: a pure value with the time passed in, changed by making the next one.

A session locks itself after a while without a hand on the keys, even if nobody tells it to:
whoever asks is told by the clock. Coming back takes a short PIN for one shift, and the password
after five wrong ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from records.people.roles import IN_EMERGENCY, Action, Role, allows

if TYPE_CHECKING:
    from records.keys.wrapping import WrappedKey

# Hazard reference C4 (P): default, and what a site may choose between.
DEFAULT_IDLE = timedelta(minutes=3)
SHORTEST_IDLE, LONGEST_IDLE = timedelta(minutes=1), timedelta(minutes=10)
SHIFT = timedelta(hours=8)
PIN_TRIES = 5
EMERGENCY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Person:
    """An account: ``name`` is typed to sign in, ``shown`` stands on screen and paper."""

    id: str
    name: str
    shown: str
    roles: tuple[Role, ...]
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class Session:
    """A person signed in; ``pin`` is a seal that only the PIN opens."""

    person: Person
    began: datetime
    last_active: datetime
    idle_limit: timedelta = DEFAULT_IDLE
    locked: bool = False
    pin: WrappedKey | None = None
    pin_failures: int = 0
    shift_over: bool = False
    emergency_until: datetime | None = None

    def allows(self, action: Action, now: datetime) -> bool:
        """Return whether the person may do something now."""
        return allows(self.person.roles, action) or (
            action in IN_EMERGENCY and self.in_emergency(now)
        )

    def in_emergency(self, now: datetime) -> bool:
        """Return whether an emergency read is under way."""
        return self.emergency_until is not None and now < self.emergency_until

    def is_locked(self, now: datetime) -> bool:
        """Return whether it is locked, by hand or by time; a clock put back locks too."""
        idle = now - self.last_active
        return self.locked or idle >= self.idle_limit or idle < -self.idle_limit

    def locks_at(self) -> datetime:
        """Return when it locks itself unless somebody touches a key."""
        return self.last_active + self.idle_limit

    def pin_serves(self, now: datetime) -> bool:
        """Return whether the PIN is still enough to come back."""
        in_shift = timedelta(0) <= now - self.began < SHIFT
        fits = in_shift and not self.shift_over
        return self.pin is not None and self.pin_failures < PIN_TRIES and fits

    def aged(self, now: datetime) -> Session:
        """Return the session with what the time has brought for good.

        A lock or the end of a shift that came stays, whatever the clock says afterwards.
        """
        in_shift = timedelta(0) <= now - self.began < SHIFT
        aged = self if in_shift or self.shift_over else replace(self, shift_over=True)
        return aged.locked_now() if aged.is_locked(now) and not aged.locked else aged

    def touched(self, now: datetime) -> Session:
        """Return the session after a key or a click; a locked one stays as it was."""
        return self if self.is_locked(now) else replace(self, last_active=now)

    def locked_now(self) -> Session:
        """Return the session locked; an emergency ends with it."""
        return replace(self, locked=True, emergency_until=None)

    def returned(self, now: datetime, *, by_password: bool) -> Session:
        """Return the session after its person came back; a password begins a new shift."""
        back = replace(self, locked=False, last_active=now, pin_failures=0)
        return replace(back, began=now, shift_over=False) if by_password else back

    def pin_failed(self) -> Session:
        """Return the session after a wrong PIN."""
        return replace(self, pin_failures=self.pin_failures + 1)

    def with_pin(self, pin: WrappedKey | None) -> Session:
        """Return the session with a PIN, or without one."""
        return replace(self, pin=pin, pin_failures=0)

    def reading_in_emergency(self, now: datetime) -> Session:
        """Return the session with an emergency read begun."""
        return replace(self, emergency_until=now + EMERGENCY)


def idle_limit(minutes: int | None) -> timedelta:
    """Return how long a session stays open untouched, within what a site may choose."""
    if minutes is None:
        return DEFAULT_IDLE
    return min(max(timedelta(minutes=minutes), SHORTEST_IDLE), LONGEST_IDLE)

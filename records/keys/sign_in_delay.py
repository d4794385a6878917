"""How long to wait after wrong passwords: longer each time, never for ever.

It is kept beside the store, because before a sign-in the store itself cannot be written, and it
survives a restart. Who can delete the file can also try passwords without this program; what
then holds is the cost of Argon2id.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from clinical.problem import InputError
from clinical.values import Frozen, Moment, Text
from records.files import read_whole, write_whole

if TYPE_CHECKING:
    from pathlib import Path

_FREE_TRIES = 3
_FIRST_WAIT = timedelta(seconds=5)
# A child may need the record now: nobody waits longer than this.
LONGEST_WAIT = timedelta(minutes=5)
_LARGEST_BYTES = 1_000_000


class Tries(Frozen):
    """Wrong passwords in a row under one name, and when the last was tried."""

    failures: int
    last: Moment


class _TryFile(Frozen):
    names: dict[Text, Tries]


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many wrong passwords in a row."""
    if failures < _FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - _FREE_TRIES, 20)
    return min(_FIRST_WAIT * 2**doublings, LONGEST_WAIT)


class SignInDelay:
    """The wrong passwords under each name, in a small file."""

    def __init__(self, path: Path) -> None:
        """Read the file; one that cannot be read counts as empty: it must lock nobody out."""
        self._path = path
        try:
            table = json.loads(read_whole(path, _LARGEST_BYTES))
            self._names = dict(_TryFile.model_validate(table).names)
        except (InputError, ValidationError, ValueError, RecursionError):
            self._names = {}

    def tries(self, name: str) -> Tries | None:
        """Return the wrong passwords under a name since the last right one."""
        return self._names.get(name)

    def wait(self, name: str, now: datetime) -> timedelta:
        """Return how long a name still has to wait."""
        found = self._names.get(name)
        if found is None:
            return timedelta(0)
        if now < found.last:
            # The clock was put back: the wait begins again once, not until that time returns.
            self._names[name] = found.replace(last=now)
            self._write()
            return wait_after(found.failures)
        return max(wait_after(found.failures) - (now - found.last), timedelta(0))

    def failed(self, name: str, now: datetime) -> None:
        """Remember a wrong password."""
        found = self._names.get(name)
        failures = 1 + (found.failures if found is not None else 0)
        self._names[name] = Tries(failures=failures, last=now)
        self._write()

    def succeeded(self, name: str) -> None:
        """Forget the wrong passwords of a name."""
        if self._names.pop(name, None) is not None:
            self._write()

    def _write(self) -> None:
        content = _TryFile(names=self._names).model_dump_json(indent=2).encode()
        try:
            write_whole(self._path, content)
        except InputError:
            # A full or read-only disk must not keep anybody out.
            return

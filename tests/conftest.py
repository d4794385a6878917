"""What every test runs under: no display, no network, no unexpected log record, nobody's own files.

The guards are here and not in the tests, so that a new test has them without asking.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.rules.rulebook import Rulebook

# Before Qt is imported anywhere: a developer's display, language and style change no result.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("KD_BEDSIDE_TEST_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
for _name in ("LANGUAGE", "QT_STYLE_OVERRIDE", "QT_SCALE_FACTOR", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(_name, None)

# The gate gives the same answer twice: examples are derived from the test, not from chance.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def pytest_collection_finish() -> None:
    """Leave what stays for good out of every later search for garbage: a fifth of the time."""
    gc.collect()
    gc.freeze()
    # As in the program: never in a thread beside that of the windows, never while Qt draws one.
    gc.disable()


def pytest_runtest_logfinish() -> None:
    """Look for garbage between two tests."""
    from desktop.garbage import look

    look()


@pytest.fixture
def now() -> datetime:
    """Return the time tests hand to the program; it has an offset, as every time here has."""
    return datetime(2026, 11, 21, 14, 20, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the shipped rules, read once; no site's."""
    from clinical.rules.files import parse
    from resources import names, read_text

    return parse({name.removeprefix("rules/"): read_text(name) for name in names("rules", ".toml")})


@pytest.fixture(scope="session", autouse=True)
def nobodys_own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point every folder a program may keep things in at an empty one."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
def the_default_locale_is_put_back() -> Iterator[None]:
    """Undo a test that works in another language, so that the next one does not."""
    from PySide6.QtCore import QLocale

    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(QLocale.c())


@dataclass(frozen=True)
class _ExpectedRecord:
    level: int
    text: str


class LogWatch(logging.Handler):
    """Collects every record of warning or above; what was not announced fails the test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._expected: list[_ExpectedRecord] = []
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def expect(self, level: int, text: str) -> None:
        """Announce one record of this level whose message contains ``text``."""
        self._expected.append(_ExpectedRecord(level, text))

    def complaints(self) -> list[str]:
        """Return what was logged unannounced, and what was announced and never logged."""
        waiting = list(self._expected)
        found: list[str] = []
        for record in self._records:
            message = record.getMessage()
            match = next(
                (e for e in waiting if e.level == record.levelno and e.text in message), None
            )
            if match is None:
                found.append(f"unexpected {record.levelname} from {record.name}: {message}")
            else:
                waiting.remove(match)
        found.extend(f"never logged: {e.text!r}" for e in waiting)
        return found


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    complaints = watch.complaints()
    assert not complaints, "\n".join(complaints)


class NetworkAttemptedError(AssertionError):
    """A test, or the program under it, reached for the network."""


class NetworkGuard:
    """Refuses every socket but local ones, and remembers it in case the refusal is swallowed.

    An audit hook sees what a replaced ``socket.socket`` would miss (``_socket``, name lookups).
    """

    _LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})

    def __init__(self) -> None:
        self.active = False
        self.attempts: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.active or not event.startswith("socket."):
            return
        # AF_UNIX is 1 on every system that has it; the module itself stays unimported here.
        is_remote = event in self._LOOKUPS or (event == "socket.__new__" and arguments[1] != 1)
        if is_remote:
            self.attempts.append(f"{event}{arguments[1:]}")
            raise NetworkAttemptedError(self.attempts[-1])


_guard = NetworkGuard()
sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    _guard.attempts.clear()
    _guard.active = True
    yield _guard
    _guard.active = False
    assert not _guard.attempts, "\n".join(_guard.attempts)

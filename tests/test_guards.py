"""The guards every test runs under are tested too: a guard that cannot fail guards nothing."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

import pytest

from tests.conftest import LogWatch, NetworkAttemptedError, NetworkGuard


def test_a_socket_to_another_machine_is_refused_and_remembered(network_guard: NetworkGuard) -> None:
    with pytest.raises(NetworkAttemptedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with pytest.raises(NetworkAttemptedError):
        socket.getaddrinfo("example.invalid", 443)
    assert len(network_guard.attempts) == 2
    network_guard.attempts.clear()


def test_a_local_socket_is_allowed() -> None:
    one, other = socket.socketpair()
    one.close()
    other.close()


def test_an_unannounced_warning_is_a_complaint() -> None:
    watch = LogWatch()
    watch.emit(logging.LogRecord("desktop", logging.WARNING, __file__, 1, "careful", None, None))
    assert watch.complaints() == ["unexpected WARNING from desktop: careful"]


def test_an_announced_warning_is_not_and_one_that_never_came_is(log_watch: LogWatch) -> None:
    log_watch.expect(logging.ERROR, "disk full")
    logging.getLogger("records").error("not saved: disk full")
    assert log_watch.complaints() == []

    watch = LogWatch()
    watch.expect(logging.ERROR, "disk full")
    assert watch.complaints() == ["never logged: 'disk full'"]


def test_nothing_is_written_into_the_home_of_who_runs_the_tests() -> None:
    assert "home0" in Path(os.environ["HOME"]).name
    assert Path(os.environ["XDG_DATA_HOME"]).is_relative_to(os.environ["HOME"])

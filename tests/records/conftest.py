"""The shipped rules, for the tests that read case files, and a ward for those of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.rules import load_rulebook
from tests.records.ward import Ward

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """Give a ward whose store exists, with its first account signed in."""
    made = Ward(tmp_path / "records").founded()
    yield made
    made.records.door.sign_out()

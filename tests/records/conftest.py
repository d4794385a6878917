"""The shipped rules, for the tests that read case files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.rules import load_rulebook

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()

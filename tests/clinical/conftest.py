"""The shipped rules, read once for all clinical tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.rules.files import parse
from resources import names, read_text

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


def _shipped() -> dict[str, str]:
    return {name.removeprefix("rules/"): read_text(name) for name in names("rules", ".toml")}


@pytest.fixture(scope="session")
def rule_texts() -> dict[str, str]:
    return _shipped()


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return parse(_shipped())

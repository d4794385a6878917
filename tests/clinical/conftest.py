"""The shipped rule files, read once for all clinical tests."""

from __future__ import annotations

import pytest

from resources import names, read_text


@pytest.fixture(scope="session")
def rule_texts() -> dict[str, str]:
    """Return the shipped rule files as they stand, to be made wrong."""
    return {name.removeprefix("rules/"): read_text(name) for name in names("rules", ".toml")}

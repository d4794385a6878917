"""Decodes each text of a rule file once: site files are laid over the same shipped ones."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# A few times the files there are.
_TEXTS = 256


@lru_cache(maxsize=_TEXTS)
def decoded(text: str) -> Mapping[str, Any]:
    """Return a table that everybody shares who reads this text: nobody changes anything in it.

    Raises:
        tomllib.TOMLDecodeError: where it is no TOML.
    """
    return tomllib.loads(text, parse_float=Decimal)

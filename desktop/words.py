"""What a widget needs from the wording of the product, and no more.

Widgets are handed an object of this shape, so that they read no file and know no language.
"""

from __future__ import annotations

from typing import Protocol


class Words(Protocol):
    def text(self, key: str, /, **values: object) -> str:
        """Return the sentence of a key such as ``field.number.sign``, its values filled in."""
        ...

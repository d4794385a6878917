"""What a tone is to an eye that sees no colour: the icon that goes with it wherever it is drawn.

A drawing may use a more telling icon (a clock for a dose to come), never none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Shade = Literal["met", "not_met", "unknown", "good", "caution", "stop", "info"]

ICONS: Mapping[Shade, str] = {
    "met": "met",
    "not_met": "not_met",
    "unknown": "unknown",
    "good": "met",
    "caution": "caution",
    "stop": "stop",
    "info": "info",
}

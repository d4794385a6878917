"""How a due time and a rung of a ladder look: one picture and tone for each state, everywhere.

The state stands in words beside it: no one has to tell it by colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The icon and its tone.
DUE_LOOKS: Mapping[str, tuple[str, str]] = {
    "planned": ("clock", "muted"),
    "waiting": ("unknown", "unknown"),
    "due": ("caution", "caution"),
    "overdue": ("stop", "stop"),
    "held": ("stop", "stop"),
    "given": ("met", "good"),
    "withheld": ("not_met", "not_met"),
    "missed": ("caution", "caution"),
    "passed": ("not_met", "muted"),
}

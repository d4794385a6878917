"""The only clock of the product; everything else is handed the time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def now(zone: ZoneInfo | None = None) -> datetime:
    """Return the present minute, in a zone or with the machine's own offset."""
    moment = datetime.now(zone) if zone is not None else datetime.now().astimezone()
    return moment.replace(second=0, microsecond=0)


def moment() -> datetime:
    """Return the present time to the microsecond: sessions lock and the history is told by it."""
    return datetime.now().astimezone()

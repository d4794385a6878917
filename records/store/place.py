"""Where a store stands: its folder, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store stands: its folder and what is in it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "records.db"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def head(self) -> Path:
        return self.folder / "audit-head.json"

    @property
    def lock(self) -> Path:
        return self.folder / "records.lock"

    @property
    def tries(self) -> Path:
        return self.folder / "sign-in.json"

    @property
    def backups(self) -> Path:
        """Where the backups stand unless the site says otherwise."""
        return self.folder / "backups"

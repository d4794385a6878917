"""Where the records of this workstation stand, and their backups.

One answer for the window and the command line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from records.place import DEFAULT_MOST, records_folder

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


def folder_of_records(rulebook: Rulebook) -> Path:
    """Return where the records stand: where the site says, else by the rule for all."""
    site = rulebook.site
    chosen = site.workstation.records_folder if site is not None else None
    return records_folder(Path(chosen) if chosen is not None else None)


def backups_of_site(rulebook: Rulebook) -> tuple[Path | None, int]:
    """Return where the site wants backups, None beside the records, and how many are kept."""
    site = rulebook.site
    if site is None:
        return None, DEFAULT_MOST
    chosen, most = site.workstation.backups_folder, site.workstation.backups_kept
    return (Path(chosen) if chosen is not None else None), most or DEFAULT_MOST

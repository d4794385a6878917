"""Where the records stand: where the site says, else for the whole machine, else for this user."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import site_data_dir, user_data_dir

# Hazard H64: the last ten backups. A site may say another number.
DEFAULT_MOST = 10
_PROGRAM, _STORE = "kd-bedside", "records"


def records_folder(chosen: Path | None = None) -> Path:
    """Return the folder of the store, which need not exist yet.

    The machine's folder is taken only where it is there already and can be written: whoever
    installs the program decides who may share it. Made here, it would belong to one user.
    """
    if chosen is not None:
        return chosen
    shared = Path(site_data_dir(_PROGRAM, appauthor=False))
    if shared.is_dir() and os.access(shared, os.W_OK):
        return shared / _STORE
    return Path(user_data_dir(_PROGRAM, appauthor=False)) / _STORE

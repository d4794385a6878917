"""The log of the program: warnings and errors, in a small file that turns over.

It holds kinds of errors and places in the code. Patient data never reaches it, because nothing
that could hold any is ever handed to a logger.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_dir

_BYTES, _KEPT = 200_000, 2


def start_logging() -> None:
    """Log to a file of this user; without a place to write it, to standard error as usual."""
    folder = Path(user_log_dir("kd-bedside", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(
            folder / "kd-bedside.log",
            maxBytes=_BYTES,
            backupCount=_KEPT,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)

"""Standard output and error as a command uses them: any letter, and no half answer unsaid."""

from __future__ import annotations

import os
import sys
from typing import Any

from reports.wording import english


def printed(text: str) -> bool:
    """Print and return whether it arrived; half an answer must not look like a whole one."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The reader closed the pipe ("| head"): it has what it wanted.
        _drop_output()
    except OSError as error:
        _drop_output()
        why = error.strerror or type(error).__name__
        print(english().text("command.not_printed", why=why), file=sys.stderr)
        return False
    return True


def _drop_output() -> None:
    """Let nothing more be tried on an output that failed, not even at the end of the program."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device, not a path)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def speak_utf8() -> None:
    """Print every name even where the terminal's own code page cannot."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")

"""The way in: a window without arguments, a command with them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    from desktop.command_line import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())

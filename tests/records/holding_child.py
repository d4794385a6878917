"""A program that opens the store and holds it until it is told to end or killed."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.records.ward import Ward

if __name__ == "__main__":
    Ward(Path(sys.argv[1])).signed_in("ada")
    sys.stdout.write("open\n")
    sys.stdout.flush()
    sys.stdin.read()

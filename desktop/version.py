"""Which version of the program this is."""

from __future__ import annotations

from importlib.metadata import version as installed


def version() -> str:
    """Return the version of the installed package."""
    return installed("kd-bedside")

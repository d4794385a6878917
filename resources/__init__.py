"""The one door to everything that is shipped and is not code: rules, wording, cases, fonts, icons.

A resource is named by its path below this package, with forward slashes ("rules/sources.toml"). It
is found the same way in the source tree, in an installed wheel and in the frozen program. Nothing
is parsed or kept here.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class ResourceNotFoundError(LookupError):
    """The program asked for a shipped file, or a folder of them, that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no shipped resource is named {name!r}")


def read_text(name: str) -> str:
    """Return a shipped text file, decoded as UTF-8 with its line ends as they are."""
    return read_bytes(name).decode("utf-8")


def read_bytes(name: str) -> bytes:
    """Return a shipped file as it is; raise ``ResourceNotFoundError`` where there is none."""
    found = _find(name)
    if not found.is_file():
        raise ResourceNotFoundError(name)
    return found.read_bytes()


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Return the sorted names of the files directly in ``folder`` that end in ``suffix``.

    The names can be handed to ``read_text``. A folder that is not there raises
    ``ResourceNotFoundError``: a build that lost its rules must not look like one without any.
    """
    found = _find(folder)
    if not found.is_dir():
        raise ResourceNotFoundError(folder)
    return tuple(
        sorted(
            f"{folder}/{entry.name}"
            for entry in found.iterdir()
            if entry.is_file() and entry.name.endswith(suffix)
        )
    )


def _find(name: str) -> Traversable:
    parts = name.split("/")
    # A name is a path inside this package: nothing may lead out of it.
    if "\\" in name or any(part in {"", ".", ".."} for part in parts):
        raise ResourceNotFoundError(name)
    return files(__name__).joinpath(*parts)

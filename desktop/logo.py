"""The logo of a letterhead: read from beside the site file, and refused unless it can be drawn."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from PIL import Image

from clinical.problem import InputError, Problem
from clinical.values import quoted
from records.files import read_whole

if TYPE_CHECKING:
    from pathlib import Path

_KEY = "site.toml: hospital.logo"
_LARGEST_FILE = 1_000_000
# More would print no sharper, and a picture of thousands by thousands fills the memory.
_LARGEST_SIDE = 2_000


def logo_of(folder: Path, name: str) -> bytes:
    """Return the picture of that name in the folder of a site file.

    Raises:
        InputError: where it cannot be used as a logo, with why.
    """
    parts = {*PurePosixPath(name).parts, *PureWindowsPath(name).parts}
    absolute = PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor != ""
    if absolute or ".." in parts:
        raise InputError([Problem(_KEY, "logo_elsewhere", quoted(name))])
    content = read_whole(folder / name, _LARGEST_FILE)
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            across, down = picture.size
            if max(across, down) <= _LARGEST_SIDE:
                picture.load()
    except Exception as error:  # noqa: BLE001 (a damaged picture fails in many ways)
        found = f"{quoted(name)}: {type(error).__name__}"
        raise InputError([Problem(_KEY, "logo_unreadable", found)]) from None
    if max(across, down) > _LARGEST_SIDE:
        found, accepted = f"{across} x {down}", str(_LARGEST_SIDE)
        raise InputError([Problem(_KEY, "logo_too_large", found, accepted)])
    return content

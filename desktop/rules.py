"""Where the rulebook comes from: the shipped rule files, and the site's own over them."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import site_config_dir

from clinical.problem import InputError, Problem
from clinical.rules.files import parse
from records.files import read_whole
from resources import names, read_text

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

_LARGEST_SITE_FILE = 1_000_000


def _machine_folder() -> Path:
    if sys.platform == "linux":
        # XDG_CONFIG_DIRS is not asked: sessions set it differently and a user can change it, and
        # two workstations of one ward must not dose differently.
        return Path("/etc/kd-bedside")
    return Path(site_config_dir("kd-bedside", appauthor=False))


MACHINE_FOLDER = _machine_folder()


def load_rulebook(site: Path | None = None) -> Rulebook:
    """Return the rules in force; without ``site`` the machine's site file, where there is one.

    Raises:
        InputError: where the site file cannot be read or is refused.
    """
    place = site if site is not None else machine_site_file()
    if place is None:
        return shipped_rulebook()
    return with_logo(rulebook_with(site_text(place)), place)


def with_logo(rulebook: Rulebook, place: Path) -> Rulebook:
    """Return the rules with the logo that the site file at ``place`` names, if it names one.

    Raises:
        InputError: where the picture cannot be read, is too large, is no PNG or JPEG, or lies
            elsewhere than in the folder of the site file: that folder is the administrator's.
    """
    site = rulebook.site
    if site is None or site.logo_file is None:
        return rulebook
    # What reads pictures takes its time, and most sites have none.
    from desktop.logo import logo_of

    return replace(rulebook, site=replace(site, logo=logo_of(place.parent, site.logo_file)))


def rulebook_with(site: str) -> Rulebook:
    """Return the shipped rules with the text of a site file over them.

    Raises:
        InputError: where the text is refused.
    """
    return parse(_shipped_texts(), site)


@cache
def shipped_rulebook() -> Rulebook:
    """Return the shipped rules alone, as no site changed them; they are read once."""
    return parse(_shipped_texts())


def _shipped_texts() -> dict[str, str]:
    return {name.rpartition("/")[2]: read_text(name) for name in names("rules", ".toml")}


def machine_site_file() -> Path | None:
    """Return the site file of this machine, which only its administrator can write."""
    place = MACHINE_FOLDER / "site.toml"
    return place if place.is_file() else None


def site_text(place: Path) -> str:
    """Return the text of a site file.

    Raises:
        InputError: where it cannot be read.
    """
    try:
        return read_whole(place, _LARGEST_SITE_FILE).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem(str(place), "file_encoding")]) from None

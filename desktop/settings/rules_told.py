"""The rules in force in a few words each: what the site has set, and what stays as shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from records.people.session import idle_limit
from reports.formats import day_text, unit_text
from reports.step_words import fever_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clinical.quantity import Unit
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

# The entries that ask for their unit until the site has set one (design.md, "The house").
ASKED_UNITS = ("crp", "total_bilirubin", "albumin", "haemoglobin", "troponin", "d_dimer")
_HASH_DIGITS = 12


class Told(NamedTuple):
    """A setting: its key in the wording, its name, and what holds."""

    key: str
    name: str
    value: str


def rules_told(rulebook: Rulebook, place: Path | None, words: Wording) -> tuple[Told, ...]:
    """Return what is in force; ``place`` is the site file, None where there is none."""
    return tuple(
        Told(key, words.text(f"settings.rules.{key}"), value)
        for key, value in _facts(rulebook, place, words)
    )


def _facts(rulebook: Rulebook, place: Path | None, words: Wording) -> Iterator[tuple[str, str]]:
    def text(key: str, **values: object) -> str:
        return words.text(f"settings.value.{key}", **values)

    site = rulebook.site
    yield (
        "edition",
        text(
            "edition",
            edition=rulebook.edition,
            hash=rulebook.sha256[:_HASH_DIGITS],
            day=day_text(rulebook.review_by),
        ),
    )
    if site is None:
        yield "site", text("no_site")
    else:
        yield "site", text("site", name=site.name, hash=site.sha256[:_HASH_DIGITS])
        if place is not None:
            yield "place", str(place)
        yield "checked", _checked(rulebook, words)
        if site.hospital:
            yield "hospital", ", ".join(site.hospital.values())
    units: Mapping[str, Unit] = site.units if site is not None else {}
    asked = [each for each in ASKED_UNITS if each not in units]
    told = [
        text("unit", name=words.name(code), unit=unit_text(unit))
        for code, unit in sorted(units.items())
    ]
    if asked:
        told.append(text("units_asked", names=", ".join(words.name(each) for each in asked)))
    yield "units", "\n".join(told)
    yield "z_model", rulebook.z_models[rulebook.coronary.z_model].title
    yield (
        "definitions",
        text(
            "definitions",
            days=rulebook.kawasaki.minimum_fever_days,
            fever=fever_text(rulebook.temperature.fever, words),
        ),
    )
    if site is not None and site.changed:
        yield "changed", ", ".join(site.changed)
    minutes = site.workstation.lock_after_minutes if site is not None else None
    yield "lock", text("minutes", minutes=int(idle_limit(minutes).total_seconds()) // 60)
    yield "language", text("language")
    yield "dates", text("dates")


def _checked(rulebook: Rulebook, words: Wording) -> str:
    site = rulebook.site
    if site is None or site.checked_by is None:
        return words.text("settings.value.not_checked")
    by = site.prepared_by or words.text("settings.value.nobody_named")
    return words.text("settings.value.checked", by=by, checker=site.checked_by)

"""A field of the record and its values as a person reads them, from the paths of the store."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from reports.formats import day_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

# Parts of a path that say nothing to a reader: the tables a field stands in.
_QUIET = {"patient", "illness", "signs", "value", "history", "discharge", "involvement"}
_HIDDEN = {"id", "recorded", "struck"}
_LONGEST_ID = 32
_OF_A_PLAN = ("regimen", "version", "start", "struck")
# What a finalised version was made of is read on its pages.
_OF_A_SUMMARY = ("version", "as_of", "code", "replaces", "reason", "written", "struck")


def field_name(path: str, words: Wording, plans: Mapping[str, str] | None = None) -> str:
    """Return what a field such as ``illness.signs.rash.state`` is called.

    ``plans`` names each kept plan by its id and version, ``ID#2``.
    """
    known = plans or {}
    parts = [
        known.get(part, part)
        for part in path.split(".")
        if part in known or len(part.partition("#")[0]) < _LONGEST_ID
    ]
    told = [part for part in parts if part not in _QUIET] or parts
    return ", ".join(part if part in known.values() else _part(part, words) for part in told)


def plan_names(case: Case, rulebook: Rulebook, words: Wording) -> dict[str, str]:
    """Return what each kept plan is called: its regimen and version."""
    names: dict[str, str] = {}
    for plan in case.plans:
        regimen = rulebook.regimens.get(plan.regimen)
        title = regimen.title if regimen is not None else plan.regimen
        named = words.text("history.plan", regimen=title, version=plan.version)
        names[f"{plan.id}#{plan.version}"] = named
    return names


def _part(part: str, words: Wording) -> str:
    keys = (f"history.part.{part}", f"name.{part}", f"ask.field.{part}")
    found = next(filter(None, map(words.find, keys)), None)
    return found or part.replace("_", " ")


def value_words(text: str, words: Wording) -> str:
    """Return a value that is kept as JSON; nothing where there is none."""
    if not text:
        return words.text("history.nothing")
    return _value(json.loads(text), words)


def _value(value: object, words: Wording) -> str:
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        if "steps" in items:
            # A plan is read on its sheet; here it is only named.
            items = {key: items.get(key) for key in _OF_A_PLAN}
        elif "finalised" in items:
            items = {key: items.get(key) for key in _OF_A_SUMMARY}
        told = [
            f"{_part(key, words)} {_value(each, words)}"
            for key, each in items.items()
            if key not in _HIDDEN and each is not None
        ]
        struck = items.get("struck")
        if struck:
            told.append(words.text("history.struck", reason=struck["reason"]))
        return ", ".join(told) or words.text("history.nothing")
    if isinstance(value, list):
        parts = [_value(each, words) for each in cast("list[object]", value)]
        return "; ".join(parts) or words.text("history.nothing")
    if isinstance(value, bool):
        return words.text("history.yes" if value else "history.no")
    return _text(str(value), words)


def _text(value: str, words: Wording) -> str:
    """Return a word as it stands; days and times in the house form."""
    try:
        if len(value) == len("2026-11-21"):
            return day_text(date.fromisoformat(value))
        if "T" in value:
            return moment_text(datetime.fromisoformat(value))
    except ValueError:
        pass
    return words.find(f"name.{value}") or value

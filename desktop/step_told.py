"""What a step of undo or redo did, in a few words: the entry, and what stands in it now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from desktop.patients.field_words import field_name, value_words
from reports.formats import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clinical.record.case import Case
    from reports.wording import Wording

# Who wrote an item and when is no entry of anybody.
_SILENT = {"id", "recorded", "format"}
_MOST = 2


def step_told(before: Case, after: Case, words: Wording) -> str:
    """Return what is different in a case after a step; empty where nothing is."""
    old, new = (case.model_dump(mode="json", exclude_defaults=True) for case in (before, after))
    found = list(_told("", old, new, words))
    if len(found) > _MOST:
        found[_MOST:] = [words.text("step.more", count=len(found) - _MOST)]
    return "; ".join(found)


def _told(place: str, old: object, new: object, words: Wording) -> Iterator[str]:
    if old == new:
        return
    kinds = {type(old), type(new)} - {type(None)}
    if kinds == {dict}:
        before, after = _table(old), _table(new)
        for key in dict.fromkeys((*before, *after)):
            if key not in _SILENT:
                path = f"{place}.{key}" if place else key
                yield from _told(path, before.get(key), after.get(key), words)
    elif kinds == {list}:
        yield from _items(place, _list(old), _list(new), words)
    else:
        name = field_name(place, words)
        key = "emptied" if new is None else "set"
        yield words.text(f"step.{key}", field=name, value=_value(new, words))


def _items(place: str, old: list[object], new: list[object], words: Wording) -> Iterator[str]:
    """Tell of each item that went, came, or is another in its place."""
    gone = [item for item in old if item not in new]
    come = [item for item in new if item not in old]
    for item in come:
        yield words.text("step.stands", item=_item(place, item, words))
    # One in the place of another is told by what stands there now.
    for item in gone[len(come) :]:
        yield words.text("step.gone", item=_item(place, item, words))


def _item(place: str, item: object, words: Wording) -> str:
    facts = _table(item)
    if "code" in facts:
        unit = facts.get("unit")
        amount = facts.get("value") or facts.get("interpretation") or ""
        shown = f"{amount} {unit_text(str(unit))}" if unit else str(amount)
        return f"{words.name(str(facts['code']))} {shown}".strip()
    name = field_name(place, words).capitalize()
    for key, unit in (("kg", "kg"), ("cm", "cm")):
        if key in facts:
            return f"{name} {facts[key]} {unit}"
    if "agent" in facts:
        return words.find(f"agent.{facts['agent']}") or str(facts["agent"])
    return name


def _value(value: object, words: Wording) -> str:
    return "" if value is None else value_words(json.dumps(value), words)


def _table(value: object) -> Mapping[str, object]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []

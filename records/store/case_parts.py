"""A case taken apart for the store and put together again: the untimed part, and its entries.

Each timed item has an id, and an entry is one version of it. The order of the items is kept with
the untimed part, so that a case comes back exactly as it was saved. Pure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import ValidationError

from clinical.record.case import Case
from clinical.record.kept_plan import KeptPlan
from clinical.values import frozen_collections
from records.faults import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from clinical.record.entry import Entry, Recorded

KINDS = (
    "weights",
    "heights",
    "observations",
    "echos",
    "treatments",
    "adverse_events",
    "notes",
    "plans",
    "summaries",
)
_ABSENT = ""


class EntryKey(NamedTuple):
    """Which item: its kind, and its id (a plan's with its version)."""

    kind: str
    entry: str


@dataclass(frozen=True, slots=True)
class CaseParts:
    """The JSON texts of a case: its untimed part, and each item."""

    head: str
    entries: Mapping[EntryKey, str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field and the JSON of its value before and after; empty is "not recorded"."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What one save does to a case."""

    added: Mapping[EntryKey, str]
    altered: Mapping[EntryKey, str]
    removed: tuple[EntryKey, ...]
    fields: tuple[FieldChange, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.altered or self.removed or self.fields)


def identified(case: Case, recorded: Recorded, new_id: Callable[[], str]) -> Case:
    """Return the case with an id and a record of who wrote it for each item that has none."""
    items: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        before: tuple[Entry, ...] = getattr(case, kind)
        after = tuple(_marked(item, recorded, new_id) for item in before)
        if after != before:
            items[kind] = after
    return case.replace(**items) if items else case


def _marked(item: Entry, recorded: Recorded, new_id: Callable[[], str]) -> Entry:
    if item.id is None:
        item = item.replace(id=new_id())
    if item.recorded is None:
        item = item.replace(recorded=recorded)
    return item


def entry_key(kind: str, item: Entry) -> EntryKey:
    """Return the key of an item that has an id."""
    if isinstance(item, KeptPlan):
        return EntryKey(kind, f"{item.id}#{item.version}")
    return EntryKey(kind, str(item.id))


def parts_of(case: Case, before: tuple[Case, CaseParts] | None = None) -> CaseParts:
    """Take a case apart; every item has an id.

    ``before`` is the case as it was with its parts: an item that is the same object there is not
    written out again, which keeps one more dose among thousands quick.
    """
    known = _texts_by_item(*before) if before is not None else {}
    document = case.model_dump(mode="json", exclude_defaults=True, exclude=set(KINDS))
    order: dict[str, list[str]] = {}
    entries: dict[EntryKey, str] = {}
    for kind in KINDS:
        for item in getattr(case, kind):
            key = entry_key(kind, item)
            entries[key] = known.get(id(item)) or json_text(
                item.model_dump(mode="json", exclude_defaults=True)
            )
            order.setdefault(kind, []).append(key.entry)
    return CaseParts(json_text({"case": document, "order": order}), entries)


def _texts_by_item(case: Case, parts: CaseParts) -> dict[int, str]:
    """Return the text of each item by the object's identity; ``case`` keeps them alive."""
    return {
        id(item): parts.entries[entry_key(kind, item)]
        for kind in KINDS
        for item in getattr(case, kind)
    }


def case_of_parts(parts: CaseParts) -> Case:
    """Put a case together.

    Raises:
        StoreError: ``store_damaged`` where the parts are not those of a case.
    """
    try:
        head = json.loads(parts.head)
        document: dict[str, Any] = dict(head["case"])
        for kind, order in head["order"].items():
            document[kind] = [json.loads(parts.entries[EntryKey(kind, entry)]) for entry in order]
        return Case.model_validate(frozen_collections(document))
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        raise StoreError("store_damaged", path="") from None


def difference(before: CaseParts | None, after: CaseParts) -> Difference:
    """Return what is different: new and altered items, and every field that changed."""
    old: Mapping[EntryKey, str] = before.entries if before is not None else {}
    added = {key: text for key, text in after.entries.items() if key not in old}
    altered = {key: text for key, text in after.entries.items() if key in old and old[key] != text}
    removed = tuple(key for key in old if key not in after.entries)
    fields = list(_fields("", _case_of(before), _case_of(after)))
    for key, text in altered.items():
        fields.extend(_fields(f"{key.kind}.{key.entry}", json.loads(old[key]), json.loads(text)))
    return Difference(added, altered, removed, tuple(fields))


def json_text(value: object) -> str:
    """Return JSON in the one spelling the store uses."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _case_of(parts: CaseParts | None) -> object:
    return json.loads(parts.head)["case"] if parts is not None else {}


def _fields(place: str, before: object, after: object) -> Iterator[FieldChange]:
    """Yield the changed fields; a list is one field."""
    if before == after:
        return
    if isinstance(before, dict) or isinstance(after, dict):
        old = cast("dict[str, object]", before) if isinstance(before, dict) else {}
        new = cast("dict[str, object]", after) if isinstance(after, dict) else {}
        for key in sorted({*old, *new}):
            yield from _fields(f"{place}.{key}" if place else key, old.get(key), new.get(key))
        return
    yield FieldChange(place, _value_text(before), _value_text(after))


def _value_text(value: object) -> str:
    return _ABSENT if value is None else json_text(value)

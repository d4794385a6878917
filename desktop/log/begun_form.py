"""The fields of a form as raw text, to be kept while an entry is begun, and put back by hand's way.

What cannot be read yet is text like any other; a choice that a form no longer offers is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.entry.begun import Begun
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.line_field import LineField
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import NotesField

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clinical.log.entries import LogItem
    from clinical.record.case import Case
    from desktop.log.entry_forms import EntryForm


def begun_in(kind: str, form: EntryForm, *, since: str, time: str, of: Sequence[LogItem]) -> Begun:
    """Return what stands in a form that is begun."""
    texts: dict[str, str] = {}
    units: dict[str, str] = {}
    chosen: dict[str, str] = {}
    for key, each in form.fields.items():
        if isinstance(each, ChoiceField):
            if each.choice is not None:
                chosen[key] = each.choice
            continue
        text = each.entry.text if isinstance(each, NotesField) else each.text
        if text:
            texts[key] = text
            if isinstance(each, NumberField) and each.unit is not None:
                units[key] = each.unit
    ids = tuple(item.id for item in of if item.id is not None)
    return Begun(kind, since, time, texts, units, chosen, ids)


def put_into(form: EntryForm, begun: Begun) -> None:
    """Put what was begun into a form, choices first: they say which fields there are."""
    for key, code in begun.chosen.items():
        each = form.fields.get(key)
        if isinstance(each, ChoiceField) and code in each.codes:
            each.button(code).click()
    for key, text in begun.texts.items():
        each = form.fields.get(key)
        if isinstance(each, NumberField) and key in begun.units:
            each.choose_unit(begun.units[key])
        if isinstance(each, LineField):
            each.type_anew(text)
        elif isinstance(each, NotesField):
            each.show_entry(text)


def corrected_items(case: Case, begun: Begun) -> tuple[LogItem, ...]:
    """Return the entries that were being corrected, none where one of them no longer counts."""
    found = tuple(item for item in _items(case) if item.id in begun.of and item.struck is None)
    return found if len(found) == len(begun.of) else ()


def _items(case: Case) -> Iterator[Any]:
    for place in ("observations", "treatments", "adverse_events", "notes"):
        yield from getattr(case, place)

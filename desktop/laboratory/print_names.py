"""What laboratories call the values of the program, and how their print-outs are to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from desktop.laboratory.print_cells import fold_name
from desktop.laboratory.print_heads import Names, Role, Titles
from desktop.laboratory.printed import ValueReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinical.quantity import Unit
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


def names_of(codes: Iterable[ObservationCode], words: Wording) -> Names:
    """Return every name by its letters alone, with the values it may mean."""
    found: Names = {}
    for code in codes:
        also = words.find(f"laboratory.also.{code}") or ""
        for name in (words.name(code), code, *also.split(";")):
            folded = fold_name(name)
            if folded and code not in found.get(folded, ()):
                found[folded] = (*found.get(folded, ()), code)
    return found


def titles_of(words: Wording) -> Titles:
    """Return the heads of the columns of a list by their letters alone."""
    return {
        fold_name(title): role
        for role in get_args(Role)
        for title in words.text(f"laboratory.titles.{role}").split(";")
    }


def reader_of(codes: Iterable[ObservationCode], rulebook: Rulebook) -> ValueReader:
    """Return the reader for a site: where neither it nor the print-out says the unit, it is asked.

    A typed number stands beside its unit; of a pasted one nobody saw which was meant.
    """
    preset: dict[ObservationCode, Unit | None] = {}
    for code in codes:
        rule = rulebook.fields[code]
        own = rulebook.site.units.get(code) if rulebook.site is not None else None
        preset[code] = own or (rule.canonical if len(rule.units) == 1 else None)
    return ValueReader(rulebook.fields, preset)

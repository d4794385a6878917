"""The manifestations that the definitions of CSTE and the WHO count, each by any of its signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence, seen
from clinical.diagnosis.misc_items import Item, answer, marker_item, missing_entries
from clinical.findings import Reason
from clinical.logic import Finding, any_of
from clinical.rules.mis_c import Marker

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.citation import Cited
    from clinical.rules.rulebook import Rulebook


def any_part(identifier: str, parts: tuple[Item, ...], cited: Cited) -> Item:
    """Return a category met by any of its parts; the part that meets it speaks."""
    finding = any_of(*(part.finding for part in parts))
    if finding is Finding.MET:
        shown = next(part for part in parts if part.finding is Finding.MET)
        return Item(identifier, shown.reason)
    reason = Reason.citing("misc.category", finding, cited, {"name": f"category.{identifier}"})
    return Item(identifier, reason, missing_entries(parts))


def mucocutaneous(case: Case, cited: Cited, as_of: datetime) -> tuple[Item, ...]:
    """Return the signs of skin and mucosa: lymph nodes and late peeling are none of them."""
    signs = case.illness.signs
    return tuple(
        answer(name, f"sign.{name}", seen(sign, as_of), cited, f"signs.{name}")
        for name, sign in (
            ("rash", signs.rash),
            ("oral_changes", signs.oral_changes),
            ("conjunctivitis", signs.conjunctivitis),
            ("extremity_changes", signs.extremity_changes),
        )
    )


def entered(case: Case, name: str, cited: Cited) -> Item:
    """Return what the clinician answered, and nothing else."""
    entry = f"involvement.{name}"
    finding = presence(getattr(case.involvement, name))
    return answer(name, "misc.entry", finding, cited, entry, name=entry)


def digestive(case: Case, cited: Cited) -> Item:
    """Return abdominal pain, vomiting or diarrhoea, as entered."""
    finding = presence(case.involvement.gastrointestinal)
    entry = "involvement.gastrointestinal"
    return answer("gastrointestinal", "misc.digestive", finding, cited, entry)


def raised(
    case: Case, rulebook: Rulebook, as_of: datetime, code: ObservationCode, cited: Cited
) -> Item:
    """Return whether a laboratory value was ever above its range."""
    marker = Marker(id=code, codes=(code,), out_of_range="high")
    return marker_item(case, rulebook, as_of, marker, cited)

"""Reads a cell of a follow-up table, as the reference prints it or as the product words it.

Both come to the same lengths of time in the same order ("q2-3 y" and "every 2 to 3 years" are 2
and 3 years) and the same things to do ("LDA" and "low-dose aspirin").
"""

from __future__ import annotations

import re

_UNITS = {
    "wk": "week",
    "week": "week",
    "weeks": "week",
    "mo": "month",
    "month": "month",
    "months": "month",
    "y": "year",
    "year": "year",
    "years": "year",
}
_YEARLY = re.compile(r"\b(?:yearly|every year|once a year|each year|annually)\b")
_PIECE = re.compile(r"\d+|[a-z]+")
_WORDS = {
    "aspirin": r"\blda\b|aspirin",
    "clopidogrel": r"clopidogrel",
    "two antiplatelet drugs": r"\bdapt\b|(?:dual|two|second) antiplatelet",
    "warfarin": r"warfarin",
    "heparin": r"\blmwh\b|low-molecular-weight heparin",
    "direct oral anticoagulant": r"\bdoac\b|direct oral anticoagulant",
    "discharge": r"discharge",
    "none": r"^(?:none|no)\b",
    "may": r"\bmay\b|\bcan\b|\bif at all\b",
    "stop": r"\bstop",
    "until normal": r"until(?: it is| the coronar\w+ (?:is|are))? normal",
    "promotion": r"promot|encourag",
    "contact sport": r"contact",
    "self-limit": r"self-limit",
    "contraception": r"contraception",
    "pregnancy": r"pregnan",
    "ischaemia": r"isch?aemi",
    "poor images": r"poor",
    "without echo": r"omit",
    "persists": r"persist",
    "regressed": r"regress",
}


def lengths(cell: str) -> list[tuple[int, str]]:
    """Return the lengths of time in a cell, each number with the unit that follows it."""
    text = _YEARLY.sub("1 year", cell.lower())
    found: list[tuple[int, str]] = []
    waiting: list[int] = []
    for piece in _PIECE.findall(re.sub(r"\bq(?=\d)", "", text)):
        if piece.isdecimal():
            waiting.append(int(piece))
        elif piece in _UNITS:
            found += [(number, _UNITS[piece]) for number in waiting]
            waiting = []
    assert not waiting, f"numbers without a unit: {cell!r}"
    return found


def words(cell: str) -> set[str]:
    """Return the things to do that a cell speaks of."""
    return {name for name, pattern in _WORDS.items() if re.search(pattern, cell.lower())}


def difference(printed: str, product: str | None) -> str | None:
    """Return how the product's cell differs from the printed one, None where it does not."""
    if printed == "null" or product is None:
        return None if printed == "null" and product is None else f"{product!r} for {printed!r}"
    wanted = lengths(printed.removeprefix("..."))
    found = lengths(product)
    if printed.startswith("..."):
        found = found[-len(wanted) :]
    if found != wanted:
        return f"{found} in {product!r} for {wanted} in {printed!r}"
    if words(product) != words(printed.removeprefix("...")):
        return f"{words(product)} in {product!r} for {words(printed)} in {printed!r}"
    return None

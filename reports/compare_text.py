"""The rescue treatments side by side as plain text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.plain_text import rules_line, wrapped
from reports.summary.compare import comparison

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.dosing.plan import Plan
    from reports.summary.compare import Option
    from reports.wording import Wording


def compare_text(plans: tuple[Plan, ...], words: Wording) -> str:
    """Return the options below each other, and first what holds of all of them."""
    found = comparison(plans, words)
    lines = [words.text("compare.title"), ""]
    lines += [wrapped(line.text, "!") for line in found.shared]
    lines += [""] if found.shared else []
    for option in found.options:
        lines += [*_option(option, words), ""]
    lines += [rules_line(plans[0].rulebook, words), words.text("product.dagger")]
    return "\n".join(lines)


def _option(option: Option, words: Wording) -> Iterator[str]:
    if option.dose:
        yield words.text("compare.text_dose", title=option.title, dose=option.dose, how=option.how)
        yield wrapped(option.amounts, " ")
    else:
        yield words.text("compare.text_none", title=option.title, why=option.how)
    if option.later:
        yield wrapped(option.later, " ")
    yield wrapped(option.evidence.text, "*")
    for line in option.cautions:
        yield wrapped(line.text, "!")
    if option.to_check:
        yield wrapped(option.to_check, "?")

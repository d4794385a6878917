"""What a step of undo or redo did to the choice of a regimen: the drug or the setting by name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clinical.values import NUMBER_FORM
from reports.formats import moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.dosing.plan import Choice
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


def choice_told(
    before: Choice | None, after: Choice | None, rulebook: Rulebook, words: Wording
) -> str:
    """Return what is different in a choice after a step; empty where nothing is."""
    if after is None:
        return words.text("step.no_regimen") if before is not None else ""
    if before is None or before.regimen != after.regimen:
        return words.text("step.regimen", title=rulebook.regimens[after.regimen].title)
    return "; ".join(_settings_told(before, after, words))


def _settings_told(before: Choice, after: Choice, words: Wording) -> Iterator[str]:
    if before.start != after.start:
        start = words.text("dosing.label.start")
        yield (
            words.text("step.emptied", field=start)
            if after.start is None
            else words.text("step.set", field=start, value=moment_text(after.start))
        )
    for name in dict.fromkeys((*before.settings, *after.settings)):
        value = after.settings.get(name)
        if before.settings.get(name) == value:
            continue
        label = words.find(f"dosing.label.{name}") or name
        if value is None:
            yield words.text("step.emptied", field=label)
        else:
            yield words.text("step.set", field=label, value=_value(name, value, words))


def _value(name: str, value: str, words: Wording) -> str:
    if NUMBER_FORM.fullmatch(value) is None:
        return words.find(f"dosing.choice.{name}.{value}") or value
    return f"{number_text(Decimal(value))} {words.find(f'dosing.unit.{name}') or ''}".strip()

"""What stands in a field: the text as typed, and the value it reads as, or why it has none.

These values travel from a field to the store of the case. They are plain and frozen, so that a
test can compare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

ValueT_co = TypeVar("ValueT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[ValueT_co]):
    """The content of a field; ``value`` is None whenever ``problem`` is not.

    ``problem`` is the sentence on the screen. An empty field has neither value nor problem.
    ``unit`` is the code chosen beside a number, None for fields without one or before the choice.
    ``comparator`` is what a laboratory wrote before the number: ``<``, ``<=``, ``>`` or ``>=``.
    ``judgement`` is what it wrote instead of one: ``high``, ``low`` or ``normal``.
    """

    text: str
    value: ValueT_co | None
    unit: str | None = None
    problem: str | None = None
    comparator: str | None = None
    judgement: str | None = None


@dataclass(frozen=True, slots=True)
class FieldNotice:
    """What a check says of a readable value.

    ``hard``: it cannot be right, and the field then has no value. ``soft``: a question; the value
    counts, and one answer settles it.
    """

    severity: Literal["hard", "soft"]
    text: str


@dataclass(frozen=True, slots=True)
class UnitOption:
    """A unit a field offers: its code, how it is written, and the digits a number may have in it.

    ``also`` lists further spellings that may be pasted behind the number.
    """

    code: str
    text: str
    whole_digits: int
    decimals: int
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.text, self.code, *self.also)

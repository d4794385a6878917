"""The vocabulary of results: a reason, an alert, and where the record is silent.

Codes and exact values only; ``reports.wording`` makes the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from clinical.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.logic import Finding
    from clinical.rules.citation import Cited, Mark, Severity

Value = str | int | Decimal | Fraction | Quantity | date | datetime
NO_VALUES: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation: what was looked at, what was found, who says so.

    ``field`` is the entry that would change it, as a key of the form (``sodium``,
    ``signs.rash``, ``weight``). ``note`` is what the rule file says about its number: where
    sources disagree, and why this one was chosen.
    """

    code: str
    finding: Finding
    values: Mapping[str, Value] = attribute(default_factory=lambda: NO_VALUES)
    source: str | None = None
    mark: Mark | None = None
    field: str | None = None
    note: str | None = None

    @classmethod
    def citing(
        cls,
        code: str,
        finding: Finding,
        cited: Cited,
        values: Mapping[str, Value] = NO_VALUES,
        field: str | None = None,
    ) -> Reason:
        """Return a reason with the source and mark of a rule."""
        return cls(code, finding, values, cited.source, cited.mark, field, cited.note)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something the person should know (info), answer (confirm) or cannot pass (stop)."""

    severity: Severity
    code: str
    values: Mapping[str, Value] = attribute(default_factory=lambda: NO_VALUES)
    source: str | None = None
    mark: Mark | None = None
    field: str | None = None

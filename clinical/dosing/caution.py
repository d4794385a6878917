"""What a caution is asked of, and what its check answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from clinical.findings import Value
    from clinical.logic import Finding
    from clinical.record.case import Case
    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import Caution, Product, Regimen
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a caution is asked: the record, the drug's product and the planned start."""

    case: Case
    rulebook: Rulebook
    regimen: Regimen
    product: Product | None
    start: datetime
    as_of: datetime
    # From one dose of the planned regimen to the next, where it has such.
    interval: timedelta | None = None

    def of_a_kind(self, caution: Caution) -> set[Agent]:
        """Return the other drugs of the groups that the planned one belongs to."""
        groups = [group for group in caution.therapies if self.regimen.agent in group]
        return {drug for group in groups for drug in group if drug != self.regimen.agent}


@dataclass(frozen=True, slots=True)
class Answer:
    """The finding of one check, with the values it was decided on.

    ``variant`` tells findings apart that need another sentence than the usual one.
    """

    finding: Finding
    values: Mapping[str, Value]
    field: str | None
    variant: str = ""

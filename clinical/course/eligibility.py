"""Whether a child may enter a trial, item by item.

An entry of the record decides; where it is silent the answer given on the screening list does;
else the item is open. Open is never "no": a child is called eligible only where every item is
decided, and not eligible only where one is decided against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.course.eligibility_checks import Child, look
from clinical.diagnosis.evidence import presence
from clinical.findings import Reason
from clinical.logic import Finding, negate

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.course.ivig_response import IvigResponse
    from clinical.course.temperature import Reading
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook
    from clinical.rules.trial import TrialItem, TrialRule

EligibilityVerdict = Literal["eligible", "screening", "not_eligible", "undetermined"]

_INSURANCE = "I9"
_FEVER = "I6"


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """One item: for an inclusion "met" is fulfilled, for an exclusion it keeps the child out.

    ``counts`` is false for an item that the site leaves out; ``contradicted`` says that the
    answer on the list was another one than the record's.
    """

    rule: TrialItem
    finding: Finding
    because: Reason | None
    missing: tuple[str, ...]
    counts: bool
    contradicted: bool

    @property
    def speaks(self) -> Finding:
        """Whether the item lets the child in."""
        return negate(self.finding) if self.rule.kind == "exclusion" else self.finding

    @property
    def waits(self) -> bool:
        """Whether only time stands against the child."""
        return self.rule.check == "hours_since_ivig"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a trial's list says of a child, with every item."""

    rule: TrialRule
    verdict: EligibilityVerdict
    items: tuple[ItemFinding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The entries that would decide open items, each once, in the order of the list."""
        if self.verdict not in {"undetermined", "screening"}:
            return ()
        fields = (field for item in self.items if item.counts for field in item.missing)
        return tuple(dict.fromkeys(fields))

    @property
    def against(self) -> tuple[ItemFinding, ...]:
        """The items that keep the child out."""
        return tuple(
            item
            for item in self.items
            if item.counts and not item.waits and item.speaks is Finding.NOT_MET
        )


def assess_eligibility(
    rule: TrialRule,
    case: Case,
    rulebook: Rulebook,
    found: tuple[KawasakiAssessment, IvigResponse, tuple[Reading, ...]],
    as_of: datetime,
) -> Eligibility:
    """Return what a trial's list says at ``as_of``, from what was ``found`` before it."""
    child = Child(case, rulebook, *found, as_of)
    items = tuple(_item(row, rule, child) for row in rule.item)
    return Eligibility(rule, _verdict(items), items)


def _item(row: TrialItem, rule: TrialRule, child: Child) -> ItemFinding:
    looked = look(row, child)
    answered = presence(child.case.trial_screening.anacomp.get(row.id, "unknown"))
    finding, because, missing = looked.finding, looked.because, looked.missing
    if finding is Finding.UNKNOWN and answered is not Finding.UNKNOWN:
        finding, missing = answered, ()
        because = Reason.citing("trial.answered", finding, row)
    elif finding is Finding.UNKNOWN:
        finding = looked.unless_answered
    return ItemFinding(
        rule=row,
        finding=finding,
        because=because,
        missing=missing,
        counts=row.id != _INSURANCE or rule.health_insurance_counts,
        contradicted=answered not in {Finding.UNKNOWN, finding},
    )


def _verdict(items: tuple[ItemFinding, ...]) -> EligibilityVerdict:
    counted = [item for item in items if item.counts]
    if any(not item.waits and item.speaks is Finding.NOT_MET for item in counted):
        return "not_eligible"
    # What may only be looked at from an hour on is no condition to enter.
    conditions = [item for item in counted if item.rule.kind != "screening"]
    if all(item.speaks is Finding.MET for item in conditions):
        return "eligible"
    reached = {item.rule.kind: item.finding for item in counted if item.waits}
    febrile = any(item.rule.id == _FEVER and item.finding is Finding.MET for item in items)
    may_be_looked_at = (
        reached["inclusion"] is Finding.NOT_MET and reached["screening"] is Finding.MET
    )
    return "screening" if may_be_looked_at and febrile else "undetermined"

"""What may become of finalised summaries: nothing. A change makes the next version. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.record.kept_summary import (
    KeptSummary,
    WrittenHeading,
    latest_summary,
    missing_headings,
)
from clinical.record.packed_case import packed
from records.faults import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.kept_plan import RulebookMark, Signature, SiteMark

# In letters: what stands at the head of an amended version has to say something.
LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class Finished:
    """What is finalised: the moment it speaks of, the code of its pages, the rules, and why anew.

    ``reason`` is asked for an amended version.
    """

    as_of: datetime
    code: str
    rulebook: RulebookMark | None = None
    site_rules: SiteMark | None = None
    reason: str = ""


def check_summaries(before: Case, after: Case) -> None:
    """Accept what a save does to the finalised summaries, which is nothing.

    Raises:
        RefusedError: ``signature_forged`` where one appears that nobody was asked for,
            ``summary_final`` where one would say something else.
    """
    known = {summary.id: summary for summary in before.summaries}
    for summary in after.summaries:
        was = known.get(summary.id)
        if summary.id is None or was is None:
            raise RefusedError("signature_forged")
        if was is not summary and was != summary:
            raise RefusedError("summary_final")


def next_summary(
    case: Case, finished: Finished, signature: Signature, reason: str | None
) -> KeptSummary:
    """Return the next version of the summary of a case, which replaces the latest one.

    Raises:
        RefusedError: ``summary_unfinished`` while a mandatory heading is empty, ``reason_missing``
            for an amended version without one, ``summary_same`` where nothing has changed.
    """
    missing, latest = missing_headings(case), latest_summary(case)
    if missing:
        raise RefusedError("summary_unfinished", count=len(missing))
    if latest is not None and latest.code == finished.code:
        raise RefusedError("summary_same", version=latest.version)
    if latest is not None and not reason:
        raise RefusedError("reason_missing", least=LEAST_REASON)
    return KeptSummary(
        version=latest.version + 1 if latest is not None else 1,
        as_of=finished.as_of,
        code=finished.code,
        finalised=signature,
        replaces=latest.version if latest is not None else None,
        reason=reason if latest is not None else None,
        rulebook=finished.rulebook,
        site_rules=finished.site_rules,
        written=tuple(
            WrittenHeading(heading=heading, text=text)
            for heading, text in case.discharge.items()
            if text.strip()
        ),
        record=packed(case),
    )

"""Where a summary stands: a draft, complete and not finalised, or a version that was finalised.

A finalised version is recognised by its code, which covers everything that stands on its pages.
Where the record says anything else about that time by now, it is another summary: the draft of
the next version, which says which one it would replace.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Literal

from clinical.record.kept_summary import latest_summary, missing_headings

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case, Patient
    from clinical.record.kept_summary import KeptSummary
    from clinical.record.vocabulary import DischargeHeading
    from clinical.rules.rulebook import Rulebook
    from reports.chart.scene import ChartScene
    from reports.discharge.parts import DischargeSummary

State = Literal["draft", "complete", "final"]
_DIGITS, _GROUP = 12, 4


@dataclass(frozen=True, slots=True)
class Standing:
    """What a summary is: ``version`` is its own, ``earlier`` the one it would replace.

    ``only_rules``: the record says of that time what it said; the rules are others by now.
    """

    state: State
    version: int
    missing: tuple[DischargeHeading, ...]
    kept: KeptSummary | None = None
    earlier: KeptSummary | None = None
    only_rules: bool = False


def summary_code(
    summary: DischargeSummary, scene: ChartScene, patient: Patient, as_of: datetime, rules: Rulebook
) -> str:
    """Return the code of everything that a summary says of a child, as ``1A2B-3C4D-5E6F``."""
    site = rules.site
    said = {
        "child": patient.model_dump(mode="json", exclude_defaults=True),
        "as_of": as_of.astimezone(UTC).isoformat(),
        "lines": summary.lines,
        "chart": repr([scene.bands, scene.lines, scene.marks, scene.labels, scene.notes]),
        "rules": rules.sha256,
        "site_rules": site.sha256 if site is not None else None,
    }
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    digits = hashlib.sha256(text.encode("ascii")).hexdigest()[:_DIGITS].upper()
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def standing(case: Case, code: str) -> Standing:
    """Return where the summary of a case with this code stands."""
    latest, missing = latest_summary(case), missing_headings(case)
    if latest is not None and latest.code == code:
        earlier = next((each for each in case.summaries if each.version == latest.replaces), None)
        return Standing("final", latest.version, (), latest, earlier)
    version = latest.version + 1 if latest is not None else 1
    return Standing("draft" if missing else "complete", version, missing, None, latest)

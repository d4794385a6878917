"""The phenotype of a child with MIS-C, as S5 names it: KD-like, cardiovascular shock, both, none.

Shock is entered by the clinician and never inferred from a pressure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from clinical.diagnosis.evidence import presence
from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.diagnosis.misc_categories import entered
from clinical.diagnosis.misc_items import Item, missing_entries
from clinical.findings import Reason
from clinical.logic import Finding, all_of

if TYPE_CHECKING:
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.record.case import Case
    from clinical.rules.mis_c import MiscPhenotypeRule

_SHOCK = ("shock", "hypotension", "fluid_refractory", "vasoactive_support")
KdLikeBy = Literal["complete", "incomplete", "clinician"]


class Phenotype(StrEnum):
    """The one label a child has; not applicable where no definition is met or open."""

    NON_SPECIFIC = "non_specific"
    KD_LIKE = "kd_like"
    CV_SHOCK = "cv_shock"
    KDSS_LIKE = "kdss_like"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


_LABELS: dict[tuple[Finding, Finding], Phenotype] = {
    (Finding.NOT_MET, Finding.NOT_MET): Phenotype.NON_SPECIFIC,
    (Finding.MET, Finding.NOT_MET): Phenotype.KD_LIKE,
    (Finding.NOT_MET, Finding.MET): Phenotype.CV_SHOCK,
    (Finding.MET, Finding.MET): Phenotype.KDSS_LIKE,
}


@dataclass(frozen=True, slots=True)
class PhenotypeAssessment:
    """The phenotype with what it rests on, and which rule or person said KD-like."""

    verdict: Phenotype
    kd_like: Item
    kd_like_by: KdLikeBy | None
    cv_shock: Finding
    shock: tuple[Item, ...]
    missing: tuple[str, ...]


def assess_phenotype(
    case: Case, rule: MiscPhenotypeRule, kawasaki: KawasakiAssessment, misc: Finding
) -> PhenotypeAssessment:
    """Return the phenotype; ``misc`` is whether any MIS-C definition is met, as far as is known."""
    kd_like, by = _kd_like(case, rule, kawasaki)
    shock = tuple(entered(case, name, rule) for name in _SHOCK)
    cv_shock = all_of(*(item.finding for item in shock))
    verdict = _LABELS.get((kd_like.finding, cv_shock), Phenotype.UNDETERMINED)
    asked: tuple[Item, ...] = ()
    if misc is Finding.NOT_MET:
        verdict = Phenotype.NOT_APPLICABLE
    elif verdict is Phenotype.UNDETERMINED:
        asked = (kd_like, *(shock if cv_shock is Finding.UNKNOWN else ()))
    return PhenotypeAssessment(verdict, kd_like, by, cv_shock, shock, missing_entries(asked))


def _kd_like(
    case: Case, rule: MiscPhenotypeRule, kawasaki: KawasakiAssessment
) -> tuple[Item, KdLikeBy | None]:
    """Return whether the child is KD-like: by the clinician, else by the Kawasaki criteria."""
    entry = "involvement.kd_like"
    judged = presence(case.involvement.kd_like)
    if judged is not Finding.UNKNOWN:
        line = Reason.citing("misc.kd_like_clinician", judged, rule, field=entry)
        return Item("kd_like", line, (entry,)), "clinician"
    for verdict in rule.kd_like.verdicts:
        if kawasaki.verdict.value == verdict:
            values = {"name": f"kd_verdict.{verdict}"}
            line = Reason.citing("misc.kd_like_by", Finding.MET, rule.kd_like, values, entry)
            return Item("kd_like", line), verdict
    decided = kawasaki.verdict not in {KawasakiVerdict.SUSPECTED, KawasakiVerdict.UNDETERMINED}
    finding = Finding.NOT_MET if decided else Finding.UNKNOWN
    line = Reason.citing("misc.kd_like", finding, rule.kd_like, field=entry)
    return Item("kd_like", line, (entry,)), None

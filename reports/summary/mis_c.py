"""The MIS-C definitions side by side and the phenotype, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.diagnosis.misc_items import MiscVerdict
from clinical.diagnosis.misc_phenotype import Phenotype
from clinical.logic import Finding
from reports.summary.cards import Card, CardLine, Tone, missing_text, reason_line

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.diagnosis.misc_items import Definition
    from clinical.rules.mis_c import MiscDefinition
    from reports.wording import Wording

_TONES: dict[MiscVerdict, Tone] = {
    MiscVerdict.MET: "met",
    MiscVerdict.CONFIRMED: "met",
    MiscVerdict.PROBABLE: "met",
    MiscVerdict.NOT_MET: "not_met",
    MiscVerdict.UNDETERMINED: "unknown",
}
_PHENOTYPE_TONES: dict[Phenotype, Tone] = {
    Phenotype.CV_SHOCK: "caution",
    Phenotype.KDSS_LIKE: "caution",
    Phenotype.NON_SPECIFIC: "met",
    Phenotype.KD_LIKE: "met",
    Phenotype.UNDETERMINED: "unknown",
    Phenotype.NOT_APPLICABLE: "not_met",
}


def misc_cards(assessment: Assessment, words: Wording) -> tuple[Card, ...]:
    """Return a card for each definition, the current one first, and the phenotype."""
    rulebook, found = assessment.rulebook, assessment.misc
    return (
        _definition_card(found.cste, rulebook.misc_cste, words),
        _definition_card(found.cdc, rulebook.misc_cdc, words),
        _definition_card(found.who, rulebook.misc_who, words),
        _phenotype_card(assessment, words),
    )


def _definition_card(found: Definition, rule: MiscDefinition, words: Wording) -> Card:
    # A part that is still open stands among what is missing, unless it holds a value that only
    # lacks a range: that is said, or the person would look for a value that is there.
    lines = [reason_line(item.reason, words) for item in found.items]
    lines += [
        reason_line(item.reason, words)
        for part in found.parts.values()
        for item in part
        if item.finding is not Finding.UNKNOWN or item.reason.code == "misc.unjudged"
    ]
    return Card(
        id=found.id,
        title=found.title,
        headline=words.text(f"verdict.{found.id}.{found.verdict.value}"),
        tone=_TONES[found.verdict],
        missing=_missing(found.missing, words),
        reasons=tuple(lines),
        would_change=tuple(reason_line(reason, words) for reason in found.would_change),
        notes=(CardLine(rule.about, source=rule.source),) if rule.about is not None else (),
    )


def _phenotype_card(assessment: Assessment, words: Wording) -> Card:
    found, rule = assessment.misc.phenotype, assessment.rulebook.misc_phenotype
    return Card(
        id=rule.id,
        title=rule.title,
        headline=words.text(f"verdict.misc_phenotype.{found.verdict.value}"),
        tone=_PHENOTYPE_TONES[found.verdict],
        missing=_missing(found.missing, words),
        reasons=tuple(reason_line(item.reason, words) for item in (found.kd_like, *found.shock)),
        notes=(CardLine(rule.about, source=rule.source),) if rule.about is not None else (),
    )


def _missing(fields: tuple[str, ...], words: Wording) -> tuple[CardLine, ...]:
    return tuple(CardLine(missing_text(field, words), field, mark="unknown") for field in fields)

"""The steps of the AHA 2017 algorithm, each three-valued, before they become a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.diagnosis.echo_evidence import EchoEvidence, echo_evidence
from clinical.diagnosis.evidence import (
    anaemia,
    laboratory_window,
    numeric,
    platelets_late,
    presence,
    principal_signs,
    raised_alt,
)
from clinical.findings import Reason
from clinical.logic import Finding, all_of, any_of, at_least, finding_of, negate
from clinical.timeline import (
    age_on,
    fever_days,
    fever_ended_day,
    fever_onset_day,
    first_ivig,
    local_day,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Case
    from clinical.rules.criteria import KawasakiRule
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import AgeRange


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything decided item by item, before the verdict."""

    rule: KawasakiRule
    days: int | None
    onset_is_later: bool
    ongoing: bool
    ended_after_treatment: Finding
    age: AgeRange | None
    signs: tuple[Reason, ...]
    override: bool
    alternative: Finding
    inflammation: tuple[Reason, ...]
    laboratory: tuple[Reason, ...]
    echo: EchoEvidence

    @property
    def present(self) -> int:
        return sum(sign.finding is Finding.MET for sign in self.signs)

    def enough_signs(self, count: int) -> Finding:
        return at_least(count, [sign.finding for sign in self.signs])

    def fever_for(self, days: int) -> Finding:
        """Return whether the fever lasted so many days; fever cut short by treatment counts.

        Cut short counts from the day on which the diagnosis can be made at all.
        """
        if self.days is None:
            return Finding.UNKNOWN
        cut_short = all_of(
            finding_of(self.days >= self.rule.override_days), self.ended_after_treatment
        )
        return any_of(finding_of(self.days >= days), cut_short)

    @property
    def complete(self) -> Finding:
        rule = self.rule
        fever = any_of(
            self.fever_for(rule.minimum_fever_days),
            self.fever_for(rule.four_day_rule_days),
            all_of(self.fever_for(rule.override_days), finding_of(self.override)),
        )
        return all_of(fever, self.enough_signs(rule.complete_signs))

    @property
    def infant(self) -> Finding:
        if self.age is None:
            return Finding.UNKNOWN
        return self.age.in_months.compare("<", self.rule.infant_below_months)

    @property
    def infant_entry(self) -> Finding:
        days = finding_of(None if self.days is None else self.days >= self.rule.infant_fever_days)
        return all_of(self.infant, days, negate(self.alternative))

    @property
    def entry(self) -> Finding:
        by_signs = all_of(
            self.fever_for(self.rule.minimum_fever_days),
            self.enough_signs(self.rule.incomplete_signs),
        )
        return any_of(by_signs, self.infant_entry)

    @property
    def gate(self) -> Finding:
        return any_of(*(reason.finding for reason in self.inflammation))

    @property
    def supplementary(self) -> Finding:
        counted = [reason.finding for reason in self.laboratory]
        return any_of(at_least(self.rule.laboratory_needed, counted), self.echo.finding)

    @property
    def coronary_with_fever(self) -> Finding:
        """Whether coronary change decides, whatever CRP and ESR say.

        The algorithm does not ask for an echocardiogram here; one that was recorded and does not
        say leaves the answer open, none at all does not.
        """
        coronary = self.echo.coronary if self.echo.recorded else Finding.NOT_MET
        return all_of(self.fever_for(self.rule.minimum_fever_days), coronary)

    @property
    def incomplete(self) -> Finding:
        return any_of(self.coronary_with_fever, all_of(self.entry, self.gate, self.supplementary))

    @property
    def too_short(self) -> bool:
        """Whether the fever goes on and is still too short for the main way in."""
        return self.ongoing and self.days is not None and self.days < self.rule.minimum_fever_days

    @property
    def too_short_for_infant(self) -> bool:
        """Whether an infant's fever goes on and the seventh day alone could open the way in."""
        return (
            self.ongoing
            and self.days is not None
            and self.days < self.rule.infant_fever_days
            and self.infant is not Finding.NOT_MET
            and self.alternative is not Finding.MET
        )


def gather(
    case: Case, rulebook: Rulebook, sizes: Mapping[int, EchoSizes], as_of: datetime
) -> Evidence:
    rule = rulebook.kawasaki
    window = laboratory_window(case, as_of)
    return Evidence(
        rule=rule,
        days=fever_days(case, as_of),
        onset_is_later=case.illness.fever_onset is not None
        and fever_onset_day(case, as_of) is None,
        ongoing=fever_ended_day(case, as_of) is None,
        ended_after_treatment=_ended_after_treatment(case, as_of),
        age=age_on(case.patient, local_day(as_of, as_of)),
        signs=principal_signs(case, rule, as_of),
        override=case.illness.experienced_clinician_override,
        alternative=presence(case.illness.alternative_diagnosis),
        inflammation=(
            numeric(case, rulebook, as_of, "crp", threshold=rule.crp, window=window),
            _before_treatment(
                numeric(case, rulebook, as_of, "esr", threshold=rule.esr, window=window),
                case,
                as_of,
            ),
        ),
        laboratory=(
            anaemia(case, rulebook, as_of, window),
            platelets_late(case, rulebook, as_of),
            numeric(case, rulebook, as_of, "albumin", threshold=rule.albumin, window=window),
            raised_alt(case, rulebook, as_of, window),
            numeric(case, rulebook, as_of, "wbc", threshold=rule.wbc, window=window),
            numeric(case, rulebook, as_of, "urine_wbc", threshold=rule.urine_wbc, window=window),
        ),
        echo=echo_evidence(case, rulebook, sizes, as_of),
    )


def _before_treatment(esr: Reason, case: Case, as_of: datetime) -> Reason:
    """Return ESR as unknown where it may be from after immunoglobulin, which raises it."""
    unclear = first_ivig(case, as_of).state == "given_time_unknown"
    if not unclear or esr.finding is not Finding.MET:
        return esr
    return Reason(
        "lab.esr_time_unknown", Finding.UNKNOWN, esr.values, esr.source, esr.mark, esr.field
    )


def _ended_after_treatment(case: Case, as_of: datetime) -> Finding:
    """Return whether the fever ended on or after the day immunoglobulin was started."""
    ended = fever_ended_day(case, as_of)
    treatment = first_ivig(case, as_of)
    if ended is None:
        return Finding.NOT_MET
    if treatment.state == "given_time_unknown":
        return Finding.UNKNOWN
    if treatment.state != "given" or treatment.at is None:
        return Finding.NOT_MET
    return finding_of(local_day(treatment.at, as_of) <= ended)

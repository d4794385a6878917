"""Complete and incomplete Kawasaki disease by the AHA 2017 statement.

The verdict is one of five: complete, incomplete, suspected (the way into the algorithm for
incomplete disease is open and a later step cannot be decided yet), not met (everything is
decided), undetermined (the way in cannot be decided). "Not met" is never said while the fever
is still too short to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.findings import Alert, Reason
from clinical.kawasaki_evidence import (
    EchoEvidence,
    anaemia,
    echo_evidence,
    laboratory_window,
    numeric,
    platelets_late,
    presence,
    principal_signs,
    raised_alt,
)
from clinical.logic import Finding, all_of, any_of, at_least, finding_of, negate
from clinical.quantity import Interval
from clinical.timeline import (
    age_on,
    fever_days,
    fever_ended_day,
    fever_onset_day,
    first_ivig,
    illness_day,
    local_day,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from clinical.case import Case
    from clinical.coronary import EchoSizes
    from clinical.rulebook import KawasakiRule, Rulebook
    from clinical.timeline import AgeRange

KawasakiRuleName = Literal["5_day", "4_day", "3_day_override", "incomplete"]


class KawasakiVerdict(StrEnum):
    """What the criteria say."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    SUSPECTED = "suspected"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class KawasakiAssessment:
    """The verdict with everything it rests on."""

    verdict: KawasakiVerdict
    rule: KawasakiRuleName | None
    fever_days: int | None
    signs: tuple[Reason, ...]
    inflammation: tuple[Reason, ...]
    laboratory: tuple[Reason, ...]
    echo: EchoEvidence
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    would_change: tuple[Reason, ...]
    review_on: date | None
    alerts: tuple[Alert, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Everything decided item by item, before the verdict."""

    rule: KawasakiRule
    days: int | None
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
        """Return whether the fever lasted so many days; fever cut short by treatment counts."""
        if self.days is None:
            return Finding.UNKNOWN
        return any_of(finding_of(self.days >= days), self.ended_after_treatment)

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
        return all_of(self.fever_for(self.rule.minimum_fever_days), self.echo.coronary)

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


def assess_kawasaki(
    case: Case, rulebook: Rulebook, sizes: Mapping[int, EchoSizes], as_of: datetime
) -> KawasakiAssessment:
    """Return what the AHA 2017 criteria say about the record at ``as_of``.

    ``sizes`` holds the z scores of the counted echocardiograms by their index in the case.
    """
    evidence = _gather(case, rulebook, sizes, as_of)
    verdict, main = _verdict(evidence)
    onset = fever_onset_day(case, as_of)
    review = _review_on(evidence, verdict, onset)
    reasons = [main]
    if evidence.ended_after_treatment is Finding.MET and evidence.days is not None:
        reasons.append(
            Reason(
                "kawasaki.fever_ended_after_treatment",
                Finding.MET,
                {"days": evidence.days},
                evidence.rule.source,
            )
        )
    return KawasakiAssessment(
        verdict=verdict,
        rule=_rule_name(evidence, verdict),
        fever_days=evidence.days,
        signs=evidence.signs,
        inflammation=evidence.inflammation,
        laboratory=evidence.laboratory,
        echo=evidence.echo,
        missing=_missing(evidence, verdict),
        reasons=tuple(reasons),
        would_change=_would_change(evidence, verdict, review),
        review_on=review,
        alerts=_alerts(case, rulebook, evidence, verdict, as_of),
        source=evidence.rule.source,
    )


def _gather(
    case: Case, rulebook: Rulebook, sizes: Mapping[int, EchoSizes], as_of: datetime
) -> _Evidence:
    rule = rulebook.kawasaki
    window = laboratory_window(case, as_of)
    return _Evidence(
        rule=rule,
        days=fever_days(case, as_of),
        ongoing=fever_ended_day(case, as_of) is None,
        ended_after_treatment=_ended_after_treatment(case, as_of),
        age=age_on(case.patient, local_day(as_of, as_of)),
        signs=principal_signs(case, rule, as_of),
        override=case.illness.experienced_clinician_override,
        alternative=presence(case.illness.alternative_diagnosis),
        inflammation=(
            numeric(case, rulebook, as_of, "crp", rule.crp, window),
            numeric(case, rulebook, as_of, "esr", rule.esr, window),
        ),
        laboratory=(
            anaemia(case, rulebook, as_of, window),
            platelets_late(case, rulebook, as_of),
            numeric(case, rulebook, as_of, "albumin", rule.albumin, window),
            raised_alt(case, rulebook, as_of, window),
            numeric(case, rulebook, as_of, "wbc", rule.wbc, window),
            numeric(case, rulebook, as_of, "urine_wbc", rule.urine_wbc, window),
        ),
        echo=echo_evidence(case, rulebook, sizes, as_of),
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


def _verdict(evidence: _Evidence) -> tuple[KawasakiVerdict, Reason]:
    rule = evidence.rule
    coronary = evidence.echo.coronary is Finding.MET

    def because(code: str, finding: Finding, **values: int) -> Reason:
        return Reason(f"kawasaki.{code}", finding, values, rule.source, rule.mark)

    if evidence.complete is Finding.MET:
        return KawasakiVerdict.COMPLETE, _complete_reason(evidence)
    if evidence.incomplete is Finding.MET:
        code = "coronary" if evidence.coronary_with_fever is Finding.MET else "incomplete"
        return KawasakiVerdict.INCOMPLETE, because(code, Finding.MET, present=evidence.present)
    if evidence.days is None:
        return KawasakiVerdict.UNDETERMINED, because("fever_onset_unknown", Finding.UNKNOWN)
    short_now = evidence.days < rule.minimum_fever_days
    if short_now and coronary:
        return KawasakiVerdict.SUSPECTED, because(
            "coronary_fever_short", Finding.UNKNOWN, days=evidence.days
        )
    if evidence.too_short:
        enough = evidence.present >= rule.incomplete_signs
        verdict = KawasakiVerdict.SUSPECTED if enough else KawasakiVerdict.UNDETERMINED
        return verdict, because(
            "fever_too_short", Finding.UNKNOWN, days=evidence.days, needed=rule.minimum_fever_days
        )
    undecided = any_of(evidence.complete, evidence.incomplete) is Finding.UNKNOWN
    if evidence.entry is Finding.MET:
        if undecided:
            return KawasakiVerdict.SUSPECTED, because("algorithm_open", Finding.UNKNOWN)
        code = "inflammation_low" if evidence.gate is Finding.NOT_MET else "supplementary_few"
        return KawasakiVerdict.NOT_MET, because(code, Finding.NOT_MET)
    if undecided:
        return KawasakiVerdict.UNDETERMINED, because("entry_open", Finding.UNKNOWN)
    if evidence.too_short_for_infant:
        return KawasakiVerdict.UNDETERMINED, because(
            "fever_too_short", Finding.UNKNOWN, days=evidence.days, needed=rule.infant_fever_days
        )
    return KawasakiVerdict.NOT_MET, because(
        "few_signs", Finding.NOT_MET, days=evidence.days, present=evidence.present
    )


def _complete_reason(evidence: _Evidence) -> Reason:
    rule = evidence.rule
    name = _rule_name(evidence, KawasakiVerdict.COMPLETE)
    hands = next(sign for sign in evidence.signs if sign.field == "signs.extremity_changes")
    code = f"kawasaki.complete_{name}"
    if name == "4_day" and hands.finding is not Finding.MET:
        code += "_without_extremities"
    values = {"days": evidence.days or 0, "present": evidence.present}
    return Reason(code, Finding.MET, values, rule.source, rule.mark)


def _rule_name(evidence: _Evidence, verdict: KawasakiVerdict) -> KawasakiRuleName | None:
    rule = evidence.rule
    if verdict is KawasakiVerdict.INCOMPLETE:
        return "incomplete"
    if verdict is not KawasakiVerdict.COMPLETE:
        return None
    days = evidence.days or 0
    if days > rule.four_day_rule_days or evidence.ended_after_treatment is Finding.MET:
        return "5_day"
    return "4_day" if days == rule.four_day_rule_days else "3_day_override"


def _review_on(evidence: _Evidence, verdict: KawasakiVerdict, onset: date | None) -> date | None:
    """Return the day on which a fever that goes on will be long enough to tell."""
    if onset is None or verdict in {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE}:
        return None
    if evidence.too_short:
        return onset + timedelta(days=evidence.rule.minimum_fever_days - 1)
    if evidence.too_short_for_infant and evidence.entry is not Finding.MET:
        return onset + timedelta(days=evidence.rule.infant_fever_days - 1)
    return None


def _open(reasons: tuple[Reason, ...]) -> list[str]:
    return [
        reason.field for reason in reasons if reason.finding is Finding.UNKNOWN and reason.field
    ]


def _missing(evidence: _Evidence, verdict: KawasakiVerdict) -> tuple[str, ...]:
    """Return the entries that would help to decide, in the order they are asked."""
    if verdict not in {KawasakiVerdict.SUSPECTED, KawasakiVerdict.UNDETERMINED}:
        return ()
    missing: list[str] = []
    if evidence.days is None:
        missing.append("fever_onset")
    if Finding.UNKNOWN in {evidence.complete, evidence.entry} or evidence.too_short:
        missing += _open(evidence.signs)
    if evidence.entry is Finding.UNKNOWN and evidence.infant_entry is Finding.UNKNOWN:
        if evidence.infant is Finding.UNKNOWN:
            missing.append("date_of_birth")
        if evidence.alternative is Finding.UNKNOWN:
            missing.append("alternative_diagnosis")
    if evidence.gate is Finding.UNKNOWN:
        missing += _open(evidence.inflammation)
    if evidence.gate is not Finding.NOT_MET and evidence.supplementary is Finding.UNKNOWN:
        missing += _open(evidence.laboratory)
    if evidence.echo.finding is Finding.UNKNOWN:
        missing += _open(evidence.echo.reasons)
    return tuple(dict.fromkeys(missing))


def _would_change(
    evidence: _Evidence, verdict: KawasakiVerdict, review: date | None
) -> tuple[Reason, ...]:
    """Return what would give another verdict, as far as it is open."""
    rule = evidence.rule
    lines: list[Reason] = []
    if verdict is KawasakiVerdict.COMPLETE:
        return ()
    if review is not None:
        lines.append(Reason("change.fever_until", Finding.UNKNOWN, {"day": review}, rule.source))
    if evidence.enough_signs(rule.complete_signs) is Finding.UNKNOWN:
        lines.append(
            Reason(
                "change.signs",
                Finding.UNKNOWN,
                {
                    "count": rule.complete_signs - evidence.present,
                    "open": sum(sign.finding is Finding.UNKNOWN for sign in evidence.signs),
                },
                rule.source,
            )
        )
    if verdict is KawasakiVerdict.INCOMPLETE:
        return tuple(lines)
    met = sum(reason.finding is Finding.MET for reason in evidence.laboratory)
    still = sum(reason.finding is Finding.UNKNOWN for reason in evidence.laboratory)
    if evidence.gate is Finding.UNKNOWN:
        lines.append(
            Reason(
                "change.inflammation",
                Finding.UNKNOWN,
                {"crp": rule.crp.value, "esr": rule.esr.value},
                rule.source,
            )
        )
    if 0 < rule.laboratory_needed - met <= still:
        lines.append(
            Reason(
                "change.laboratory",
                Finding.UNKNOWN,
                {"count": rule.laboratory_needed - met, "open": still, "met": met},
                rule.source,
            )
        )
    if evidence.echo.finding is Finding.UNKNOWN:
        lines.append(Reason("change.echo", Finding.UNKNOWN, source=rule.source, field="echo"))
    return tuple(lines)


def _alerts(
    case: Case, rulebook: Rulebook, evidence: _Evidence, verdict: KawasakiVerdict, as_of: datetime
) -> tuple[Alert, ...]:
    rule = evidence.rule
    alerts: list[Alert] = []
    likely = {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE, KawasakiVerdict.SUSPECTED}
    if verdict in likely:
        alerts += _risk_alerts(rulebook, evidence)
        treatment = first_ivig(case, as_of)
        today = illness_day(case, local_day(as_of, as_of), as_of)
        if treatment.state == "none" and today is not None and today > rule.treatment_window_days:
            alerts.append(
                Alert(
                    "info",
                    "treatment_window_passed",
                    {"days": rule.treatment_window_days, "day": today},
                    rule.source,
                )
            )
    if evidence.alternative is Finding.MET:
        alerts.append(
            Alert(
                "info", "alternative_diagnosis", source=rule.source, field="alternative_diagnosis"
            )
        )
    if first_ivig(case, as_of).state == "given_time_unknown":
        alerts.append(Alert("info", "ivig_start_unknown", source=rule.source))
    return tuple(alerts)


def _risk_alerts(rulebook: Rulebook, evidence: _Evidence) -> list[Alert]:
    rule = rulebook.kawasaki
    alerts: list[Alert] = []
    if evidence.age is not None and (
        evidence.age.in_months.compare("<", rule.high_risk_until_months) is Finding.MET
    ):
        alerts.append(
            Alert(
                "info",
                "high_risk_age",
                {"months": rule.high_risk_until_months},
                rule.high_risk_z.source,
                rule.high_risk_z.mark,
            )
        )
    worst = [reason.values["z"] for reason in evidence.echo.reasons if "z" in reason.values]
    if any(
        isinstance(z, Fraction)
        and Interval.exactly(z).compare(rule.high_risk_z.operator, rule.high_risk_z.value)
        is Finding.MET
        for z in worst
    ):
        alerts.append(
            Alert(
                "info",
                "high_risk_coronary",
                {"threshold": rule.high_risk_z.value},
                rule.high_risk_z.source,
                rule.high_risk_z.mark,
            )
        )
    return alerts

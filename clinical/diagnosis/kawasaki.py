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
from typing import TYPE_CHECKING, Literal

from clinical.diagnosis.kawasaki_steps import Evidence, gather
from clinical.findings import Alert, Reason
from clinical.logic import Finding, any_of
from clinical.quantity import Interval
from clinical.timeline import (
    fever_onset_day,
    first_ivig,
    illness_day,
    local_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from clinical.diagnosis.echo_evidence import EchoEvidence
    from clinical.findings import Value
    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

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


def assess_kawasaki(
    case: Case, rulebook: Rulebook, sizes: Mapping[int, EchoSizes], as_of: datetime
) -> KawasakiAssessment:
    """Return what the AHA 2017 criteria say about the record at ``as_of``.

    ``sizes`` holds the z scores of the counted echocardiograms by their index in the case.
    """
    evidence = gather(case, rulebook, sizes, as_of)
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


def _verdict(evidence: Evidence) -> tuple[KawasakiVerdict, Reason]:
    rule = evidence.rule

    def because(code: str, finding: Finding, **values: int) -> Reason:
        return Reason(f"kawasaki.{code}", finding, values, rule.source, rule.mark)

    if evidence.complete is Finding.MET:
        return KawasakiVerdict.COMPLETE, _complete_reason(evidence)
    if evidence.incomplete is Finding.MET:
        code = "coronary" if evidence.coronary_with_fever is Finding.MET else "incomplete"
        return KawasakiVerdict.INCOMPLETE, because(code, Finding.MET, present=evidence.present)
    short = _too_short(evidence)
    if short is not None:
        return short
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
            "fever_too_short",
            Finding.UNKNOWN,
            days=evidence.days or 0,
            needed=rule.infant_fever_days,
        )
    ended_early = evidence.fever_for(rule.minimum_fever_days) is Finding.NOT_MET
    return KawasakiVerdict.NOT_MET, because(
        "fever_ended_early" if ended_early else "few_signs",
        Finding.NOT_MET,
        days=evidence.days or 0,
        present=evidence.present,
    )


def _too_short(evidence: Evidence) -> tuple[KawasakiVerdict, Reason] | None:
    """Return the verdict where the fever is unknown, or too short yet to say no."""
    rule, days = evidence.rule, evidence.days

    def because(code: str, **values: int) -> Reason:
        return Reason(f"kawasaki.{code}", Finding.UNKNOWN, values, rule.source, rule.mark)

    if days is None:
        code = "fever_onset_later" if evidence.onset_is_later else "fever_onset_unknown"
        return KawasakiVerdict.UNDETERMINED, because(code)
    if days < rule.minimum_fever_days and evidence.echo.coronary is Finding.MET:
        return KawasakiVerdict.SUSPECTED, because("coronary_fever_short", days=days)
    if evidence.too_short:
        enough = evidence.present >= rule.incomplete_signs
        verdict = KawasakiVerdict.SUSPECTED if enough else KawasakiVerdict.UNDETERMINED
        return verdict, because("fever_too_short", days=days, needed=rule.minimum_fever_days)
    return None


def _complete_reason(evidence: Evidence) -> Reason:
    rule = evidence.rule
    name = _rule_name(evidence, KawasakiVerdict.COMPLETE)
    hands = next(sign for sign in evidence.signs if sign.field == "signs.extremity_changes")
    code = f"kawasaki.complete_{name}"
    if name == "4_day" and hands.finding is not Finding.MET:
        code += "_without_extremities"
    values = {"days": evidence.days or 0, "present": evidence.present}
    return Reason(code, Finding.MET, values, rule.source, rule.mark)


def _rule_name(evidence: Evidence, verdict: KawasakiVerdict) -> KawasakiRuleName | None:
    rule = evidence.rule
    if verdict is KawasakiVerdict.INCOMPLETE:
        return "incomplete"
    if verdict is not KawasakiVerdict.COMPLETE:
        return None
    days = evidence.days or 0
    if days > rule.four_day_rule_days or evidence.ended_after_treatment is Finding.MET:
        return "5_day"
    return "4_day" if days == rule.four_day_rule_days else "3_day_override"


def _review_on(evidence: Evidence, verdict: KawasakiVerdict, onset: date | None) -> date | None:
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


def _missing(evidence: Evidence, verdict: KawasakiVerdict) -> tuple[str, ...]:
    """Return the entries that would help to decide, in the order they are asked."""
    if verdict not in {KawasakiVerdict.SUSPECTED, KawasakiVerdict.UNDETERMINED}:
        return ()
    missing: list[str] = []
    if evidence.days is None and not evidence.onset_is_later:
        missing.append("fever_onset")
    if Finding.UNKNOWN in {evidence.complete, evidence.entry} or evidence.too_short:
        missing += _open(evidence.signs)
    if evidence.entry is Finding.UNKNOWN and evidence.infant_entry is Finding.UNKNOWN:
        if evidence.infant is Finding.UNKNOWN:
            missing.append("date_of_birth")
        if evidence.alternative is Finding.UNKNOWN:
            missing.append("alternative_diagnosis")
    algorithm = evidence.entry is not Finding.NOT_MET or evidence.too_short
    if algorithm and evidence.gate is Finding.UNKNOWN:
        missing += _open(evidence.inflammation)
    passable = algorithm and evidence.gate is not Finding.NOT_MET
    if passable and evidence.supplementary is Finding.UNKNOWN:
        missing += _open(evidence.laboratory)
    if passable and evidence.echo.finding is Finding.UNKNOWN:
        missing += _open(evidence.echo.reasons)
    # Coronary change decides also where the algorithm is closed.
    missing += evidence.echo.open_coronary
    return tuple(dict.fromkeys(missing))


def _would_change(
    evidence: Evidence, verdict: KawasakiVerdict, review: date | None
) -> tuple[Reason, ...]:
    """Return what would give another verdict, as far as it is open."""
    rule = evidence.rule
    if verdict is KawasakiVerdict.COMPLETE:
        return ()
    lines: list[Reason] = []

    def would(code: str, **values: Value) -> None:
        lines.append(Reason(f"change.{code}", Finding.UNKNOWN, values, rule.source))

    if review is not None:
        would("fever_until", day=review)
    if evidence.complete is Finding.UNKNOWN:
        still = sum(sign.finding is Finding.UNKNOWN for sign in evidence.signs)
        would("signs", count=rule.complete_signs - evidence.present, open=still)
    if verdict is KawasakiVerdict.INCOMPLETE or evidence.too_short:
        return tuple(lines)
    if evidence.entry is Finding.MET:
        _algorithm_changes(evidence, would)
    coronary_open = evidence.echo.coronary is Finding.UNKNOWN
    long_enough = evidence.fever_for(rule.minimum_fever_days) is Finding.MET
    if coronary_open and long_enough and evidence.gate is not Finding.MET:
        would("coronary", z=rule.coronary_z.value)
    return tuple(lines)


def _algorithm_changes(evidence: Evidence, would: Callable[..., None]) -> None:
    """Say what the next open step of the algorithm for incomplete disease asks."""
    rule = evidence.rule
    if evidence.gate is Finding.UNKNOWN:
        would("inflammation", crp=rule.crp.value, esr=rule.esr.value)
    if evidence.gate is not Finding.MET:
        return
    met = sum(reason.finding is Finding.MET for reason in evidence.laboratory)
    still = sum(reason.finding is Finding.UNKNOWN for reason in evidence.laboratory)
    if 0 < rule.laboratory_needed - met <= still:
        would("laboratory", count=rule.laboratory_needed - met, open=still, met=met)
    if evidence.echo.finding is Finding.UNKNOWN:
        would("echo")


def _alerts(
    case: Case, rulebook: Rulebook, evidence: Evidence, verdict: KawasakiVerdict, as_of: datetime
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


def _risk_alerts(rulebook: Rulebook, evidence: Evidence) -> list[Alert]:
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
    z, limit = evidence.echo.highest_z, rule.high_risk_z
    if z is not None and Interval.exactly(z).compare(limit.operator, limit.value) is Finding.MET:
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

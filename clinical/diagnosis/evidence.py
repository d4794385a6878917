"""The evidence the Kawasaki criteria are decided on: signs, inflammation, laboratory, echo.

A criterion is met by any value in its time and never un-met by a later normal one; it is not
met only where a value exists and none meets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Reason
from clinical.logic import Finding, any_of, finding_of
from clinical.measurements import Measured, measured
from clinical.quantity import Interval
from clinical.timeline import (
    age_on,
    fever_onset_day,
    first_ivig,
    illness_day,
    local_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from clinical.findings import Value
    from clinical.record.case import Case, Sign
    from clinical.record.vocabulary import ObservationCode, Presence
    from clinical.rules.criteria import KawasakiRule, Threshold
    from clinical.rules.fields import FieldRule
    from clinical.rules.mis_c import OutOfRange
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import AgeRange


def presence(state: Presence) -> Finding:
    """Return the finding for a three-valued answer."""
    return {"present": Finding.MET, "absent": Finding.NOT_MET, "unknown": Finding.UNKNOWN}[state]


def seen(sign: Sign, as_of: datetime) -> Finding:
    """Return whether a sign was there at any time up to ``as_of``."""
    later = sign.first_seen is not None and sign.first_seen > local_day(as_of, as_of)
    return Finding.UNKNOWN if later else presence(sign.state)


def principal_signs(case: Case, rule: KawasakiRule, as_of: datetime) -> tuple[Reason, ...]:
    """Return the five principal clinical features, each with its finding."""
    signs = case.illness.signs
    extremities = seen(signs.extremity_changes, as_of)
    code = "sign.extremity_changes"
    # Peeling of the fingers and toes is the late form of the same feature.
    if extremities is not Finding.MET and case.illness.desquamation == "present":
        extremities, code = Finding.MET, "sign.desquamation"
    node = signs.cervical_lymphadenopathy
    node_finding, node_values = seen(node, as_of), dict[str, "Value"]()
    if node.diameter_cm is not None:
        node_values = {"diameter_cm": node.diameter_cm, "needed_cm": rule.node_diameter_cm.value}
        if node_finding is Finding.MET:
            node_finding = Interval.exactly(node.diameter_cm).compare(
                rule.node_diameter_cm.operator, rule.node_diameter_cm.value
            )
    node_code = "sign.cervical_lymphadenopathy" + ("_measured" if node_values else "")
    return (
        Reason(
            "sign.conjunctivitis",
            seen(signs.conjunctivitis, as_of),
            source=rule.source,
            field="signs.conjunctivitis",
        ),
        Reason(
            "sign.oral_changes",
            seen(signs.oral_changes, as_of),
            source=rule.source,
            field="signs.oral_changes",
        ),
        Reason("sign.rash", seen(signs.rash, as_of), source=rule.source, field="signs.rash"),
        Reason(code, extremities, source=rule.source, field="signs.extremity_changes"),
        Reason.citing(
            node_code,
            node_finding,
            rule.node_diameter_cm,
            node_values,
            field="signs.cervical_lymphadenopathy",
        ),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The time laboratory values count in: from fever onset to the first immunoglobulin."""

    since: date | None
    until: datetime


def laboratory_window(case: Case, as_of: datetime) -> Window:
    """Return the window; without a known start of treatment it runs to ``as_of``."""
    treatment = first_ivig(case, as_of)
    until = treatment.at if treatment.state == "given" and treatment.at is not None else as_of
    return Window(fever_onset_day(case, as_of), until)


def _by_threshold(threshold: Threshold) -> Callable[[Measured], Finding]:
    def judge(item: Measured) -> Finding:
        if item.interval is None:
            return Finding.UNKNOWN
        return item.interval.compare(threshold.operator, _canonical(threshold))

    return judge


def _canonical(threshold: Threshold) -> Fraction:
    # Rule files give thresholds in the canonical unit of their field; the loader checks it.
    return Fraction(threshold.value)


def judged(
    items: Sequence[Measured],
    judge: Callable[[Measured], Finding],
    rule_values: Mapping[str, Value],
) -> tuple[Finding, dict[str, Value]]:
    """Return whether any value meets the criterion, with the value that decides it."""
    findings = [judge(item) for item in items]
    finding = any_of(*findings) if items else Finding.UNKNOWN
    values = dict(rule_values)
    for item, own in reversed(list(zip(items, findings, strict=True))):
        if own is finding:
            values["at"] = item.at
            if item.quantity is not None:
                values["quantity"] = item.quantity
            if item.converted is not None:
                values["converted"] = item.converted
                values["converted_unit"] = item.canonical
            if item.observation.comparator is not None:
                values["comparator"] = item.observation.comparator
            if item.observation.interpretation is not None:
                values["interpretation"] = item.observation.interpretation
            break
    return finding, values


def numeric(
    case: Case,
    rulebook: Rulebook,
    as_of: datetime,
    code: ObservationCode,
    *,
    threshold: Threshold,
    window: Window,
) -> Reason:
    """Return a criterion of the form "any value at or beyond a cut-off"."""
    items = measured(case, code, rulebook, as_of, since=window.since, until=window.until)
    limits: dict[str, Value] = {
        "operator": threshold.operator,
        "threshold": threshold.value,
        "unit": threshold.unit or rulebook.fields[code].canonical,
    }
    finding, values = judged(items, _by_threshold(threshold), limits)
    return Reason.citing(f"lab.{code}", finding, threshold, values, field=code)


def platelets_late(case: Case, rulebook: Rulebook, as_of: datetime) -> Reason:
    """Return the platelet criterion: counted only after the 7th day of fever."""
    rule = rulebook.kawasaki
    limits: dict[str, Value] = {
        "operator": rule.platelets.operator,
        "threshold": rule.platelets.value,
        "after_day": rule.platelets_after_day,
        "unit": rule.platelets.unit or rulebook.fields["platelets"].canonical,
    }
    today = illness_day(case, local_day(as_of, as_of), as_of)
    items = measured(case, "platelets", rulebook, as_of)
    days = {item.at: illness_day(case, local_day(item.at, as_of), as_of) for item in items}
    judge = _by_threshold(rule.platelets)
    late = [item for item in items if (days[item.at] or 0) > rule.platelets_after_day]
    if today is not None and today <= rule.platelets_after_day:
        early = [item for item in items if (days[item.at] or 0) >= 1]
        high_on_limit = any(
            days[item.at] == rule.platelets_after_day and judge(item) is Finding.MET
            for item in early
        )
        code = "lab.platelets_on_day_7" if high_on_limit else "lab.platelets_too_early"
        return Reason.citing(code, Finding.NOT_MET, rule.platelets, limits, field="platelets")
    finding, values = judged(late, judge, limits)
    code = "lab.platelets"
    if not late and any((days[item.at] or 0) >= 1 for item in items):
        # A count exists and none of the counted days meets it: not met, not unknown.
        finding, code = Finding.NOT_MET, "lab.platelets_only_early"
    on_limit = [item for item in items if days[item.at] == rule.platelets_after_day]
    if not late and any(judge(item) is Finding.MET for item in on_limit):
        code = "lab.platelets_on_day_7"
    return Reason.citing(code, finding, rule.platelets, values, field="platelets")


def out_of_range(
    item: Measured,
    side: OutOfRange,
    field: FieldRule,
    otherwise: Callable[[Interval], Finding] = lambda _: Finding.UNKNOWN,
) -> Finding:
    """Return whether a value is raised, or reduced, where the definition gives no number.

    The laboratory's own judgement speaks first, then the range it printed, then the range set
    for the measurement, and only where there is none of them ``otherwise``.
    """
    observation = item.observation
    if observation.interpretation is not None:
        return finding_of(observation.interpretation == side)
    if item.interval is None:  # pragma: no cover (a value or an interpretation is always there)
        return Finding.UNKNOWN
    high = side == "high"
    printed, usual = observation.reference, field.reference
    limit: Decimal | Fraction | None = None
    if printed is not None:
        limit = printed.high if high else printed.low
    if limit is not None:
        own = field.units[(observation.unit or field.canonical).value]
        limit = own.to_canonical(Fraction(limit))
    elif usual is not None:
        limit = usual.maximum if high else usual.minimum
    if limit is None:
        return otherwise(item.interval)
    return item.interval.compare(">" if high else "<", limit)


def raised_alt(case: Case, rulebook: Rulebook, as_of: datetime, window: Window) -> Reason:
    """Return "elevated ALT": by the laboratory, its range, the site, or the rule's own limit."""
    rule = rulebook.kawasaki
    field = rulebook.fields["alt"]

    def judge(item: Measured) -> Finding:
        return out_of_range(
            item, "high", field, lambda value: value.compare(">", rule.alt_upper_limit)
        )

    items = measured(case, "alt", rulebook, as_of, since=window.since, until=window.until)
    finding, values = judged(items, judge, {})
    return Reason("lab.alt", finding, values, source=rule.alt_source, mark="P", field="alt")


def anaemia(case: Case, rulebook: Rulebook, as_of: datetime, window: Window) -> Reason:
    """Return "anaemia for age" by the laboratory, its range, the site, or the cut-off for age."""
    rule = rulebook.kawasaki
    field = rulebook.fields["haemoglobin"]
    unverified = False

    def judge(item: Measured) -> Finding:
        def for_age(value: Interval) -> Finding:
            nonlocal unverified
            age = age_on(case.patient, local_day(item.at, as_of))
            finding, from_memory = _low_for_age(value, rule, age, case.patient.sex)
            unverified = unverified or from_memory
            return finding

        return out_of_range(item, "low", field, for_age)

    items = measured(case, "haemoglobin", rulebook, as_of, since=window.since, until=window.until)
    finding, values = judged(items, judge, {})
    source = "oski" if unverified else "who_2024"
    return Reason(
        "lab.haemoglobin",
        finding,
        values,
        source=source,
        mark="M" if unverified else "V-2nd",
        field="haemoglobin",
    )


def _low_for_age(
    haemoglobin: Interval, rule: KawasakiRule, age: AgeRange | None, sex: str
) -> tuple[Finding, bool]:
    """Return whether the value is low for every age and sex that is possible, and the doubt."""
    if age is None:
        return Finding.UNKNOWN, False
    findings: set[Finding] = set()
    unverified = False
    for month in {
        age.months_low,
        age.months_high,
        *(
            band.from_months
            for band in rule.anaemia
            if age.months_low <= band.from_months <= age.months_high
        ),
    }:
        bands = [
            band
            for band in rule.anaemia
            if band.from_months <= month
            and (band.until_months is None or month < band.until_months)
            and (band.sex is None or sex in {band.sex, "unknown"})
        ]
        if not bands:
            findings.add(Finding.UNKNOWN)
        for band in bands:
            unverified = unverified or band.unverified
            findings.add(haemoglobin.compare("<", band.below))
    return (findings.pop() if len(findings) == 1 else Finding.UNKNOWN), unverified

"""Evidence of SARS-CoV-2: tests and contacts, and whether they lie in the window asked for.

Windows are counted in calendar days, the limit included. A test or contact without a date
leaves its window unknown; one dated after the time of the assessment is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.diagnosis.evidence import presence
from clinical.diagnosis.misc_items import Item
from clinical.findings import Reason
from clinical.logic import Finding, any_of, finding_of
from clinical.timeline import fever_onset_day, local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from clinical.findings import Value
    from clinical.record.case import Case
    from clinical.rules.citation import Cited
    from clinical.rules.mis_c import MiscCdcRule, MiscCsteRule, MiscWhoRule, Needed

Evidence = Literal["pcr", "antigen", "serology", "contact"]
_KINDS: tuple[Evidence, ...] = ("pcr", "antigen", "serology", "contact")


def _on(case: Case, kind: Evidence) -> date | None:
    virus = case.sars_cov_2
    days = {"pcr": virus.pcr_on, "antigen": virus.antigen_on, "contact": virus.contact_on}
    return days.get(kind)


@dataclass(frozen=True, slots=True)
class _Line:
    """One test or contact: whether it counts, and the entry that would decide it."""

    kind: Evidence
    finding: Finding
    asks: str


def _at_any_time(case: Case, kind: Evidence, as_of: datetime) -> _Line:
    """Return a test or contact as entered, whenever it was."""
    on = _on(case, kind)
    entered = presence(getattr(case.sars_cov_2, kind))
    later = on is not None and on > local_day(as_of, as_of)
    return _Line(kind, Finding.UNKNOWN if later else entered, f"sars_cov_2.{kind}")


def cdc_evidence(case: Case, rule: MiscCdcRule, as_of: datetime) -> Item:
    """Return any positive test, or a contact in the weeks before the first symptom."""
    tests = [_at_any_time(case, kind, as_of) for kind in _KINDS if kind != "contact"]
    contact = _at_any_time(case, "contact", as_of)
    if contact.finding is Finding.MET:
        contact = _contact_before_onset(case, rule.contact_days, as_of)
    return _any("sars_cov_2", "misc.sars_cov_2", (*tests, contact), rule)


def _contact_before_onset(case: Case, window: Needed, as_of: datetime) -> _Line:
    on, onset = case.sars_cov_2.contact_on, fever_onset_day(case, as_of)
    if on is None:
        return _Line("contact", Finding.UNKNOWN, "sars_cov_2.contact_on")
    if onset is None:
        return _Line("contact", Finding.UNKNOWN, "fever_onset")
    return _Line("contact", finding_of(0 <= (onset - on).days <= window.value), "")


def who_evidence(case: Case, rule: MiscWhoRule, as_of: datetime) -> Item:
    """Return any positive test or any likely contact."""
    lines = tuple(_at_any_time(case, kind, as_of) for kind in _KINDS)
    return _any("sars_cov_2", "misc.sars_cov_2", lines, rule)


def cste_laboratory(case: Case, rule: MiscCsteRule, as_of: datetime) -> Item:
    """Return antibodies, or RNA or antigen in the weeks before admission or during the stay."""
    window = rule.test_days
    lines = (
        _in_window(case, "pcr", window, as_of),
        _in_window(case, "antigen", window, as_of),
        _at_any_time(case, "serology", as_of),
    )
    return _any("laboratory", "misc.laboratory", lines, window, days=window.value)


def cste_contact(case: Case, rule: MiscCsteRule, as_of: datetime) -> Item:
    """Return a contact in the weeks before admission."""
    window = rule.contact_days
    contact = (_in_window(case, "contact", window, as_of),)
    return _any("epidemiologic_link", "misc.epidemiologic_link", contact, window, days=window.value)


def _in_window(case: Case, kind: Evidence, window: Needed, as_of: datetime) -> _Line:
    """Return whether a test or contact lies in the window that counts back from admission.

    A test counts during the stay as well, and after a death; a contact only up to admission.
    Without a day of admission, a date that is in the window even today was in it then.
    """
    entered = _at_any_time(case, kind, as_of)
    if entered.finding is not Finding.MET:
        return entered
    on, stay, today = _on(case, kind), case.involvement, local_day(as_of, as_of)
    if on is None:
        return _Line(kind, Finding.UNKNOWN, f"sars_cov_2.{kind}_on")
    admitted, discharged = stay.admitted_on, stay.discharged_on
    if admitted is None or admitted > today:
        recent = (today - on).days <= window.value
        finding = Finding.MET if recent else Finding.UNKNOWN
        return _Line(kind, finding, "involvement.admitted_on")
    if on <= admitted:
        return _Line(kind, finding_of((admitted - on).days <= window.value), "")
    left = discharged is not None and on > discharged
    counts = kind != "contact" and (not left or stay.died == "present")
    return _Line(kind, finding_of(counts), "")


def _any(
    identifier: str, code: str, lines: tuple[_Line, ...], cited: Cited, **values: Value
) -> Item:
    """Return an item met by any of its tests and contacts; the first that counts is named."""
    finding = any_of(*(line.finding for line in lines))
    shown = next((line.kind for line in lines if line.finding is Finding.MET), "pcr")
    values["name"] = f"sars_cov_2.{shown}"
    asks = [line.asks for line in lines if line.finding is Finding.UNKNOWN]
    reason = Reason.citing(code, finding, cited, values)
    return Item(identifier, reason, tuple(dict.fromkeys(asks)))

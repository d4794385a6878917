"""Temperatures as they are compared: corrected for their site, in order of time.

The raw value, its site and the corrected one are kept side by side. A reading taken soon after
an antipyretic may hide a fever; it still shows one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.findings import Alert
from clinical.logic import Finding, any_of, finding_of, negate
from clinical.measurements import Measured, measured
from clinical.quantity import Interval
from clinical.timeline import given

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.record.vocabulary import TemperatureSite
    from clinical.rules.rulebook import Rulebook

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature: as entered, corrected in degrees Celsius, and whether it is a fever.

    ``masked`` says whether an antipyretic was given shortly before; ``corrected`` is None where
    no number was entered.
    """

    at: datetime
    site: TemperatureSite
    measured: Measured
    corrected: Interval | None
    fever: Finding
    masked: Finding

    @property
    def fever_free(self) -> Finding:
        """Whether there was no fever and nothing that could have hidden one.

        A temperature under the limit soon after an antipyretic leaves it open.
        """
        if self.fever is Finding.NOT_MET and self.masked is not Finding.NOT_MET:
            return Finding.UNKNOWN
        return negate(self.fever)


def corrected(item: Measured, rulebook: Rulebook) -> Interval | None:
    """Return where a temperature lies in degrees Celsius once its site is allowed for."""
    if item.interval is None:
        return None
    rule = rulebook.temperature.correction.at(item.observation.site or "unknown")
    return _raised(item.interval, Fraction(rule.add))


def is_fever(temperature: Interval | None, rulebook: Rulebook) -> Finding:
    """Return whether a corrected temperature is a fever."""
    if temperature is None:
        return Finding.UNKNOWN
    limit = rulebook.temperature.fever
    return temperature.compare(limit.operator, limit.value)


def readings(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Reading, ...]:
    """Return the counted temperatures by time."""
    spans, undated = _masked_spans(case, rulebook, as_of)
    found: list[Reading] = []
    begun, hidden_until = 0, _LONG_AGO
    for item in measured(case, "temperature", rulebook, as_of):
        at = in_utc(item.at)
        # Both are in order of time: each span is taken up once.
        while begun < len(spans) and spans[begun][0] <= at:
            hidden_until = max(hidden_until, spans[begun][1])
            begun += 1
        masked = any_of(finding_of(at <= hidden_until), undated)
        temperature = corrected(item, rulebook)
        site = item.observation.site or "unknown"
        fever = is_fever(temperature, rulebook)
        found.append(Reading(item.at, site, item, temperature, fever, masked))
    return tuple(found)


def _masked_spans(
    case: Case, rulebook: Rulebook, as_of: datetime
) -> tuple[list[tuple[datetime, datetime]], Finding]:
    """Return when antipyretics work, from the dose to some hours after it, in order of time.

    The finding is unknown where one was given at a time nobody wrote down.
    """
    rule = rulebook.temperature.masking
    drugs = given(case, rule.agents, as_of)
    spans = [
        (
            in_utc(drug.start),
            in_utc(drug.end or drug.start) + timedelta(hours=rule.hours),
        )
        for drug in drugs
        if drug.start is not None
    ]
    return sorted(spans), Finding.NOT_MET if len(spans) == len(drugs) else Finding.UNKNOWN


def temperature_alerts(temperatures: tuple[Reading, ...], rulebook: Rulebook) -> tuple[Alert, ...]:
    """Ask for the site where the reading would be a fever at one site and is none at another."""
    rule = rulebook.temperature
    other = rule.correction.at(rule.unknown_site_may_be)
    doubtful = [
        reading
        for reading in temperatures
        if reading.site == "unknown"
        and reading.corrected is not None
        and reading.fever is not Finding.MET
        and _raised(reading.corrected, Fraction(other.add)).compare(
            rule.fever.operator, rule.fever.value
        )
        is Finding.MET
    ]
    if not doubtful:
        return ()
    last = doubtful[-1]
    return (
        Alert(
            "confirm",
            "temperature_site_unknown",
            {"count": len(doubtful), "at": last.at, "quantity": last.measured.quantity or ""},
            rule.source,
            rule.mark,
            "temperature",
        ),
    )


def _raised(temperature: Interval, by: Fraction) -> Interval:
    low, high = temperature.low, temperature.high
    return Interval(
        None if low is None else low + by,
        None if high is None else high + by,
        temperature.low_closed,
        temperature.high_closed,
    )

"""Temperatures as they are compared: corrected for their site, in order of time.

The raw value, its site and the corrected one are kept side by side. A reading taken soon after
an antipyretic may hide a fever; it still shows one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Alert
from clinical.logic import Finding, any_of, finding_of, negate
from clinical.measurements import Measured, measured
from clinical.quantity import Interval
from clinical.timeline import elapsed, given

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case, Treatment
    from clinical.record.vocabulary import TemperatureSite
    from clinical.rules.rulebook import Rulebook


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
    drugs = given(case, rulebook.temperature.masking.agents, as_of)
    hours = rulebook.temperature.masking.hours
    found: list[Reading] = []
    for item in measured(case, "temperature", rulebook, as_of):
        temperature = corrected(item, rulebook)
        masked = any_of(*(_masks(drug, item.at, hours) for drug in drugs))
        site = item.observation.site or "unknown"
        fever = is_fever(temperature, rulebook)
        found.append(Reading(item.at, site, item, temperature, fever, masked))
    return tuple(found)


def _masks(drug: Treatment, at: datetime, hours: int) -> Finding:
    """Return whether a reading was taken while a drug worked: from its start, so many hours on."""
    if drug.start is None:
        return Finding.UNKNOWN
    if at < drug.start:
        return Finding.NOT_MET
    last = drug.end if drug.end is not None else drug.start
    return finding_of(elapsed(last, at) <= timedelta(hours=hours))


def temperature_alerts(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Alert, ...]:
    """Ask for the site where the reading would be a fever at one site and is none at another."""
    rule = rulebook.temperature
    other = rule.correction.at(rule.unknown_site_may_be)
    doubtful = [
        reading
        for reading in readings(case, rulebook, as_of)
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

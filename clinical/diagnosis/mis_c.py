"""MIS-C by its three definitions side by side, the phenotype, and what the two diseases share.

None of the definitions speaks for another: they ask for different things, and a child may meet
one and not the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence
from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.diagnosis.misc_cdc import assess_cdc
from clinical.diagnosis.misc_cste import assess_cste
from clinical.diagnosis.misc_phenotype import assess_phenotype
from clinical.diagnosis.misc_who import assess_who
from clinical.findings import Alert
from clinical.logic import Finding, any_of
from clinical.measurements import measured
from clinical.timeline import age_on, fever_onset_day, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

    from clinical.course.temperature import Reading
    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.diagnosis.misc_items import Definition
    from clinical.diagnosis.misc_phenotype import PhenotypeAssessment
    from clinical.heart.readings import EchoReading
    from clinical.record.case import Case
    from clinical.rules.mis_c import PressureBand
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import AgeRange

_MONTHS_A_YEAR = 12
_LIKELY = {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE, KawasakiVerdict.SUSPECTED}


@dataclass(frozen=True, slots=True)
class MiscAssessment:
    """What each definition says, the phenotype, and the questions that follow."""

    cdc: Definition
    cste: Definition
    who: Definition
    phenotype: PhenotypeAssessment
    alerts: tuple[Alert, ...]

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions, the current one first."""
        return self.cste, self.cdc, self.who


def assess_misc(
    case: Case,
    rulebook: Rulebook,
    echos: Mapping[int, EchoReading],
    kawasaki: KawasakiAssessment,
    as_of: datetime,
    *,
    temperatures: tuple[Reading, ...],
) -> MiscAssessment:
    """Return what the three definitions and the phenotypes of S5 say about the record."""
    cdc = assess_cdc(case, rulebook, temperatures, as_of)
    cste = assess_cste(case, rulebook, echos, temperatures, as_of)
    who = assess_who(case, rulebook, echos, as_of)
    any_met = any_of(cdc.met, cste.met, who.met)
    return MiscAssessment(
        cdc=cdc,
        cste=cste,
        who=who,
        phenotype=assess_phenotype(case, rulebook.misc_phenotype, kawasaki, any_met),
        alerts=(
            *_shock_in_kawasaki(case, rulebook, kawasaki),
            *_low_pressure(case, rulebook, as_of),
        ),
    )


def _shock_in_kawasaki(
    case: Case, rulebook: Rulebook, kawasaki: KawasakiAssessment
) -> Iterator[Alert]:
    """Say what shock with Kawasaki disease may be: its own shock syndrome, or MIS-C."""
    involved = case.involvement
    shocked = any_of(presence(involved.shock), presence(involved.hypotension)) is Finding.MET
    if shocked and kawasaki.verdict in _LIKELY:
        rule = rulebook.misc_phenotype
        yield Alert("info", "kd_shock", source=rule.source, mark=rule.mark)


def _low_pressure(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    """Ask for shock where a systolic pressure lies under the limit for age; never answer it."""
    if case.involvement.shock != "unknown":
        return
    since = fever_onset_day(case, as_of)
    for item in reversed(measured(case, "systolic_pressure", rulebook, as_of, since=since)):
        age = age_on(case.patient, local_day(item.at, as_of))
        band, limit = lowest_pressure(rulebook.misc_phenotype.pressure, age)
        low = item.interval is not None and item.interval.compare("<", limit) is Finding.MET
        if low and item.quantity is not None:
            yield Alert(
                "confirm",
                "pressure_low",
                {"quantity": item.quantity, "at": item.at, "limit": limit},
                band.source,
                band.mark,
                "involvement.shock",
            )
            return


def lowest_pressure(
    bands: tuple[PressureBand, ...], age: AgeRange | None
) -> tuple[PressureBand, Decimal]:
    """Return the limit for an age; of several that an age in years leaves, the lowest one."""
    possible = [
        (_limit(band, age), index)
        for index, band in enumerate(bands)
        if age is None or _holds(band, age)
    ]
    limit, index = min(possible)
    return bands[index], limit


def _holds(band: PressureBand, age: AgeRange) -> bool:
    if band.until_days is not None:
        return age.days < band.until_days if age.days is not None else age.months_low == 0
    until = band.until_months
    return band.from_months <= age.months_high and (until is None or age.months_low < until)


def _limit(band: PressureBand, age: AgeRange | None) -> Decimal:
    """Return the limit of a band for the youngest the child can be."""
    months = max(band.from_months, age.months_low if age is not None else 0)
    return band.below + band.per_year * (months // _MONTHS_A_YEAR)

"""A log to draw and to print: a child whose values stand at places that can be counted by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from clinical.assess import assess
from clinical.log.treatment_log import TreatmentLog, treatment_log
from clinical.quantity import Unit
from clinical.record.case import Case, Illness, Note, Observation, Patient, Treatment
from reports.chart.build import ChartWish, chart_scene
from reports.wording import english
from tests.reports.sheets import rulebook

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.record.vocabulary import TemperatureSite
    from reports.chart.scene import ChartScene

# Noon of the fourth day: the chart runs from the midnight before the first entry to that after now.
FIRST = datetime.fromisoformat("2026-11-11T00:00:00+01:00")
AS_OF = datetime.fromisoformat("2026-11-14T12:00:00+01:00")
# Room in which a day is 100 points wide: 104 to the left of the strips, 82 to the right.
WIDTH, HEIGHT = 104 + 400 + 82.0, 300.0


def temperature(hours: int, degrees: str, site: TemperatureSite = "oral") -> Observation:
    at = FIRST + timedelta(hours=hours)
    value = Decimal(degrees)
    return Observation(at=at, code="temperature", value=value, unit=Unit.CELSIUS, site=site)


def crp(hours: int, value: str, **more: object) -> Observation:
    at = FIRST + timedelta(hours=hours)
    fields: dict[str, object] = {"value": Decimal(value), "unit": Unit.MG_PER_L, **more}
    return Observation.model_validate({"at": at, "code": "crp", **fields})


def dose(hours: int, mg: str, **more: object) -> Treatment:
    fields = {
        "agent": "anakinra",
        "dose": Decimal(mg),
        "dose_unit": "mg",
        "status": "given",
        **more,
    }
    return Treatment.model_validate({"start": FIRST + timedelta(hours=hours), **fields})


def ivig(start: int, end: int) -> Treatment:
    return dose(start, "33", agent="ivig", dose_unit="g", end=FIRST + timedelta(hours=end))


def child(*items: Observation | Treatment | Note) -> Case:
    return Case(
        patient=Patient(family_name="Example", given_name="Ada", identifier="TRAINING-1"),
        illness=Illness(fever_onset=FIRST.date()),
        observations=tuple(each for each in items if isinstance(each, Observation)),
        treatments=tuple(each for each in items if isinstance(each, Treatment)),
        notes=tuple(each for each in items if isinstance(each, Note)),
    )


def read(case: Case, as_of: datetime = AS_OF) -> tuple[Assessment, TreatmentLog]:
    assessment = assess(case, rulebook(), as_of)
    return assessment, treatment_log(case, assessment)


def scene(
    case: Case,
    wish: ChartWish | None = None,
    as_of: datetime = AS_OF,
    size: tuple[float, float] = (WIDTH, HEIGHT),
) -> ChartScene:
    return chart_scene(case, *read(case, as_of), english(), wish or ChartWish(), size)

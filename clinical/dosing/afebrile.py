"""Whether a dose that is given until the fever is gone has come to its end, by the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.course.elapsed import hours_between
from clinical.course.temperature import readings
from clinical.findings import Alert
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.course.temperature import Reading
    from clinical.dosing.order import Order


def switch_alerts(order: Order) -> Iterator[Alert]:
    """Say so where the child has been free of fever for as long as a phase waits for."""
    for phase in order.regimen.phase:
        if phase.afebrile_hours is None:
            continue
        run = free_of_fever(readings(order.case, order.rulebook, order.as_of))
        if not run:
            continue
        hours = hours_between(run[0].at, run[-1].at)
        if hours >= phase.afebrile_hours:
            values = {"at": run[0].at, "hours": int(hours), "count": len(run)}
            yield Alert("info", "afebrile_switch", values, phase.source, phase.mark)


def free_of_fever(found: tuple[Reading, ...]) -> list[Reading]:
    """Return the last readings in a row that show no fever and hide none."""
    run: list[Reading] = []
    for reading in found:
        run = [*run, reading] if reading.fever_free is Finding.MET else []
    return run

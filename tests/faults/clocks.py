"""F10: the clock of the workstation jumps, forward, back, over leap days and clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from clinical.timeline import elapsed, later_by
from records.faults import RecordsError
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, note

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_JUMPS = (-2 * _MINUTE, -_HOUR, -_DAY, -400 * _DAY, 3_652 * _DAY, 0, _HOUR, 6 * _HOUR, 366 * _DAY,
          0.000001, -30_000 * _DAY)  # fmt: skip
_ZONES = (
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("America/Sao_Paulo"),
    ZoneInfo("Asia/Tehran"),
)
# By the clock on the wall: a leap day, the end of a year, nights on which the clocks change.
_STARTS = tuple(
    datetime.fromisoformat(f"{start}:00+00:00")
    for start in (
        "2028-02-28T23:59",
        "2026-12-31T23:59",
        "2026-03-29T00:30",
        "2026-10-25T01:30",
        "2026-11-01T00:30",
        "2026-04-05T01:15",
    )
)
_SPANS = (6, 12, 24, 36, 168)


def run(trial: Trial) -> Tally:
    """Chart while the clock jumps; then count hours over every change of the clocks."""
    tally, chance = Tally(), trial.chance()
    for number in range(trial.many(500, 6)):
        here, seed = trial.below(f"clock-{number}"), chance.randrange(2**32)
        tally.tried += 1
        tally.take(in_child(lambda h=here, s=seed: _charted(h, s)), f"seed {seed}")
    tally.tried += 1
    tally.take(in_child(lambda: {"corrupt": _wrong(trial.chance(), later_by)}), "hours")
    return tally


def _charted(here: Trial, seed: int) -> dict[str, object]:
    chance = Trial(here.folder, seed, 0).chance()
    ward = Ward(here.folder / "records")
    start, zone = chance.choice(_STARTS), chance.choice(_ZONES)
    ward.clock.time = start.replace(tzinfo=zone)
    ward.founded("clinician", "auditor")
    opened, written, alarms = ward.admitted(), list[str](), 0
    for number in range(6):
        ward.clock.time += timedelta(seconds=chance.choice(_JUMPS))
        if ward.clock.time.year < 1990:
            ward.clock.time = start.replace(tzinfo=zone)
        text = f"note {number}"
        try:
            ward.commit(opened, notes=(*opened.case.notes, note(text)))
        except RecordsError as error:
            # A session that stood open too long by the new time locks.
            if error.code != "session_locked":
                raise
            ward.records.door.sign_out()
            alarms += ward.records.door.sign_in("ada", PHRASE).alarm is not None
            opened = ward.records.patients.open(opened.id)
            ward.commit(opened, notes=(*opened.case.notes, note(text)))
        written.append(text)
        opened = ward.records.patients.open(opened.id)
        if chance.randrange(3) == 0:
            ward.records.backups.make()
    ward.records.door.sign_out()
    alarms += ward.records.door.sign_in("ada", PHRASE).alarm is not None
    found = [each.text for each in ward.records.patients.open(opened.id).case.notes]
    told = [each.seq for each in ward.records.trail.of_case(opened.id)]
    whole = ward.records.trail.verify().whole and told == sorted(told, reverse=True)
    ward.records.door.sign_out()
    return {
        "lost": len(set(written) - set(found)),
        "corrupt": int(found != written) + int(not whole) + alarms,
        "note": f"{found} {whole} {alarms}",
    }


def _wrong(chance: random.Random, later: Callable[[datetime, timedelta], datetime]) -> int:
    """Return how often so many hours later were not so many real hours, in a year of each zone."""
    wrong = 0
    for zone in _ZONES:
        for hour in range(0, 8_784, 3):
            start = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)).astimezone(zone)
            span = timedelta(hours=chance.choice(_SPANS))
            wrong += elapsed(start, later(start, span)) != span
    return wrong


def control(trial: Trial) -> Tally:
    """Move the hands of the clock, as adding to a time with a zone does."""
    tally = Tally(tried=1)
    tally.corrupt = _wrong(trial.chance(), lambda start, span: start + span)
    return tally


FAULT = Fault(
    "F10",
    "Clock put back, forward, over leap days and clock changes in 5 zones",
    "nothing lost, order kept, history whole; hours are real hours",
    run,
    control,
    "adding hours to a time with a zone",
)

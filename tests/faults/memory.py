"""F21: no memory left at a random moment while doses are charted."""

from __future__ import annotations

import resource
from pathlib import Path

from records.faults import RecordsError
from tests.faults.bench import announced, chart, in_child, looked_through, stocked
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import Ward

_PAGE = resource.getpagesize()
_DOSES = 60


def run(trial: Trial) -> Tally:
    """Leave the child so many bytes more than it has, and let it chart."""
    tally, chance = Tally(), trial.chance()
    for number in range(trial.many(50, 3)):
        here = trial.below(f"store-{number}")
        ward, opened = stocked(here.folder / "records")
        acked, left = here.folder / "acked", chance.choice((0, 65_536, 500_000, 2_000_000))
        tally.tried += 1
        ended = in_child(
            lambda f=ward.folder, c=opened.id, a=acked, b=left: _short(f, c, a, b), within_s=60
        )
        # Told so or ended cleanly; dying of a signal is a crash.
        if ended.crashed and not ended.signal and "MemoryError" in ended.crashed:
            tally.count("ended with a memory error")
        elif ended.crashed or ended.hung:
            tally.take(ended, f"{left} bytes left")
        else:
            tally.count(str(ended.said.get("end", "")))
        asked = in_child(
            lambda f=ward.folder, c=opened.id, a=acked: looked_through(Ward(f), c, announced(a))
        )
        tally.take(asked, f"{left} bytes left")
        tally.acked += len(announced(acked))
    return tally


def _limit(left: int) -> None:
    """Allow this process so much more memory than it has now."""
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE
    resource.setrlimit(resource.RLIMIT_AS, (taken + left, taken + left))


def _short(folder: Path, case_id: str, acked: Path, left: int) -> dict[str, object]:
    ward = Ward(folder)
    _limit(left)
    try:
        chart(ward, case_id, acked, most=_DOSES)
    except RecordsError:
        return {"end": "refused"}
    except MemoryError:
        return {"end": "ended with a memory error"}
    return {"end": "had enough"}


def control(trial: Trial) -> Tally:
    """Build the whole file in memory after having emptied the old one."""
    tally = Tally()
    for number in range(trial.many(10, 2)):
        place = trial.folder / f"doses-{number}"
        place.write_text("1\n" * 1_000, encoding="utf-8")
        tally.tried += 1

        def naive(place: Path = place) -> None:
            _limit(1_000_000)
            with place.open("w", encoding="utf-8") as stream:
                stream.write("1\n" * 50_000_000)

        in_child(naive)
        tally.lost += not place.stat().st_size
    return tally


FAULT = Fault(
    "F21",
    "No memory left (address space limited) while charting",
    "said or ended; nothing announced is lost, history whole",
    run,
    control,
    "emptying the old file before the new content is made",
)

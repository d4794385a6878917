"""What a fault did: counted alike for each, so that one table can hold them all."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.faults.bench import Ended

_MOST_NOTES = 5
HARMS = ("lost", "corrupt", "false_saved", "crash", "hang")


class NotHereError(Exception):
    """The machine does not offer what the fault needs; the text says what."""


@dataclass
class Tally:
    """Counts of one fault.

    ``lost`` is what was announced as kept and is gone, ``corrupt`` what came back wrong or half
    without a word, ``false_saved`` what was called saved and was not, ``crash`` an error nobody
    turned into words, ``hang`` what did not end in its time.
    """

    tried: int = 0
    acked: int = 0
    lost: int = 0
    corrupt: int = 0
    false_saved: int = 0
    crash: int = 0
    hang: int = 0
    notes: list[str] = field(default_factory=list[str])
    # Figures of this fault alone, such as how many were refused.
    figures: dict[str, int | float] = field(default_factory=dict[str, "int | float"])

    @property
    def harm(self) -> int:
        """How much went wrong, of whatever kind."""
        return sum(getattr(self, name) for name in HARMS)

    def count(self, name: str, by: int = 1) -> None:
        """Count one of this fault's own figures."""
        self.figures[name] = self.figures.get(name, 0) + by

    def note(self, what: str) -> None:
        """Say what was seen, the first few times."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(what[:200])

    def take(self, ended: Ended, what: str = "") -> Mapping[str, Any]:
        """Add what a child counted, or that it crashed or hung; return what it said."""
        if ended.hung:
            self.hang += 1
            self.note(f"{what} hung")
        elif ended.crashed:
            self.crash += 1
            self.note(f"{what} {ended.crashed}")
        for name in ("acked", *HARMS):
            by = ended.said.get(name, 0)
            if isinstance(by, int) and by:
                setattr(self, name, getattr(self, name) + by)
                if name != "acked":
                    self.note(f"{what} {name}: {ended.said.get('note', '')}")
        return ended.said


@dataclass(frozen=True)
class Trial:
    """One run of a fault: an empty folder, a seed, and which part of the full number to try."""

    folder: Path
    seed: int
    scale: float

    def many(self, full: int, least: int) -> int:
        """Return how often to try; never less than ``least``."""
        return max(least, round(full * self.scale))

    def chance(self) -> random.Random:
        """Return the same chance for the same seed."""
        return random.Random(self.seed)  # noqa: S311 (to be repeated, not secret)

    def below(self, name: str) -> Trial:
        """Return the same trial in a folder of its own."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        return Trial(folder, self.seed, self.scale)


@dataclass(frozen=True)
class Fault:
    """A fault: what is done, what must stay true, and what the harness must be seen to catch.

    ``control`` does the same to something that cannot stand it; what it does not harm shows
    that the harness is blind.
    """

    id: str
    title: str
    bar: str
    run: Callable[[Trial], Tally]
    control: Callable[[Trial], Tally]
    control_is: str


def line_of(fault: Fault, trial: Trial, done: Tally, control: Tally, seconds: float) -> str:
    """Return the one JSON line of a run."""
    seen = control.harm
    counts = {
        name: value for name, value in asdict(done).items() if name not in ("notes", "figures")
    }
    line: dict[str, object] = {
        "id": fault.id,
        **counts,
        "positive_control": {"tried": control.tried, "failed": seen},
        "pass": done.harm == 0 and done.tried > 0 and seen > 0,
        # With no failure of N the true rate is below 3/N in 95 of 100 such runs.
        "bound": min(1.0, round(3 / done.tried, 6)) if done.tried and not done.harm else None,
        "figures": done.figures,
        "notes": done.notes,
        "seconds": round(seconds, 1),
        "seed": trial.seed,
        "scale": trial.scale,
    }
    return json.dumps(line, ensure_ascii=False)


def line_not_run(fault: Fault, trial: Trial, why: str) -> str:
    """Return the line of a fault that this machine cannot make."""
    line = {"id": fault.id, "pass": None, "not_run": why, "seed": trial.seed, "scale": trial.scale}
    return json.dumps(line, ensure_ascii=False)

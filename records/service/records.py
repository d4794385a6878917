"""The way into the records: one object for a workstation, with a part for each thing people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.keys.wrapping import PRODUCTION_COSTS, Argon2Costs
from records.people.session import DEFAULT_IDLE
from records.place import DEFAULT_MOST
from records.service.accounts import Accounts
from records.service.backups import Backups
from records.service.desk import Desk, Marks, Terms
from records.service.door import Door
from records.service.drafts import Drafts
from records.service.patients import Patients
from records.service.plans import Plans
from records.service.restoring import Putting
from records.service.summaries import Summaries
from records.service.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook


class Records:
    """Everything a window may ask of the records.

    ``folder`` need not exist: the first account makes the store. ``clock`` gives the time with
    its offset and with seconds, since sessions lock by it. ``rulebook`` holds the
    hard limits; without it no number is refused. ``backups`` is where backups go, else beside the
    store; ``most_backups`` is how many are kept. Calls come from one thread at a time.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        *,
        marks: Marks | None = None,
        costs: Argon2Costs = PRODUCTION_COSTS,
        idle: timedelta = DEFAULT_IDLE,
        rulebook: Rulebook | None = None,
        backups: Path | None = None,
        most_backups: int = DEFAULT_MOST,
    ) -> None:
        terms = Terms(marks or Marks(), costs, idle, rulebook, backups, most_backups)
        desk = Desk(folder, clock, terms)
        self.door = Door(desk)
        self.accounts = Accounts(desk, self.door)
        self.patients = Patients(desk)
        self.plans = Plans(desk, self.door, self.patients)
        self.summaries = Summaries(desk, self.door, self.patients)
        self.drafts = Drafts(desk)
        self.trail = Trail(desk)
        self.backups = Backups(desk, self.door)
        self.putting_back = Putting(desk, self.door)

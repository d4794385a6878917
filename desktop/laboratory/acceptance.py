"""What becomes of a print-out: each value with what it still asks, and the case once accepted.

Pure. Nothing enters the case that a person did not leave ticked; what is asked, unusual, or would
replace another number is not ticked beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from clinical.alerts import soft_limit
from clinical.quantity import Quantity
from clinical.record.validity import CLOCK_TOLERANCE
from clinical.rules.fields import Range
from clinical.timeline import age_on, local_day
from desktop import edits
from desktop.entry.dates import with_fixed_offset
from desktop.laboratory.print_cells import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from clinical.quantity import Unit
    from clinical.record.case import Case, Observation
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.rulebook import Rulebook
    from desktop.laboratory.printed import PrintedValue
    from desktop.laboratory.printout import Printout

Status = Literal[
    "ready", "which", "number", "unit", "time", "unusual", "replaces", "same", "twice", "limit",
    "future", "refused",
]  # fmt: skip
# The person may tick these; the first alone is ticked beforehand.
MAY_BE_TAKEN: frozenset[Status] = frozenset({"ready", "unusual", "replaces"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a line: its answers with the units of each, and the one that was given."""

    status: Status
    options: tuple[tuple[str, tuple[Unit, ...]], ...]
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A value of the print-out as it would be entered, as far as it is known."""

    printed: PrintedValue
    status: Status
    code: ObservationCode | None = None
    number: Decimal | None = None
    unit: Unit | None = None
    at: datetime | None = None
    ticked: bool = False
    # What stands there already, and why a number is refused or asked about.
    stands: Observation | None = None
    problem: str | None = None
    # What cannot be read in its cell, and would be gone.
    unread: str | None = None
    # Each question of the line with its answers; it stays open, so that a slip can be put right.
    asked: tuple[Asked, ...] = ()
    # Whether the field has a usual range that the number was held against.
    has_usual: bool = True


@dataclass
class Acceptance:
    """The answers given so far; lines are named by their place in the print-out."""

    printout: Printout
    rulebook: Rulebook
    which: dict[int, ObservationCode] = field(default_factory=dict[int, "ObservationCode"])
    numbers: dict[int, Decimal] = field(default_factory=dict[int, "Decimal"])
    units: dict[int, Unit] = field(default_factory=dict[int, "Unit"])
    times: dict[str, datetime] = field(default_factory=dict[str, "datetime"])
    ticks: dict[int, bool] = field(default_factory=dict[int, bool])
    # What stands in the cells of a time and cannot be read: it is in no record.
    unread: Mapping[tuple[ObservationCode, datetime], str] = field(
        default_factory=dict[tuple["ObservationCode", "datetime"], str]
    )

    def lines(self, case: Case, now: datetime) -> list[Line]:
        """Return every value with what it asks, in the order of the print-out."""
        seen: dict[tuple[ObservationCode, datetime], Line] = {}
        found: list[Line] = []
        of_another = self.is_of_another(case)
        for place, printed in enumerate(self.printout.values):
            line = self._line(place, printed, case, now)
            line = replace(line, asked=self._asked(place, line))
            if of_another and line.ticked and place not in self.ticks:
                line = replace(line, ticked=False)
            if line.code is not None and line.at is not None and line.status in MAY_BE_TAKEN:
                first = seen.setdefault((line.code, line.at), line)
                if first is not line:
                    line = replace(line, status="twice", ticked=False)
            found.append(line)
        return found

    def is_of_another(self, case: Case) -> bool:
        """Whether the print-out names a patient, and neither the open child's number nor name."""
        patient = case.patient
        printed = fold_name(" ".join(self.printout.patients))
        names = [fold_name(each) for each in (patient.family_name, patient.given_name) if each]
        number = fold_name(patient.identifier or "")
        if not printed or not (names or number) or (number and number in printed):
            return False
        return not names or not all(each in printed for each in names)

    def result(self, case: Case, now: datetime) -> Case:
        """Return the case with every ticked value in it."""
        for line in self.lines(case, now):
            if not line.ticked or line.code is None or line.at is None:
                continue
            said = line.printed.judgement
            case = edits.observation(
                case,
                line.at,
                line.code,
                line.number,
                None if said is not None else line.unit,
                comparator=line.printed.comparator,
                interpretation=said,
            )
        return case

    def time_of(self, label: str) -> datetime | None:
        given = self.times.get(label)
        if given is not None:
            return given
        printed = next((each.at for each in self.printout.times if each.label == label), None)
        return with_fixed_offset(printed) if printed is not None else None

    def _line(self, place: int, printed: PrintedValue, case: Case, now: datetime) -> Line:
        """Ask one thing at a time: which value, which unit, which number, which time."""
        at = self.time_of(printed.time)
        if printed.problem is not None:
            return Line(printed, "refused", at=at, problem=printed.problem)
        code = printed.codes[0] if len(printed.codes) == 1 else self.which.get(place)
        if code is None:
            return Line(printed, "which", at=at)
        number = self._number(place, printed)
        if printed.judgement is None:
            unit = self._unit(place, printed, code)
            if unit is None:
                return Line(printed, "unit", code, number, at=at)
            if number is None:
                return Line(printed, "number", code, unit=unit, at=at)
            return self._measured(place, Line(printed, "ready", code, number, unit, at), case, now)
        return self._placed(place, Line(printed, "ready", code, at=at), case, now)

    def _number(self, place: int, printed: PrintedValue) -> Decimal | None:
        if printed.doubtful:
            return self.numbers.get(place)
        return printed.readings[0] if printed.readings else None

    def _unit(self, place: int, printed: PrintedValue, code: ObservationCode) -> Unit | None:
        fitting = self._fitting(printed, code)
        if len(fitting) == 1:
            return fitting[0]
        chosen = self.units.get(place)
        return chosen if chosen in fitting else None

    def _fitting(self, printed: PrintedValue, code: ObservationCode) -> tuple[Unit, ...]:
        offered = self.rulebook.fields[code].units
        return tuple(unit for unit in printed.units if unit.value in offered)

    def _asked(self, place: int, line: Line) -> tuple[Asked, ...]:
        """Return the questions up to the first without an answer."""
        printed = line.printed
        if line.status == "refused":
            return ()
        found: list[Asked] = []
        if len(printed.codes) > 1:
            values = tuple((code, self._fitting(printed, code)) for code in printed.codes)
            found.append(Asked("which", values, self.which.get(place)))
        if line.code is not None and printed.judgement is None:
            units = self._fitting(printed, line.code)
            if len(units) > 1:
                chosen = line.unit.value if line.unit is not None else None
                found.append(Asked("unit", tuple((each.value, (each,)) for each in units), chosen))
            if printed.doubtful and line.unit is not None:
                given = self.numbers.get(place)
                numbers = tuple((str(each), (line.unit,)) for each in printed.readings)
                found.append(Asked("number", numbers, str(given) if given is not None else None))
        return tuple(found)

    def _measured(self, place: int, line: Line, case: Case, now: datetime) -> Line:
        """Hold a number to the limits of its field before its time is looked at."""
        if line.code is None or line.number is None or line.unit is None:
            return line
        rule = self.rulebook.fields[line.code]
        quantity = Quantity(line.number, line.unit)
        if not rule.hard.holds(rule.canonical_value(quantity)):
            return replace(line, status="limit")
        age = age_on(case.patient, local_day(now, now))
        alert = soft_limit(rule, quantity, age)
        line = replace(line, has_usual=bool(rule.soft_by_age) or rule.soft != Range())
        placed = self._placed(place, line, case, now)
        if alert is not None and placed.status in {"ready", "replaces"}:
            ticked = self.ticks.get(place, False)
            return replace(placed, status="unusual", ticked=ticked, problem=alert.code)
        return placed

    def _placed(self, place: int, line: Line, case: Case, now: datetime) -> Line:
        """Look at what stands already at the time of a value, and whether that time has come."""
        if line.at is None or line.code is None:
            return replace(line, status="time")
        if line.at > now + CLOCK_TOLERANCE:
            return replace(line, status="future")
        stands = edits.observation_at(case, line.at, line.code)
        unread = self.unread.get((line.code, line.at))
        if stands is None and unread is not None:
            ticked = self.ticks.get(place, False)
            return replace(line, status="replaces", ticked=ticked, unread=unread)
        if stands is None:
            # Without a usual range nothing but an eye can see a number in the wrong unit.
            return replace(line, status="ready", ticked=self.ticks.get(place, line.has_usual))
        said = (stands.value, stands.unit, stands.comparator, stands.interpretation)
        printed = line.printed
        if said == (line.number, line.unit, printed.comparator, printed.judgement):
            return replace(line, status="same", stands=stands)
        return replace(line, status="replaces", ticked=self.ticks.get(place, False), stands=stands)

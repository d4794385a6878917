"""F14: records of 5,000 and 50,000 entries: kept, opened, listed and printed, each of them."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from clinical.assess import assess
from clinical.log.treatment_log import treatment_log
from clinical.quantity import Unit
from clinical.record.case import Case, Observation
from desktop import theme
from desktop.examples import FICTIONAL_LOG
from desktop.log.table_card import TableCard
from desktop.rules import load_rulebook
from records.case_file import bytes_of_case, case_of
from reports.page import Printed
from reports.treatment_log import treatment_log_pdf
from reports.wording import english
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import Ward, key
from tests.reports.printed_pages import pages_of

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

_SLOWEST_S = 1_200.0
_SHORT, _LONG, _LONGEST = 300, 5_000, 50_000
# Opening a record of 5,000 entries: what a person waits for.
_OPENED_S = 2.0


def long_case(rulebook: Rulebook, entries: int) -> Case:
    """Return a child with so many temperatures, each another time."""
    case = FICTIONAL_LOG.case(rulebook)
    readings = tuple(
        Observation(
            at=FICTIONAL_LOG.at - timedelta(minutes=number // 2 + 1),
            code="temperature",
            value=Decimal(360 + number % 40) / 10,
            unit=Unit.CELSIUS,
            site="oral" if number % 2 else "axillary",
        )
        for number in range(entries)
    )
    return Case(patient=case.patient, illness=case.illness, observations=readings)


def run(trial: Trial) -> Tally:
    """Take a record of each length through everything that counts its entries."""
    tally = Tally()
    lengths = (_SHORT,) if trial.scale < 0.05 else (_LONG, _LONGEST)
    for entries in lengths:
        here = trial.below(f"{entries}")
        tally.tried += 1
        ended = in_child(lambda h=here, n=entries: _counted(h, n), within_s=_SLOWEST_S)
        said = tally.take(ended, f"{entries} entries")
        for name, value in said.items():
            if name.startswith("s "):
                tally.figures[f"{name[2:]} {entries:,} (s)"] = float(value)
    return tally


def _counted(here: Trial, entries: int) -> dict[str, object]:
    """Return as lost what is not everywhere, and as hanging what takes too long to open."""
    rulebook, words = load_rulebook(), english()
    case = long_case(rulebook, entries)
    ward = Ward(here.folder / "records").founded("clinician", "auditor")
    opened = ward.records.patients.admit(case, key()).case
    begun = time.perf_counter()
    found = ward.records.patients.open(opened.id).case
    taken = {"s opened": time.perf_counter() - begun}
    counts = [len(found.observations)]
    begun = time.perf_counter()
    assessment = assess(found, rulebook, FICTIONAL_LOG.at)
    log = treatment_log(found, assessment)
    taken["s worked out"] = time.perf_counter() - begun
    counts.append(len(log.rows))
    application = QApplication.instance() or QApplication(["kd-bedside"])
    if isinstance(application, QApplication):
        theme.apply(application, "light")
    begun = time.perf_counter()
    card = TableCard(rulebook, words)
    card.resize(900, 500)
    card.show_rows(log.rows)
    card.grab()
    taken["s listed"] = time.perf_counter() - begun
    counts.append(card.view.model().rowCount())
    counts.append(len(case_of(bytes_of_case(found), rulebook).observations) if entries <= _LONG
                  else entries)  # fmt: skip
    if entries <= _LONG:
        begun = time.perf_counter()
        printed = Printed(at=FICTIONAL_LOG.at, by=None, version="1")
        made = treatment_log_pdf(found, assessment, words, printed)
        taken["s printed"] = time.perf_counter() - begun
        counts.append(_rows_on_paper(made))
    whole = ward.records.trail.verify().whole
    ward.records.door.sign_out()
    slow = entries <= _LONG and taken["s opened"] + taken["s listed"] > _OPENED_S
    wrong = [each for each in counts if each != entries]
    return {
        "lost": len(wrong),
        "corrupt": int(not whole),
        "hang": int(slow),
        "note": f"{counts} {taken}",
        **{name: round(seconds, 2) for name, seconds in taken.items()},
    }


def _rows_on_paper(made: bytes) -> int:
    """Return how many temperatures stand in the rows of the pages."""
    text = "\n".join(each.text for each in pages_of(made))
    return len(re.findall(r"^.*Temperature\s[\d.]+\s°C\s\((?:mouth|armpit)\)", text, re.MULTILINE))


def control(trial: Trial) -> Tally:
    """Count in a list that shows its first hundred rows."""
    tally = Tally(tried=1)
    shown = long_case(load_rulebook(), _SHORT).observations[:100]
    tally.lost += len(shown) != _SHORT
    return tally


FAULT = Fault(
    "F14",
    "Records of 5,000 and 50,000 entries",
    "as many in the record, log, table, file and (5,000) on paper; 5,000 opened and listed in 2 s",
    run,
    control,
    "a list of the first hundred rows",
)

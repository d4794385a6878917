"""F12: names and notes that are commands elsewhere: kept letter for letter, or refused in words."""

from __future__ import annotations

import json
import random
import sqlite3
import unicodedata
from typing import TYPE_CHECKING

from pydantic import ValidationError

from clinical.assess import assess
from clinical.problem import InputError
from desktop.examples import FICTIONAL
from desktop.rules import load_rulebook
from records.case_file import bytes_of_case, case_of
from records.faults import RecordsError
from reports.fonts import PaperError
from reports.page import Printed
from reports.treatment_log import treatment_log_pdf
from reports.wording import english
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import Ward, key

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

_PART = 100
_PIECES = (
    "x" * 10_000, "x" * 200, "\U0001f600\U0001f469\u200d\U0001f467", "\u202e", "\u202d", "\u2066",
    "\u200b", "\u200d", "\u200c", "\ufeff", "\0", "\x1b[2J", "\r\n", "\t", "\x7f", "\u2028",
    '=cmd|" /C calc"!A1', "+1", "-1", "@SUM(A1)", "<para>", "</para>", "<b>", "&amp;", "<!-- x -->",
    "<img src='/etc/passwd'>", "{{7*7}}", "{0}", "%s%n", "${HOME}", "'; DROP TABLE entry; --",
    "' OR '1'='1", '"', "\\", "\ud800", "\udfff", "../../etc", "NULL", "None", "Novák", "Ł", "ß",
    "\u0130", "\ufb01", "e\u0301", "a\u0301\u0301\u0301\u0301\u0301", "漢字", "العربية", " ", "  ",
)  # fmt: skip


def run(trial: Trial) -> Tally:
    """Put pieces together, give them to a case file, the records and the log on paper."""
    tally, many = Tally(), trial.many(5_000, 20)
    rulebook = load_rulebook()
    case = FICTIONAL.case(rulebook)
    for start in range(0, many, _PART):
        part = min(_PART, many - start)
        seed = trial.seed * 1_000_003 + start
        here = trial.below(f"part-{start}")
        ended = in_child(
            lambda h=here, p=part, s=seed: _tried(h, p, s, rulebook, case), within_s=600
        )
        said = tally.take(ended, f"from {start}")
        tally.tried += part
        for figure in ("kept", "refused", "on paper", "refused on paper"):
            tally.count(figure, int(said.get(figure, 0)))
    return tally


def drawn(chance: random.Random) -> str:
    """Return a text of one to four pieces."""
    text = "".join(chance.choices(_PIECES, k=chance.randrange(1, 5)))
    # Two halves beside each other are one letter in JSON.
    return str(json.loads(json.dumps(text)))


def _tried(trial: Trial, many: int, seed: int, rulebook: Rulebook, case: Case) -> dict[str, object]:
    chance = random.Random(seed)  # noqa: S311 (to be repeated)
    counts = dict.fromkeys(("kept", "refused", "on paper", "refused on paper", "corrupt"), 0)
    note = ""
    ward = Ward(trial.folder / "records").founded()
    for number in range(many):
        family, text = drawn(chance), drawn(chance)
        document = json.loads(bytes_of_case(case))
        document.pop("training", None)
        document["patient"] |= {"family_name": family, "identifier": f"N-{number}"}
        document["notes"] = [{"at": "2026-11-14T08:30:00+01:00", "text": text}]
        try:
            read = case_of(json.dumps(document).encode(), rulebook)
            # What a case file would bring stands unchanged in the records after it.
            others = ward.records.patients.near_names(read.patient)
            seen = [each.found.patient for each in others]
            opened = ward.records.patients.admit(read, key(), seen=seen).case
            found = ward.records.patients.open(opened.id).case
            ward.records.patients.search(family)
        except (InputError, RecordsError, ValidationError):
            counts["refused"] += 1
            continue
        again = case_of(bytes_of_case(found), rulebook)
        same = again.patient == read.patient and [n.text for n in again.notes] == [
            n.text for n in read.notes
        ]
        said = _spelt(read.patient.family_name) == _spelt(family) and _spelt(
            read.notes[0].text
        ) == _spelt(text)
        counts["kept"] += 1
        if not (same and said):
            counts["corrupt"] += 1
            note = f"{family[:40]!r} {text[:40]!r}"
        counts["on paper" if _printed(read, rulebook) else "refused on paper"] += 1
    ward.records.door.sign_out()
    return {**counts, "note": note}


def _spelt(value: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", value or "").split())


def _printed(case: Case, rulebook: Rulebook) -> bool:
    """Return whether the log was printed; a letter the fonts lack refuses it."""
    assessment = assess(case, rulebook, FICTIONAL.at)
    try:
        printed = Printed(at=FICTIONAL.at, by=None, version="1")
        made = treatment_log_pdf(case, assessment, english(), printed)
    except PaperError:
        return False
    if not made.startswith(b"%PDF"):
        raise AssertionError("no sheet")
    return True


def control(trial: Trial) -> Tally:
    """Put the same texts into SQL by hand."""
    tally, chance = Tally(), trial.chance()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE entry (content TEXT)")
    for _ in range(trial.many(500, 50)):
        text = drawn(chance)
        tally.tried += 1
        try:
            database.execute(f"INSERT INTO entry VALUES ('{text}')")  # noqa: S608 (the control)
        except (sqlite3.Error, ValueError):
            tally.crash += 1
    return tally


FAULT = Fault(
    "F12",
    "Hostile text in names and notes: markup, SQL, formulas, directions, lone halves",
    "kept letter for letter in file and records, or refused; paper is made or refused",
    run,
    control,
    "the same texts put into SQL by hand",
)

"""Print-outs whose numbers could be taken wrong: each must ask, or say why it is not read.

The texts are laid out as laboratories lay them out; what may stand ready is typed from the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.record.case import Case, Patient
from desktop.laboratory.acceptance import Acceptance
from desktop.laboratory.codes import LABORATORY_CODES
from desktop.laboratory.print_names import names_of, reader_of, titles_of
from desktop.laboratory.printed import PrintedLine
from desktop.laboratory.printout import MOST_CHARACTERS, MOST_LINES, Printout, read_printout
from desktop.rules import load_rulebook
from tests.desktop.tab_bench import NOW
from tests.repository import ROOT

if TYPE_CHECKING:
    from reports.wording import Wording

TIME = "Collected: 21-Nov-2026 06:00\n"
# Code, number with its mark, unit, day and time of what is ticked beforehand.
Ready = list[str]


def printout(text: str, words: Wording) -> Printout:
    rulebook = load_rulebook(ROOT / "resources/site/example.toml")
    names, reader = names_of(LABORATORY_CODES, words), reader_of(LABORATORY_CODES, rulebook)
    zone = NOW.tzinfo
    assert zone is not None
    return read_printout(text, names, titles_of(words), reader, zone)


def ready(text: str, words: Wording, case: Case | None = None) -> Ready:
    rulebook = load_rulebook(ROOT / "resources/site/example.toml")
    lines = Acceptance(printout(text, words), rulebook).lines(case or Case(), NOW)
    return [
        f"{line.code} {line.printed.comparator or ''}{line.number} {line.unit} {line.at:%d %H:%M}"
        for line in lines
        if line.ticked
    ]


READY: dict[str, tuple[str, Ready]] = {
    "a blank cell in columns of times": (
        (
            "Test               20-Nov-2026 06:00   21-Nov-2026 06:00\n"
            "Sodium (mmol/L)                        133\n"
        ),
        [],
    ),
    "one number and blanks that were cut": (
        "Test  20-Nov-2026 06:00  21-Nov-2026 06:00\nSodium (mmol/L)  133\n",
        [],
    ),
    "heads that begin with blanks": (
        (
            "                 20-Nov-2026 06:00   21-Nov-2026 06:00\n"
            "CRP (mg/L)        120                 96\n"
        ),
        ["crp 120 mg/L 20 06:00", "crp 96 mg/L 21 06:00"],
    ),
    "in German, with the earlier result beside it": (
        (
            "Entnahme: 21.11.2026 06:00\nEingang: 21.11.2026 07:30\n"
            "Untersuchung\tErgebnis\tEinheit\tReferenzbereich\tVorwert\n"
            "Leukozyten\t15,2\tG/l\t4,5-13,5\t18,0\nNatrium\t133\tmmol/l\t135-145\t131\n"
            "Thrombozyten\t412\tTsd/µl\t150-450\t\nHämoglobin\t10,2\tg/dl\t\t11,0\n"
        ),
        [
            "wbc 15.2 10*9/L 21 06:00",
            "sodium 133 mmol/L 21 06:00",
            "platelets 412 10*3/uL 21 06:00",
            "haemoglobin 10.2 g/dL 21 06:00",
        ],
    ),
    "in French, printed the next day": (
        (
            "Date de prélèvement : 20/11/2026 06:00\nImprimé le : 21/11/2026 09:00\n"
            "Analyse;Résultat;Unité;Valeurs de référence;Antériorité\n"
            "Plaquettes;412;G/L;150-450;380\nProtéine C-réactive;120;mg/L;<5;96\n"
        ),
        ["platelets 412 10*9/L 20 06:00", "crp 120 mg/L 20 06:00"],
    ),
    "no usual range to see a wrong unit by": (
        (f"{TIME}D-dimer 1200 mg/L FEU\nCreatinine 40 mg/dL\nPotassium 42 mmol/L\nCRP 120 mg/L\n"),
        ["crp 120 mg/L 21 06:00"],
    ),
    "German urine": (f"{TIME}Urin\nLeukozyten\t25\t/µl\n", []),
    "a blank cell in columns of values": (
        (
            "Date                CRP (mg/L)   AST (U/L)  ALT (U/L)\n"
            "21-Nov-2026 06:00                 70        60\n"
        ),
        [],
    ),
    "a blank for thousands": (f"{TIME}Ferritin\t1 250\tng/mL\nPlatelets\t412 000\t/uL\n", []),
    "a hard blank for thousands": (f"{TIME}Ferritin\t1\u00a0250\tng/mL\n", []),
    "a narrow blank for thousands": (f"{TIME}WBC\t12\u202f400\t/uL\n", []),
    "a lost decimal mark": (f"{TIME}CRP\t120 5\tmg/L\n", []),
    "a blank for thousands under a time": (
        "Test\tUnit\t20-Nov-2026 06:00\t21-Nov-2026 06:00\nFerritin\tng/mL\t1 250\t980\n",
        ["ferritin 980 ng/mL 21 06:00"],
    ),
    "two numbers on a plain line": (f"{TIME}ESR 60 54\nESR <15 60\nNT-proBNP 1 250\n", []),
    "a number and brackets": (f"{TIME}ESR 60 (54)\n", []),
    "a number and its range": (f"{TIME}CRP 120 mg/L (0-5)\n", ["crp 120 mg/L 21 06:00"]),
    "a limit before the result": (f"{TIME}CRP;<5;120 mg/L\nD-dimer;<0,5;3,2 mg/L FEU\n", []),
    "another number before the result": (f"{TIME}Sodium;135;133 mmol/L\n", []),
    "a limit behind a result without unit": (f"{TIME}ESR;60;<15\n", []),
    "a limit behind the unit": (f"{TIME}CRP;120;mg/L;< 5\n", ["crp 120 mg/L 21 06:00"]),
    "the previous result first": (
        f"{TIME}Test;Previous;Result;Unit\nCRP;96 mg/L;120 mg/L\nESR;40;60;mm/h\n",
        ["crp 120 mg/L 21 06:00", "esr 60 mm/h 21 06:00"],
    ),
    "heads that say neither": (
        f"{TIME}Test\tToday\tYesterday\tUnit\nESR\t\t54\tmm/h\n",
        [],
    ),
    "received and printed": (
        (
            "Collected: 20-Nov-2026 06:00\nReceived: 20-Nov-2026 07:30\n"
            "Printed: 21-Nov-2026 14:05\nCRP 120 mg/L\n"
        ),
        ["crp 120 mg/L 20 06:00"],
    ),
    "collected and reported on one line": (
        "Collected 20-Nov-2026 06:00   Reported 21-Nov-2026 14:05\nCRP   120  mg/L\n",
        ["crp 120 mg/L 20 06:00"],
    ),
    "printed alone": ("Printed: 21-Nov-2026 14:05\nESR 60 mm/h\n", []),
    "a word nobody knows before the time": (f"{TIME}Kontrolle 21-Nov-2026 09:00\nESR 60\n", []),
    "validated behind the result": (
        "Collected: 20-Nov-2026 06:00\nCRP  120  mg/L  validated 21-Nov-2026 09:00\n",
        ["crp 120 mg/L 20 06:00"],
    ),
    "a bare time behind the result": (
        "Collected: 20-Nov-2026 06:00\nCRP  120  mg/L  21-Nov-2026 09:00\n",
        [],
    ),
    "a time of the day on its own line": (
        "20-Nov-2026 06:00\nESR 60\n21:30\nAST 50 U/L\n",
        ["esr 60 mm/h 20 06:00"],
    ),
    "a result behind the time of its line": (
        "20-Nov-2026 06:00 ESR 60 mm/h\n21-Nov-2026 06:00\nAST 50 U/L\n",
        [],
    ),
    "from one time to another": (
        "Collected: 20-Nov-2026 06:00 to 20-Nov-2026 18:00\nESR 60\n",
        [],
    ),
    "two patients": (
        f"Patient: Muster, Anna\n{TIME}CRP 120 mg/L\nPatient: Other, Ben\nESR 60 mm/h\n",
        [],
    ),
    "a patient below the first results": (f"{TIME}CRP 120 mg/L\nPatient B\nESR 60 mm/h\n", []),
    "two patients in a column": (
        "Patient\tDate\tCRP (mg/L)\nA\t20-Nov-2026 06:00\t120\nB\t21-Nov-2026 06:00\t4\n",
        [],
    ),
    "a head with its unit behind": (
        "Date\tCRP mg/dL\tAST U/L\n21-Nov-2026 06:00\t12\t70\n",
        ["crp 12 mg/dL 21 06:00", "ast 70 U/L 21 06:00"],
    ),
    "day and time in two columns": (
        "Date\tTime\tESR\n20-Nov-2026\t06:00\t60\n20-Nov-2026\t18:00\t54\n",
        ["esr 60 mm/h 20 06:00", "esr 54 mm/h 20 18:00"],
    ),
    "below the heading of another specimen": (
        f"{TIME}Urine\nAlbumin 29 g/L\nSodium 140 mmol/L\nSerum\nSodium 133 mmol/L\n",
        ["sodium 133 mmol/L 21 06:00"],
    ),
    "another specimen in a column": (
        f"{TIME}Albumin\tCSF\t20\tg/L\nSodium\tUrine\t140\tmmol/L\n",
        [],
    ),
    "two values on a line": (f"{TIME}Na 131 mmol/L K 4.2 mmol/L\nCRP 120 mg/L; ESR 60 mm/h\n", []),
    "a table and then a list": (
        (f"Date\tWBC (10^9/L)\tCRP\n20-Nov-2026 06:00\t12\t120 mg/L\n{TIME}CRP\t96\tmg/L\n"),
        ["wbc 12 10*9/L 20 06:00", "crp 120 mg/L 20 06:00", "crp 96 mg/L 21 06:00"],
    ),
    "a dash or a minus": (f"{TIME}CRP - 12 mg/L\n", []),
    "units said apart": (f"Units: mg/dL\n{TIME}CRP 12\n", []),
    "the unit within the name": (f"{TIME}CRP (mg/dL) 12\n", ["crp 12 mg/dL 21 06:00"]),
    "two units on a line": (f"{TIME}CRP mg/dL\t12\tmg/L\n", []),
    "merged days over times": (
        ("\t20-Nov-2026\t\t21-Nov-2026\t\n\t06:00\t18:00\t06:00\t12:00\nESR\t60\t54\t50\t48\n"),
        ["esr 60 mm/h 20 06:00", "esr 50 mm/h 21 06:00"],
    ),
}


@pytest.mark.hazard("H02", "H05", "H07", "H15")
@pytest.mark.parametrize("name", READY)
def test_only_what_leaves_no_doubt_is_ticked_beforehand(words: Wording, name: str) -> None:
    text, expected = READY[name]
    assert ready(text, words) == expected


@pytest.mark.hazard("H15")
@pytest.mark.parametrize("name", READY)
def test_every_line_in_doubt_is_accounted_for(words: Wording, name: str) -> None:
    text, _ = READY[name]
    written = {number for number, line in enumerate(text.split("\n"), start=1) if line.strip()}
    assert {each.line for each in printout(text, words).items} == written


@pytest.mark.hazard("H15")
def test_a_column_nobody_knows_is_named_with_what_stands_in_it(words: Wording) -> None:
    text = "Date\tCRP\tMonozyten\n21-Nov-2026 06:00\t120 mg/L\t15,2\n"
    said = [each for each in printout(text, words).items if isinstance(each, PrintedLine)]
    assert ("column", "Monozyten: 15,2") in [(each.kind, each.text) for each in said]


@pytest.mark.hazard("H15")
def test_a_result_behind_the_time_of_its_line_is_named_as_not_read(words: Wording) -> None:
    (line,) = printout("20-Nov-2026 06:00 ESR 60 mm/h\n", words).items
    assert isinstance(line, PrintedLine)
    assert line.kind == "unread"


@pytest.mark.hazard("H41")
def test_two_samples_of_a_day_are_asked_for_apart(words: Wording) -> None:
    text = "Test\t20-Nov-2026\t20-Nov-2026\nESR\t60\t54\n"
    labels = [each.label for each in printout(text, words).times]
    assert labels == [
        "20-Nov-2026",
        "20-Nov-2026 (2)",
    ]


@pytest.mark.hazard("H34", "H35")
@pytest.mark.parametrize(
    ("patient", "is_ticked"),
    [
        (Patient(family_name="Muster", given_name="Anna"), True),
        (Patient(family_name="Muster", given_name="Ben"), False),
        (Patient(identifier="77-1"), False),
        (Patient(identifier="77-1", family_name="Muster"), True),
        (Patient(), True),
    ],
)
def test_the_results_of_another_name_are_not_ticked(
    words: Wording, patient: Patient, *, is_ticked: bool
) -> None:
    text = f"Patient: Muster, Anna  born 12-Mar-2024\n{TIME}ESR 60 mm/h\n"
    assert bool(ready(text, words, Case(patient=patient))) is is_ticked


@pytest.mark.hazard("H65")
@pytest.mark.parametrize(
    "text",
    [
        f"CRP\t{'1' * 200_000}\tmg/L",
        "CRP 120 " + "mg/L " * 20_000,
        "a line of a letter\n" * (MOST_LINES + 1),
        "x" * (MOST_CHARACTERS + 1),
    ],
)
def test_a_text_beyond_any_print_out_is_not_read(words: Wording, text: str) -> None:
    found = printout(text, words)
    assert not found.values
    assert found.too_long


@pytest.mark.parametrize("text", ["CRP\t" + "1" * 90_000, "CRP 120 " + "mg/L " * 15_000])
def test_a_line_beyond_any_print_out_is_named_and_not_read(words: Wording, text: str) -> None:
    (line,) = printout(text, words).items
    assert isinstance(line, PrintedLine)
    assert line.kind == "unread"

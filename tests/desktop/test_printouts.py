"""Pasted print-outs as laboratories make them: what is recognised, what is asked, what is refused.

Each text is written as such a print-out looks, and the expected reading is typed from the text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from desktop.laboratory.codes import LABORATORY_CODES
from desktop.laboratory.print_names import names_of, reader_of, titles_of
from desktop.laboratory.printed import PrintedLine, PrintedValue
from desktop.laboratory.printout import Printout, read_printout
from desktop.rules import load_rulebook
from tests.desktop.tab_bench import NOW

if TYPE_CHECKING:
    from reports.wording import Wording

Short = tuple[str, str, str, str]
Reader = Callable[[str], Printout]


@pytest.fixture
def reading(words: Wording) -> Reader:
    rulebook = load_rulebook()
    codes = LABORATORY_CODES
    names, reader = names_of(codes, words), reader_of(codes, rulebook)

    titles = titles_of(words)

    def read(text: str) -> Printout:
        zone = NOW.tzinfo
        assert zone is not None
        return read_printout(text, names, titles, reader, zone)

    return read


def short(value: PrintedValue) -> Short:
    """Return a value as code, number, unit and time; what asks or is refused says so instead."""
    number = "/".join(f"{value.comparator or ''}{each}" for each in value.readings)
    number = value.problem or value.judgement or number
    units = "/".join(each.value for each in value.units)
    return "/".join(value.codes), number, units, value.time


SPREADSHEET = """\
Test\tUnit\t20-Nov-2026 06:00\t21-Nov-2026 06:10
CRP\tmg/L\t120\t96
Sodium\tmmol/l\t131\t
Albumin\tg/dL\t2,9\t<1,5
"""
DAYS_OVER_TIMES = """\
\t20-Nov-2026\t21-Nov-2026
\t06:00\t07:30
ESR (mm/h)\t60\t54
AST\t99\t80
"""
BY_TIME = """\
Date\tCRP\tPlt\tHb
\tmg/L\t10^9/L\tg/dL
20-Nov-2026 06:00\t120\t410\t10.2
21-Nov-2026 06:00\t96\t455\t10.1
"""
FIXED_WIDTH = """\
Collected: 21-Nov-2026 06:00

C-reactive protein     120  H   mg/L      0 - 5
Sodium                 133  L   mmol/L    135 - 145
Haemoglobin            102      g/L       110 - 140
Ferritin              1250  H   ng/mL     10 - 150
Comment: sample slightly haemolysed
"""
SEMICOLONS = """\
Analyte;Result;Unit;Reference
CRP;12,5;mg/dL;< 0,5
GPT;55;U/L;10-40
Leukocytes;18,2;/fL;4-10
"""

TABLE: list[tuple[str, list[Short]]] = [
    ("CRP 120 mg/L", [("crp", "120", "mg/L", "")]),
    ("CRP: 12,5 mg/dl", [("crp", "12.5", "mg/dL", "")]),
    ("CRP = <0.3 mg/dL", [("crp", "<0.3", "mg/dL", "")]),
    ("crp <0,3 mg/dL", [("crp", "<0.3", "mg/dL", "")]),
    ("C-Reactive Protein  120 mg/L (0-5)", [("crp", "120", "mg/L", "")]),
    ("CRP 120", [("crp", "120", "mg/dL/mg/L", "")]),
    ("ESR 60", [("esr", "60", "mm/h", "")]),
    ("Na 131 mmol/L", [("sodium", "131", "mmol/L", "")]),
    ("WBC 18.2 x10^9/L H", [("wbc", "18.2", "10*9/L", "")]),
    ("WBC 18.2 × 10⁹/L", [("wbc", "18.2", "10*9/L", "")]),
    ("WBC 18.2 10*9/L", [("wbc", "18.2", "10*9/L", "")]),
    ("Platelets 1,234 10^9/L", [("platelets", "1.234/1234", "10*9/L", "")]),
    ("Ferritin 1,234 ng/mL", [("ferritin", "1.234/1234", "ng/mL", "")]),
    ("Ferritin 1.234,5 ng/mL", [("ferritin", "both_marks", "ng/mL", "")]),
    ("Ferritin 1 234 ng/mL", [("ferritin", "second_number", "", "")]),
    ("CRP 1e2 mg/L", [("crp", "exponent", "mg/L", "")]),
    ("CRP -120 mg/L", [("crp", "sign", "mg/L", "")]),
    ("CRP 120 mmol/L", [("crp", "unit_not_of_value", "", "")]),
    ("CRP 120 bananas", [("crp", "unit_unknown", "", "")]),
    ("CRP pending", []),
    ("CRP\tpending", [("crp", "no_number", "", "")]),
    ("CRP\t120\t96", [("crp", "several_numbers", "", "")]),
    ("D-dimer 2.4 mg/L", [("d_dimer", "2.4", "mg/L{FEU}/mg/L{DDU}", "")]),
    ("D-dimer 2.4 mg/L FEU", [("d_dimer", "2.4", "mg/L{FEU}", "")]),
    ("Neutrophils 80 %", [("neutrophils_percent", "80", "%", "")]),
    ("Neutrophils 12.1 10^9/L", [("neutrophils", "12.1", "10*9/L", "")]),
    ("Troponin T\thigh", [("troponin", "high", "", "")]),
    ("Glucose 5.1 mmol/L", []),
    ("CRP ١٢٠ mg/L", [("crp", "other_digits", "mg/dL/mg/L", "")]),
    ("CRP,1,234,mg/L", []),
    ('CRP,"12,5",mg/L', [("crp", "12.5", "mg/L", "")]),
    ("CRP,120,mg/L,0-5", [("crp", "120", "mg/L", "")]),
    ("21-Nov-2026 06:00  CRP  120 mg/L", [("crp", "120", "mg/L", "21-Nov-2026 06:00")]),
    (
        SPREADSHEET,
        [
            ("crp", "120", "mg/L", "20-Nov-2026 06:00"),
            ("crp", "96", "mg/L", "21-Nov-2026 06:10"),
            ("sodium", "131", "mmol/L", "20-Nov-2026 06:00"),
            ("albumin", "2.9", "g/dL", "20-Nov-2026 06:00"),
            ("albumin", "<1.5", "g/dL", "21-Nov-2026 06:10"),
        ],
    ),
    (
        DAYS_OVER_TIMES,
        [
            ("esr", "60", "mm/h", "20-Nov-2026 06:00"),
            ("esr", "54", "mm/h", "21-Nov-2026 07:30"),
            ("ast", "99", "U/L/ukat/L", "20-Nov-2026 06:00"),
            ("ast", "80", "U/L/ukat/L", "21-Nov-2026 07:30"),
        ],
    ),
    (
        BY_TIME,
        [
            ("crp", "120", "mg/L", "20-Nov-2026 06:00"),
            ("platelets", "410", "10*9/L", "20-Nov-2026 06:00"),
            ("haemoglobin", "10.2", "g/dL", "20-Nov-2026 06:00"),
            ("crp", "96", "mg/L", "21-Nov-2026 06:00"),
            ("platelets", "455", "10*9/L", "21-Nov-2026 06:00"),
            ("haemoglobin", "10.1", "g/dL", "21-Nov-2026 06:00"),
        ],
    ),
    (
        FIXED_WIDTH,
        [
            ("crp", "120", "mg/L", "21-Nov-2026 06:00"),
            ("sodium", "133", "mmol/L", "21-Nov-2026 06:00"),
            ("haemoglobin", "102", "g/L", "21-Nov-2026 06:00"),
            ("ferritin", "1250", "ng/mL", "21-Nov-2026 06:00"),
        ],
    ),
    (
        SEMICOLONS,
        [
            ("crp", "12.5", "mg/dL", ""),
            ("alt", "55", "U/L", ""),
            ("wbc", "unit_unknown", "", ""),
        ],
    ),
]


@pytest.mark.hazard("H02", "H07", "H12", "H15")
@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_a_print_out_is_read_as_it_is_printed(
    reading: Reader, text: str, expected: list[Short]
) -> None:
    assert [short(each) for each in reading(text).values] == expected


@pytest.mark.hazard("H15")
@pytest.mark.parametrize("text", [text for text, _ in TABLE])
def test_no_line_of_a_print_out_is_passed_over(reading: Reader, text: str) -> None:
    written = {number for number, line in enumerate(text.split("\n"), start=1) if line.strip()}
    assert {each.line for each in reading(text).items} == written


@pytest.mark.hazard("H15")
def test_what_is_not_used_of_a_line_is_kept_to_be_shown(reading: Reader) -> None:
    found = reading(FIXED_WIDTH)
    assert [each.left_out for each in found.values] == [
        "H; 0 - 5",
        "L; 135 - 145",
        "110 - 140",
        "H; 10 - 150",
    ]
    unread = [each for each in found.items if isinstance(each, PrintedLine)]
    assert [(each.line, each.kind) for each in unread] == [(1, "time"), (7, "unread")]


@pytest.mark.hazard("H12", "H50")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CRP \u202e021 mg/L", "hidden"),
        ("CRP 12\u20660 mg/L", "hidden"),
        ("CRP 12\x000 mg/L", "hidden"),
        ("CRP,12,5,mg/L", "comma"),
        ("<b>CRP</b> 120 mg/L", "unread"),
        ("=HYPERLINK(1) 120 mg/L", "unread"),
        ("x" * 10_000, "unread"),
        ("-" * 10_000, "unread"),
    ],
)
def test_hostile_lines_give_no_value_and_are_named(reading: Reader, text: str, kind: str) -> None:
    found = reading(text)
    assert not found.values
    assert [each.kind for each in found.items if isinstance(each, PrintedLine)] == [kind]


@pytest.mark.hazard("H41")
@pytest.mark.parametrize(
    ("label", "is_known"),
    [
        ("20-Nov-2026 06:00", True),
        ("2026-11-20 06:00", True),
        ("20.11.2026 06:00", True),
        ("20-Nov-2026", False),
        ("05/11/2026 06:00", False),
        ("20.11.26 06:00", False),
    ],
)
def test_a_time_that_is_not_beyond_doubt_is_left_to_be_given(
    reading: Reader, label: str, *, is_known: bool
) -> None:
    (time,) = reading(f"Test\tUnit\t{label}\nCRP\tmg/L\t120\n").times
    assert time.label == label
    assert (time.at is not None) is is_known

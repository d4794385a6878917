"""What is no case file is refused, with the place, what was found and what is accepted."""

from __future__ import annotations

import json
import sys
import tomllib
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.problem import InputError
from records.case_file import case_of
from reports.wording import english
from resources import read_bytes

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

WHOLE = json.loads(read_bytes("cases/fictional-complete.json"))
WRONG_ENTRIES: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "wrong_entries.toml").read_text(encoding="utf-8")
)["entry"]
ONE_WEIGHT = '{"format":"kd-bedside.case/1","weights":[{"at":"2026-11-14T08:30:00+01:00","kg":%s}]}'
NO_NUMBER = "is not a number; accepted are digits with at most one point, such as 16.5"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="uses a device or limit of Linux")


def messages(content: bytes, rulebook: Rulebook, now: datetime | None = None) -> list[str]:
    """Return the lines a person reads about content that must be refused."""
    with pytest.raises(InputError) as refused:
        case_of(content, rulebook, now)
    return [english().problem(problem) for problem in refused.value.problems]


def changed(path: str, value: object) -> bytes:
    """Return the whole example with one value changed; a path such as ``weights.0.kg``."""
    document = deepcopy(WHOLE)
    node: Any = document
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in parents:
        node = node[part]
    node[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"hello", "line 1, column 1: not JSON: Expecting value"),
        (b"", "line 1, column 1: not JSON: Expecting value"),
        (b"{'format': 1}", None),
        (b'{"format":"kd-bedside.case/1",}', None),
        (b"[]", "a case file holds one object"),
        (b"null", "a case file holds one object"),
        (b"16.5", "a case file holds one object"),
        (b"{}", "format: found no format; accepted is 'kd-bedside.case/1'"),
        (
            b'{"format":"kd-bedside.case/2"}',
            "format: found kd-bedside.case/2; accepted is 'kd-bedside.case/1'",
        ),
        (b'{"format":[1]}', "format: found [...]; accepted is 'kd-bedside.case/1'"),
        (
            b'{"format":"kd-bedside.case/1","patient":{"family_name":"\xff"}}',
            "the file is not UTF-8 text",
        ),
        (b"\xff\xfe{\x00}\x00", "the file is not UTF-8 text"),
    ],
)
def test_what_is_no_case_at_all_is_refused(
    content: bytes, line: str | None, rulebook: Rulebook
) -> None:
    found = messages(content, rulebook)
    assert len(found) == 1
    if line is not None:
        assert found == [line]
    else:
        assert found[0].startswith("line 1, column ")
        assert ": not JSON: " in found[0]


@pytest.mark.parametrize(
    "entry", WRONG_ENTRIES, ids=lambda entry: f"{entry['path']} {entry['value']}"
)
def test_each_wrong_entry_is_named_with_its_place(
    entry: dict[str, str], rulebook: Rulebook
) -> None:
    content = changed(entry["path"], json.loads(entry["value"]))
    assert messages(content, rulebook) == [entry["says"]]


def test_an_unknown_choice_is_answered_with_all_that_are_known(rulebook: Rulebook) -> None:
    (line,) = messages(changed("observations.0.code", "krp"), rulebook)
    assert line.startswith("observations[0].code: found krp; accepted is 'temperature', 'crp', ")
    assert line.endswith(" or 'parent_activity'")


def test_a_text_of_more_than_ten_thousand_letters_is_refused(rulebook: Rulebook) -> None:
    assert case_of(changed("patient.family_name", "x" * 10_000), rulebook)
    assert messages(changed("patient.family_name", "x" * 10_001), rulebook) == [
        "patient.family_name: the text is too long: " + "x" * 60 + "..."
    ]


def test_every_problem_of_a_file_is_said_and_not_only_the_first(rulebook: Rulebook) -> None:
    document = deepcopy(WHOLE)
    document["weights"][0]["kg"] = "1000"
    document["heights"][0]["cm"] = "1.03"
    document["observations"][0]["unit"] = "g/L"
    assert [
        line.partition(":")[0] for line in messages(json.dumps(document).encode(), rulebook)
    ] == [
        "weights[0].kg",
        "heights[0].cm",
        "observations[0].unit",
    ]


def test_two_entries_with_one_id_are_refused(rulebook: Rulebook) -> None:
    document = deepcopy(WHOLE)
    document["weights"][0]["id"] = document["heights"][0]["id"] = "same"
    assert messages(json.dumps(document).encode(), rulebook) == [
        "heights[0].id: the id same stands twice"
    ]


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    "literal", ["NaN", "Infinity", "-Infinity", "1e400", "1e2", "1E1", "-1e-5"]
)
def test_a_json_number_in_another_spelling_than_digits_is_refused(
    literal: str, rulebook: Rulebook
) -> None:
    assert messages((ONE_WEIGHT % literal).encode(), rulebook) == [
        f"weights[0].kg: {literal} {NO_NUMBER}"
    ]


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1_5", "1_5"),
        ("\uff11\uff16", "\uff11\uff16"),
        ("\u0661\u0666", "\u0661\u0666"),
        ("16,5", "16,5"),
        ("1e2", "1e2"),
        ("NaN", "NaN"),
        ("inf", "inf"),
        ("0x10", "0x10"),
        ("16.", "16."),
        (".5", ".5"),
        ("+16", "+16"),
        ("\u221216", "\u221216"),
        ("1.500.000", "1.500.000"),
        ("16.5 kg", "16.5 kg"),
        ("16.5\n", "16.5\ufffd"),
        ("", '""'),
        (" ", '" "'),
        ("9" * 31, "9" * 31),
    ],
)
def test_a_text_is_a_number_only_in_plain_digits(text: str, shown: str, rulebook: Rulebook) -> None:
    assert messages((ONE_WEIGHT % json.dumps(text)).encode(), rulebook) == [
        f"weights[0].kg: {shown} {NO_NUMBER}"
    ]


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("literal", ["true", "null", "[16]", '{"kg":16}'])
def test_what_is_no_number_is_not_made_one(literal: str, rulebook: Rulebook) -> None:
    (line,) = messages((ONE_WEIGHT % literal).encode(), rulebook)
    assert line.startswith("weights[0].kg: ")
    assert " is not a number; " in line


@pytest.mark.hazard("H12", "H21")
@pytest.mark.parametrize("literal", ["16.1", '"16.1"', "16", '"16"', "16.10", "0.7000000000000001"])
def test_a_number_is_read_as_the_decimal_that_was_written(literal: str, rulebook: Rulebook) -> None:
    case = case_of((ONE_WEIGHT % literal).encode(), rulebook)
    assert str(case.weights[0].kg) == literal.strip('"')
    assert isinstance(case.weights[0].kg, Decimal)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (
            '{"format":"kd-bedside.case/1","patient":{"sex":"male","sex":"female"}}',
            ["patient: the key sex stands twice in one object"],
        ),
        (
            '{"format":"kd-bedside.case/1","format":"kd-bedside.case/1"}',
            ["the key format stands twice in one object"],
        ),
        (
            '{"format":"kd-bedside.case/1","weights":[{},{"kg":"1","kg":"1","at":1,"at":2}]}',
            [
                "weights[1]: the key kg stands twice in one object",
                "weights[1]: the key at stands twice in one object",
            ],
        ),
    ],
)
def test_a_doubled_key_is_refused_with_its_place(
    content: str, lines: list[str], rulebook: Rulebook
) -> None:
    assert messages(content.encode(), rulebook) == lines


def test_a_key_with_a_line_break_stays_on_one_line(rulebook: Rulebook) -> None:
    assert messages(b'{"format":"kd-bedside.case/1","a\\nb\\u202e":1}', rulebook) == [
        "unknown key a\ufffdb\ufffd"
    ]


def test_half_a_character_in_a_key_is_refused(rulebook: Rulebook) -> None:
    found = messages(b'{"format":"kd-bedside.case/1","patient":{"\\ud800":1}}', rulebook)
    assert found == ["patient: a text or key holds half a character"]


@pytest.mark.hazard("H15")
def test_fifty_levels_are_read_and_fifty_one_are_not(rulebook: Rulebook) -> None:
    def nested(levels: int) -> bytes:
        inner = b"[" * (levels - 1) + b"]" * (levels - 1)
        return b'{"format":"kd-bedside.case/1","notes":' + inner + b"}"

    assert messages(nested(51), rulebook) == ["the file is nested deeper than 50 levels"]
    (line,) = messages(nested(50), rulebook)
    assert line == "notes[0]: found [...]; an object with keys is wanted"
    assert messages(nested(1_000_000), rulebook) == ["the file is nested deeper than 50 levels"]


def test_brackets_inside_a_text_are_no_levels(rulebook: Rulebook) -> None:
    text = "[{" * 60 + '\\"' + "[" * 60
    note = f'{{"at":"2026-11-14T08:30:00+01:00","text":"{text}"}}'
    content = f'{{"format":"kd-bedside.case/1","notes":[{note}]}}'.encode()
    assert case_of(content, rulebook).notes[0].text == "[{" * 60 + '"' + "[" * 60


def test_a_byte_order_mark_is_read_over(rulebook: Rulebook) -> None:
    content = read_bytes("cases/fictional-complete.json")
    assert case_of(b"\xef\xbb\xbf" + content, rulebook) == case_of(content, rulebook)


@pytest.mark.hazard("H35")
def test_a_name_spelt_with_combining_marks_equals_the_one_without(rulebook: Rulebook) -> None:
    composed = case_of(changed("patient.family_name", "Nov\u00e1k"), rulebook)
    combining = case_of(changed("patient.family_name", "Nova\u0301k"), rulebook)
    assert composed == combining


AHEAD = "lies after this machine's clock,"
NOW = datetime(2026, 11, 14, 8, 25, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.hazard("H43")
def test_an_entry_five_minutes_ahead_of_the_clock_is_read_and_a_later_one_is_not(
    rulebook: Rulebook,
) -> None:
    content = (ONE_WEIGHT % '"16.5"').encode()
    assert case_of(content, rulebook, NOW).weights[0].kg == Decimal("16.5")
    assert messages(content, rulebook, NOW - timedelta(seconds=1)) == [
        f"weights[0].at: 2026-11-14T08:30:00+01:00 {AHEAD} 2026-11-14T08:24:59+01:00"
    ]
    assert case_of(content, rulebook).weights != ()


@pytest.mark.hazard("H43")
def test_a_clock_in_another_zone_is_the_same_clock(rulebook: Rulebook) -> None:
    content = (ONE_WEIGHT % '"16.5"').encode()
    assert case_of(content, rulebook, NOW.astimezone(UTC)).weights != ()


def test_treatments_and_plans_may_lie_ahead_of_the_clock(rulebook: Rulebook) -> None:
    content = json.dumps(
        {
            "format": "kd-bedside.case/1",
            "treatments": [{"agent": "ivig", "start": "2027-01-01T00:00:00+01:00"}],
            "plans": [{"regimen": "ivig", "start": "2027-01-01T00:00:00+01:00"}],
        }
    ).encode()
    assert case_of(content, rulebook, NOW).treatments != ()


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"patient": {"date_of_birth": "2026-11-15"}}, "patient.date_of_birth"),
        ({"illness": {"fever_onset": "2026-11-15"}}, "illness.fever_onset"),
        ({"heights": [{"at": "2026-11-14T08:31:00+01:00", "cm": "100"}]}, "heights[0].at"),
        ({"echos": [{"at": "2026-11-14T08:31:00+01:00"}]}, "echos[0].at"),
        ({"notes": [{"at": "2026-11-14T08:31:00+01:00", "text": ""}]}, "notes[0].at"),
        (
            {"adverse_events": [{"at": "2026-11-14T08:31:00+01:00", "term": "x"}]},
            "adverse_events[0].at",
        ),
    ],
)
def test_everything_that_has_happened_lies_before_the_clock(
    document: dict[str, Any], place: str, rulebook: Rulebook
) -> None:
    content = json.dumps({"format": "kd-bedside.case/1", **document}).encode()
    (line,) = messages(content, rulebook, NOW)
    assert line.startswith(f"{place}: ")
    assert AHEAD in line


# How a problem without a sentence of its own would read.
NO_SENTENCE = "not accepted ("


def lines_about(content: bytes, rulebook: Rulebook) -> list[str]:
    """Return what is said about content that may be wrong; any other exception is a failure."""
    try:
        case_of(content, rulebook)
    except InputError as error:
        return [english().problem(problem) for problem in error.problems]
    return []


@pytest.mark.hazard("H15")
@given(start=st.integers(0, 2_700), length=st.integers(0, 40), other=st.binary(max_size=40))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    start: int, length: int, other: bytes, rulebook: Rulebook
) -> None:
    content = read_bytes("cases/fictional-complete.json")
    damaged = content[:start] + other + content[start + length :]
    said = lines_about(damaged, rulebook)
    assert all(line.isprintable() for line in said)
    assert [line for line in said if NO_SENTENCE in line] == []


@pytest.mark.hazard("H15")
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=5,
    ),
    st.sampled_from(sorted({*WHOLE} - {"format"})),
    st.sampled_from([(), (0,), (0, "at"), ("signs",), ("age",), (0, "planned"), (0, "reported_z")]),
)
def test_any_json_in_any_place_is_read_or_refused_and_nothing_else(
    rulebook: Rulebook, value: object, key: str, place: tuple[str | int, ...]
) -> None:
    document = deepcopy(WHOLE)
    node: Any = document
    parts: list[str | int] = [key]
    for part in place:
        if isinstance(node[parts[-1]], list) == isinstance(part, int):
            node = node[parts[-1]]
            parts.append(part)
    node[parts[-1]] = value
    said = lines_about(json.dumps(document).encode(), rulebook)
    assert [line for line in said if NO_SENTENCE in line] == []

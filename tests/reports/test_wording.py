"""Every code has its sentence, every sentence its code, and every placeholder can be filled.

The codes are read out of the sources; where a code is put together at run time, what it can
become is listed in ``codes``, so that a new place of that kind fails until it is listed too.
"""

from __future__ import annotations

import ast
import re
import string
import tomllib
from typing import TYPE_CHECKING, Any, cast

import pytest

from clinical.logic import Finding
from clinical.problem import Problem
from reports.wording import MissingWordingError, catalogue, english
from resources import read_text
from tests.reports.codes import CODES, HANDED_ON, PUT_TOGETHER, RULES
from tests.repository import name_in_repository, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator


WORDS = english()
CATALOGUE: dict[str, Any] = catalogue("en")


def calls() -> Iterator[tuple[str, str, ast.expr]]:
    """Give the file, the prefix and the code of every call that names one."""
    for path in python_files("clinical", "records", "desktop", "reports"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place, prefix = CODES.get(name, (0, ""))
            if not prefix or len(node.args) <= place:
                continue
            if name == "ask" and not isinstance(node.args[0], ast.Constant):
                continue
            yield name_in_repository(path), prefix, node.args[place]


def emitted() -> set[str]:
    """Return every key that some code of the sources leads to."""
    keys = {key for listed in PUT_TOGETHER.values() for key in listed}
    for _, prefix, code in calls():
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            keys.add(prefix + code.value)
    return keys


EMITTED = sorted(emitted())


def test_every_code_put_together_at_run_time_is_listed_here() -> None:
    found = {
        (file, ast.unparse(code))
        for file, _, code in calls()
        if not isinstance(code, ast.Constant) and ast.unparse(code) not in HANDED_ON
    }
    listed = {place for place in PUT_TOGETHER if place[1] not in HANDED_ON}
    assert found == listed
    assert len(EMITTED) > 100


@pytest.mark.parametrize("key", [key for key in EMITTED if not key.startswith("reason.")])
def test_every_alert_and_every_problem_has_its_sentence(key: str) -> None:
    assert WORDS.find(key) is not None


DECIDED = (Finding.MET, Finding.NOT_MET)
# A z score that is there is compared; one that is not has a code of its own.
ALWAYS_DECIDED = {"reason.echo.z_computed", "reason.echo.z_reported"}


@pytest.mark.parametrize("key", [key for key in EMITTED if key.startswith("reason.")])
def test_every_reason_has_a_sentence_for_every_finding(key: str) -> None:
    parent = key.rpartition(".")[0]
    for finding in DECIDED if key in ALWAYS_DECIDED else Finding:
        candidates = (f"{key}.{finding.value}", key, f"{parent}.{finding.value}")
        assert any(WORDS.find(candidate) for candidate in candidates), finding


def keys_of(table: dict[str, Any], prefix: str) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys_of(cast("dict[str, Any]", value), f"{prefix}.{key}")
        else:
            yield f"{prefix}.{key}"


FINDINGS = {finding.value for finding in Finding}
# What a reason of a group falls back on where it has no sentence of its own.
SHARED = {f"reason.{group}.{finding}" for group in ("lab", "sign") for finding in FINDINGS}


@pytest.mark.parametrize("table", ["reason", "alert", "problem"])
def test_no_sentence_waits_for_a_code_that_nobody_emits(table: str) -> None:
    used = {*EMITTED, *SHARED, "problem.other"}
    dead = [
        key
        for key in keys_of(CATALOGUE[table], table)
        if key not in used
        and not (key.rpartition(".")[2] in FINDINGS and key.rpartition(".")[0] in used)
    ]
    assert dead == []


@pytest.mark.parametrize("score", RULES.scores, ids=lambda score: score.id)
def test_every_row_band_and_flag_of_a_score_has_its_words(score: Any) -> None:  # noqa: ANN401
    for item in score.item:
        assert WORDS.name(item.id)
        if item.boundary is not None:
            assert WORDS.find(f"card.boundary_{score.id}_{item.id}")
    for verdict in ("low", "undetermined", *(band.verdict for band in score.band)):
        assert WORDS.find(f"verdict.score.{verdict}")
    for band in score.band:
        assert WORDS.find(f"verdict.score.at_least_{band.verdict}")
    for flag in score.flag:
        for finding in (Finding.MET, Finding.UNKNOWN):
            assert WORDS.find(f"card.flag_{flag.id}_{finding.value}")


def test_every_entry_and_setting_has_a_name() -> None:
    for field in RULES.fields:
        assert WORDS.name(field)
    for regimen in RULES.regimens.values():
        assert WORDS.find(f"route.{regimen.route}")
        for setting in regimen.setting:
            assert WORDS.name(f"setting.{setting}")


def test_a_code_without_a_sentence_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(MissingWordingError):
        WORDS.text("alert.nothing_of_the_kind")


def test_a_problem_without_a_sentence_is_still_said() -> None:
    line = WORDS.problem(Problem("here", "brand_new", "x"))
    assert line == "here: not accepted (brand_new): found x"


SENTENCES = {
    key: str(WORDS.find(key))
    for table, members in CATALOGUE.items()
    for key in keys_of(members, table)
}


def test_every_placeholder_is_a_plain_name() -> None:
    named = {
        (key, name)
        for key, sentence in SENTENCES.items()
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name is not None
    }
    assert named
    assert [place for place in named if not place[1].isidentifier()] == []


# What conventions 4.1 keep off paper: trailing zeros, naked points, unit and frequency shorthand.
ERROR_PRONE = re.compile(
    r"""\d\.\d*0(?!\d|[.]\d)(?=\s|$)   # 5.0 mg; readings of 38.0 degrees are tested for below
      | (?<!\d)\.\d                     # .5 mg
      | \d,\d{3}                        # 1,000
      | \b(IU|QD|OD|BD|TDS|QID|PRN|SC|SQ|cc|ug|mcg|IVIG|ASA|ml|ML)\b
      | \bq\d+h\b | \u00b5g\b | \d(mg|mL|kg|g)\b
    """,
    re.VERBOSE,
)
# A reading is compared with 38.0, to the tenth a thermometer shows; it is no dose.
READINGS = re.compile(r"\b38\.0\b|\b1\.0\b(?= ?z)")


@pytest.mark.hazard("H49")
def test_no_sentence_holds_a_dose_or_a_shorthand_that_is_misread() -> None:
    misread = {
        key: sentence
        for key, sentence in SENTENCES.items()
        if ERROR_PRONE.search(READINGS.sub("", sentence))
    }
    assert misread == {}


@pytest.mark.hazard("H49")
@pytest.mark.parametrize("name", [f"regimen_{regimen}.toml" for regimen in RULES.regimens])
def test_no_sentence_of_a_regimen_holds_one_either(name: str) -> None:
    table = tomllib.loads(read_text(f"rules/{name}"))
    printed = [table["purpose"], table["stop_rule"], table.get("off_label_text", "")]
    printed += [*table["watch"], *table["call_when"]]
    for text in printed:
        assert ERROR_PRONE.findall(READINGS.sub("", text)) == [], text


@pytest.mark.parametrize("text", ["5.0 mg", ".5 mg", "1,000 mg", "10 IU", "QD", "q6h", "5mg"])
def test_the_search_for_shorthand_finds_it(text: str) -> None:
    assert ERROR_PRONE.search(f"give {text} now")

"""Without names: nothing typed stays, every date moves alike, and every answer stays the same."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from clinical.assess import assess
from clinical.record.validity import problems
from desktop.command_line import run
from desktop.deidentify import FORMAT, write_deidentified
from records.case_file import bytes_of_case, case_of, read_case_file
from records.deidentified import deidentified, random_days
from reports.json_document.assessment import assessment_document
from reports.wording import english
from tests.repository import ROOT

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

EVERY_KEY = Path(__file__).parent / "every_key.json"
SHIPPED = sorted((ROOT / "resources" / "cases").glob("*.json"))
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Of the file with every key: what somebody typed.
TYPED = ("identifier", "family_name", "given_name", "text", "reaction", "by", "reason", "batch")


def texts_of(value: Any, keys: tuple[str, ...], key: str = "") -> set[str]:  # noqa: ANN401 (JSON)
    """Return what stands under some keys, however deep."""
    found: set[str] = set()
    if isinstance(value, dict):
        for name, each in cast("dict[str, Any]", value).items():
            found |= texts_of(each, keys, name)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            found |= texts_of(each, keys, key)
    elif key in keys and isinstance(value, str):
        found.add(value)
    return found


@pytest.mark.hazard("H66")
def test_nothing_that_somebody_typed_is_left(rulebook: Rulebook) -> None:
    document = json.loads(EVERY_KEY.read_text(encoding="utf-8"))
    case = read_case_file(EVERY_KEY, rulebook)
    made = bytes_of_case(deidentified(case, 100)).decode()
    typed = texts_of(document, TYPED)
    assert len(typed) > 8
    assert [each for each in typed if f'"{each}"' in made] == []
    for gone in (
        "recorded",
        "struck",
        "notes",
        '"discharge"',
        "plans",
        "product",
        "planned",
        '"id"',
    ):
        assert gone not in made
    before = set(DATE.findall(json.dumps(document)))
    assert set(DATE.findall(made)) & before == set()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_answer_is_the_one_of_the_child_so_many_days_later(
    path: Path, rulebook: Rulebook
) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    case = case_of(path.read_bytes(), rulebook)
    moved = deidentified(case, 211)
    assert problems(moved, rulebook) == ()
    last = max(DATE.findall(json.dumps(document)))
    as_of = datetime.fromisoformat(f"{last}T12:00:00+00:00")
    then = assess(case, rulebook, as_of)
    now = assess(moved, rulebook, as_of - timedelta(days=211))
    told, again = (assessment_document(each, english()) for each in (then, now))
    for block in ("age", "illness_day", "dosing_weight_kg"):
        assert told[block] == again[block]
    for block in ("diagnosis", "scores", "coronary", "ivig_response"):
        same = DATE.sub("DAY", json.dumps(told[block])), DATE.sub("DAY", json.dumps(again[block]))
        assert re.sub(r"\d\d-[A-Z][a-z]{2}-\d{4}", "DAY", same[0]) == re.sub(
            r"\d\d-[A-Z][a-z]{2}-\d{4}", "DAY", same[1]
        )


@pytest.mark.hazard("H66")
def test_the_days_are_drawn_for_each_child_and_stand_nowhere(
    tmp_path: Path, rulebook: Rulebook
) -> None:
    drawn = {random_days() for _ in range(2_000)}
    assert min(drawn) >= 1
    assert max(drawn) <= 365
    assert len(drawn) > 300
    out = tmp_path / "out.json"
    source = SHIPPED[0]
    said = write_deidentified([source] * 20, out, rulebook)
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["format"] == FORMAT
    assert set(made) == {"format", "statement", "cases"}
    assert all(sentence in said for sentence in made["statement"])
    assert len({json.dumps(each) for each in made["cases"]}) > 15
    original = case_of(source.read_bytes(), rulebook)
    for each in made["cases"]:
        case = case_of(json.dumps(each).encode(), rulebook)
        onset, before = (str(one.illness.fever_onset)[:10] for one in (case, original))
        days = (date.fromisoformat(before) - date.fromisoformat(onset)).days
        assert case == deidentified(original, days)


def test_the_command_writes_the_file_or_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert run(["deidentify", str(SHIPPED[0]), str(SHIPPED[1]), "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith("2 written to ")
    out.unlink()
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"format": "kd-bedside.case/1", "surprise": 1}', encoding="utf-8")
    assert run(["deidentify", str(SHIPPED[0]), str(wrong), "--out", str(out)]) == 2
    assert not out.exists()

"""The command line, option by option: what each command answers, and what it refuses.

The same function as the program's, run in this process.
"""

from __future__ import annotations

import json
import logging
import re
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.command_line import run
from desktop.rules import load_rulebook
from tests.desktop.program import (
    AS_OF,
    WHOLE,
    Ran,
    changed,
    kd,
    lines_of,
    names_in,
    without_weight,
    written,
)
from tests.reports.printed_pages import pages_of
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG_OPTIONS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "wrong_options.toml").read_text(encoding="utf-8")
)["option"]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def ran(*arguments: str | Path) -> Ran:
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return ran


@pytest.mark.parametrize("option", WRONG_OPTIONS, ids=lambda option: " ".join(option["add"]))
def test_each_wrong_option_is_named_with_what_is_accepted(
    option: dict[str, Any], child: Path, here: Callable[..., Ran]
) -> None:
    added: list[str] = option["add"]
    moment = () if "--as-of" in added else AS_OF
    ran = here("plan", child, "--regimen", "ivig", "--json", *moment, *added)
    assert lines_of(ran) == [option["says"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "case.json"],
        ["assess"],
        ["assess", "case.json", "--frob"],
        ["assess", "case.json", "--js"],
        ["nonsense"],
    ],
)
def test_a_command_that_cannot_be_understood_is_wrong_input(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("usage: kd-bedside")


@pytest.mark.hazard("H43")
def test_an_entry_after_the_machines_clock_is_refused_unless_a_moment_is_named(
    tmp_path: Path, here: Callable[..., Ran]
) -> None:
    later = {"at": "2199-01-01T00:00:00+01:00", "kg": "16.5"}
    place = written(tmp_path, changed(weights=[later], treatments=[]))
    said = lines_of(here("assess", place))
    assert [line.partition(" lies after this machine's clock, ")[0] for line in said] == [
        "weights[0].at: 2199-01-01T00:00:00+01:00"
    ]
    ran = here("assess", place, "--json", *AS_OF)
    assert ran.status == 0
    alerts = {alert["code"]: alert for alert in json.loads(ran.out)["alerts"]}
    # The weight, and the temperature and CRP of later days that the example itself holds.
    assert alerts["entries_after_as_of"]["text"].endswith(": 3.")
    assert json.loads(ran.out)["dosing_weight_kg"] is None


def test_a_zone_shows_the_same_moment_in_its_own_time(
    child: Path, here: Callable[..., Ran]
) -> None:
    arguments = ("assess", child, "--json", "--as-of", "2026-11-14T14:30:00Z")
    assert json.loads(here(*arguments).out)["as_of"] == "2026-11-14T14:30:00+00:00"
    rome = here(*arguments, "--zone", "Europe/Rome")
    assert json.loads(rome.out)["as_of"] == "2026-11-14T15:30:00+01:00"


def test_a_plan_that_is_refused_exits_with_3_and_says_why(
    tmp_path: Path, here: Callable[..., Ran]
) -> None:
    place = without_weight(tmp_path)
    sheet = tmp_path / "sheet.pdf"
    arguments = ("plan", place, "--regimen", "anakinra_fixed", "--pdf", sheet)
    at = ("--as-of", "2020-04-05T12:00:00+02:00")
    ran = here(*arguments, *at)
    assert (ran.status, ran.out) == (3, "")
    assert ran.err == "No dose: no weight is recorded. Enter a measured weight.\n"
    in_json = here(*arguments, *at, "--json")
    assert (in_json.status, in_json.err) == (3, ran.err)
    refused = json.loads(in_json.out)
    assert (refused["verdict"], refused["steps"]) == ("refused", [])
    assert [(reason["severity"], reason["code"]) for reason in refused["reasons"]][:1] == [
        ("stop", "weight_missing")
    ]
    assert names_in(tmp_path) == ["case.json"]


def test_a_refused_plan_keeps_the_sheet_that_was_there(
    child: Path, here: Callable[..., Ran]
) -> None:
    sheet = child.parent / "sheet.pdf"
    sheet.write_bytes(b"yesterday")
    ran = here(
        "plan", child, "--regimen", "anakinra_fixed", "--setting", "mg_per_kg_day=8.1",
        "--pdf", sheet, *AS_OF,
    )  # fmt: skip
    assert (ran.status, ran.out) == (3, "")
    assert ran.err == "No dose: more than 8 mg/kg/day is never planned.\n"
    assert sheet.read_bytes() == b"yesterday"


def test_a_plan_with_open_questions_is_done_and_its_sheet_is_a_draft(
    child: Path, here: Callable[..., Ran]
) -> None:
    sheet = child.parent / "sheet.pdf"
    ran = here("plan", child, "--regimen", "ivig", "--json", "--pdf", sheet, *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["verdict"] == "confirm"
    pages = pages_of(sheet.read_bytes())
    assert all("DRAFT" in page.words for page in pages)
    assert any("Anti-IgA antibodies: not asked." in page.words for page in pages)
    assert names_in(child.parent) == ["case.json", "sheet.pdf"]


def test_an_answer_with_its_reason_is_taken_and_one_nobody_asked_for_is_refused(
    child: Path, here: Callable[..., Ran]
) -> None:
    plan = ("plan", child, "--regimen", "ivig", "--json", *AS_OF)
    open_now = json.loads(here(*plan).out)
    asked = [alert["code"] for alert in open_now["reasons"] if alert["severity"] == "confirm"]
    answers = [f"--confirm={code}=asked the mother" for code in asked]
    answered = json.loads(here(*plan, *answers).out)
    assert answered["verdict"] == "ready"
    assert [(item["code"], item["reason"]) for item in answered["overrides"]] == [
        (code, "asked the mother") for code in asked
    ]
    assert json.loads(here(*plan, *answers[1:]).out)["verdict"] == "confirm"
    (line,) = lines_of(here(*plan, "--confirm", "off_label=of course"))
    assert line.startswith("--confirm: off_label is not a question of this plan; accepted are ")
    assert all(code in line for code in asked)


@pytest.mark.hazard("H61")
def test_a_sheet_is_never_written_over_the_case_or_any_other_file(
    child: Path, tmp_path: Path, here: Callable[..., Ran]
) -> None:
    before = child.read_bytes()
    (line,) = lines_of(here("plan", child, "--regimen", "ivig", "--pdf", child, *AS_OF))
    assert line == f"{child}: this file exists and is no PDF; it is not overwritten"
    assert child.read_bytes() == before
    sheet = tmp_path / "sheet.pdf"
    for _ in range(2):
        assert here("plan", child, "--regimen", "ivig", "--pdf", sheet, *AS_OF).status == 0
        assert sheet.read_bytes().startswith(b"%PDF-")


@pytest.mark.hazard("H39")
def test_a_name_the_fonts_cannot_draw_stops_the_sheet_and_is_said(
    tmp_path: Path, here: Callable[..., Ran]
) -> None:
    patient = {**json.loads(WHOLE)["patient"], "family_name": "\u05db\u05d4\u05df"}
    place = written(tmp_path, changed(patient=patient))
    sheet = tmp_path / "sheet.pdf"
    (line,) = lines_of(here("plan", place, "--regimen", "ivig", "--pdf", sheet, *AS_OF))
    assert line.startswith("--pdf: the sheet cannot be printed: ")
    assert "\u05db" in line
    assert names_in(tmp_path) == ["case.json"]


@pytest.mark.hazard("H66")
def test_no_log_record_holds_what_was_found_in_a_file(
    tmp_path: Path, here: Callable[..., Ran]
) -> None:
    records: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage())

    keeper = Keeper(level=0)
    root = logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(0)
    logging.getLogger("canary").debug("the keeper listens")
    try:
        document = deepcopy(json.loads(WHOLE))
        document["weights"][0]["kg"] = "CANARY-9471"
        document["patient"]["CANARY-9472"] = 1
        said = lines_of(here("assess", written(tmp_path, json.dumps(document).encode()), *AS_OF))
    finally:
        root.setLevel(before)
        root.removeHandler(keeper)
    assert sum("CANARY" in line for line in said) == 2
    assert records == ["the keeper listens"]


def test_rules_are_listed_with_source_status_and_hash(here: Callable[..., Ran]) -> None:
    ran = here("rules", "--json")
    assert (ran.status, ran.err) == (0, "")
    listed = json.loads(ran.out)
    by_id = {rule["id"]: rule for rule in listed["rules"]}
    assert {"kawasaki", "kobayashi", "egami", "sano", "ivig", "anakinra_fixed"} <= set(by_id)
    for rule in by_id.values():
        assert set(rule) >= {"id", "edition", "source", "status", "sha256"}
        assert len(rule["sha256"]) == 64
    one = json.loads(here("rules", "egami", "--json").out)
    assert one["rules"] == [by_id["egami"]]
    assert "egami" in here("rules", "egami").out
    (line,) = lines_of(here("rules", "egamy"))
    assert line.startswith("rules: egamy is not a rule; accepted are ")
    assert "egami" in line


def test_a_site_file_that_is_not_there_or_not_whole_is_wrong_input(
    child: Path, here: Callable[..., Ran]
) -> None:
    site = child.parent / "site.toml"
    assert lines_of(here("assess", child, "--site", site, *AS_OF)) == [
        f"{site}: there is no such file"
    ]
    assert lines_of(here("--site", child.parent, "rules")) == [
        f"{child.parent}: this is a folder; a file is wanted"
    ]
    site.write_bytes(b"\xff")
    assert lines_of(here("rules", "--site", site)) == [f"{site}: the file is not UTF-8 text"]
    site.write_text("name = ", encoding="utf-8")
    (line,) = lines_of(here("rules", "--site", site))
    assert line.startswith("site file: not TOML: ")
    site.write_bytes(b"#" * 1_000_001)
    assert lines_of(here("rules", "--site", site)) == [
        f"{site}: the file has more than 1 MB; it is not read"
    ]


PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit) as ended:
        run([*command, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_page_names_every_command_and_every_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands = re.findall(r"^    ([a-z-]+) ", help_of(capsys), flags=re.MULTILINE)
    assert {"assess", "plan", "rules", "demo", "self-test"} <= set(commands)
    for command in commands:
        assert f"## {command}\n" in PAGE
        options = set(re.findall(r"--[a-z-]+", help_of(capsys, command))) - {"--help"}
        assert [option for option in sorted(options) if option not in PAGE] == []


def test_the_page_names_every_regimen_with_its_settings() -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (`.*`) \|$", PAGE, flags=re.MULTILINE))
    assert {regimen: row.replace("`", "").split(", ") for regimen, row in rows.items()} == {
        regimen.id: [*regimen.setting, "product"] for regimen in load_rulebook().regimens.values()
    }


def test_the_answers_on_the_page_are_the_programs(tmp_path: Path) -> None:
    wrong = deepcopy(json.loads(WHOLE))
    wrong["weights"][0]["kg"] = "16,5"
    (entry,) = lines_of(kd("assess", written(tmp_path, json.dumps(wrong).encode()), *AS_OF))
    wrong = deepcopy(json.loads(WHOLE))
    wrong["observations"][0]["unit"] = "stone"
    (unit,) = lines_of(kd("assess", written(tmp_path, json.dumps(wrong).encode()), *AS_OF))
    patient = without_weight(tmp_path)
    at = ("--as-of", "2020-04-05T12:00:00+02:00")
    head = kd("assess", patient, *at).out.splitlines()[:4]
    refused = kd("plan", patient, "--regimen", "anakinra_fixed", *at)
    for line in (entry, unit, *head, refused.err.strip(), str(refused.status)):
        assert f"{line}\n" in PAGE


def test_compare_prints_every_rescue_option(child: Path, here: Callable[..., Ran]) -> None:
    ran = here("compare", child, *AS_OF)
    assert ran.status == 0
    assert "Immunoglobulin intravenous (IVIG): 33 g = 330 mL" in ran.out
    assert "Plasma exchange: No dose" in ran.out


def test_compare_gives_the_same_doses_as_a_document(child: Path, here: Callable[..., Ran]) -> None:
    document = json.loads(here("compare", child, "--json", *AS_OF).out)
    assert document["format"] == "kd-bedside.compare/1"
    options = {option["regimen"]: option for option in document["options"]}
    alone = json.loads(here("plan", child, "--regimen", "infliximab", "--json", *AS_OF).out)
    assert options["infliximab"]["dose"]["given"] == alone["steps"][0]["given"]
    assert options["plasma_exchange"]["dose"] is None


def test_the_treatment_log_is_written_and_needs_a_place(
    child: Path, tmp_path: Path, here: Callable[..., Ran]
) -> None:
    sheet = tmp_path / "log.pdf"
    ran = here("log", child, *AS_OF, "--pdf", sheet, "--paper", "Letter")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"Wrote {sheet}.\n"
    assert "Treatment log" in pages_of(sheet.read_bytes())[0].words
    # Over the case itself nothing is written.
    before = child.read_bytes()
    assert here("log", child, *AS_OF, "--pdf", child).status == 2
    assert child.read_bytes() == before
    with pytest.raises(SystemExit):
        here("log", child, *AS_OF)

"""The commands ``summary`` and ``family``: whole documents, DRAFT where a heading is empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from clinical.record.kept_summary import MANDATORY
from desktop.command_line import run
from resources import read_text
from tests.reports.printed_pages import pages_of

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-11-16T12:00:00+01:00"


def file_of(folder: Path, **changes: object) -> Path:
    place = folder / "case.json"
    document = {**json.loads(read_text("cases/fictional-log.json")), **changes}
    place.write_text(json.dumps(document), encoding="utf-8")
    return place


def test_a_summary_with_an_empty_heading_is_a_draft_and_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "summary.pdf"
    case = str(file_of(tmp_path, discharge=dict.fromkeys(MANDATORY[1:], "Written.")))
    assert run(["summary", case, "--as-of", AT, "--pdf", str(sheet)]) == 0
    assert "DRAFT: not filled in: Principal diagnosis." in capsys.readouterr().out
    pages = pages_of(sheet.read_bytes())
    assert all("DRAFT: not filled in: Principal diagnosis." in page.words for page in pages)


def test_a_summary_with_every_heading_is_no_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "summary.pdf"
    case = str(file_of(tmp_path, discharge=dict.fromkeys(MANDATORY, "Written.")))
    assert run(["summary", case, "--as-of", AT, "--pdf", str(sheet), "--paper", "Letter"]) == 0
    assert capsys.readouterr().out == f"Wrote {sheet}.\n"
    page = pages_of(sheet.read_bytes())[0]
    assert "DRAFT" not in page.words
    assert round(page.width) == 612


def test_the_page_for_the_family_is_written_and_never_of_a_child_who_died(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "family.pdf"
    case = str(file_of(tmp_path))
    assert run(["family", case, "--as-of", AT, "--pdf", str(sheet)]) == 0
    assert "aspirin 81 mg" in pages_of(sheet.read_bytes())[0].words
    sheet.unlink()
    dead = str(file_of(tmp_path, involvement={"died": "present"}))
    capsys.readouterr()
    assert run(["family", dead, "--as-of", AT, "--pdf", str(sheet)]) == 2
    assert "a child who has died" in capsys.readouterr().err
    assert not sheet.exists()


@pytest.mark.parametrize("command", ["summary", "family"])
def test_both_need_a_place_to_write_to(command: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run([command, str(file_of(tmp_path)), "--as-of", AT])

"""The demo: the published cases give the published answers, and what it writes can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from desktop.command_line import run
from desktop.demo import example_sheet, replay, window_opens
from desktop.pdf_pages import PdfPages
from desktop.rules import load_rulebook
from tests.reports.printed_pages import pages_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

# clinical.md 11.1 and 11.2: complete disease, and the ranges of the scores.
PATIENT_1 = """\
  Kobayashi: Cannot tell: 1 to 6 of 11 points
  Egami: High risk: 3 to 4 of 6 points
  Sano: Cannot tell: 1 to 3 of 3 points
"""
PATIENT_2 = """\
  Kobayashi: Cannot tell: 3 to 11 of 11 points
  Egami: High risk: 3 to 5 of 6 points
  Sano: Cannot tell: 1 to 2 of 3 points
"""


# Stands in the folder before the demo runs.
OLD = "s1-patient-1-example-weight-anakinra-fixed.pdf"


def pdf_text(path: Path) -> list[str]:
    pages = PdfPages(path.read_bytes())
    return [pages.text(index) for index in range(len(pages))]


@pytest.fixture(scope="module")
def demo(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("demo") / "new folder"
    out.mkdir()
    (out / OLD).write_bytes(b"old" * 1_000_000)
    return out, replay(out, load_rulebook())


def test_the_children_of_s1_get_the_answers_that_were_published(demo: tuple[Path, str]) -> None:
    _, said = demo
    first, second, third = said.split("\n\n")[:3]
    assert first.startswith("S1, patient 1\n")
    assert second.startswith("S1, patient 2\n")
    assert third.startswith("Fictional child\n")
    for child, scores in ((first, PATIENT_1), (second, PATIENT_2)):
        assert "Kawasaki disease, AHA 2017: Complete Kawasaki disease" in child
        assert scores in child + "\n"
        assert "no dose can be computed until one is entered" in child
        assert "No dose: no weight is recorded." in child
    # 4 mg/kg x 16.5 kg at 150 mg/mL, and 4 mg/kg x 10 kg (11.1 and 11.2).
    assert "66 mg = 0.44 mL, first at 11-Apr-2020 12:00, 28 in all" in first
    assert "40 mg = 0.27 mL, first at 12-May-2020 12:00, 28 in all" in second


@pytest.mark.parametrize("child", ["s1-patient-1", "s1-patient-2"])
@pytest.mark.parametrize("regimen", ["anakinra-fixed", "ivig"])
def test_every_page_of_a_sheet_says_that_its_weight_is_an_example(
    demo: tuple[Path, str], child: str, regimen: str
) -> None:
    out, said = demo
    name = f"{child}-example-weight-{regimen}"
    pages = pdf_text(out / f"{name}.pdf")
    for number, page in enumerate(pages, 1):
        assert page.count("EXAMPLE WEIGHT") >= 2
        picture = QImage(str(out / f"{name}-page-{number}.png"))
        assert picture.width() == 1240
        assert f"  {name}-page-{number}.png" in said.splitlines()
    assert f"  {name}.pdf" in said.splitlines()


def test_what_was_printed_as_written_is_there_and_nothing_else(demo: tuple[Path, str]) -> None:
    out, said = demo
    listed = said.partition(f"Wrote to {out}:\n")[2].split()
    assert sorted(listed) == sorted(path.name for path in out.iterdir())


def test_the_child_with_signed_plans_has_the_sheet_of_all_of_them(
    demo: tuple[Path, str],
) -> None:
    out, _ = demo
    pages = pages_of((out / "fictional-log-active-plans.pdf").read_bytes())
    # Immunoglobulin, the wean of anakinra and the low dose of aspirin.
    assert "3 active plans" in pages[0].words
    # Of the children of S1 no plan is reported.
    assert [path.name for path in out.glob("*active-plans.pdf")] == [
        "fictional-log-active-plans.pdf"
    ]


def test_a_file_of_before_is_overwritten_whole(demo: tuple[Path, str]) -> None:
    content = (demo[0] / OLD).read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"oldold" not in content


def test_a_place_that_cannot_be_written_is_wrong_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    assert run(["demo", "--out", str(taken)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{taken}: the file cannot be written: File exists\n"
    assert taken.read_text() == "a file"


def test_the_self_test_gets_a_sheet_and_a_window(qapp: QApplication) -> None:
    assert example_sheet(load_rulebook()).startswith(b"%PDF-")
    assert window_opens(load_rulebook())

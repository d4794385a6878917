"""Text that is found in a PDF may still be cut, covered or off the page: look at every letter."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfgen.canvas import Canvas

from reports.fonts import PaperError
from tests.reports.drawn_paper import Drawn, drawn_plan
from tests.reports.geometry import faults
from tests.reports.paper_matrix import found_in
from tests.reports.printed_pages import covered_pairs, crossed_letters, grey_image, pages_of
from tests.reports.sheets import SITE, Sheet, child, everything_answered, weighing

if TYPE_CHECKING:
    from random import Random

    from reports.page import Paper

HOSTILE = [
    "<b>bold</b>",
    "</para>",
    "<!-- dose 10 -->",
    '<img src="/etc/passwd"/>',
    "&amp; &lt;b&gt; & < >",
    "{kg} {0} %s %(a)s",
    '<font color="white">x</font>',
    "]]> <?xml?>",
    "a\tb\nc",
    "'; DROP TABLE --",
    "=cmd|' /C calc'!A0",
    "*66 mg*",
]
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-" * 3


def named(family: str, given: str = "Ada", identifier: str = "W4-0017") -> dict[str, str]:
    return {"family_name": family, "given_name": given, "identifier": identifier}


SPREAD: dict[str, Sheet] = {
    "28 days": Sheet(),
    "99 days": Sheet(settings={"days": "99"}),
    "one day": Sheet(settings={"days": "1"}),
    "2.6 kg": Sheet(weighing("2.6")),
    "4.25 kg": everything_answered(Sheet(weighing("4.25"))),
    "49.9 kg": Sheet(weighing("49.9")),
    "120 kg": Sheet(weighing("120")),
    "infusion": Sheet(regimen="ivig"),
    "infusion 2.6 kg": Sheet(weighing("2.6"), "ivig"),
    "infusion 120 kg": Sheet(weighing("120"), "ivig"),
    "infusion on two days": Sheet(weighing("60"), "ivig", {"split_days": "2"}),
    "infusion at 5 percent": Sheet(weighing("99.9"), "ivig", {"concentration": "5 %"}),
    "infusion cut": Sheet(weighing("60"), "ivig", {"max_g": "100"}),
    "steps": Sheet(regimen="ivig", site=SITE),
    "steps 2.6 kg": Sheet(weighing("2.6"), "ivig", site=SITE),
    "steps 99 kg": everything_answered(Sheet(weighing("99"), "ivig", site=SITE)),
    "no identity": Sheet(child(patient={}, allergies={}, observations=[], heights=[])),
    "long name": Sheet(child(patient=named(LONG_NAME, LONG_NAME, "9" * 70))),
    "many allergies": Sheet(child(allergies={
        "state": "known",
        "items": [{"substance": "other", "text": f"substance {n}", "reaction": "rash, " * 20}
                  for n in range(20)],
    })),
}  # fmt: skip


def test_the_look_at_a_page_finds_what_covers_crosses_and_leaves() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 200))
    canvas.drawString(50, 100, "66 mg")
    canvas.drawString(52, 101, "0.44")
    canvas.drawString(50, 50, "cell")
    canvas.line(60, 40, 60, 70)
    canvas.drawString(190, 150, "off the page")
    canvas.save()
    (page,) = pages_of(buffer.getvalue())
    assert covered_pairs(page.letters)
    assert crossed_letters(page)
    assert any(letter.box.right > page.width for letter in page.letters)


@pytest.mark.hazard("H48", "H53")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", SPREAD)
def test_every_letter_stands_free_inside_its_cell_and_inside_the_page(
    name: str, paper: Paper
) -> None:
    assert list(faults(SPREAD[name].pages(paper))) == []


@pytest.mark.hazard("H39", "H48", "H53")
@pytest.mark.parametrize("part", range(10))
def test_documents_of_drawn_children_are_whole_and_say_what_the_window_says(part: int) -> None:
    # Numbers that `make paper` does not begin with: its first are looked at there.
    assert found_in(range(10_000 + 6 * part, 10_006 + 6 * part)) == []


def test_a_text_that_is_not_on_the_paper_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(dice: Random, paper: Paper) -> Drawn:
        return replace(drawn_plan(dice, paper), texts=("67 mg in place of 66 mg",))

    monkeypatch.setattr("tests.reports.drawn_paper.DRAWN", (forgetful,))
    assert found_in(range(1)) == ["0 (forgetful, A4): missing: 67 mg in place of 66 mg"]


@pytest.mark.hazard("H50", "H48")
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_that_somebody_typed_is_printed_as_it_was_typed(text: str) -> None:
    expected = " ".join(text.split())
    case = child(
        patient={"family_name": "Example", "given_name": text, "identifier": f"W4 {text}"},
        allergies={"state": "known", "items": [
            {"substance": "other", "text": text, "reaction": f"reacted {text}"}]},
        weights=[{"at": "2026-11-16T08:30:00+01:00", "kg": "16.5", "method": "estimated"}],
    )  # fmt: skip
    sheet = Sheet(case, reasons={"weight_estimated": f"because {text}"})
    pages = sheet.pages()
    for page in pages:
        assert f"EXAMPLE, {expected} —" in page.words
        assert f"Identifier W4 {expected}" in page.words
        assert covered_pairs(page.letters) == []
    words = " ".join(page.words for page in pages)
    assert f"Known allergies: {expected} (reacted {expected})" in words
    assert f"Reason: because {expected} (Dr B. Example)" in words


@pytest.mark.hazard("H48")
def test_a_name_too_long_for_the_strip_is_refused_and_never_cut() -> None:
    with pytest.raises(PaperError) as refusal:
        Sheet(child(patient=named("x" * 9_000))).pdf()
    assert refusal.value.code == "frame_too_long"


@pytest.mark.hazard("H48")
def test_a_reason_longer_than_a_page_goes_on_overleaf() -> None:
    case = child(weights=[{"at": "2026-11-16T08:30:00+01:00", "kg": "16.5", "method": "estimated"}])
    reason = " ".join(f"word{number}" for number in range(1200))
    pages = Sheet(case, reasons={"weight_estimated": reason}).pages()
    words = " ".join(page.words for page in pages)
    assert len(pages) > 2
    for number in range(1200):
        assert f"word{number}" in words
    for page in pages:
        assert covered_pairs(page.letters) == []


@pytest.mark.hazard("H53")
@pytest.mark.parametrize("name", ["28 days", "2.6 kg", "steps"])
def test_every_letter_is_readable_in_grey(name: str) -> None:
    pdf = SPREAD[name].pdf()
    for number, page in enumerate(pages_of(pdf)):
        picture = grey_image(pdf, number)
        for letter in page.letters:
            box = letter.box
            area = picture.crop((
                int(box.left * 2) - 3, int((page.height - box.top) * 2) - 3,
                int(box.right * 2) + 3, int((page.height - box.bottom) * 2) + 3,
            ))  # fmt: skip
            # Around a letter its paper is the most frequent grey or the one farthest from the ink.
            greys = area.histogram()
            paper = max(
                (grey for grey in range(256) if greys[grey] > area.width * area.height * 0.1),
                key=lambda grey, ink=letter.grey: abs(grey - ink),
            )
            assert _contrast(letter.grey, paper) >= 4.5, letter


def _contrast(one: float, other: float) -> float:
    """Return the contrast of two greys as WCAG defines it."""
    light = sorted((_luminance(one), _luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(grey: float) -> float:
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


@pytest.mark.hazard("H53")
def test_a_sheet_is_as_large_as_its_paper() -> None:
    a4, letter = Sheet().pages("A4")[0], Sheet().pages("Letter")[0]
    assert (a4.width, a4.height) == pytest.approx((595.28, 841.89), abs=0.1)
    assert (letter.width, letter.height) == (612, 792)

"""The letterhead: what the site file names, in the picture that stands beside it, and no sample."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from clinical.problem import InputError
from desktop.rules import load_rulebook
from reports.plan_sheet import plan_sheet_pdf
from reports.wording import english
from tests.reports.active import with_plans
from tests.reports.printed_pages import grey_image, pages_of
from tests.reports.sheets import AS_OF, PRINTED, Sheet

if TYPE_CHECKING:
    from pathlib import Path

CASE = with_plans(["aspirin_moderate"], site=None).case
HEAD = 'format = "kd-bedside.site/1"\nname = "Ward"\n[hospital]\nname = "St Elsewhere"\n'


def picture(kind: str, size: tuple[int, int] = (300, 100)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "black").save(buffer, kind)
    return buffer.getvalue()


def with_logo(folder: Path, content: bytes, name: str = "logo.png") -> Path:
    (folder / "logo.png").write_bytes(content)
    place = folder / "site.toml"
    place.write_text(f'{HEAD}logo = "{name}"\n', encoding="utf-8")
    return place


def sheet(place: Path) -> bytes:
    return plan_sheet_pdf(CASE, load_rulebook(place), AS_OF, english(), PRINTED)


def black_at_the_head(pdf: bytes) -> int:
    """Return how many black pixels, two a point, stand where the logo goes."""
    image = grey_image(pdf, 0)
    region = image.crop((700, 60, image.width - 60, 320))
    return sum(region.histogram()[:40])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_logo_stands_in_the_head_in_its_own_proportions(tmp_path: Path, kind: str) -> None:
    plain = tmp_path / "plain.toml"
    plain.write_text(HEAD, encoding="utf-8")
    place = with_logo(tmp_path, picture(kind))
    drawn = black_at_the_head(sheet(place)) - black_at_the_head(sheet(plain))
    # 110 points wide and a third as high, at four pixels to the square point.
    assert drawn == pytest.approx(110 * 110 / 3 * 4, rel=0.05)
    assert "St Elsewhere" in pages_of(sheet(place))[0].words
    assert sheet(place) == sheet(place)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"no picture", "logo.png", "cannot be read as a PNG or JPEG picture"),
        (picture("PNG")[:60], "logo.png", "cannot be read as a PNG or JPEG picture"),
        (picture("GIF"), "logo.png", "cannot be read as a PNG or JPEG picture"),
        (picture("PNG", (2001, 10)), "logo.png", "2001 x 10 pixels; at most 2000"),
        (b"x" * 1_000_001, "logo.png", "more than 1 MB"),
        (picture("PNG"), "../logo.png", "must stand in the folder of the site file"),
        (picture("PNG"), "/etc/logo.png", "must stand in the folder of the site file"),
        (picture("PNG"), "C:/logo.png", "must stand in the folder of the site file"),
        (picture("PNG"), "other.png", "no such file"),
    ],
)
def test_a_logo_that_cannot_be_used_refuses_the_site_file(
    tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    place = with_logo(tmp_path, content, name)
    with pytest.raises(InputError) as refusal:
        load_rulebook(place)
    assert said in english().problem(refusal.value.problems[0])


def test_without_a_site_file_there_is_a_line_to_write_on() -> None:
    text = Sheet().pages()[0].words
    assert "Hospital and ward" in text
    assert "Example Children's Hospital" not in text

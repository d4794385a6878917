"""The one door to shipped files."""

from __future__ import annotations

import pytest

from resources import ResourceNotFoundError, names, read_bytes, read_text


def test_a_text_is_read_as_it_was_written() -> None:
    assert "Bitstream" in read_text("fonts/LICENSE")


def test_a_font_is_read_as_bytes() -> None:
    assert read_bytes("fonts/DejaVuSans.ttf")[:4] == b"\x00\x01\x00\x00"


def test_names_are_sorted_and_can_be_read() -> None:
    fonts = names("fonts", ".ttf")
    own = ("fonts/DejaVuSans-Bold.ttf", "fonts/DejaVuSans.ttf")
    assert fonts == (*own, "fonts/NotoSansEthiopic-Regular.ttf")
    assert all(read_bytes(font) for font in fonts)


def test_a_suffix_nothing_has_gives_no_names() -> None:
    assert names("fonts", ".woff") == ()


@pytest.mark.parametrize(
    "name",
    [
        "fonts/Missing.ttf",
        "fonts",
        "",
        "/etc/hosts",
        "../pyproject.toml",
        "fonts/../py.typed",
        "a\\b",
    ],
)
def test_what_is_not_shipped_is_refused_by_name(name: str) -> None:
    with pytest.raises(ResourceNotFoundError) as refused:
        read_bytes(name)
    assert repr(name) in str(refused.value)


@pytest.mark.parametrize("folder", ["missing", "fonts/LICENSE"])
def test_a_folder_that_is_not_there_is_not_an_empty_one(folder: str) -> None:
    with pytest.raises(ResourceNotFoundError):
        names(folder, ".toml")

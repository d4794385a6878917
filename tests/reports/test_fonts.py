from __future__ import annotations

import unicodedata

import pytest

from reports.fonts import UnprintableTextError, printable
from reports.wording import english
from tests.reports.printed_pages import plain_words
from tests.reports.sheets import Sheet, child

DRAWABLE = [
    "Łuczak-Źdźbło",
    "Čapek Šťastná",
    "Ğül Şahin Iğdır",
    "Åse Ødegård Þórr",
    "Nguyễn Thị Hường",
    "Παπαδοπούλου Ελένη",
    "Щербакова Мария",
    "Հովհաննիսյան",
    "ბერიძე",
    "O’Neill-d’Árcy",
    "Ñuñez Çelik ß",
    "王小明",
    "陳國華",
    "さくら タナカ",
    "김민준",
    "አበበ ቢቂላ",
    "ᐃᓄᒃ",
    "O'Neil 王 & <b>",
]
REFUSED = {
    # A rare character beyond the first plane.
    "𠮷田": "𠮷",
    "ᏣᎳᎩ": "Ꮳ",
    "محمد": "م",
    "כהן": "כ",
    "अमित": "अ",
    "สมชาย": "ส",
    "Ada 🌸": "🌸",
    "Ada\ue000": "\ue000",
    # A mark that has no composed letter would be stacked in the wrong place.
    "q\u0307a": "\u0307",
}


@pytest.mark.hazard("H39")
@pytest.mark.parametrize("name", DRAWABLE)
def test_a_name_the_font_can_draw_stands_on_every_page(name: str) -> None:
    patient = {"family_name": name, "given_name": "Ada", "identifier": "W4-0017"}
    pages = Sheet(child(patient=patient)).pages()
    for page in pages:
        # Georgian capitals are not in the font: such a name keeps its own letters.
        shown = name if name == "ბერიძე" else name.upper()
        # A font of its own may leave no space between letters and sign.
        assert plain_words(shown).replace(" ", "") in page.words.replace(" ", "")


@pytest.mark.hazard("H39")
@pytest.mark.parametrize(("name", "letter"), REFUSED.items())
def test_a_name_the_font_cannot_draw_is_refused_with_the_letter(name: str, letter: str) -> None:
    patient = {"family_name": name, "given_name": "Ada", "identifier": "W4-0017"}
    with pytest.raises(UnprintableTextError) as refusal:
        Sheet(child(patient=patient)).pdf()
    error = refusal.value
    assert error.character == letter
    sentence = english().text(f"paper.{error.code}", **error.values)
    assert letter in sentence
    assert f"U+{ord(letter):04X}" in sentence


@pytest.mark.hazard("H39")
def test_a_letter_with_a_separate_accent_is_drawn_as_one() -> None:
    assert printable("Zoe\u0301") == unicodedata.normalize("NFC", "Zoé")


@pytest.mark.hazard("H52")
def test_only_shipped_fonts_are_named_and_all_are_embedded() -> None:
    pdf = Sheet().pdf()
    assert pdf.count(b"/FontFile2") == 2
    # The fonts of other scripts come with the letters that need them, and only those letters.
    foreign = Sheet(child(patient={"family_name": "王", "given_name": "አበበ"})).pdf()
    assert foreign.count(b"/FontFile2") == 4
    assert len(foreign) < len(pdf) + 60_000
    for name in (b"/Helvetica", b"/Times", b"/Courier", b"/ZapfDingbats", b"/Symbol"):
        assert name not in pdf

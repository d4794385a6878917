"""The verdict card: what it says, where it leads, and that nothing of it outlives its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.widgets.link_button import LinkButton
from desktop.widgets.verdict_card import VerdictCard
from reports.summary.cards import Card, CardLine
from tests.desktop.hands import click, press_on

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.theme import Theme
    from reports.wording import Wording

SHOWN = Card(
    id="kobayashi",
    title="Kobayashi score",
    headline="3 to 6 of 11 points",
    tone="unknown",
    missing=(CardLine("AST", field="ast"), CardLine("Neutrophils", field="neutrophils")),
    reasons=(
        CardLine(
            "Sodium 131 mmol/L",
            source="kobayashi2006",
            mark="met",
            points="2/2",
            note="One copy prints 134.",
        ),
        CardLine("AST not known", field="ast", mark="unknown", points="?/2"),
    ),
    would_change=(CardLine("Higher risk from 4 points"),),
    notes=(CardLine("A rule of one hospital", source="kobayashi2006"),),
)


@pytest.fixture
def card(qtbot: QtBot, words: Wording, dressed: Theme) -> VerdictCard:
    card = VerdictCard(words, "Kobayashi score")
    qtbot.addWidget(card)
    card.resize(480, 600)
    card.show()
    return card


def words_on(card: VerdictCard) -> list[str]:
    return [each.text() for each in card.findChildren(QLabel) if each.isVisible() and each.text()]


def button(card: VerdictCard, name: str) -> QPushButton:
    return next(
        each
        for each in card.findChildren(LinkButton)
        if each.accessibleName() == name and each.isVisible()
    )


def test_a_card_is_shown_whole(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    shown = words_on(card)
    for text in ("3 to 6 of 11 points", "AST", "Neutrophils", "Sodium 131 mmol/L", "2/2"):
        assert text in shown
    # A note stands after the reasons.
    assert shown.index("A rule of one hospital") > shown.index("AST not known")
    assert "Higher risk from 4 points" not in shown
    assert card.accessibleName() == "Kobayashi score: 3 to 6 of 11 points"
    assert card.accessibleDescription() == "Cannot tell"


def test_a_missing_value_leads_to_its_field(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    asked: list[str] = []
    card.go_to.connect(asked.append)
    click(button(card, "Go to Neutrophils"))
    assert asked == ["neutrophils"]


def test_a_line_opens_its_source_from_the_keyboard(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    asked: list[tuple[str, str]] = []

    def note(source: str, said: str) -> None:
        asked.append((source, said))

    card.open_source.connect(note)
    press_on(button(card, "Source of: Sodium 131 mmol/L"), Qt.Key.Key_Space)
    assert asked == [("kobayashi2006", "One copy prints 134.")]


def test_what_would_change_it_opens_and_stays_open(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    click(button(card, "What would change this"))
    assert "Higher risk from 4 points" in words_on(card)
    other = Card(
        "kobayashi", "Kobayashi score", "4", "met", would_change=(CardLine("AST of 100 or more"),)
    )
    card.show_card(other)
    assert "AST of 100 or more" in words_on(card)


@pytest.mark.hazard("H28")
def test_nothing_of_an_old_result_is_left_when_the_next_fails(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    card.blank()
    assert words_on(card) == ["Kobayashi score", "Not calculated"]
    assert card.card is None
    assert card.accessibleName() == "Kobayashi score: Not calculated"
    hidden = [each.text() for each in card.findChildren(QLabel)]
    assert not any("131" in text or "3 to 6" in text for text in hidden)
    spoken = [each.accessibleName() for each in card.findChildren(LinkButton)]
    assert not any("131" in text for text in spoken)


@pytest.mark.hazard("H28")
def test_a_shorter_card_leaves_nothing_of_the_longer_one(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    card.show_card(Card("kobayashi", "Kobayashi score", "2 of 11 points", "not_met"))
    assert words_on(card) == ["Kobayashi score", "2 of 11 points"]


def test_an_equal_card_keeps_the_focus_where_it_is(qtbot: QtBot, card: VerdictCard) -> None:
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    card.show_card(SHOWN)
    source = button(card, "Source of: Sodium 131 mmol/L")
    source.setFocus()
    card.show_card(Card(**{name: getattr(SHOWN, name) for name in SHOWN.__slots__}))
    assert source.hasFocus()


@pytest.mark.hazard("H50")
def test_a_name_with_markup_is_shown_as_written(card: VerdictCard) -> None:
    card.show_card(Card("kobayashi", "<b>x</b>", "<h1>1</h1> & <img src=a>", "met"))
    assert "<h1>1</h1> & <img src=a>" in words_on(card)
    assert {label.textFormat() for label in card.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_long_words_wrap_inside_a_narrow_card(qtbot: QtBot, card: VerdictCard) -> None:
    long = "The child had a fever for five days and more, and nothing else was assessed. " * 3
    card.show_card(
        Card(
            "kobayashi",
            long,
            long,
            "stop",
            (CardLine(long, "a"),),
            (CardLine(long, "a", "b", "met"),),
        )
    )
    card.resize(300, 100)
    card.resize(300, card.heightForWidth(300))
    qtbot.wait(20)
    assert card.width() == 300
    for label in card.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            right = label.mapTo(card, label.rect().topRight()).x()
            assert right <= card.width()


def test_every_button_has_a_name(card: VerdictCard) -> None:
    card.show_card(SHOWN)
    nameless = [
        each
        for each in card.findChildren(QPushButton)
        if each.isVisible() and not each.accessibleName()
    ]
    assert nameless == []

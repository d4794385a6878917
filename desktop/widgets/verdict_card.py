"""A verdict in one line, what is missing for it, why it holds, and what would change it.

Drawn from one frozen card of the summary and from nothing else. When the calculation fails,
``blank`` leaves not one word of the last result on the screen (hazard H28).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, set_look, set_visible, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView
from desktop.widgets.link_button import LinkButton
from desktop.widgets.tones import ICONS

if TYPE_CHECKING:
    from desktop.words import Words
    from reports.summary.cards import Card, CardLine, Tone


class VerdictCard(QFrame):
    """``go_to(str)`` asks for the row of a missing value.

    ``open_source(str, str)`` asks for a source, and carries what the rule file says beside it.
    """

    go_to = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Words, title: str, *, compact: bool = False) -> None:
        """Build a blank card; a compact one says its lines without a banner for the verdict."""
        super().__init__()
        self.setProperty("compact", "true" if compact else "false")
        self._compact = compact
        self._words = words
        self._card: Card | None = None
        self._title = text_label(title, "title")
        self._icon = IconView(side=22)
        self._headline = text_label("", "headline")
        self._strip = QFrame()
        self._strip.setObjectName("headline")
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(STEP + 4, STEP + 2, STEP + 4, STEP + 2)
        strip.setSpacing(STEP + 4)
        strip.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        strip.addWidget(self._headline, 1)
        if compact:
            strip.setContentsMargins(0, 0, 0, 0)
            self._icon.hide()

        self._missing_heading = text_label(words.text("verdict_card.missing"), "heading")
        self._missing = QWidget()
        self._chip_list: list[LinkButton] = []
        self._missing_lines: tuple[CardLine, ...] = ()
        self._chips = FlowLayout(self._missing, gap=STEP, line_gap=STEP // 2 + 2)
        self._why_heading = text_label(words.text("verdict_card.why"), "heading")
        for heading in (self._missing_heading, self._why_heading):
            heading.setContentsMargins(0, STEP // 2, 0, 0)
        self._reasons = LineList(words)
        self._change_switch = LinkButton("chevron_right", "accent")
        self._change_switch.setCheckable(True)
        title_of_changes = words.text("verdict_card.would_change")
        self._change_switch.show_words(title_of_changes, title_of_changes)
        self._changes = LineList(words)
        self._would_change: tuple[CardLine, ...] = ()

        for lines in (self._reasons, self._changes):
            lines.go_to.connect(self.go_to)
            lines.open_source.connect(self.open_source)
        self._change_switch.toggled.connect(self._draw_changes)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        layout.setSpacing(STEP)
        layout.addWidget(self._title)
        layout.addWidget(self._strip)
        for part in (
            self._missing_heading,
            self._missing,
            self._why_heading,
            self._reasons,
        ):
            layout.addWidget(part)
        layout.addWidget(self._change_switch, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._changes)
        self.blank(words.text("verdict_card.not_calculated"))

    @property
    def card(self) -> Card | None:
        """What is shown, None while the card is blank."""
        return self._card

    def show_card(self, card: Card) -> None:
        """Draw a card; an equal one costs nothing, so it may be given on each keystroke."""
        if card == self._card:
            return
        # Blank until all of it is drawn: a failure half-way leaves no mixture of two results.
        self._card = None
        self._title.setText(card.title)
        self._draw_headline(card.headline, card.tone, f"verdict_card.tone_{card.tone}")
        self._draw_missing(card.missing)
        lines = (*card.reasons, *(replace(note, mark="info") for note in card.notes))
        set_visible(self._why_heading, visible=bool(lines) and not self._compact)
        self._reasons.show_lines(lines)
        self._would_change = card.would_change
        set_visible(self._change_switch, visible=bool(card.would_change))
        self._draw_changes()
        self._card = card

    def blank(self, reason: str | None = None) -> None:
        """Take every word of a result off the screen and say that there is none."""
        self._card = None
        not_calculated = self._words.text("verdict_card.not_calculated")
        self._draw_headline(reason or not_calculated, "unknown", "verdict_card.not_calculated")
        self._draw_missing(())
        self._why_heading.hide()
        self._reasons.show_lines(())
        self._would_change = ()
        self._change_switch.hide()
        self._draw_changes()

    def _draw_headline(self, text: str, tone: Tone, spoken_tone: str) -> None:
        self._headline.setText(text)
        self._icon.show_icon(ICONS[tone], tone)
        set_look(self._strip, "tone", tone)
        self.setAccessibleName(f"{self._title.text()}: {text}")
        # The colour and the icon, in words.
        self.setAccessibleDescription(self._words.text(spoken_tone))

    def _draw_missing(self, missing: tuple[CardLine, ...]) -> None:
        """Give the chips other words; they are kept, so that each keystroke costs little."""
        while len(self._chip_list) < len(missing):
            chip = LinkButton("go_to", "unknown", icon_first=False, look="chip")
            chip.clicked.connect(partial(self._follow_chip, len(self._chip_list)))
            self._chip_list.append(chip)
            self._chips.addWidget(chip)
        self._missing_lines = missing
        for chip, line in zip(self._chip_list, missing, strict=False):
            chip.show_words(line.text, self._words.text("verdict_card.go_to", name=line.text))
            # Without a field there is nowhere to go: words only.
            chip.setEnabled(line.field is not None)
            set_visible(chip, visible=True)
        for chip in self._chip_list[len(missing) :]:
            chip.hide()
            chip.show_words("", "")
        set_visible(self._missing_heading, visible=bool(missing))
        set_visible(self._missing, visible=bool(missing))

    def _follow_chip(self, place: int, *_checked: object) -> None:
        field = self._missing_lines[place].field
        if field is not None:
            self.go_to.emit(field)

    def _draw_changes(self) -> None:
        is_open = self._change_switch.isChecked() and not self._change_switch.isHidden()
        self._change_switch.show_icon("chevron_down" if is_open else "chevron_right", "accent")
        # Lines that nobody has opened are not made.
        self._changes.show_lines(self._would_change if is_open else ())

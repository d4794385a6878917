"""One value of a pasted print-out: a tick, how it was read, what it asks, how it was printed."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinical.quantity import Quantity
from desktop.laboratory.acceptance import MAY_BE_TAKEN
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.icon_view import IconView
from desktop.widgets.tick_box import TickBox
from desktop.widgets.tones import ICONS
from reports.formats import moment_text, number_text, quantity_text, unit_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinical.quantity import Unit
    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.acceptance import Asked, Line, Status
    from desktop.widgets.tones import Shade
    from reports.wording import Wording

_TONES: dict[Status, Shade] = {
    "ready": "good",
    "same": "info",
    "refused": "stop",
    "limit": "stop",
    "future": "stop",
    "twice": "stop",
}
_NAME_WIDTH = 208
Options = tuple[tuple[str, tuple["Unit", ...]], ...]


class PasteRow(QFrame):
    """``ticked(bool)`` and ``answered(status, code)`` are what a person says to it."""

    ticked = Signal(bool)
    answered = Signal(str, str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("option")
        self._words = words
        self._line: Line | None = None
        self._choices: dict[Status, tuple[Options, ChoiceField]] = {}
        self.tick = TickBox()
        self.tick.clicked.connect(self.ticked)
        self.tick.setMinimumWidth(_NAME_WIDTH)
        self._time = text_label("", "muted", wraps=False)
        self._icon = IconView(side=16)
        self._says = text_label()
        self._printed = text_label("", "small")
        first = QHBoxLayout()
        first.setSpacing(STEP)
        first.addWidget(self.tick)
        first.addWidget(self._time)
        first.addStretch(1)
        said = QHBoxLayout()
        said.setContentsMargins(STEP * 3, 0, 0, 0)
        said.setSpacing(STEP)
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._says, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, STEP // 2, 0, STEP // 2)
        self._column.setSpacing(2)
        self._column.addLayout(first)
        self._column.addLayout(said)
        printed = QHBoxLayout()
        printed.setContentsMargins(STEP * 3, 0, 0, 0)
        printed.addWidget(self._printed)
        self._column.addLayout(printed)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What takes the cursor, in reading order."""
        proxies = (choice.focusProxy() for _, choice in self._choices.values())
        return (self.tick, *(each for each in proxies if each is not None))

    @property
    def choice(self) -> ChoiceField | None:
        """The question that is still without an answer."""
        return next(
            (
                each
                for _, each in self._choices.values()
                if not each.isHidden() and each.choice is None
            ),
            None,
        )

    def question(self, status: Status) -> ChoiceField:
        """Return a question of the line, answered or not."""
        return self._choices[status][1]

    def show_line(self, line: Line, zone: tzinfo | None) -> None:
        if line == self._line:
            return
        self._line = line
        text = self._words.text
        name = self._called(line)
        self.tick.setText(name)
        self.tick.setChecked(line.ticked)
        self.tick.setEnabled(line.status in MAY_BE_TAKEN)
        at = moment_text(line.at.astimezone(zone)) if line.at is not None else ""
        self._time.setText(at or text("laboratory.paste.no_time"))
        says = self._sentence(line)
        self._says.setText(says)
        tone = _TONES.get(line.status, "caution")
        self._icon.show_icon(ICONS[tone], tone)
        set_look(self, "tone", tone)
        left = line.printed.left_out
        key = "printed_left" if left else "printed"
        self._printed.setText(
            text(
                f"laboratory.paste.{key}", text=shortened(line.printed.text, self._words), left=left
            )
        )
        self.tick.setAccessibleName(f"{name}, {self._time.text()}")
        self.tick.setAccessibleDescription(f"{says} {self._printed.text()}")
        self._ask(line)

    def _called(self, line: Line) -> str:
        codes = (line.code,) if line.code is not None else line.printed.codes
        name = self._words.text("laboratory.paste.or").join(self._words.name(c) for c in codes)
        if line.printed.judgement is not None:
            return f"{name}  {self._words.text(f'interpretation.{line.printed.judgement}')}"
        if line.number is None:
            return name
        value = f"{line.printed.comparator or ''}{number_text(line.number)}"
        return f"{name}  {value} {unit_text(line.unit) if line.unit is not None else ''}".strip()

    def _sentence(self, line: Line) -> str:
        text = self._words.text
        if line.status == "refused":
            problem = line.problem or ""
            own = self._words.find(f"laboratory.paste.problem.{problem}")
            if own is not None:
                return text(f"laboratory.paste.problem.{problem}", **line.printed.params)
            return text(f"field.number.{problem}", **{"field_unit": "", **line.printed.params})
        stands = line.stands
        said = ""
        if stands is not None and stands.value is not None and stands.unit is not None:
            said = quantity_text(Quantity(stands.value, stands.unit), stands.comparator)
        elif stands is not None and stands.interpretation is not None:
            said = text(f"interpretation.{stands.interpretation}")
        if line.unread is not None:
            unread = text("laboratory.paste.unread_here", text=shortened(line.unread, self._words))
            return f"{text('laboratory.paste.unusual')} {unread}" if line.problem else unread
        sentence = text(f"laboratory.paste.{line.status}", stands=said)
        if line.status == "ready" and any(each.answer is not None for each in line.asked):
            return text("laboratory.paste.as_answered")
        if line.status == "ready" and not line.printed.unit_printed and line.unit is not None:
            return text("laboratory.paste.unit_of_site", unit=unit_text(line.unit))
        if line.status == "ready" and not line.has_usual and line.number is not None:
            return f"{sentence} {text('laboratory.paste.no_usual')}"
        if line.status == "unusual" and stands is not None:
            return f"{sentence} {text('laboratory.paste.replaces', stands=said)}"
        return sentence

    def _ask(self, line: Line) -> None:
        """Show each question of the line; one that has its answer stays, to be put right."""
        for _, choice in self._choices.values():
            choice.hide()
        for asked in line.asked:
            made = self._choices.get(asked.status)
            if made is not None and made[0] != asked.options:
                made[1].setParent(None)
                made[1].deleteLater()
                made = None
            if made is None:
                made = self._choices[asked.status] = (asked.options, self._question(line, asked))
            made[1].show()
            made[1].show_choice(asked.answer)

    def _question(self, line: Line, asked: Asked) -> ChoiceField:
        status = asked.status
        options: list[ChoiceOption] = []
        for code, units in asked.options:
            in_units = self._words.text("laboratory.paste.or").join(unit_text(u) for u in units)
            if status == "unit":
                options.append(ChoiceOption(code, in_units))
            elif status == "number":
                options.append(ChoiceOption(code, f"{number_text(Decimal(code))} {in_units}"))
            else:
                name = self._words.name(cast("ObservationCode", code))
                # The usual unit is enough to tell the two apart.
                shown = f"{name} ({unit_text(units[0])})" if units else name
                options.append(ChoiceOption(code, shown))
        choice = ChoiceField(self._words, options)
        says = self._words.text(f"laboratory.paste.{status}", stands="")
        choice.set_label(f"{self._called(line)}: {says}", "")
        choice.chosen.connect(partial(self.answered.emit, status))
        holder = QHBoxLayout()
        holder.setContentsMargins(STEP * 3, 0, 0, 0)
        holder.addWidget(choice)
        self._column.addLayout(holder)
        return choice


_LONGEST = 160


def shortened(text: str, words: Wording) -> str:
    """Return a printed line; of one beyond all reason its beginning and how long it is."""
    text = text.replace("\t", "  ")
    if len(text) <= _LONGEST:
        return text
    return words.text("laboratory.paste.long", text=text[:_LONGEST], count=len(text))

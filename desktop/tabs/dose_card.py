"""The doses in large type, and below each how it was worked out.

Drawn from one summary of a plan and from nothing else; ``forget`` takes every word of it off the
screen, so that no number of a former dose can stay (hazard H28).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label, wide
from desktop.widgets.flow_layout import FlowLayout
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.words import Words
    from reports.plan_summary import Block, Figure, Part, PlanSummary

_LABELS = 104


class DoseCard(QFrame):
    """One block for each stretch of equal dose; what holds of all of them stands below.

    ``open_source(str, str)`` asks for a source, with what the rule file says beside it.
    """

    open_source = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._drug = text_label("", "headline")
        self._product = text_label("", "muted")
        self._blocks: list[_BlockView] = []
        self._block_column = QVBoxLayout()
        self._block_column.setSpacing(STEP * 2)
        self.parts = PartList(words)
        self.parts.open_source.connect(self.open_source)
        self._dagger = text_label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP // 2)
        column.addWidget(self._drug)
        column.addWidget(self._product)
        column.addLayout(self._block_column)
        column.addSpacing(STEP)
        column.addWidget(self.parts)
        column.addWidget(self._dagger)

    @property
    def dose(self) -> str:
        """What stands in large type first, empty where there is no dose."""
        return self._blocks[0].dose if self._blocks else ""

    @property
    def doses(self) -> list[str]:
        """The doses that stand in large type, one for each stretch."""
        return [block.dose for block in self._blocks if block.dose]

    def show_summary(self, summary: PlanSummary) -> None:
        self._drug.setText(summary.drug)
        self._product.setText(summary.product)
        self.setAccessibleName(summary.drug)
        while len(self._blocks) < len(summary.blocks):
            view = _BlockView(self._words)
            view.parts.open_source.connect(self.open_source)
            self._blocks.append(view)
            self._block_column.addWidget(view)
        for view, block in zip(self._blocks, summary.blocks, strict=False):
            view.show_block(block)
        for view in self._blocks[len(summary.blocks) :]:
            view.forget()
        self.parts.show_parts(summary.common)
        self._dagger.setText(summary.dagger or "")
        self._dagger.setVisible(summary.dagger is not None)
        self.show()

    def forget(self) -> None:
        for label in (self._drug, self._product, self._dagger):
            label.clear()
        self.setAccessibleName("")
        for view in self._blocks:
            view.forget()
        self.parts.show_parts(())
        self.hide()


class _BlockView(QFrame):
    """One stretch: what it waits for, the dose in large type, how it was worked out."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._waits = text_label("", "amount")
        self._label = text_label(words.text("dosing.dose"), "heading", wraps=False)
        self._dose = text_label("", "dose", wraps=False)
        self._order = text_label("", "section")
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(self._label, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._dose, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        self._figures: list[_FigureView] = []
        self._figure_row = QWidget()
        self._flow = FlowLayout(self._figure_row, gap=STEP * 4, line_gap=STEP)
        self.parts = PartList(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP // 2)
        column.addWidget(self._waits)
        column.addLayout(line)
        column.addWidget(self._order)
        column.addSpacing(STEP)
        column.addWidget(self._figure_row)
        column.addSpacing(STEP)
        column.addWidget(self.parts)

    @property
    def dose(self) -> str:
        return self._dose.text()

    def show_block(self, block: Block) -> None:
        self._waits.setText(block.waits)
        self._waits.setVisible(bool(block.waits))
        self._dose.setText(block.dose)
        self._order.setText(block.order)
        name = f"{block.waits} {self._label.text()} {block.dose} {block.order}"
        self.setAccessibleName(name.strip())
        self._show_figures(block.figures)
        self.parts.show_parts(block.parts)
        self.show()

    def forget(self) -> None:
        for label in (self._waits, self._dose, self._order):
            label.clear()
        self.setAccessibleName("")
        self._show_figures(())
        self.parts.show_parts(())
        self.hide()

    def _show_figures(self, figures: Sequence[Figure]) -> None:
        while len(self._figures) < len(figures):
            view = _FigureView()
            self._figures.append(view)
            self._flow.addWidget(view)
        for view, figure in zip(self._figures, figures, strict=False):
            view.show_figure(figure)
        for view in self._figures[len(figures) :]:
            view.forget()
        self._figure_row.setVisible(bool(figures))


class _FigureView(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._label = text_label("", "heading", wraps=False)
        self._value = text_label("", "headline", wraps=False)
        self._note = text_label("", "small", wraps=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self._label, self._value, self._note):
            column.addWidget(label)
        column.addStretch(1)

    def show_figure(self, figure: Figure) -> None:
        self._label.setText(figure.label)
        self._value.setText(figure.value)
        self._note.setText(figure.note)
        self.setAccessibleName(f"{figure.label} {figure.value} {figure.note}".strip())
        self.show()

    def forget(self) -> None:
        for label in (self._label, self._value, self._note):
            label.clear()
        self.setAccessibleName("")
        self.hide()


class PartList(QWidget):
    """Headings beside their sentences, each with the way to its source."""

    open_source = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows: list[_PartRow] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(STEP // 4)
        self._grid.setColumnMinimumWidth(0, wide(_LABELS))
        self._grid.setColumnStretch(1, 1)

    def show_parts(self, parts: Sequence[Part]) -> None:
        while len(self._rows) < len(parts):
            self._rows.append(_PartRow(self._words, self._grid, len(self._rows)))
            self._rows[-1].lines.open_source.connect(self.open_source)
        for row, part in zip(self._rows, parts, strict=False):
            row.show_part(part)
        for row in self._rows[len(parts) :]:
            row.forget()


class _PartRow:
    """One row of the grid: a heading and its lines."""

    def __init__(self, words: Words, grid: QGridLayout, place: int) -> None:
        self._heading = text_label("", "heading")
        # On the first line of the words beside it.
        self._heading.setContentsMargins(0, 5, 0, 0)
        self.lines = LineList(words)
        grid.addWidget(self._heading, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.lines, place, 1)

    def show_part(self, part: Part) -> None:
        self._heading.setText(part.heading)
        self._heading.show()
        self.lines.show_lines(
            [
                CardLine(line.text, None, line.source, "caution" if line.reached else "none")
                for line in part.lines
            ]
        )

    def forget(self) -> None:
        self._heading.clear()
        self._heading.hide()
        self.lines.show_lines(())

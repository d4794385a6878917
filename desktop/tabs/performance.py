"""For whom a score was made and how it did elsewhere: a quiet line that opens into a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.link_button import LinkButton
from reports.formats import number_text
from reports.wording import DAGGER

if TYPE_CHECKING:
    from decimal import Decimal

    from PySide6.QtWidgets import QLabel

    from clinical.rules.criteria import Performance, ScoreRule
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

_FIGURES = ("sensitivity", "specificity")
# Published here and there only: said under the cohort, since a column each would be too wide.
_FURTHER = ("ppv", "npv", "auc")


class PerformancePanel(QFrame):
    """What is published about one score; it depends on the rules alone, not on the child."""

    def __init__(self, words: Wording, rulebook: Rulebook, rule: ScoreRule) -> None:
        super().__init__()
        self._words = words
        self.setObjectName("card")
        self.switch = LinkButton("chevron_right", "accent")
        self.switch.setCheckable(True)
        self.switch.show_words(
            words.text("risk.performance_of", title=rule.title),
            words.text("risk.performance_of", title=rule.title),
        )
        self.switch.toggled.connect(self._open)
        self.page = QWidget()
        made_for = words.text("risk.predicts", predicts=rule.predicts, population=rule.population)
        inside = QVBoxLayout(self.page)
        inside.setContentsMargins(STEP // 2, 0, 0, STEP // 2)
        inside.setSpacing(STEP)
        inside.addWidget(text_label(made_for))
        inside.addLayout(self._table(rulebook, rule))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP + 4, STEP // 2, STEP * 2, STEP // 2)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.page)
        self.page.hide()

    def _table(self, rulebook: Rulebook, rule: ScoreRule) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(STEP * 2)
        grid.setVerticalSpacing(STEP // 2)
        grid.setColumnStretch(0, 1)
        figures = tuple(
            name
            for name in _FIGURES
            if any(getattr(cohort, name) is not None for cohort in rule.performance)
        )
        for column, name in enumerate(("cohort", "children", *figures)):
            heading = text_label(self._words.text(f"risk.{name}"), "heading", wraps=False)
            grid.addWidget(_aligned(heading, column), 0, column)
        for row, cohort in enumerate(rule.performance, start=1):
            for column, cell in enumerate(self._cells(rulebook, cohort, figures)):
                grid.addWidget(_aligned(text_label(cell, wraps=column == 0), column), row, column)
        return grid

    def _cells(
        self, rulebook: Rulebook, cohort: Performance, figures: tuple[str, ...]
    ) -> tuple[str, ...]:
        dagger = f" {DAGGER}" if cohort.unverified else ""
        named = self._words.text(
            "risk.cohort_source",
            cohort=cohort.cohort,
            source=rulebook.sources[cohort.source].short,
        )
        said = [
            f"{self._words.text(f'risk.{name}')} {self._figure(name, value)}"
            for name in _FURTHER
            if (value := getattr(cohort, name)) is not None
        ]
        if said:
            named = self._words.text("risk.cohort_further", cohort=named, said=", ".join(said))
        children = number_text(cohort.children) if cohort.children is not None else None
        return (
            named + dagger,
            children or self._words.text("risk.none_given"),
            *(self._figure(name, getattr(cohort, name)) for name in figures),
        )

    def _figure(self, name: str, value: Decimal | None) -> str:
        if value is None:
            return self._words.text("risk.none_given")
        if name == "auc":  # The area under the curve is no percentage.
            return number_text(value)
        return self._words.text("risk.percent", value=value)

    def _open(self, is_open: bool) -> None:
        self.switch.show_icon("chevron_down" if is_open else "chevron_right", "accent")
        self.page.setVisible(is_open)


def _aligned(label: QLabel, column: int) -> QLabel:
    """Put numbers to the right and on the first line of their row."""
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
    return label

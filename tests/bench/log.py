"""The treatment log with 5,000 entries: opened, scrolled through, and its chart drawn anew."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from clinical.assess import assess
from clinical.log.treatment_log import treatment_log
from clinical.quantity import Unit
from clinical.record.case import Case, Observation
from desktop import theme
from desktop.examples import FICTIONAL_LOG
from desktop.log.table_card import TableCard
from desktop.rules import load_rulebook
from desktop.widgets.chart_view import ChartView
from reports.chart.build import ChartWish, chart_scene, scene_of
from reports.chart.content import ChartContent
from reports.log.rows import row_words
from reports.wording import english
from tests.bench.measure import Result, by_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clinical.assess import Assessment
    from clinical.log.treatment_log import TreatmentLog
    from reports.chart.scene import ChartScene

ENTRIES = 5_000
_SIZE = (760, 420)


def _many() -> Case:
    """Return the fictional child with a temperature about every three minutes of its stay."""
    case = FICTIONAL_LOG.case(load_rulebook(None))
    more = ENTRIES - 90
    readings = tuple(
        Observation(
            at=FICTIONAL_LOG.at - timedelta(minutes=2 * number + 1),
            code="temperature",
            value=Decimal(360 + number * 7 % 40) / 10,
            unit=Unit.CELSIUS,
            site="oral",
        )
        for number in range(more)
    )
    return case.replace(observations=(*case.observations, *readings))


def _read(case: Case) -> tuple[Assessment, TreatmentLog]:
    assessment = assess(case, load_rulebook(None), FICTIONAL_LOG.at)
    return assessment, treatment_log(case, assessment)


def _dress() -> None:
    application = QApplication.instance() or QApplication([])
    if isinstance(application, QApplication):
        theme.apply(application, "light")


def log_opened() -> Result:
    """Measure the log worked out of an assessment, its table filled and drawn.

    What every tab waits for, the assessment, is measured by itself.
    """
    _dress()
    rulebook, words, case = load_rulebook(None), english(), _many()
    assessment, found = _read(case)
    texts = [row_words(row, rulebook, words) for row in found.rows]
    cells = [[t.day, t.illness_day, t.since, t.kind, t.text, t.by] for t in texts]

    def ours() -> None:
        card = TableCard(rulebook, words)
        card.resize(*_SIZE)
        card.show_rows(treatment_log(case, assessment).rows)
        card.grab()
        card.deleteLater()

    def bare() -> None:
        model = QStandardItemModel()
        for row in cells:
            model.appendRow([QStandardItem(text) for text in row])
        view = QTableView()
        view.setModel(model)
        view.resize(*_SIZE)
        view.grab()
        view.deleteLater()

    return by_turns(
        f"a log of {ENTRIES:,} entries opened", ours, "its texts in a stock table", bare
    )


class _Plain(QAbstractTableModel):
    """The same texts without a thought."""

    def __init__(self, cells: list[list[str]]) -> None:
        super().__init__()
        self._cells = cells

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self._cells)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 6

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[index.row()][index.column()]
        return None


def log_scrolled() -> Result:
    """Measure one page after the other through the whole table."""
    _dress()
    rulebook, words = load_rulebook(None), english()
    _, found = _read(_many())
    texts = [row_words(row, rulebook, words) for row in reversed(found.rows)]
    card = TableCard(rulebook, words)
    card.resize(*_SIZE)
    card.show_rows(found.rows)
    card.show()
    plain = QTableView()
    model = _Plain([[t.day, t.illness_day, t.since, t.kind, t.text, t.by] for t in texts])
    plain.setModel(model)
    plain.resize(*_SIZE)
    plain.show()
    QApplication.processEvents()

    def through(view: QTableView) -> None:
        bar = view.verticalScrollBar()
        for place in range(0, bar.maximum(), max(bar.maximum() // 40, 1)):
            bar.setValue(place)
            view.viewport().grab()

    result = by_turns(
        f"{ENTRIES:,} rows scrolled through", lambda: through(card.view),
        "a plain table of the same rows", lambda: through(plain),
    )  # fmt: skip
    for made in (card, plain):
        made.deleteLater()
    return result


def _of_both(case: Case) -> tuple[ChartContent, ChartContent]:
    """Return what the chart shows of a case, and of the same child without data."""
    empty = Case(illness=case.illness, involvement=case.involvement)
    full, none = (ChartContent(each, *_read(each), english()) for each in (case, empty))
    return full, none


def _by_views(name: str, makers: Sequence[Callable[[float, float], ChartScene]]) -> Result:
    views = [ChartView(maker) for maker in makers]
    for view in views:
        view.show_height(300)
        view.resize(760, view.height())

    def redraw(view: ChartView) -> None:
        view.renew()
        view.grab()

    result = by_turns(
        name, lambda: redraw(views[0]), "the same scene without data", lambda: redraw(views[1])
    )
    for view in views:
        view.deleteLater()
    return result


def chart_redrawn() -> Result:
    """Measure the chart drawn for another width or day, as the tab does it."""
    _dress()
    contents = _of_both(_many())
    return _by_views(
        f"the chart of {ENTRIES:,} entries redrawn",
        [partial(_scene_of, content) for content in contents],
    )


def chart_after_entry() -> Result:
    """Measure the chart worked out of a new record and drawn, as after each entry."""
    _dress()
    words, contents = english(), _of_both(_many())
    cases = [content.case for content in contents]
    read = [_read(case) for case in cases]
    return _by_views(
        f"the chart of {ENTRIES:,} after an entry",
        [
            lambda w, h, c=case, r=found: chart_scene(c, *r, words, ChartWish(), (w, h))
            for case, found in zip(cases, read, strict=True)
        ],
    )


def _scene_of(content: ChartContent, width: float, height: float) -> ChartScene:
    return scene_of(content, ChartWish(), (width, height))

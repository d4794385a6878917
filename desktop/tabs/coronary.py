"""The Coronary tab: each echocardiogram, the z model of the child, and the course of its arteries.

Draws what ``clinical`` found, in the words of ``reports.summary``; decides nothing itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from desktop.tabs.echo_rows import EchoRows
from desktop.tabs.folded_table import FoldedTable
from desktop.tabs.form_tab import FormTab
from desktop.tabs.plan_table import PlanTable
from desktop.tabs.timed_group import TimedGroup
from desktop.tabs.z_model_row import ZModelRow
from reports.summary.coronary import level_card, size_card
from reports.summary.coronary_tables import models_table, trend_table
from reports.summary.follow_up import edition_title, follow_up_card, long_term_table
from reports.summary.monitoring import monitoring_cards

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from desktop.case_store import CaseStore, State
    from reports.wording import Wording

_AT = "echo.at "


class CoronaryTab(FormTab):
    """The size of the coronary arteries now and over time."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("coronary", store, words)
        text = words.text
        self.form.section(text("coronary_tab.model"))
        self.model = ZModelRow(self)
        self.form.section(text("coronary_tab.echo"))
        self.echo = TimedGroup("echo", store, words)
        self._rows = EchoRows(self, self.echo)
        self.also_called(echo="echo_time")
        self.back = self._way_back()
        self.add_card("coronary_size", text("coronary.size_title"))
        self.models = FoldedTable(text("coronary_tab.models"), text("coronary_tab.models_none"))
        self.add_result(self.models)
        self.add_card("coronary_level", text("coronary.level_title"))
        self.trend = PlanTable()
        self.trend.forget()
        self.add_result(self.trend)
        self.add_card("cardiac", text("card.cardiac"), compact=True, optional=True)
        self.add_card("follow_up", text("follow_up.title"), compact=True, optional=True)
        self.long_term = PlanTable()
        self.long_term.forget()
        self.add_result(self.long_term)
        # The edition that is named first decides; what another says is looked up.
        self.other_editions = {
            table.edition: FoldedTable(edition_title(table, words), text("coronary_tab.no_level"))
            for table in store.state.rulebook.follow_up.table[1:]
        }
        for other in self.other_editions.values():
            self.add_result(other)
        self.finish()

    def focus_field(self, key: str) -> bool:
        """Also ``echo.new``, one that is begun from the log, and ``echo.at `` with its time."""
        if key == "echo.new" or key.startswith(_AT):
            at = datetime.fromisoformat(key.removeprefix(_AT)) if key.startswith(_AT) else None
            turned = self.echo.go_to(at)
            self.back.show()
            return super().focus_field("echo.lad_mm" if turned else self.echo.key)
        return super().focus_field(key)

    def _way_back(self) -> QPushButton:
        """Return the way back to the log, shown to who came from there."""
        button = QPushButton(self.words.text("coronary_tab.back_to_log"))
        button.setAutoDefault(False)
        button.clicked.connect(self._go_back)
        bar = self.echo.bar.layout()
        if bar is not None:
            bar.addWidget(button)
        button.hide()
        return button

    def _go_back(self) -> None:
        self.back.hide()
        self.field_wanted.emit("log.back")

    def arrange(self, state: State) -> None:
        self.model.arrange(state)
        self._rows.arrange(state)

    def forget(self) -> None:
        super().forget()
        self.model.forget()
        self.back.hide()
        for table in (self.models, *self.other_editions.values()):
            table.fold.forget()

    def show_results(self, state: State, assessment: Assessment) -> None:
        self.show_card(size_card(assessment, self.words))
        self.show_card(level_card(assessment, self.words))
        at = self.echo.at
        self.models.show_table(models_table(assessment, at, self.words) if at is not None else None)
        course = trend_table(assessment, self.words)
        if course is None:
            self.trend.forget()
        else:
            self.trend.show_table(course)
        watched = (
            each for each in monitoring_cards(assessment, self.words) if each.id == "cardiac"
        )
        self.show_optional(*watched, follow_up_card(assessment, self.words, with_levels=False))
        self._show_long_term(assessment)

    def _show_long_term(self, assessment: Assessment) -> None:
        found = {each.table.edition: each for each in assessment.follow_up.long_term}
        for edition, folded in self.other_editions.items():
            other = found.pop(edition, None)
            folded.show_table(None if other is None else long_term_table(other, self.words))
        if found:
            self.long_term.show_table(long_term_table(next(iter(found.values())), self.words))
        else:
            self.long_term.forget()

    def clear_results(self) -> None:
        for table in (self.models, *self.other_editions.values()):
            table.blank(self.words.text("verdict_card.not_calculated"))
        self.trend.forget()
        self.long_term.forget()

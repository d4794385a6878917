"""The Treatment log tab: today first, entry in seconds, what follows, the chart, every entry.

A view of the case and nothing kept of its own. Hidden it draws nothing, and draws itself anew when
it is looked at: thousands of rows must not slow down a keystroke elsewhere.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from clinical.log.dues import plans_followed
from clinical.log.treatment_log import TreatmentLog, treatment_log
from clinical.record.entry import Struck
from desktop.documents.treatment_log import TREATMENT_LOG
from desktop.log import log_edits
from desktop.log.chart_card import ChartCard
from desktop.log.day_card import DayCard
from desktop.log.day_strip import DayStrip
from desktop.log.doubts import Doubts
from desktop.log.entry_panel import EntryPanel, Wanted
from desktop.log.follows_card import FollowsCard
from desktop.log.table_card import TableCard
from desktop.tabs.base import Tab
from desktop.tabs.bindings import Bindings
from desktop.tabs.history_link import FormWithHistory
from desktop.tabs.role_rows import RoleParts
from desktop.tabs.source_note import SourceNote
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.message_line import MessageLine
from desktop.widgets.panes import SplitPanes
from desktop.widgets.sight import bring_into_sight
from reports.formats import told_clock_text
from reports.kept_plan import kept_of, kept_plan
from reports.log.days import day_words, due_line
from reports.log.follows import follow_lines

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QShowEvent

    from clinical.assess import Assessment
    from clinical.log.dues import DueTime
    from clinical.log.entries import LogRow, RowKind
    from clinical.record.case import Case, Treatment
    from clinical.record.vocabulary import TreatmentStatus
    from desktop.case_store import CaseStore, State
    from desktop.tabs.role_rows import Part
    from reports.wording import Wording

_UNKEPT = "unkept"


class LogTab(Tab):
    """Entry and today on the left; what follows, chart and table on the right."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("log", store, words)
        self._child = store.state.child
        self._log: TreatmentLog | None = None
        self._read: tuple[Case, Assessment] | None = None
        self._drawn: State | None = None
        # None is today, which follows the clock; a day that was turned to keeps its date.
        self._day: date | None = None
        self._asked: tuple[DueTime, TreatmentStatus] | None = None
        self._said: Treatment | None = None
        self._doubts = Doubts(store, words, lambda: self._log.rows if self._log is not None else ())
        self.strip = DayStrip(words)
        self.day_card = DayCard(words)
        self.panel = EntryPanel(store, Bindings(store, words), words, self._record)
        self.follows = FollowsCard(words)
        self.chart = ChartCard(words)
        self.table = TableCard(store.state.rulebook, words)
        self.source_note = SourceNote(words)
        self.message = MessageLine()
        self._connect()
        self._lay_out()
        self.show_state(store.state)

    # Drawing.

    def render_state(self, state: State) -> None:
        if state.child != self._child:
            self._child = state.child
            self.forget()
        self._hear()
        if not self.isVisible() and self._drawn is not None:
            self._drawn = None
            return
        self._drawn = state
        self.history_link.setVisible(state.kept)
        self.role_parts.show_state(state)
        assessment = state.assessment
        if assessment is None:
            self._blank_out()
            return
        case = self._with_plan(state)
        if self._read is None or self._read != (case, assessment):
            self._log = treatment_log(case, assessment)
        self._read = (case, assessment)
        log = self._log
        if log is None:  # pragma: no cover (worked out above)
            return
        self._nothing.hide()
        self._draw_days(log)
        self.follows.show_lines(follow_lines(log, assessment, self.words))
        self.table.show_rows(log.rows)
        self.chart.show_log(case, assessment, log, log.days[self._place(log)].date)
        for card in (self.follows, self.chart, self.table, self.strip, self.day_card):
            card.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._drawn is not self.store.state:
            self._drawn = None
            self.show_state(self.store.state)

    def forget(self) -> None:
        """Leave nothing of the child before on any part of the tab."""
        self._log = self._read = self._drawn = self._asked = self._said = None
        self._day = None
        self.panel.forget_child()
        self.table.forget()
        self.chart.forget()
        self.day_card.forget()
        self.message.be_silent()

    @property
    def is_touched(self) -> bool:
        return self.panel.is_touched

    def focus_field(self, key: str) -> bool:
        if key == "log.begun":
            self.panel.put_back()
            self.begin()
            return True
        if key == "log.back":
            self.panel.echo_button.setFocus()
            bring_into_sight(self.panel)
            return True
        kinds: dict[str, RowKind] = {"log.temperature": "temperature", "log.dose": "dose"}
        if key in kinds:
            self.panel.choose(kinds[key])
        return key in kinds

    def begin(self) -> None:
        self.panel.form.first.setFocus()

    def _blank_out(self) -> None:
        """Show nothing that was worked out: an entry cannot be read, or something failed."""
        self._log = self._read = None
        for card in (self.follows, self.chart, self.table, self.strip, self.day_card):
            card.hide()
        self.day_card.forget()
        self.chart.forget()
        self.table.forget()
        self.follows.show_lines(())
        self._nothing.show()

    def _with_plan(self, state: State) -> Case:
        """Return the case with the plan on the screen beside those that are kept.

        Without records none is kept; what is due of it is due all the same. A start that is left
        open goes on with the clock and makes nothing due.
        """
        plan, choice = state.plan, state.choice
        if plan is None or choice is None or choice.start is None or plan.verdict != "ready":
            return state.case
        followed = {each.regimen for each in plans_followed(state.case)}
        if plan.regimen.id in followed or kept_of(state.case, plan) is not None:
            return state.case
        shown = kept_plan(plan, self.words, name=_UNKEPT).replace(state="active")
        return state.case.replace(plans=(*state.case.plans, shown))

    def _draw_days(self, log: TreatmentLog) -> None:
        worded = [day_words(day, self.words) for day in log.days]
        place = self._place(log)
        self.strip.show_days(worded, place, log.today)
        day, as_of = log.days[place], self.store.state.as_of
        dues = [(due, due_line(due, as_of, self.words)) for due in (*day.carried, *day.dues)]
        self.day_card.show_day(worded[place], dues, why_not=self._why_not())

    def _place(self, log: TreatmentLog) -> int:
        """Return where the day that is looked at stands; one that is gone gives way to today."""
        places = {day.date: place for place, day in enumerate(log.days)}
        return places.get(self._day, log.today) if self._day is not None else log.today

    def _why_not(self) -> str | None:
        state = self.store.state
        if state.typing:
            return self.words.text("dosing.typing")
        return state.keeper.why_not("chart_dose") if state.keeper is not None else None

    # What a person asks for.

    def _turn(self, place: int) -> None:
        if self._log is not None and self._read is not None:
            self._day = None if place == self._log.today else self._log.days[place].date
            self._draw_days(self._log)
            self.chart.show_log(*self._read, self._log, self._log.days[place].date)

    def _give(self, due: DueTime) -> None:
        self._chart_due(due, "given", sure=False)

    def _withhold(self, due: DueTime) -> None:
        """Open the dose form with what was due: not given, with its reason, or charted late."""
        missed = due.state == "missed"
        status: TreatmentStatus = "given" if missed else "withheld"
        dose = log_edits.dose_of(due, self.store.now(), status, kept=due.plan.id != _UNKEPT)
        if dose is not None:
            self.panel.propose(dose, due.at if due.at <= self.store.now() else None)
            last = self.panel.time_field if missed else self.panel.forms["dose"].fields["reason"]
            last.setFocus()
            bring_into_sight(self.panel)

    def _chart_due(self, due: DueTime, status: TreatmentStatus, *, sure: bool) -> None:
        now = self.store.now().replace(second=0, microsecond=0)
        dose = log_edits.dose_of(due, now, status, kept=due.plan.id != _UNKEPT)
        if dose is None:
            return
        question = None if sure else self._doubts.early_or_double(due, dose)
        if question is not None:
            self._asked = (due, status)
            self._said = None
            self.message.say("caution", question, self.words.text("log_tab.record_same"))
            # The way on is not where the hand rests: a key pressed twice charts nothing.
            self.panel.kinds.setFocus()
            bring_into_sight(self.message)
            return
        self._asked = None
        self.message.be_silent()
        before = self.store.committed
        self.store.commit(log_edits.added(self.store.state.case, (dose,)))
        if self.store.committed is not before:
            at = told_clock_text(now)
            text = self.words.text("log_tab.charted", dose=self._doubts.words_of(dose), at=at)
            self.message.say("good", text)
            self._said = dose

    def _hear(self) -> None:
        """Take back what is no longer true of the record: the dose was undone, or was saved now."""
        if self._said is not None and not log_edits.stands(self.store.committed, self._said):
            self._said = None
            self.message.be_silent()
        self.panel.hear()

    def _sure(self) -> None:
        if self._asked is not None:
            due, status = self._asked
            self._chart_due(due, status, sure=True)

    def _record(self, wanted: Wanted, sure: bool) -> str | None:
        """Put an entry into the record, or return what is asked first."""
        case = self.store.state.case
        if not sure:
            question = self._doubts.question(case, wanted)
            if question is not None:
                return question
        if wanted.instead_of:
            reason = self.words.text("log_tab.corrected")
            mark = self._mark(reason)
            changed = log_edits.corrected(case, wanted.instead_of, mark, wanted.items)
        else:
            changed = log_edits.added(case, wanted.items)
        self.store.commit(changed)
        return None

    def _mark(self, reason: str) -> Struck:
        keeper = self.store.state.keeper
        by = (keeper.person if keeper is not None else "") or self.words.text("log_tab.nobody")
        return Struck(at=self.store.now(), by=by, reason=reason)

    def _correct(self, row: LogRow) -> None:
        if row.kind == "echo" and row.at is not None:
            self.field_wanted.emit(f"echo.at {row.at.isoformat()}")
        elif row.kind == "size":
            self.field_wanted.emit("weight")
        else:
            self.panel.correct(row.kind, row.items)
            bring_into_sight(self.panel)

    def _strike(self, row: LogRow, reason: str) -> None:
        case = log_edits.struck(self.store.state.case, row.items, self._mark(reason))
        self.store.commit(case)

    def _open_source(self, source: str, note: str) -> None:
        rulebook = self.store.state.rulebook
        self.source_note.show_source(rulebook.sources[source], note)
        bring_into_sight(self.source_note)

    # Putting together.

    def _connect(self) -> None:
        self.strip.chosen.connect(self._turn)
        self.day_card.give_wanted.connect(self._give)
        self.day_card.withhold_wanted.connect(self._withhold)
        self.panel.echo_wanted.connect(partial(self.field_wanted.emit, "echo.new"))
        self.follows.open_source.connect(self._open_source)
        self.follows.go_to.connect(self.field_wanted)
        self.table.correct_wanted.connect(self._correct)
        self.table.strike_wanted.connect(self._strike)
        self.message.answered.connect(self._sure)

    def _lay_out(self) -> None:
        self._nothing = text_label(self.words.text("window.not_calculated"), "headline")
        self._sheet = QPushButton(self.words.text("log_tab.sheet"))
        self._sheet.setAutoDefault(False)
        self._sheet.clicked.connect(lambda: self.document_wanted.emit(TREATMENT_LOG))
        gates: list[Part] = [
            ("chart_dose" if kind == "dose" else "edit_log", form.setEnabled)
            for kind, form in self.panel.forms.items()
        ]
        self.role_parts = RoleParts(self.words, gates)
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (self.day_card, self.message, self.role_parts, self.panel, self.table)),
            (right, (self._nothing, self.follows, self.source_note, self.chart, self._sheet)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
            column.setSpacing(STEP + 4)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.strip)
        under = FormWithHistory(left, self.words, self.history_wanted)
        self.history_link = under.link
        rows.addWidget(SplitPanes(under, right), 1)
        self.set_body(body)

"""The Risk tab: the first infusion, the values the scores rest on, and what each score says.

Draws what ``clinical`` found; decides nothing itself. Values are those of the Diagnosis tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.timeline import day_of, first_ivig, illness_day, local_day
from desktop.tabs.facts import FactLine
from desktop.tabs.form_tab import FormTab
from desktop.tabs.infusion_rows import InfusionRows
from desktop.tabs.performance import PerformancePanel
from desktop.tabs.sample_rows import add_sample
from desktop.tabs.timed_group import TimedGroup, newest
from desktop.widgets.message_line import MessageLine
from reports.formats import age_text, day_text
from reports.summary.scores import score_card

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.assess import Assessment
    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import CaseStore, State
    from reports.wording import Wording

_CODES: tuple[ObservationCode, ...] = (
    "sodium",
    "ast",
    "alt",
    "neutrophils_percent",
    "crp",
    "platelets",
    "total_bilirubin",
)


class RiskTab(FormTab):
    """The scores for resistance to a first infusion of immunoglobulin."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("risk", store, words)
        self.form.section(words.text("risk.infusion"))
        self.infusion = InfusionRows(self)
        self.form.section(words.text("risk.values"))
        self.sample = TimedGroup("sample", store, words, preferred=_before_treatment)
        add_sample(self, self.sample, _CODES)
        self._too_late = MessageLine()
        self.note(self._too_late)
        self.form.section(words.text("risk.child"))
        self._age = FactLine("date_of_birth", words.text("risk.change"))
        self._onset = FactLine("fever_onset", words.text("risk.change"))
        # Read-only here: their keys lead to the tab where they are entered.
        self.form.row("risk_age", words.name("age"), self._age)
        self.form.row("risk_onset", words.name("fever_onset"), self._onset)
        for fact in (self._age, self._onset):
            fact.go_to.connect(self.field_wanted)
        for rule in store.state.rulebook.scores:
            self.add_card(rule.id, rule.title)
            self.add_result(PerformancePanel(words, store.state.rulebook, rule))
        self.finish()

    def render_state(self, state: State) -> None:
        self.infusion.settle(state)
        super().render_state(state)

    def forget(self) -> None:
        super().forget()
        self.infusion.forget()
        self.infusion.settle(self.store.state)

    def arrange(self, state: State) -> None:
        self.infusion.arrange(state)
        start = first_ivig(state.case, state.as_of)
        at = self.sample.at
        if start.state == "given" and start.at is not None and at is not None and at > start.at:
            self._too_late.say("caution", self.words.text("risk.after_start"))
        else:
            self._too_late.be_silent()
        self._age.show_value(self._age_in_words(state))
        self._onset.show_value(self._onset_in_words(state))

    def show_results(self, state: State, assessment: Assessment) -> None:
        for score in assessment.scores:
            self.show_card(score_card(score, self.words))

    def _age_in_words(self, state: State) -> str:
        patient = state.case.patient
        today = local_day(state.as_of, state.as_of)
        age = age_text(patient, today)
        if not age:
            return self.words.text("risk.not_recorded")
        if patient.date_of_birth is not None:
            return self.words.text("risk.age_value", age=age, day=day_text(patient.date_of_birth))
        return self.words.text("risk.age_at", age=age, day=day_text(today))

    def _onset_in_words(self, state: State) -> str:
        onset = state.case.illness.fever_onset
        if onset is None:
            return self.words.text("risk.not_recorded")
        day = day_of(onset, state.as_of)
        number = illness_day(state.case, local_day(state.as_of, state.as_of), state.as_of)
        if number is None:
            return self.words.text("risk.onset_day", day=day_text(day))
        return self.words.text("risk.onset_value", day=day_text(day), number=number)


def _before_treatment(state: State, known: tuple[datetime, ...], /) -> datetime:
    """Return the last sample the scores may use; where there is none, the newest."""
    start = first_ivig(state.case, state.as_of)
    until = start.at if start.state == "given" and start.at is not None else state.as_of
    return max((at for at in known if at <= until), default=newest(state, known))

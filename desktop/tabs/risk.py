"""The Risk tab: the first infusion, what followed, and what scores, clocks and trials say.

Draws what ``clinical`` found; decides nothing itself. Values are those of the Diagnosis tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from clinical.timeline import day_of, first_ivig, illness_day, local_day
from desktop import edits
from desktop.tabs.course_rows import TemperatureRows, add_activity
from desktop.tabs.facts import FactLine
from desktop.tabs.form_tab import FormTab
from desktop.tabs.infusion_rows import InfusionRows
from desktop.tabs.performance import PerformancePanel
from desktop.tabs.timed_group import TimedGroup, newest
from desktop.tabs.trial_rows import TrialRows
from desktop.widgets.message_line import MessageLine
from reports.formats import age_text, day_text
from reports.summary.eligibility import eligibility_card
from reports.summary.monitoring import monitoring_cards
from reports.summary.outcomes import outcomes_card
from reports.summary.response import response_card
from reports.summary.scores import score_card

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.assess import Assessment
    from clinical.record.vocabulary import ObservationCode, Presence
    from clinical.rules.criteria import ScoreRule
    from desktop.case_store import CaseStore, State
    from desktop.widgets.fold import Fold
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
_MORE_CODES: tuple[ObservationCode, ...] = (
    "wbc",
    "lymphocytes",
    "neutrophils",
    "albumin",
    "haematocrit",
)


class RiskTab(FormTab):
    """The answer to a first infusion of immunoglobulin: as foreseen, and as it came."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("risk", store, words)
        self.form.section(words.text("risk.infusion"))
        self.infusion = InfusionRows(self)
        self.form.section(words.text("risk.after"))
        self.readings = TimedGroup("temperature", store, words)
        self._temperatures = TemperatureRows(self, self.readings)
        add_activity(self, TimedGroup("activity", store, words))
        self.form.section(words.text("risk.values"))
        self.sample = TimedGroup("sample", store, words, preferred=_before_treatment)
        self.add_laboratory(self.sample, _CODES, _MORE_CODES)
        self._too_late = MessageLine()
        self.note(self._too_late)
        self.form.section(words.text("risk.child"))
        self._add_child()
        self._trial = TrialRows(self)
        self._add_results()
        self.finish()

    def _add_child(self) -> None:
        words = self.words
        self._age = FactLine("date_of_birth", words.text("risk.change"))
        self._onset = FactLine("fever_onset", words.text("risk.change"))
        # Read-only here: their keys lead to the tab where they are entered.
        self.form.row("risk_age", words.name("age"), self._age)
        self.form.row("risk_onset", words.name("fever_onset"), self._onset)
        for fact in (self._age, self._onset):
            fact.go_to.connect(self.field_wanted)
        liver = self.bindings.presence(
            lambda state: state.case.history.hepatomegaly,
            lambda case, code: edits.history(case, "hepatomegaly", cast("Presence", code)),
        )
        self.row("history.hepatomegaly", liver, label=words.name("hepatomegaly"))

    def _add_results(self) -> None:
        words, rulebook = self.words, self.store.state.rulebook
        self.add_card("ivig_response", rulebook.ivig_response.title)
        self.add_card("holds", words.text("card.holds"), optional=True)
        # What holds a drug is read first; why nothing is calculated is said by the first card.
        self.put_first("holds")
        for rule in rulebook.scores:
            if rule.first:
                self._add_score(rule)
        more = self.fold_results(words.text("risk.more_scores"))
        for rule in rulebook.scores:
            if not rule.first:
                self._add_score(rule, within=more)
        self.follow_fold(more, lambda _: False)
        for key in ("defervescence", "activity", "ctcae"):
            self.add_card(key, words.text(f"card.{key}"), compact=True, optional=True)
        self._trials: dict[str, Fold] = {}
        for trial in rulebook.trials.values():
            title = trial.title
            if trial.item:
                title = words.text("eligibility.title", trial=trial.title)
                fold = self._trials[trial.id] = self.fold_results(title)
                self.add_card(f"eligibility_{trial.id}", title, compact=True, within=fold)
                self.follow_fold(fold, lambda _: False)
            self.add_card(f"outcomes_{trial.id}", title, compact=True, optional=True)

    def _add_score(self, rule: ScoreRule, *, within: Fold | None = None) -> None:
        self.add_card(rule.id, rule.title, within=within)
        panel = PerformancePanel(self.words, self.store.state.rulebook, rule)
        self.add_result(panel, within=within)

    def render_state(self, state: State) -> None:
        self.infusion.settle(state)
        super().render_state(state)

    def forget(self) -> None:
        super().forget()
        self.infusion.forget()
        self.infusion.settle(self.store.state)

    def arrange(self, state: State) -> None:
        self.infusion.arrange(state)
        self._temperatures.arrange(state)
        self._trial.arrange(state)
        start = first_ivig(state.case, state.as_of)
        at = self.sample.at
        if start.state == "given" and start.at is not None and at is not None and at > start.at:
            self._too_late.say("caution", self.words.text("risk.after_start"))
        else:
            self._too_late.be_silent()
        self._age.show_value(self._age_in_words(state))
        self._onset.show_value(self._onset_in_words(state))

    def show_results(self, state: State, assessment: Assessment) -> None:
        words = self.words
        self.show_card(response_card(assessment, words))
        for score in assessment.scores:
            self.show_card(score_card(score, words))
        for found in assessment.eligibility:
            card = eligibility_card(found, words)
            self.show_card(card)
            headline = words.text("risk.trial_found", title=card.title, verdict=card.headline)
            self._trials[found.rule.id].show_title(headline)
        watched = [card for card in monitoring_cards(assessment, words) if card.id in self.cards]
        measured = [outcomes_card(found, assessment, words) for found in assessment.outcomes]
        self.show_optional(*watched, *measured)

    def clear_results(self) -> None:
        for trial, fold in self._trials.items():
            title = self.store.state.rulebook.trials[trial].title
            fold.show_title(self.words.text("eligibility.title", trial=title))

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

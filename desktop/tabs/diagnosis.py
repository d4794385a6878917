"""The Diagnosis tab: the record of the child as it is asked at the bedside, and the criteria.

Draws what ``clinical`` found, in the words of ``reports.summary``; decides nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import edits
from desktop.laboratory.codes import LABORATORY_CODES, MORE_CODES, USUAL_CODES
from desktop.tabs.child_rows import AllergyRows, ChildRows
from desktop.tabs.facts import FactLine
from desktop.tabs.form_tab import FormTab
from desktop.tabs.illness_rows import FeverRows, JudgementRows, SignRows
from desktop.tabs.misc_rows import MiscRows
from desktop.tabs.sample_rows import RangeRows
from desktop.tabs.size_rows import SizeRows
from desktop.tabs.timed_group import TimedGroup
from reports.formats import moment_text
from reports.summary.alerts import alerts_card
from reports.summary.coronary import size_card
from reports.summary.kawasaki import criteria_cards, kawasaki_card
from reports.summary.mis_c import misc_cards

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from desktop.case_store import CaseStore, State
    from reports.wording import Wording

_EVIDENCE = ("signs", "inflammation", "laboratory", "echo")


class DiagnosisTab(FormTab):
    """Every entry the criteria rest on, and what they say."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("diagnosis", store, words)
        self.weighing = TimedGroup("size", store, words)
        self.sample = TimedGroup("sample", store, words)
        self.pressure = TimedGroup("pressure", store, words)
        section = self._section
        section("child")
        child = ChildRows(self)
        section("allergies")
        allergies = AllergyRows(self)
        section("size")
        size = SizeRows(self, self.weighing)
        section("fever")
        self.fever = FeverRows(self)
        section("signs")
        signs = SignRows(self)
        section("judgement")
        judgement = JudgementRows(self)
        section("sample")
        self.add_laboratory(self.sample, USUAL_CODES, MORE_CODES)
        ranges = RangeRows(self, self.sample, LABORATORY_CODES)
        section("echo")
        self._echo = FactLine("echo", words.text("diagnosis.echo_change"))
        self._echo.go_to.connect(self.field_wanted)
        # Read-only here: its key leads to the tab where it is entered.
        self.form.row("echo_fact", words.name("echo"), self._echo)
        misc = MiscRows(self, self.pressure)
        self._parts = (child, allergies, size, self.fever, signs, judgement, ranges, misc)

        self.add_card("kawasaki", store.state.rulebook.kawasaki.title)
        self.add_card("alerts", words.text("card.alerts"), compact=True, optional=True)
        for key in _EVIDENCE:
            self.add_card(key, words.text(f"card.{key}"), compact=True)
        self._misc_results = self.fold_results(words.text("diagnosis.misc"))
        rulebook = store.state.rulebook
        for rule in (
            rulebook.misc_cste,
            rulebook.misc_cdc,
            rulebook.misc_who,
            rulebook.misc_phenotype,
        ):
            self.add_card(rule.id, rule.title, compact=True, within=self._misc_results)
        self.follow_fold(self._misc_results, misc.is_answered)
        self.finish()

    def arrange(self, state: State) -> None:
        for part in self._parts:
            part.arrange(state)
        self._echo.show_value(self._echo_in_words(state))

    def show_results(self, state: State, assessment: Assessment) -> None:
        self.show_card(kawasaki_card(assessment, self.words))
        for card in criteria_cards(assessment, self.words):
            self.show_card(card)
        self.show_optional(alerts_card(assessment, self.words))
        misc = misc_cards(assessment, self.words)
        for card in misc:
            self.show_card(card)
        text = self.words.text
        verdicts = text("diagnosis.list").join(card.headline for card in misc[:-1])
        self._misc_results.show_title(text("diagnosis.misc_found", verdicts=verdicts))

    def _echo_in_words(self, state: State) -> str:
        """Return when the last echocardiogram was done and how large the arteries are."""
        times = edits.times(state.case, "echo")
        if not times:
            return self.words.text("diagnosis.echo_none")
        at = moment_text(times[-1].astimezone(state.as_of.tzinfo))
        if state.assessment is None:
            return at
        found = size_card(state.assessment, self.words).headline
        key = "echo_at" if len(times) == 1 else "echo_several"
        return self.words.text(f"diagnosis.{key}", at=at, count=len(times), found=found)

    def clear_results(self) -> None:
        self._misc_results.show_title(self.words.text("diagnosis.misc"))

    def _section(self, name: str) -> None:
        self.form.section(self.words.text(f"diagnosis.{name}"))

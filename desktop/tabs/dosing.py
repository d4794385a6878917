"""The Dosing tab: choose a regimen for the child's weight, and see what exactly to give.

The choice lives in the store with everything else; this tab asks for changes and draws what
follows. A dose comes from ``clinical.dosing.plan`` and from nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError
from PySide6.QtWidgets import QStackedWidget

from clinical.dosing.due import due_dose
from clinical.dosing.plan import Choice
from clinical.problem import problems_of
from clinical.record.kept_plan import Override
from desktop import edits
from desktop.tabs.base import Tab
from desktop.tabs.before_giving import BeforeGiving
from desktop.tabs.bindings import Bindings
from desktop.tabs.facts import WeightView
from desktop.tabs.history_link import FormWithHistory
from desktop.tabs.plan_pane import PlanPane, entry_of, problem_at_field
from desktop.tabs.questions import Question, QuestionPanel
from desktop.tabs.regimen_list import RegimenList
from desktop.tabs.role_rows import RoleRows
from desktop.tabs.second_check import SecondCheckPage
from desktop.tabs.setting_fields import SettingFields
from desktop.tabs.way_on import lead_on
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.form import Form
from desktop.widgets.panes import SplitPanes
from desktop.widgets.sight import bring_into_sight
from reports.formats import moment_text, number_text
from reports.kept_plan import kept_of, plan_in_force

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QHideEvent
    from PySide6.QtWidgets import QWidget

    from clinical.findings import Alert
    from clinical.rules.regimens import Regimen
    from desktop.case_store import CaseStore, State
    from desktop.entry.entries import Entry
    from reports.wording import Wording

_START = "start"
# How the code of a caution ends where the record is silent.
_UNKNOWN = "_unknown"


class DosingTab(Tab):
    """The form with weight, regimen, settings and questions; the plan beside it."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("dosing", store, words)
        self._bindings = Bindings(store, words)
        self.form = Form()
        self.weight = WeightView()
        self.regimens = RegimenList(store.state.rulebook.regimens.values(), words)
        self.questions = QuestionPanel(words)
        self.pane = PlanPane(words)
        self._settings = {
            regimen.id: SettingFields(
                regimen,
                store.state.rulebook,
                words,
                drafted=self._draft_setting,
                settled=self._set,
                moment_field=self._moment_field,
            )
            for regimen in store.state.rulebook.regimens.values()
        }
        self._shown: tuple[int, str | None] = (store.state.child, None)
        self._sections: list[QWidget] = []
        self._fill_form()
        self._connect()
        self.check = SecondCheckPage(store, words)
        self.check.agreed.connect(self.check_agreed)
        # Regimen and settings are kept only with a signature, which asks for itself.
        self.role_rows = RoleRows(self.form, words, only="history.")
        under = FormWithHistory(self.form, words, self.history_wanted, self.role_rows)
        self.history_link = under.link
        self._panes = SplitPanes(under, self.pane)
        self._pages = QStackedWidget()
        for page in (self._panes, self.check):
            self._pages.addWidget(page)
        self.set_body(self._pages)
        self.show_state(store.state)

    def render_state(self, state: State) -> None:
        choice, regimen = state.choice, self._regimen(state)
        chosen = regimen.id if regimen is not None else None
        if (state.child, chosen) != self._shown:
            self._forget()
            self._shown = (state.child, chosen)
        questions = _questions(state, self.words)
        # First what could show a number that no longer holds.
        self.pane.show_state(state, questions)
        self.history_link.setVisible(state.kept)
        self.role_rows.show_state(state)
        self._show_weight(state)
        self.regimens.show_choice(chosen)
        problems = self._setting_problems(state)
        for name, fields in self._settings.items():
            mine = choice.settings if choice is not None and name == chosen else None
            fields.show_rows(self.form, mine)
            if mine is not None:
                fields.show_settings(mine, problems)
        self.start.show_entry(choice.start if choice is not None else None)
        if not self.start.typing:
            self.start.show_problem(problems.get(_START))
        self._bindings.render(state)
        self.before.render(state, regimen.agent if regimen is not None else None)
        if state.typing:
            self.questions.say(self.words.text("dosing.typing"))
        elif state.plan is None or state.plan.verdict == "refused":
            self.questions.say(self.words.text("dosing.questions_refused"))
        else:
            self.questions.show_questions(questions)
        for section in self._sections:
            section.setVisible(regimen is not None)
        checked = self._pages.currentWidget() is self.check and not state.blind
        self._pages.setCurrentWidget(self.check if state.blind else self._panes)
        self.check.show_state(state)
        if checked:
            # Where the check began, so that its mark is what is read next.
            self.pane.check_card.button.setFocus()
            bring_into_sight(self.pane.check_card)

    def hideEvent(self, event: QHideEvent) -> None:
        # Another tab or page shows the weight: a check that was begun is over.
        if not event.spontaneous():
            self.check.leave()
        super().hideEvent(event)

    def focus_field(self, key: str) -> bool:
        if key == "regimen":
            self.regimens.setFocus()
            return True
        if key.startswith("question."):
            return self.questions.focus_question(key.removeprefix("question.")) is not None
        regimen = self._shown[1]
        if regimen is None:
            return False
        if key.startswith("setting."):
            key = f"setting.{regimen}.{key.removeprefix('setting.')}"
        elif not key.startswith("history.") and key != _START:
            return False
        return self.form.focus(key)

    def go_on(self) -> None:
        """Go to what is next: weight, drug, open question, signature, sheet."""
        if self._pages.currentWidget() is self._panes:
            lead_on(self.store.state, self.weight, self.regimens, self.questions, self.pane)

    def begin(self) -> None:
        self.go_on()

    def ask_to_sign(self) -> str:
        if self._pages.currentWidget() is self.check:
            return self.words.text("signing.in_check")
        return self.pane.sign_card.ask()

    def _fill_form(self) -> None:
        form, words = self.form, self.words
        form.section(words.text("dosing.weight"))
        form.note(self.weight)
        form.section(words.text("dosing.regimen"))
        form.note(self.regimens)
        form.section(words.text("dosing.settings"))
        self.start = self._start_field()
        form.row(
            _START, words.text("dosing.label.start"), self.start, words.text("dosing.start_now")
        )
        for fields in self._settings.values():
            fields.add_to(form)
        self._begin_section("before")
        self.before = BeforeGiving(form, self._bindings, words, self.store.state.rulebook.cautions)
        self._begin_section("questions")
        form.note(self.questions)
        row = self.start.parentWidget()
        section = row.parentWidget() if row is not None else None
        if section is not None:
            self._sections.append(section)

    def _begin_section(self, name: str) -> None:
        self.form.section(self.words.text(f"dosing.{name}"))
        # Stands in the card of the section, which is hidden while no drug is chosen.
        anchor = text_label()
        anchor.setContentsMargins(STEP, 0, STEP, 0)
        self.form.note(anchor)
        anchor.hide()
        section = anchor.parentWidget()
        if section is not None:
            self._sections.append(section)

    def _connect(self) -> None:
        self.weight.go_to.connect(self.field_wanted)
        self.regimens.chosen.connect(self._choose)
        self.questions.answered.connect(self._answer)
        self.questions.withdrawn.connect(self._withdraw)
        self.pane.go_to.connect(self._go_to)
        self.pane.record_wanted.connect(self._record_given)
        self.pane.check_wanted.connect(self.store.begin_check)
        self.pane.compare.taken.connect(self._take)
        self.pane.preview_wanted.connect(self.preview_wanted)
        self.pane.pdf_wanted.connect(self.pdf_wanted)
        self.pane.sign_wanted.connect(self.sign_wanted)
        self.pane.history_wanted.connect(self.history_wanted)
        self.pane.strike_wanted.connect(self.strike_wanted)
        for fact in self.before.facts.values():
            fact.go_to.connect(self.field_wanted)

    def _moment_field(self) -> DateTimeField:
        zone = self.store.now().tzinfo
        if zone is None:  # pragma: no cover (the clock of the program has a zone)
            raise ValueError("the clock has no zone")
        return DateTimeField(self.words, zone, clock=self.store.now)

    def _start_field(self) -> DateTimeField:
        field = self._moment_field()
        field.edited.connect(self._draft_start)
        field.committed.connect(self._set_start)
        field.unchanged.connect(self._set_start)
        return field

    def _regimen(self, state: State) -> Regimen | None:
        return state.rulebook.regimens.get(state.choice.regimen) if state.choice else None

    def _forget(self) -> None:
        """Drop what was typed for another child or another drug."""
        for fields in self._settings.values():
            fields.forget()
        self.start.forget()
        self.questions.forget()
        self.pane.forget()

    def _go_to(self, key: str) -> None:
        if not self.focus_field(key):
            self.field_wanted.emit(key)

    # What a person asks the store for.

    def _choose(self, regimen: str) -> None:
        choice = self.store.state.choice
        if choice is None or choice.regimen != regimen:
            kept = plan_in_force(self.store.state.case, regimen)
            if kept is None:
                self.store.choose(Choice(regimen), as_step=True)
                return
            # What was signed is what is given: its start and settings, not new ones.
            settings = dict(kept.settings)
            choice = Choice(regimen, kept.start, settings, kept.overrides)
            self.store.choose(choice, as_step=True)

    def _take(self, regimen: str) -> None:
        """Choose a treatment of the comparison, and go where it stands among the others."""
        self._choose(regimen)
        button = self.regimens.button(regimen)
        button.setFocus()
        bring_into_sight(button)

    def _draft(self, entry: str) -> None:
        self.store.draft(self.store.state.case, entry)

    def _draft_start(self) -> None:
        self._draft(_START)

    def _draft_setting(self, name: str) -> None:
        self._draft(f"setting.{name}")

    def _set(self, name: str, text: str | None) -> None:
        choice = self.store.state.choice
        if choice is not None:
            settings = {key: value for key, value in choice.settings.items() if key != name}
            if text is not None:
                settings[name] = text
            self.store.choose(replace(choice, settings=settings), as_step=True)
        self._end_draft(f"setting.{name}")

    def _set_start(self, entry: Entry[datetime]) -> None:
        choice = self.store.state.choice
        if choice is not None:
            settings = {key: value for key, value in choice.settings.items() if key != _START}
            if entry.value is None and entry.text.strip():
                # No regimen has this setting, so the plan is refused: a start that cannot be
                # read must never become "now".
                settings[_START] = f"“{entry.text.strip()}”"
            choice = replace(choice, start=entry.value, settings=settings)
            self.store.choose(choice, as_step=True)
        self._end_draft(_START)

    def _end_draft(self, entry: str) -> None:
        if entry in self.store.state.typing:
            self.store.commit(self.store.state.case, entry)

    def _answer(self, code: str, reason: str) -> None:
        choice = self.store.state.choice
        if choice is None:
            return
        try:
            override = Override(code=code, reason=reason)
        except ValidationError as error:
            self.questions.show_problem(code, self.words.problem(problems_of(error)[0]))
            return
        kept = tuple(each for each in choice.overrides if each.code != code)
        self.store.choose(replace(choice, overrides=(*kept, override)))
        # The row is gone from under the hand, which would land in some entry above.
        self.go_on()

    def _withdraw(self, code: str) -> None:
        choice = self.store.state.choice
        if choice is not None:
            kept = tuple(each for each in choice.overrides if each.code != code)
            self.store.choose(replace(choice, overrides=kept))
            self.questions.focus_question(code)

    def _record_given(self) -> None:
        """Chart the dose that is due as given now; undo takes it back."""
        state = self.store.state
        plan, choice = state.plan, state.choice
        if plan is None or choice is None or plan.verdict != "ready" or state.typing:
            return
        kept, now = kept_of(state.case, plan), self.store.now()
        due = due_dose(plan, state.case, kept)
        if due.step is None:
            return
        early = due.last is None and due.step is plan.steps[0] and plan.start > now
        if choice.start is None or early:
            # The first dose has its time now: a start left open would go on with the clock, and
            # one still to come would ask for this dose again.
            self.store.choose(replace(choice, start=now))
        self.store.commit(edits.dose_given(state.case, plan, due.step, now, kept))

    # What is drawn.

    def _show_weight(self, state: State) -> None:
        words = self.words
        weight = state.assessment.dosing_weight if state.assessment is not None else None
        change = words.text("dosing.weight_change")
        if state.typing:
            self.weight.show_weight(words.text("dosing.typing"), "", change)
        elif state.assessment is None:
            self.weight.show_weight(words.text("dosing.not_calculated"), "", change)
        elif weight is None:
            self.weight.show_weight(
                words.text("dosing.weight_none"),
                words.text("dosing.weight_missing"),
                words.text("dosing.weight_enter"),
            )
        else:
            note = words.text(
                "dosing.weight_from",
                method=words.text(f"sheet.{weight.method}"),
                at=moment_text(weight.at.astimezone(state.as_of.tzinfo)),
            )
            kg = words.text("dosing.weight_kg", kg=number_text(weight.kg))
            self.weight.show_weight(kg, note, change)

    def _setting_problems(self, state: State) -> dict[str, str]:
        """Return what is wrong with a setting, by its name."""
        failure = state.plan_failure
        if failure is None:
            return {}
        return {
            problem.where.removeprefix("setting "): problem_at_field(problem, self.words)
            for problem in failure.problems
        }


def _questions(state: State, words: Wording) -> tuple[Question, ...]:
    """Return what the plan asks, each code once; answered ones with their reason.

    A refused plan asks nothing: no answer could pass it.
    """
    plan = state.plan
    if plan is None or state.typing or plan.verdict == "refused":
        return ()
    answers = {override.code: override.reason for override in plan.overrides}
    asked: dict[str, list[Alert]] = {}
    for reason in plan.reasons:
        if reason.severity == "confirm":
            asked.setdefault(reason.code, []).append(reason)
    return tuple(
        Question(
            code,
            " ".join(words.alert(reason) for reason in found),
            answers.get(code),
            entry_of(found[0].field) if code.endswith(_UNKNOWN) else None,
        )
        for code, found in asked.items()
    )

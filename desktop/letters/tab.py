"""The Documents tab: the four documents, where each stands, and the free text of the summary.

What it shows of the summary is the very one that is printed. Hidden it makes none: that takes a
chart, and must not slow down a keystroke elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QWidget

from clinical.log.treatment_log import treatment_log
from clinical.record.kept_summary import MANDATORY
from desktop.documents.active_plans import ACTIVE_PLANS
from desktop.documents.discharge_summary import DISCHARGE_SUMMARY
from desktop.documents.dosing_plan import DOSING_PLAN
from desktop.documents.family_page import FAMILY_PAGE
from desktop.documents.finalised_summary import FINALISED_SUMMARY
from desktop.documents.treatment_log import TREATMENT_LOG
from desktop.letters.facts_fold import FactsFold
from desktop.letters.heading_field import HeadingField
from desktop.tabs.form_tab import FormTab
from desktop.widgets.dress import CONTROL_HEIGHT, STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from reports.discharge.made import MadeSummary, summary_in_force
from reports.discharge.overtaken import overtaken
from reports.discharge.summary import HEADINGS
from reports.summary.documents import (
    active_card,
    family_card,
    field_of_heading,
    log_card,
    plan_card,
    printed_line,
    summary_card,
    summary_holds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from PySide6.QtGui import QShowEvent

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.vocabulary import DischargeHeading
    from desktop.case_store import CaseStore, State
    from desktop.documents.document import Document
    from desktop.entry.entries import Entry
    from reports.wording import Wording

_DOCUMENTS: tuple[Document, ...] = (
    DISCHARGE_SUMMARY,
    FAMILY_PAGE,
    ACTIVE_PLANS,
    DOSING_PLAN,
    TREATMENT_LOG,
)


# As they stand on the page.
_NEEDED: list[DischargeHeading] = [heading for heading in HEADINGS if heading in MANDATORY]
_WANTED: list[DischargeHeading] = [heading for heading in HEADINGS if heading not in MANDATORY]


class DocumentsTab(FormTab):
    """The free text of the discharge summary on the left, the four documents on the right."""

    def __init__(self, store: CaseStore, words: Wording) -> None:
        super().__init__("documents", store, words)
        self.made: MadeSummary | None = None
        self._drawn: State | None = None
        self._fields: dict[DischargeHeading, HeadingField] = {}
        self._drafts: dict[DischargeHeading, str] = {}
        self.buttons: dict[str, tuple[QPushButton, QPushButton]] = {}
        self._printed: dict[str, tuple[datetime, str]] = {}
        self._lines: dict[str, Any] = {}
        self.form.section(words.text("documents_tab.needed"))
        for heading in _NEEDED:
            self._add_heading(heading)
        fold = self.form.folded_section(words.text("documents_tab.wanted"))
        for heading in _WANTED:
            self._add_heading(heading)
        self.follow_fold(fold, _anything_else)
        for document in _DOCUMENTS:
            self._add_document(document)
        self.finish()

    # Putting together.

    def _add_heading(self, heading: DischargeHeading) -> None:
        def get(state: State) -> str | None:
            return state.case.discharge.get(heading) or None

        def put(case: Case, entry: Entry[Any]) -> Case:
            return with_heading(case, heading, entry.value)

        key = field_of_heading(heading)
        text = self.bindings.notes(key, get, put)
        field = HeadingField(text, self.words)
        field.draft_wanted.connect(partial(self._use_draft, heading))
        self._fields[heading] = field
        self.form.row(key, self.words.text(f"discharge.heading.{heading}"), field)

    def _add_document(self, document: Document) -> None:
        title = self.words.text(document.text_key("title"))
        card = self.add_card(document.kind, title, compact=document is not DISCHARGE_SUMMARY)
        row = QWidget()
        flow = FlowLayout(row, gap=STEP, line_gap=STEP)
        made = [
            self._button("preview", title, partial(self.document_wanted.emit, document)),
            self._button("save", title, partial(self.document_pdf_wanted.emit, document)),
        ]
        self.buttons[document.kind] = (made[0], made[1])
        if document is DISCHARGE_SUMMARY:
            self.finalise_button = self._button("finalise", title, self._finalise)
            made.append(self.finalise_button)
            made[0].setProperty("primary", "true")
            # Named when it is known which version it shows.
            self.earlier_button = QPushButton()
            self.earlier_button.setAutoDefault(False)
            self.earlier_button.setMinimumHeight(CONTROL_HEIGHT)
            ask = partial(self.document_wanted.emit, FINALISED_SUMMARY)
            self.earlier_button.clicked.connect(partial(_press, ask))
            self.earlier_button.hide()
            made.append(self.earlier_button)
        for button in made:
            flow.addWidget(button)
        printed = text_label("", "small")
        parts: list[QWidget] = [printed, row]
        self._lines[document.kind] = printed
        if document is DISCHARGE_SUMMARY:
            self._why_not = text_label("", "muted")
            self.facts = FactsFold(self.words)
            self.facts.go_to.connect(self._go_to)
            self.facts.open_source.connect(partial(self._open_source, card))
            self._holds = text_label("")
            parts = [self._holds, printed, row, self._why_not, self.facts]
        layout = card.layout()
        for part in parts:
            if layout is not None:
                layout.addWidget(part)

    def _button(self, key: str, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(self.words.text(f"documents_tab.{key}"))
        button.setAutoDefault(False)
        button.setMinimumHeight(CONTROL_HEIGHT)
        named = self.words.find(f"documents_tab.{key}_of")
        if named is not None:
            button.setAccessibleName(self.words.text(f"documents_tab.{key}_of", document=title))
        button.clicked.connect(partial(_press, act))
        return button

    # Drawing.

    def arrange(self, state: State) -> None:
        if not self.isVisible() and self._drawn is not None:
            self._drawn = None
            return
        self._drawn = state
        person = state.keeper.person if state.keeper is not None else ""
        self.made = None
        if state.assessment is not None:
            self.made = summary_in_force(state.case, state.assessment, self.words)
        sections = self.made.summary.sections if self.made is not None else ()
        self._drafts = {section.heading: section.draft for section in sections}
        self._drafts["person_completing_record"] = person
        is_final = self.made is not None and self.made.standing.kept is not None
        old = {each.heading: overtaken(each, self.words) for each in sections if not is_final}
        for heading, field in self._fields.items():
            written = bool(state.case.discharge.get(heading, "").strip()) or field.text.typing
            draft = self._drafts.get(heading, "")
            field.show_draft(draft, written=written, overtaken=old.get(heading, ()))

    def show_results(self, state: State, assessment: Assessment) -> None:
        made = self.made
        if made is None or self._drawn is not state:
            return
        self.show_card(summary_card(made, self.words))
        self.show_card(family_card(state.case, assessment, self.words))
        self.show_card(active_card(state.case, assessment, self.words))
        self.show_card(plan_card(state.plan, self.words))
        self.show_card(log_card(treatment_log(state.case, assessment), self.words))
        self._holds.setText(summary_holds(made, self.words))
        self.facts.show_summary(made.summary)
        for document in _DOCUMENTS:
            # What is half typed is left, and so kept, by the very click or key that leads here.
            possible = document.why_not(replace(state, typing=frozenset())) is None
            for button in self.buttons[document.kind]:
                button.setEnabled(possible)
        earlier = made.standing.earlier if made.standing.kept is None else None
        self.earlier_button.setVisible(earlier is not None)
        if earlier is not None:
            text = self.words.text("documents_tab.as_finalised", version=earlier.version)
            self.earlier_button.setText(text)
        self._draw_finalising(state, made)
        self._draw_printed(state)

    def clear_results(self) -> None:
        """Take down what was said of documents: nothing was calculated, and nothing can leave."""
        self.made = None
        self.facts.show_summary(None)
        self._holds.clear()
        self._why_not.clear()
        self.finalise_button.setEnabled(False)
        self.earlier_button.hide()
        for pair in self.buttons.values():
            for button in pair:
                button.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._drawn is not self.store.state:
            self._drawn = None
            self.show_state(self.store.state)
        self.printed_asked.emit()

    def forget(self) -> None:
        super().forget()
        self.made = self._drawn = None
        self._printed = {}
        for field in self._fields.values():
            field.forget()

    def focus_field(self, key: str) -> bool:
        # Under these keys the headings stand here, and nothing else does.
        return key.startswith("discharge.") and super().focus_field(key)

    def go_on(self) -> None:
        """Go to the first heading that makes the summary a draft."""
        missing = self.made.standing.missing if self.made is not None else ()
        if missing:
            self.focus_field(field_of_heading(missing[0]))
        else:
            self.buttons[DISCHARGE_SUMMARY.kind][0].setFocus()

    def begin(self) -> None:
        self.go_on()

    def show_printed(self, printed: Mapping[str, tuple[datetime, str]]) -> None:
        """Hear when each document of this child was last printed or saved, and by whom."""
        self._printed = dict(printed)
        self._draw_printed(self.store.state)

    def _draw_printed(self, state: State) -> None:
        for kind, line in self._lines.items():
            line.setVisible(state.kept)
            found = self._printed.get(kind)
            if found is None:
                line.setText(self.words.text("documents_tab.not_printed"))
            else:
                at = found[0].astimezone(state.as_of.tzinfo)
                line.setText(printed_line(at, found[1], self.words))

    def _draw_finalising(self, state: State, made: MadeSummary) -> None:
        """Say whether the summary can be finalised now, and why not."""
        text, keeper, found = self.words.text, state.keeper, made.standing
        why = None
        if found.kept is not None:
            why = text("documents_tab.already_final", version=found.kept.version)
        elif keeper is None:
            why = text("documents_tab.sign_in_to_finalise")
        elif (not_allowed := keeper.why_not("finalise_summary")) is not None:
            why = not_allowed
        elif found.missing:
            why = text("documents_tab.finalise_first")
        key = "amend" if found.earlier is not None and found.kept is None else "finalise"
        self.finalise_button.setText(text(f"documents_tab.{key}"))
        self.finalise_button.setEnabled(why is None)
        self._why_not.setText(why or "")
        self._why_not.setVisible(bool(why))

    # What a person asks for.

    def _use_draft(self, heading: DischargeHeading) -> None:
        draft = self._drafts.get(heading, "")
        if draft:
            self.store.commit(with_heading(self.store.state.case, heading, draft))
            self._fields[heading].text.setFocus()

    def _finalise(self) -> None:
        if self.made is not None:
            self.finalise_wanted.emit(self.made.code)


def _press(act: Callable[[], object], *_checked: object) -> None:
    """Leave out the bare bool that comes with the signal: it is nobody's argument."""
    act()


def with_heading(case: Case, heading: DischargeHeading, text: str | None) -> Case:
    """Return the case with what is written under a heading changed, or taken out."""
    kept = {name: each for name, each in case.discharge.items() if name != heading}
    if text is not None and text.strip():
        kept[heading] = text
    return case.replace(discharge=kept)


def _anything_else(state: State) -> bool:
    return any(state.case.discharge.get(heading, "").strip() for heading in _WANTED)

"""The z model of this child: the site's until the first diameter, then its own.

The z of one vessel by another model is another curve, so changing it later is asked in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.heart.z_scores import SEGMENTS, diameter_of, z_model_of
from desktop.tabs.ask_panel import AskPanel
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import text_label

if TYPE_CHECKING:
    from clinical.record.case import Case
    from desktop.case_store import State
    from desktop.tabs.form_tab import FormTab

KEY = "z_model"


class ZModelRow:
    """The choice, what it means at present, and the question before it is changed."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        self._wanted: str | None = None
        rulebook, text = tab.store.state.rulebook, tab.words.text
        site = rulebook.coronary.z_model
        self.choice = ChoiceField(
            tab.words,
            [
                ChoiceOption(
                    model.id,
                    text("coronary_tab.model_site", model=model.title)
                    if model.id == site
                    else model.title,
                )
                for model in rulebook.z_models.values()
            ],
        )
        self.choice.chosen.connect(self._on_chosen)
        tab.row(KEY, self.choice, label=text("coronary_tab.model_row"))
        self._state = text_label("", "small")
        tab.note(self._state)
        self.ask = AskPanel()
        self.ask.agreed.connect(self._change)
        self.ask.declined.connect(self._keep)
        tab.note(self.ask)

    def arrange(self, state: State) -> None:
        model = z_model_of(state.case, state.rulebook)
        self.choice.show_choice(model)
        key = "model_open" if state.case.z_model is None else "model_locked"
        self._state.setText(self._tab.words.text(f"coronary_tab.{key}"))
        if self._wanted == model:
            self.forget()

    def forget(self) -> None:
        self._wanted = None
        self.ask.forget()

    def _on_chosen(self, code: str) -> None:
        store, text = self._tab.store, self._tab.words.text
        models = store.state.rulebook.z_models
        now = z_model_of(store.state.case, store.state.rulebook)
        if store.state.case.z_model is None and not _measured(store.state.case):
            store.commit(store.state.case.replace(z_model=code))
            return
        self.choice.show_choice(now)
        self._wanted = code
        old, new = models[now].title, models[code].title
        self.ask.ask(
            text("coronary_tab.model_ask", old=old, new=new),
            text("coronary_tab.model_change", new=new),
            text("coronary_tab.model_keep", old=old),
        )

    def _change(self) -> None:
        wanted, store = self._wanted, self._tab.store
        self.forget()
        if wanted is not None:
            store.commit(store.state.case.replace(z_model=wanted))
        self.choice.setFocus()

    def _keep(self) -> None:
        self.forget()
        self.choice.setFocus()


def _measured(case: Case) -> bool:
    """Return whether any counted echocardiogram has a diameter, and so a z by some model."""
    return any(
        diameter_of(echo, segment) is not None
        for echo in case.echos
        if echo.struck is None
        for segment in SEGMENTS
    )

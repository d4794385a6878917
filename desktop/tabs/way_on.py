"""Where the hand goes next on the Dosing tab: weight, drug, open question, signature, sheet.

It leads and decides nothing: a drug is still chosen, a reason still typed, by the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.widgets.sight import bring_into_sight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.case_store import State
    from desktop.tabs.facts import WeightView
    from desktop.tabs.plan_pane import PlanPane
    from desktop.tabs.questions import QuestionPanel
    from desktop.tabs.regimen_list import RegimenList


def lead_on(
    state: State,
    weight: WeightView,
    regimens: RegimenList,
    questions: QuestionPanel,
    pane: PlanPane,
) -> None:
    """Put the cursor where the next entry or press is wanted."""
    known = state.assessment is not None and state.assessment.dosing_weight is not None
    if state.choice is None or state.plan is None:
        _put_into(regimens if known else weight)
        return
    for asked in state.plan.open_confirmations:
        row = questions.focus_question(asked.code)
        if row is not None:
            bring_into_sight(row)
            return
    for button in (pane.sign_card.button, pane.preview_button):
        # A card or a button that is taken down is no way, whatever else it is.
        if button.isVisibleTo(pane) and button.isEnabled():
            _put_into(button)
            return
    _put_into(regimens.button(state.choice.regimen))


def _put_into(widget: QWidget) -> None:
    widget.setFocus()
    bring_into_sight(widget)

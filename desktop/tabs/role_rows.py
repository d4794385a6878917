"""The rows of a form that the person signed in may not change: shut beforehand, and said why.

Who may do what is decided by the records alone; this asks them before a hand has typed anything.
What a row touches is named here as ``records.service.areas`` names it of a save.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from clinical.record.case import Patient
from clinical.record.vocabulary import ObservationCode
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from desktop.state import State
    from desktop.widgets.form import Form
    from records.people.roles import Action
    from reports.wording import Wording

_IDENTITY = frozenset(Patient.model_fields)
_LOG = frozenset(
    {
        *get_args(ObservationCode),
        *("weight", "weight_method", "height", "temperature_site"),
        *("allergies", "substances", "allergy_text"),
    }
)


def action_of(key: str) -> Action:
    """Return what a person must be allowed to do to change a row."""
    if key in _IDENTITY:
        return "edit_identity"
    if key == "ivig" or key.startswith("ivig_"):
        return "chart_dose"
    if key in _LOG or key.startswith("range."):
        return "edit_log"
    # The time of a sample or a size; that of an echocardiogram belongs to its findings.
    return "edit_log" if key.endswith("_time") and key != "echo_time" else "edit_findings"


class RoleRows(MessageLine):
    """Stands over a form, and takes no room where the person may change all of it."""

    def __init__(self, form: Form, words: Wording) -> None:
        super().__init__()
        self._form, self._words = form, words
        self._refused: tuple[Action, ...] = ()

    def show_state(self, state: State) -> None:
        """Shut the rows that may not be changed, and open those that may."""
        keeper, keys = state.keeper, self._form.keys
        wanted: tuple[Action, ...] = tuple(dict.fromkeys([action_of(key) for key in keys]))
        refused: tuple[Action, ...] = ()
        if keeper is not None:
            refused = tuple(each for each in wanted if keeper.why_not(each) is not None)
        if refused == self._refused:
            return
        self._refused = refused
        for key in keys:
            self._form.set_row_enabled(key, enabled=action_of(key) not in refused)
        if refused:
            what = ", ".join(self._words.text(f"records.action.{each}") for each in refused)
            self.say("info", self._words.text("patients.not_allowed", what=what))
        else:
            self.be_silent()

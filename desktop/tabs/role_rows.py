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
    from collections.abc import Callable, Collection, Iterable, Sequence

    from desktop.state import State
    from desktop.widgets.form import Form
    from records.people.roles import Action
    from reports.wording import Wording

    # What is asked of a person, and what opens and shuts it.
    Part = tuple[Action, Callable[[bool], object]]

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


class RoleParts(MessageLine):
    """Stands over what is entered, and takes no room where the person may change all of it.

    ``parts`` are opened and shut as a whole, by what a person must be allowed to do to use them.
    """

    def __init__(self, words: Wording, parts: Sequence[Part] = ()) -> None:
        super().__init__()
        self._words, self._gates = words, tuple(parts)
        self._refused: tuple[Action, ...] = ()

    def show_state(self, state: State) -> None:
        """Shut what may not be changed, and open what may."""
        keeper = state.keeper
        refused: tuple[Action, ...] = ()
        if keeper is not None:
            refused = tuple(each for each in self._wanted() if keeper.why_not(each) is not None)
        if refused == self._refused:
            return
        self._refused = refused
        self._shut(refused)
        if refused:
            what = ", ".join(self._words.text(f"records.action.{each}") for each in refused)
            self.say("info", self._words.text("patients.not_allowed", what=what))
        else:
            self.be_silent()

    def _wanted(self) -> Iterable[Action]:
        return dict.fromkeys([action for action, _ in self._gates])

    def _shut(self, refused: Collection[Action]) -> None:
        for action, part in self._gates:
            part(action not in refused)


class RoleRows(RoleParts):
    """The same for the rows of a form."""

    def __init__(
        self,
        form: Form,
        words: Wording,
        parts: Sequence[Part] = (),
        *,
        only: str = "",
    ) -> None:
        """``only`` is how the keys begin that go into the record, where others do not."""
        super().__init__(words, parts)
        self._form, self._only = form, only

    @property
    def _keys(self) -> list[str]:
        return [key for key in self._form.keys if key.startswith(self._only)]

    def _wanted(self) -> Iterable[Action]:
        return dict.fromkeys([*map(action_of, self._keys), *super()._wanted()])

    def _shut(self, refused: Collection[Action]) -> None:
        super()._shut(refused)
        for key in self._keys:
            self._form.set_row_enabled(key, enabled=action_of(key) not in refused)

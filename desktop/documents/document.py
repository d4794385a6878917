"""One document that the preview can show: what makes it, what it depends on, and when it ends.

Nothing here draws, asks or keeps: a document is a handful of pure functions of the state on the
screen. ``desktop/sheets.py`` shows it and lets it out, ``desktop/patients/paper_desk.py`` records
that it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.case_store import CaseStore
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.wording import Wording


def why_not_calculated(state: State) -> str | None:
    """Return why nothing can be printed of a state that holds no result."""
    return "print_typing" if state.typing or state.assessment is None else None


def _record(state: State) -> object:
    return state.case


def _without_code(_: State) -> str:
    return ""


def _always_meant(_before: State, _now: State) -> bool:
    return True


def _never(_shown: State, _now: State) -> str | None:
    return None


def _as_it_is(_: CaseStore) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of paper. ``kind`` names it in the history of the record and in the wording.

    ``make`` returns the PDF and is called off the event loop: it takes frozen values only, and
    imports what draws when it is called. It may raise ``PaperError``.
    ``why_not`` names the sentence ``window.<key>`` that says why there is none, None where there
    is one. ``depends_on`` returns what gives the document: where that is another one while the
    preview shows it, the preview closes. ``expired`` names the sentence ``preview.<key>`` that
    says why time alone has ended it: it can then be read, and no longer printed or saved.
    ``code`` names its version in the history. ``settle`` brings the state to rest before it is
    shown; ``still_meant`` says whether the state is still the one that was asked for once the
    child was named again. ``as_of_now``: made of the newest state whenever it goes out, rather
    than of the one that was ordered.
    """

    kind: str
    make: Callable[[State, Wording, Paper, Printed], bytes]
    why_not: Callable[[State], str | None] = why_not_calculated
    depends_on: Callable[[State], object] = _record
    expired: Callable[[State, State], str | None] = _never
    code: Callable[[State], str] = _without_code
    settle: Callable[[CaseStore], None] = _as_it_is
    still_meant: Callable[[State, State], bool] = _always_meant
    as_of_now: bool = False

    def text_key(self, name: str) -> str:
        """Return where a text of this document stands in the wording."""
        return f"document.{self.kind}.{name}"

"""What the desks need of the window they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinical.record.case import Case
    from desktop.file_desk import FileDesk
    from desktop.keeping import Keeper
    from desktop.question_bar import QuestionBar
    from desktop.widgets.notice_bar import NoticeBar


class Frame(Protocol):
    notices: NoticeBar
    question: QuestionBar
    file_desk: FileDesk

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        ...

    def go_home(self) -> None:
        """Show where a person begins: the patients, or the start page while nobody is in."""
        ...

    def go_back(self) -> None:
        """Show the child again where there is one, else go home."""
        ...

    def focus_field(self, key: str) -> bool:
        """Put the cursor into an entry, in whichever tab it stands."""
        ...

    def show_kept_child(self, case: Case, keeper: Keeper) -> None:
        """Put a patient on the screen, each commit of which is kept."""
        ...

    def leave_child(self, then: Callable[[], None]) -> None:
        """Do something that takes the child off the screen, once it is saved."""
        ...

    def show_draft(self, case: Case) -> None:
        """Put a child that is no patient yet on the screen, unsaved."""
        ...

    def start_new(self) -> None:
        """Begin a quick calculation."""
        ...

    def clear_child(self) -> None:
        """Leave nothing of a child on the screen."""
        ...

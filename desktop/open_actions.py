"""Which entries of the menus may be used: nothing is done to a child that is not in front.

A step back behind a page that asks for a password would change, unseen, what is being signed
(hazards H29, H34).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from desktop.page_stack import PageStack
    from desktop.state import State

# Of the child on the screen, while it or its sheet is what the person looks at.
_OF_A_CHILD = ("save", "save_as", "print", "print_all", "close", "details")
# Of a child that is kept.
_OF_A_RECORD = ("history", "end_admission")
# What goes on while a page must not be left.
_ALWAYS = ("lock", "quit")


def draw_actions(
    actions: Mapping[str, QAction],
    pages: PageStack,
    state: State,
    *,
    shows_child: bool,
    is_at_entries: bool,
) -> None:
    """Open and shut the entries; ``is_at_entries`` while the tabs themselves are in front."""
    may_be = dict.fromkeys(actions, True)
    may_be |= dict.fromkeys(_OF_A_CHILD, shows_child)
    may_be |= dict.fromkeys(_OF_A_RECORD, shows_child and state.kept)
    may_be["go_on"] = is_at_entries
    may_be["sign"] = is_at_entries and state.kept
    may_be["undo"] = is_at_entries and (state.can_undo or bool(state.typing))
    may_be["redo"] = is_at_entries and state.can_redo
    for key, action in actions.items():
        action.setEnabled(may_be[key] and (key in _ALWAYS or not pages.holds))

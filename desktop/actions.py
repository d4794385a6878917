"""The menus: one name, one key and one command each, from one list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.documents.active_plans import ACTIVE_PLANS
from desktop.examples import EXAMPLES
from desktop.keys_on import SignKey, go_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.settings.own_settings import SchemeChoice as Scheme
    from desktop.window import CaseWindow
    from reports.wording import Wording

UNDO_KEYS = ("Ctrl+Z",)
# Both habits: Windows' and everybody else's.
REDO_KEYS = ("Ctrl+Y", "Ctrl+Shift+Z")
TABS = ("diagnosis", "risk", "coronary", "dosing", "log", "documents")
_SCHEMES: tuple[Scheme, ...] = ("system", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a menu: its key, what it does, its keys, and its words in the wording."""

    key: str
    act: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    wording: str | None = None


def fill_menus(window: CaseWindow, words: Wording) -> dict[str, QAction]:
    """Fill the menu bar of the window; return the actions by their keys."""
    made: dict[str, QAction] = {}

    def menu(key: str, *entries: Entry | None) -> QMenu:
        filled = QMenu(words.text(f"window.menu.{key}"), window)
        made.update(_filled(filled, window, words, entries))
        window.menuBar().addMenu(filled)
        return filled

    examples = QMenu(words.text("window.menu.examples"), window)
    entries = [
        Entry(each.id, partial(window.open_example, each), wording=f"start.example.{each.id}")
        for each in EXAMPLES
    ]
    made |= _filled(examples, window, words, entries)
    records: list[Entry | None] = []
    history: list[Entry | None] = []
    signing: list[Entry | None] = []
    if (desk := window.records) is not None:
        history = [
            Entry("history", lambda: desk.show_history(window.open_entry.key), ("F4",)),
            Entry("end_admission", desk.end_admission),
        ]
        signing = [Entry("sign", SignKey(window, TABS).press, ("F9",))]
        records = [
            Entry("patients", desk.sign_in, ("Ctrl+F",)),
            Entry("own_account", desk.own.show, ("F8",)),
            Entry("lock", desk.lock_desk.lock, ("Ctrl+L",)),
            Entry("sign_out", desk.sign_out),
            None,
        ]
    file = menu(
        "file",
        Entry("new", window.start_new, ("Ctrl+N",)),
        Entry("open", window.file_desk.choose_file, ("Ctrl+O",)),
        None,
        Entry("save", window.file_desk.save, ("Ctrl+S",)),
        Entry("save_as", window.file_desk.save_as, ("Ctrl+Shift+S",)),
        *signing,
        Entry("print", window.print_preview, ("Ctrl+P",)),
        Entry("print_all", partial(window.preview_of, ACTIVE_PLANS), ("Ctrl+Shift+P",)),
        None,
        *records,
        Entry("close", window.close_child, ("Ctrl+W",)),
        Entry("quit", window.close, ("Ctrl+Q",)),
    )
    file.insertMenu(made["save"], examples)
    menu(
        "edit",
        Entry("undo", window.steps.undo, UNDO_KEYS),
        Entry("redo", window.steps.redo, REDO_KEYS),
        None,
        Entry("go_on", partial(go_on, window), ("F6",)),
    )
    menu(
        "view",
        *(
            Entry(
                f"tab_{key}",
                partial(window.show_tab, number),
                (f"Ctrl+{number + 1}",),
                f"window.tab.{key}",
            )
            for number, key in enumerate(TABS)
        ),
        None,
        Entry("details", window.banner.toggle, ("F2",)),
        *history,
        None,
        *(Entry(f"scheme_{each}", partial(window.own.change, scheme=each)) for each in _SCHEMES),
        Entry("settings", window.side.show_settings, ("Ctrl+,",)),
    )
    menu("help", Entry("help_page", window.side.show_help, ("F1",)))
    return made


def _filled(
    menu: QMenu, window: CaseWindow, words: Wording, entries: Sequence[Entry | None]
) -> dict[str, QAction]:
    """Add entries to a menu, a line for each None."""
    made: dict[str, QAction] = {}
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        action = QAction(words.text(entry.wording or f"window.menu.{entry.key}"), window)
        action.setObjectName(entry.key)
        action.setShortcuts([QKeySequence(keys) for keys in entry.shortcuts])
        action.triggered.connect(partial(_do, entry.act))
        menu.addAction(action)
        made[entry.key] = action
    return made


def _do(act: Callable[[], object], *_checked: object) -> None:
    """Leave out the bare bool that comes with the signal: it is nobody's argument."""
    act()

"""Hostile numbers typed into every number field of every tab, in every language asked for.

``python -m tests.desktop.keystroke_matrix 2000`` types that many of them, drawn evenly. A wrong
value taken is printed, and the exit status is 1 (hazards H02, H03, H05, H12).
"""

from __future__ import annotations

import os
import random
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from decimal import Decimal

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop import crash, theme
from desktop.app import make_window
from desktop.examples import FICTIONAL
from desktop.rules import load_rulebook
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import empty_field, type_text
from tests.desktop.test_numbers_typed import HOSTILE, LOCALES, THREE_DECIMALS

_SEED = 1


def main(count: int) -> int:
    """Type ``count`` texts; say how many were taken for another number."""
    application = QApplication.instance() or QApplication(["kd-bedside"])
    assert isinstance(application, QApplication)
    window = make_window(
        load_rulebook(),
        hooks=crash.CrashHooks(),
        dress=theme.apply(application, "light"),
        now=lambda: FICTIONAL.at,
    )
    window.show()
    window.activateWindow()
    window.open_example(FICTIONAL)
    fields: list[tuple[int, NumberField]] = []
    for index in range(window.tabs.count()):
        window.show_tab(index)
        QApplication.processEvents()
        tab = window.tabs.tab(index)
        fields += [(index, each) for each in tab.findChildren(NumberField) if each.isVisible()]
    every = [(at, text, locale) for at in fields for text in HOSTILE for locale in LOCALES]
    chosen = random.Random(_SEED).sample(every, min(count, len(every)))  # noqa: S311 (a fair draw)
    wrong: list[str] = []
    for (index, field), text, locale in chosen:
        QLocale.setDefault(QLocale(locale))
        window.show_tab(index)
        field.setFocus()
        empty_field()
        type_text(text)
        read = field.entry.value
        allowed = {HOSTILE[text], THREE_DECIMALS.get(text)} - {None}
        if read is not None and read not in {Decimal(each) for each in allowed if each}:
            wrong.append(f"{field.accessibleName()} in {locale}: {text!r} was taken for {read}")
        empty_field()
    for line in wrong:
        sys.stdout.write(line + "\n")
    sys.stdout.write(
        f"keystrokes: {len(chosen)} of {len(every)} typed into {len(fields)} fields,"
        f" {len(wrong)} taken for another number\n"
    )
    window.clear_child()
    window.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

"""The Dosing tab beside a weight field, on one real store, with what a hand does to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from clinical.quantity import Unit
from clinical.record.case import Allergies, Case, Observation, Patient
from desktop import edits
from desktop.case_store import CaseStore
from desktop.rules import load_rulebook
from desktop.tabs.bindings import Bindings
from desktop.tabs.dosing import DosingTab
from desktop.widgets.number_field import NumberField
from tests.desktop.eyes import every_word, holder
from tests.desktop.hands import empty_field, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from reports.wording import Wording

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=timezone(timedelta(hours=1)))
# An amount, a volume or a rate of a drug; "8 mg/kg/day" in the words of a limit is none.
KG_16_5, KG_60 = Decimal("16.5"), Decimal(60)
DOSE = re.compile(r"\d\s?(mg|g|mL)(/h)?(?![/\w])")


@dataclass
class Bench:
    store: CaseStore
    tab: DosingTab
    weight: NumberField
    wanted: list[str]
    window: QWidget

    def texts(self) -> str:
        """Return all that stands anywhere on the tab, visible or not."""
        return every_word(self.tab)

    def doses(self) -> list[str]:
        """Return every amount of a drug on the tab but the strengths of the products offered."""
        texts = self.texts()
        for product in self.store.state.rulebook.products.values():
            texts = texts.replace(product.strength, "")
        return [match[0] for match in DOSE.finditer(texts)]

    def results(self) -> str:
        """Return what can be read on the right."""
        return "\n".join(
            label.text() for label in self.tab.pane.findChildren(QLabel) if not is_hidden(label)
        )

    def type_weight(self, text: str) -> None:
        self.weight.setFocus()
        empty_field()
        type_text(text)

    def weigh(self, text: str) -> None:
        self.type_weight(text)
        press(Qt.Key.Key_Return)

    def choose(self, regimen: str) -> None:
        self.tab.regimens.button(regimen).setFocus()
        press(Qt.Key.Key_Space, " ")

    def setting(self, name: str) -> NumberField:
        assert self.tab.focus_field(f"setting.{name}")
        return holder(QApplication.focusWidget(), NumberField)

    def enter(self, name: str, text: str) -> NumberField:
        field = self.setting(name)
        type_text(text)
        press(Qt.Key.Key_Return)
        return field

    def confirm(self, code: str, reason: str) -> None:
        assert self.tab.focus_field(f"question.{code}")
        type_text(reason)
        press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Space, " ")


def is_hidden(widget: QWidget) -> bool:
    return not widget.isVisible()


def bench(qtbot: QtBot, words: Wording, case: Case | None = None) -> Bench:
    """Return the tab beside a weight field, as it stands on another tab, on one store."""
    store = CaseStore(load_rulebook(), lambda: NOW)
    if case is not None:
        store.open(case)
    bindings = Bindings(store, words)

    def weight_of(state: State) -> tuple[Decimal | None, Unit | None, str | None]:
        found = edits.weight_at(state.case, NOW)
        return (found.kg if found is not None else None), Unit.KG, None

    def put(case: Case, entry: Entry[Decimal]) -> Case:
        return edits.weight(case, NOW, entry.value)

    weight = bindings.number("weight", "weight", weight_of, put)
    tab = DosingTab(store, words)
    wanted: list[str] = []
    tab.field_wanted.connect(wanted.append)

    def draw() -> None:
        bindings.render(store.state)
        tab.show_state(store.state)

    store.changed.connect(draw)
    window = QWidget()
    row = QHBoxLayout(window)
    row.addWidget(weight)
    row.addWidget(tab, 1)
    window.resize(1366, 768)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    draw()
    return Bench(store, tab, weight, wanted, window)


def known(**changes: object) -> Case:
    """Return a child of whom all that anakinra asks is known: no question stays open."""
    sample = Observation(at=NOW, code="neutrophils", value=Decimal(5), unit=Unit.BILLION_PER_L)
    case = Case(
        patient=Patient(date_of_birth=date(2022, 6, 1)),
        allergies=Allergies(state="none_known"),
        observations=(sample,),
    )
    return case.replace(**changes) if changes else case


def on_anakinra(qtbot: QtBot, words: Wording) -> Bench:
    """Return the tab with anakinra once a day chosen for a known child of 16.5 kg."""
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    return at

"""The list of patients: each with the dose that is due next, against the clock."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.kept_plan import KeptPlan, KeptStep, PlannedDose
from desktop.patients.child_line import child_line
from desktop.tabs.dosing import DosingTab
from desktop.widgets.icon_view import IconView
from records.store.search import Found
from reports.wording import english
from tests.desktop.hands import press
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE, Ward, child, dose, key, weight

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.patients.child_list import ChildRow
    from records.service.patients import OpenCase

# On the clock of the ward it is 14:20.
HOUR = timedelta(hours=1)


def with_plan(ward: Ward, name: str, *hours: float, condition: str | None = None) -> OpenCase:
    """Admit a child with a signed plan of so many doses, counted from 14:20."""
    opened = ward.admitted(child(name, "Bela", name))
    start = ward.clock().replace(second=0)
    steps = tuple(
        KeptStep(
            at=start + hour * HOUR,
            label="Day",
            agent="anakinra",
            given=Decimal(66),
            unit="mg",
            condition=condition,
        )
        for hour in hours
    )
    plan = KeptPlan(id=f"of-{name}", regimen="anakinra_fixed", start=steps[0].at, steps=steps)
    opened = ward.commit(opened, plans=(plan,))
    return ward.records.plans.sign(opened, (f"of-{name}", 1), PHRASE, key()).case


@pytest.fixture
def kept(tmp_path: Path) -> Ward:
    return Ward(tmp_path / "records").founded()


def window(qtbot: QtBot, ward: Ward) -> WardWindow:
    ward.records.door.sign_out()
    made = WardWindow(qtbot, ward.folder)
    made.clock.time = ward.clock.time
    return made.signed_in()


def rows(ward: WardWindow) -> dict[str, ChildRow]:
    return {row.words.split(",")[0]: row for row in ward.desk.patients_page.list.rows}


def looks(row: ChildRow) -> list[str]:
    return [each.icon for each in row.findChildren(IconView) if each.isVisible()]


def test_each_child_of_the_list_says_what_is_due_and_when(qtbot: QtBot, kept: Ward) -> None:
    with_plan(kept, "Alpha", 2, 26)
    with_plan(kept, "Beta", -1, 23)
    with_plan(kept, "Gamma", 0)
    with_plan(kept, "Delta", 24)
    with_plan(kept, "Epsilon", 3, condition="only with fever")
    kept.admitted(child("Zeta", "Bela", "Zeta"))
    ward = window(qtbot, kept)
    said = {name: row.words for name, row in rows(ward).items()}
    assert "Next: anakinra 66 mg, 16:20" in said["ALPHA"]
    assert "Overdue since 13:20: anakinra 66 mg" in said["BETA"]
    assert "Due now: anakinra 66 mg, 14:20" in said["GAMMA"]
    assert "Next: anakinra 66 mg, 22-Nov-2026 14:20" in said["DELTA"]
    assert "Next: anakinra, the dose is still to be decided, 17:20" in said["EPSILON"]
    assert "due" not in said["ZETA"].lower()
    assert "Next" not in said["ZETA"]
    # Not by colour alone, and as the screen reader says it.
    assert looks(rows(ward)["BETA"]) == ["stop"]
    assert looks(rows(ward)["ALPHA"]) == ["clock"]
    assert looks(rows(ward)["ZETA"]) == []
    assert "Overdue since 13:20" in rows(ward)["BETA"].accessibleName()


def test_the_list_goes_with_the_clock_and_keeps_the_place_of_the_hand(
    qtbot: QtBot, kept: Ward
) -> None:
    with_plan(kept, "Alpha", 0.05)
    ward = window(qtbot, kept)
    press(Qt.Key.Key_Down)
    (row,) = rows(ward).values()
    assert "Next: anakinra 66 mg, 14:23" in row.words
    ward.later(minutes=3, at_work=True)
    assert "Due now: anakinra 66 mg, 14:23" in row.words
    ward.later(minutes=1, at_work=True)
    assert "Overdue since 14:23: anakinra 66 mg" in row.words
    assert row.hasFocus()


@pytest.mark.hazard("H46")
def test_a_charted_dose_moves_the_list_on_and_an_ended_admission_is_due_nothing(
    qtbot: QtBot, kept: Ward
) -> None:
    opened = with_plan(kept, "Alpha", -1, 23)
    named = PlannedDose(plan="of-Alpha", version=1, step=1)
    opened = kept.commit(
        opened, treatments=(dose("anakinra", "66").replace(planned=named),), weights=(weight(),)
    )
    kept.records.patients.close(with_plan(kept, "Beta", -1), key())
    ward = window(qtbot, kept)
    ward.desk.patients.search("bela")
    ward.settle()
    assert "Next: anakinra 66 mg, 22-Nov-2026 13:20" in rows(ward)["ALPHA"].words
    assert "Overdue" not in rows(ward)["BETA"].words


@pytest.mark.hazard("H46")
def test_a_dose_charted_by_its_key_names_the_step_of_the_signed_plan(
    qtbot: QtBot, kept: Ward
) -> None:
    ward = WardWindow(qtbot, kept.folder)
    kept.records.door.sign_out()
    ward.signed_in().admitted()
    ward.enter("weight", "16.5")

    def tab() -> DosingTab:
        ward.window.show_tab(3)
        found = ward.window.tabs.tab(3)
        assert isinstance(found, DosingTab)
        return found

    tab().regimens.button("aspirin_low").click()
    ward.settle()
    plan = ward.store.state.plan
    assert plan is not None
    for code in plan.open_confirmations:
        tab().questions.answered.emit(code.code, "seen and accepted")
    assert ward.store.state.plan is not None
    assert ward.store.state.plan.verdict == "ready", ward.store.state.plan.open_confirmations
    tab().pane.sign_card.button.click()
    ward.settle()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    # Later, and opened anew: what is chosen is the plan that was signed, not another from now on.
    ward.key(Qt.Key.Key_W)
    ward.settle()
    ward.later(minutes=5, at_work=True)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    tab().regimens.button("aspirin_low").click()
    assert tab().pane.sign_card.said == "SIGNED by Dr Ada Example, 21-Nov-2026 14:20"
    tab().pane.due_card.button.click()
    ward.settle()
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    (charted,) = ward.store.committed.treatments
    (signed,) = ward.store.committed.plans
    assert charted.planned == PlannedDose(plan=signed.id or "", version=1, step=1)
    assert tab().pane.sign_card.said.startswith("SIGNED")
    ward.key(Qt.Key.Key_W)
    ward.settle()
    (row,) = rows(ward).values()
    assert "Next: aspirin" in row.words
    assert "22-Nov-2026 14:20" in row.words


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(
    ("family", "given", "shown"),
    [
        # Isolated, so that the family name stays before the given name on the screen.
        ("\N{ARABIC LETTER NOON}\N{ARABIC LETTER WAW}", "Jan", "\u2068\u0646\u0648\u2069, Jan"),
        ("Novak", "Jan", "NOVAK, Jan"),
    ],
)
def test_a_family_name_from_right_to_left_stays_in_front(
    family: str, given: str, shown: str
) -> None:
    content = json.dumps({"case": {"patient": {"family_name": family, "given_name": given}}})
    found = Found("c", "p", content, "2026-11-21T14:20:00+01:00", None, 1)
    assert child_line(found, english()).name == shown

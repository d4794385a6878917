"""Striking the dose in its row, and the histories that the Dosing tab leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.tabs.dosing import DosingTab
from desktop.tabs.risk import RiskTab
from tests.desktop.hands import click
from tests.desktop.records_window import WardWindow
from tests.desktop.test_due_list import with_plan
from tests.records.ward import Ward, dose, weight

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

RISK, DOSING = 1, 3


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    """A child with a signed plan of anakinra, one dose of it, an infusion, and a later aspirin."""
    kept = Ward(tmp_path / "records").founded()
    opened = with_plan(kept, "Alpha", -1, 23)
    infusion = dose("ivig", "30").replace(dose_unit="g", start=kept.clock().replace(hour=2))
    anakinra = dose("anakinra", "66").replace(
        start=kept.clock().replace(hour=13, minute=30, second=0)
    )
    doses = (anakinra, infusion, dose("aspirin", "60"))
    opened = kept.commit(opened, treatments=doses, weights=(weight(),))
    kept.records.door.sign_out()
    made = WardWindow(qtbot, kept.folder).signed_in()
    made.desk.patients.open(opened.id)
    made.settle()
    made.settle()
    return made


def struck(ward: WardWindow) -> dict[str, str | None]:
    return {
        each.agent: each.struck.reason if each.struck is not None else None
        for each in ward.store.committed.treatments
    }


def dosing(ward: WardWindow) -> DosingTab:
    ward.window.show_tab(DOSING)
    tab = ward.window.tabs.tab(DOSING)
    assert isinstance(tab, DosingTab)
    return tab


@pytest.mark.hazard("H46")
def test_the_dose_of_the_row_is_struck_and_no_other(ward: WardWindow) -> None:
    ward.window.show_tab(RISK)
    tab = ward.window.tabs.tab(RISK)
    assert isinstance(tab, RiskTab)
    click(tab.infusion.strike_link)
    ward.settle()
    assert "Strike this dose" in ward.seen()
    # Which one: drug, amount and time, as they stand in the record.
    assert "Charted: immunoglobulin 30 g, 21-Nov-2026 02:20." in ward.seen()
    ward.press("Strike the dose")
    assert "Say why" in ward.seen()
    ward.fill("of another child")
    ward.settle()
    assert struck(ward) == {"anakinra": None, "ivig": "of another child", "aspirin": None}
    assert ward.status == "Saved 14:20"
    # Without a dose in the row there is nothing to strike.
    assert not tab.infusion.strike_link.isVisible()


@pytest.mark.hazard("H46")
def test_the_dose_charted_last_of_the_plan_is_struck_where_it_is_told(ward: WardWindow) -> None:
    tab = dosing(ward)
    tab.regimens.button("anakinra_fixed").click()
    ward.settle()
    card = tab.pane.due_card
    assert card.strike_link.isVisible()
    assert "21-Nov-2026 13:30" in card.strike_link.accessibleName()
    click(card.strike_link)
    ward.settle()
    ward.fill("not given after all")
    ward.settle()
    assert struck(ward) == {"anakinra": "not given after all", "ivig": None, "aspirin": None}
    assert not dosing(ward).pane.due_card.strike_link.isVisible()


def test_the_dosing_tab_leads_to_the_history_of_the_record_and_of_the_plan(
    ward: WardWindow,
) -> None:
    tab = dosing(ward)
    click(tab.history_link)
    ward.settle()
    assert "History of this record" in ward.seen()
    whole = ward.seen()
    assert "plan signed: Anakinra, fixed dose once a day, version 1" in whole
    assert "Family name: from nothing to Alpha" in whole
    ward.press("Back to the child")
    ward.desk.show_history("plans.of-Alpha#1")
    ward.settle()
    told = ward.seen()
    assert "plan signed: Anakinra, fixed dose once a day, version 1" in told
    assert "Anakinra, fixed dose once a day, version 1, state: from nothing to active" in told
    assert "Family name" not in told


def test_what_is_no_record_has_no_history_and_nothing_to_strike(ward: WardWindow) -> None:
    ward.window.start_new()
    ward.settle()
    assert not dosing(ward).history_link.isVisible()
    assert not dosing(ward).pane.due_card.strike_link.isVisible()

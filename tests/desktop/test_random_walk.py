"""A short walk in the gate; ``make matrix`` walks further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.dosing.plan import Choice
from desktop.examples import FICTIONAL
from tests.desktop.random_walk import Walk, WalkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def walk(qapp: QApplication) -> Iterator[Walk]:
    made = Walk(3)
    yield made
    made.close()


@pytest.mark.hazard("H05", "H06", "H28", "H29")
def test_a_hand_that_presses_anything_meets_no_error_and_no_old_number(walk: Walk) -> None:
    walk.walk(40)
    assert len(walk.deeds) == 40


@pytest.mark.hazard("H28")
def test_the_walk_would_see_a_dose_that_no_longer_holds(walk: Walk) -> None:
    window = walk.window
    window.show_tab(3)
    window.store.choose(Choice("anakinra_fixed", FICTIONAL.at))
    walk.walk(0)
    # Nobody tells the tabs: what they show is now old.
    window.store.blockSignals(True)
    window.store.fail(ValueError())
    with pytest.raises(WalkError, match="a dose is shown that does not hold"):
        walk.look()
    window.store.blockSignals(False)

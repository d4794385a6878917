"""The day that is looked at: today follows the clock, another day keeps its date."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clinical.quantity import Unit
from clinical.record.case import Case, Observation
from tests.desktop.log_cases import dose, plan_of, sample
from tests.desktop.log_desk import NOW, log_desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SIX = NOW.replace(hour=6, minute=0)


@pytest.mark.hazard("H46")
def test_after_midnight_today_is_the_new_day_and_its_dose_has_its_key(
    qtbot: QtBot, words: Wording
) -> None:
    plan = plan_of(SIX, SIX + DAY)
    clock = [NOW]
    desk = log_desk(
        qtbot, words, Case(plans=(plan,), treatments=(dose(SIX),)), clock=lambda: clock[-1]
    )
    assert "Mon 16-Nov-2026" in desk.screen()
    clock.append(SIX + DAY + HOUR)
    desk.store.tick()
    assert "Tue 17-Nov-2026" in desk.screen()
    desk.shortcut("Ctrl+G")
    assert [each.start for each in desk.store.committed.treatments] == [SIX, SIX + DAY + HOUR]


@pytest.mark.hazard("H46")
def test_what_was_late_before_midnight_is_charted_by_its_key_after_it(
    qtbot: QtBot, words: Wording
) -> None:
    night = NOW.replace(hour=1, minute=30)
    plan = plan_of(NOW.replace(hour=23, minute=0) - DAY, NOW.replace(hour=23, minute=0))
    desk = log_desk(qtbot, words, Case(plans=(plan,)), night)
    screen = desk.screen()
    assert "15-Nov-2026 23:00" in screen
    assert "anakinra 44 mg: OVERDUE" in screen
    assert "1 overdue" in screen
    desk.shortcut("Ctrl+G")
    (given,) = desk.store.committed.treatments
    assert (given.start, given.planned is not None and given.planned.step) == (night, 1)


def test_an_entry_of_an_earlier_day_leaves_today_where_it_is(qtbot: QtBot, words: Wording) -> None:
    taken = tuple(
        sample(NOW - DAY * back, "temperature", "37.5", "Cel", site="oral") for back in (0, 1)
    )
    desk = log_desk(qtbot, words, Case(observations=taken))
    desk.temperature("38.1", "oral", "09-Nov-2026 09:30")
    assert "Mon 16-Nov-2026" in desk.screen()
    # A day that was turned to keeps its date too.
    desk.shortcut("Alt+Left")
    assert "Sun 15-Nov-2026" in desk.screen()
    desk.temperature("38.2", "oral", "08-Nov-2026 09:30")
    assert "Sun 15-Nov-2026" in desk.screen()
    desk.store.open(Case(observations=taken[:1]), training_at=NOW)
    assert "Mon 16-Nov-2026" in desk.screen()


@pytest.mark.hazard("H46")
def test_a_dose_by_the_day_without_an_end_answers_no_later_dose(
    qtbot: QtBot, words: Wording
) -> None:
    clock = [NOW]
    plan = plan_of(NOW + HOUR, NOW + HOUR * 7, NOW + HOUR * 13)
    desk = log_desk(qtbot, words, Case(plans=(plan,)), clock=lambda: clock[-1])
    desk.choose("kind", "dose")
    desk.choose("agent", "anakinra")
    desk.type("dose", "8 mg/kg/day")
    desk.enter()
    clock.append(datetime.fromisoformat("2026-11-16T17:30:00+01:00"))
    desk.store.tick()
    screen = desk.screen()
    assert "8 mg/kg a day given 09:30" in screen
    assert "1 of 3 given" in screen
    assert "anakinra 44 mg: due now" in screen


@pytest.mark.hazard("H46")
def test_a_dose_charted_shortly_before_its_time_is_not_asked_for_again(
    qtbot: QtBot, words: Wording
) -> None:
    due = NOW - timedelta(hours=2, minutes=5)
    case = Case(plans=(plan_of(due, due + DAY),), treatments=(dose(due - timedelta(minutes=10)),))
    desk = log_desk(qtbot, words, case)
    assert "anakinra 44 mg: given 07:15" in desk.screen()
    desk.shortcut("Ctrl+G")
    assert len(desk.store.committed.treatments) == 1


@pytest.mark.hazard("H42")
def test_the_table_shows_the_offset_of_a_time_that_comes_twice_uncut(
    qtbot: QtBot, words: Wording
) -> None:
    readings = tuple(
        Observation(
            at=datetime.fromisoformat(f"2026-10-25T02:30:00{offset}"), code="temperature",
            value=Decimal("38.5"), unit=Unit.CELSIUS,
        )
        for offset in ("+02:00", "+01:00")
    )  # fmt: skip
    now = datetime(2026, 10, 25, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    desk = log_desk(qtbot, words, Case(observations=readings), now)
    view, model = desk.tab.table.view, desk.tab.table.model
    cells = [model.index(place, 0).data() for place in range(2)]
    assert cells == ["25-Oct-2026 02:30 +01:00", "25-Oct-2026 02:30 +02:00"]
    wanted = [view.sizeHintForIndex(model.index(place, 0)).width() for place in range(2)]
    assert view.columnWidth(0) >= max(wanted)

"""What is put into a form of the log: a correction keeps what was not changed, nothing leaks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.case import AdverseEvent, Case, Weight
from tests.desktop.hands import press
from tests.desktop.log_cases import dose, plan_of, sample, step_of
from tests.desktop.log_desk import NOW, LogDesk, log_desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinical.record.case import Treatment
    from reports.wording import Wording

HOUR = timedelta(hours=1)
WEIGHED = (Weight(at=NOW - HOUR, kg=Decimal(14)),)


def correct(desk: LogDesk, place: int = 0) -> None:
    desk.look_at(place)
    desk.tab.table.correct_button.setFocus()
    press(Qt.Key.Key_Space, " ")


def withhold(desk: LogDesk) -> None:
    """Press "Not given…" beside the first dose, with its key."""
    button = desk.tab.day_card._rows[0].withhold  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] (the key beside the dose)
    button.setFocus()
    press(Qt.Key.Key_Space, " ")


def doses(desk: LogDesk) -> tuple[Treatment, ...]:
    return tuple(each for each in desk.store.committed.treatments if each.struck is None)


PANEL = (
    sample(NOW - HOUR, "crp", "120", "mg/L"),
    sample(NOW - HOUR, "troponin", "90", "ng/L"),
    sample(NOW - HOUR, "esr", "60", "mm/h"),
    sample(
        NOW - HOUR, "platelets", "500", "10*9/L",
        reference={"low": Decimal(150), "high": Decimal(400)},
    ),
)  # fmt: skip


def test_a_corrected_value_leaves_the_others_of_its_sample_alone(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case(observations=PANEL))
    correct(desk)
    desk.type("crp", "130")
    desk.enter()
    crp, *others, new = desk.store.committed.observations
    assert crp.struck is not None
    assert tuple(others) == PANEL[1:]
    assert (new.code, new.value, new.at, new.struck) == ("crp", 130, NOW - HOUR, None)


def test_a_corrected_time_moves_the_whole_sample_and_a_range_stays_with_its_value(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case(observations=PANEL))
    correct(desk)
    desk.type("time", "16-Nov-2026 08:00")
    desk.type("platelets", "510")
    desk.enter()
    now = [each for each in desk.store.committed.observations if each.struck is None]
    assert {(each.code, each.value, each.at) for each in now} == {
        ("crp", 120, NOW - HOUR * 1.5),
        ("troponin", 90, NOW - HOUR * 1.5),
        ("esr", 60, NOW - HOUR * 1.5),
        ("platelets", 510, NOW - HOUR * 1.5),
    }
    (platelets,) = (each for each in now if each.code == "platelets")
    assert platelets.reference == PANEL[3].reference


def test_a_correction_that_changes_nothing_is_none(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words, Case(observations=PANEL))
    before = desk.store.committed
    correct(desk)
    desk.enter()
    assert desk.message() == words.text("log_tab.unchanged")
    assert desk.store.committed is before


LATE = NOW - HOUR * 3
CHARTED = (
    dose(LATE, "12", agent="etanercept", route="subcutaneous"),
    dose(LATE, "5", agent="clopidogrel", route="other"),
    dose(LATE, "10", "mg/m2", agent="methotrexate", route="oral"),
    dose(LATE, "33.125", "g", agent="ivig", product="10 %", batch="LOT-1"),
    dose(LATE + timedelta(seconds=41), planned=step_of(3)),
    dose(None, "12", end=None),
)


@pytest.mark.parametrize("old", CHARTED, ids=lambda each: f"{each.agent} {each.start}")
def test_a_corrected_dose_keeps_everything_that_was_not_changed(
    old: Treatment, qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case(treatments=(old,)))
    correct(desk)
    desk.type("reason", "vomited after it")
    desk.enter()
    (new,) = doses(desk)
    assert new.replace(id=None) == old.replace(reason="vomited after it")


def test_a_corrected_event_keeps_its_drug(qtbot: QtBot, words: Wording) -> None:
    rash = AdverseEvent(at=NOW - HOUR, term="rash", grade=1, agent="anakinra")
    desk = log_desk(qtbot, words, Case(adverse_events=(rash,)))
    correct(desk)
    desk.choose("grade", "2")
    desk.line("term").setFocus()
    desk.enter()
    new = desk.store.committed.adverse_events[-1]
    assert (new.term, new.grade, new.agent) == ("rash", 2, "anakinra")


@pytest.mark.hazard("H46")
def test_a_dose_moved_onto_another_one_asks(qtbot: QtBot, words: Wording) -> None:
    two = [dose(NOW - HOUR * back, "200", agent="paracetamol") for back in (3, 2)]
    desk = log_desk(qtbot, words, Case(treatments=tuple(two)))
    correct(desk, 1)
    desk.type("time", "16-Nov-2026 07:30")
    desk.enter()
    assert "Recorded already: paracetamol 200 mg, 16-Nov-2026 07:30" in desk.message()
    assert desk.store.committed.treatments == tuple(two)


@pytest.mark.hazard("H46")
@pytest.mark.parametrize("agent", ["ciclosporin", "etanercept", "methotrexate", "hydrocortisone"])
def test_a_withheld_dose_keeps_its_drug_and_is_not_offered_again(
    agent: str, qtbot: QtBot, words: Wording
) -> None:
    plan = plan_of(NOW - HOUR, agent=agent, mg="40")  # type: ignore[arg-type]
    desk = log_desk(qtbot, words, Case(plans=(plan,)))
    withhold(desk)
    desk.type("reason", "potassium high")
    desk.enter()
    (given,) = doses(desk)
    assert (given.agent, given.status, given.planned) == (agent, "withheld", step_of(1))
    assert "not given, as charted" in desk.screen()
    desk.shortcut("Ctrl+G")
    assert doses(desk) == (given,)


@pytest.mark.hazard("H47")
def test_a_dose_not_given_that_was_left_leaves_nothing_for_the_next_entry(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case(plans=(plan_of(NOW - HOUR * 5),)))
    withhold(desk)
    assert desk.line("time").text == "16-Nov-2026 04:30"
    desk.temperature("39.4", "oral")
    assert desk.store.committed.observations[-1].at == NOW
    desk.choose("kind", "dose")
    assert desk.tab.panel.form.fields["agent"].choice is None
    assert desk.line("dose").text == ""
    # Of another drug nothing of the plan stays either.
    withhold(desk)
    desk.choose("agent", "paracetamol")
    desk.type("dose", "200 mg")
    desk.enter()
    given = doses(desk)[-1]
    assert (given.agent, given.status, given.start) == ("paracetamol", "given", NOW)
    assert (given.planned, given.route) == (None, None)


@pytest.mark.hazard("H47")
def test_a_time_that_was_typed_is_not_that_of_another_kind(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words, Case())
    desk.choose("kind", "laboratory")
    desk.type("time", "16-Nov-2026 05:00")
    desk.temperature("38.5", "oral")
    assert desk.store.committed.observations[-1].at == NOW
    desk.temperature("38.6", "oral", "16-Nov-2026 05:00")
    assert "16-Nov-2026 05:00" in desk.message()


@pytest.mark.hazard("H46")
def test_an_answer_records_only_what_was_asked_about(qtbot: QtBot, words: Wording) -> None:
    charted = (
        dose(NOW - HOUR, "200", agent="paracetamol"),
        dose(NOW - HOUR, "200", agent="aspirin"),
    )
    desk = log_desk(qtbot, words, Case(treatments=charted))
    desk.dose("paracetamol", "200 mg")
    desk.choose("agent", "aspirin")
    desk.type("dose", "500 mg")
    answer = desk.tab.panel.message.answer_button
    answer.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "Recorded already: aspirin 200 mg" in desk.message()
    assert doses(desk) == charted
    press(Qt.Key.Key_Space, " ")
    assert (doses(desk)[-1].agent, doses(desk)[-1].dose) == ("aspirin", 500)


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("agent", "typed", "said"),
    [
        # Reference 10.3: immunoglobulin over 4 g/kg, anakinra over 15 mg/kg.
        ("ivig", "9 g/kg", "More than 4 g/kg of immunoglobulin is not possible"),
        ("anakinra", "60 mg/kg/day", "More than 15 mg/kg/day of anakinra is not possible"),
    ],
)
def test_a_dose_that_nobody_can_have_given_is_refused_before_it_is_recorded(
    agent: str, typed: str, said: str, qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case(weights=WEIGHED))
    desk.dose(agent, typed)
    assert said in desk.message()
    assert doses(desk) == ()
    # Also where the drug is chosen after the number.
    desk.choose("agent", "aspirin")
    desk.choose("agent", agent)
    desk.line("dose").setFocus()
    desk.enter()
    assert doses(desk) == ()


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("agent", "typed", "said"),
    [
        # 200 g in 14 kg; 4,000 mg in 14 kg; over 2.1 g/kg and over 8 mg/kg ask (reference 10.3).
        ("ivig", "200 g", "is 14.29 g/kg; more than 2.1 is unusual"),
        ("anakinra", "4000 mg", "is 285.71 mg/kg; more than 8 is unusual"),
        ("ivig", "3 g/kg", "is 3.00 g/kg; more than 2.1 is unusual"),
    ],
)
def test_a_dose_that_is_much_for_the_child_asks(
    agent: str, typed: str, said: str, qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case(weights=WEIGHED))
    desk.dose(agent, typed)
    assert said in desk.message()
    assert doses(desk) == ()
    press(Qt.Key.Key_Space, " ")
    assert len(doses(desk)) == 1


@pytest.mark.hazard("H46")
def test_what_was_undone_is_no_longer_said_to_be_charted(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words, Case(plans=(plan_of(NOW - HOUR),)))
    desk.shortcut("Ctrl+G")
    assert "charted as given" in desk.message()
    desk.store.undo()
    assert desk.message() == ""
    desk.temperature("38.1", "oral")
    assert desk.message() == words.text("log_tab.recorded")
    desk.store.undo()
    assert desk.message() == ""


@pytest.mark.hazard("H47")
def test_a_time_alone_is_said_with_its_day_and_recorded_then(qtbot: QtBot, words: Wording) -> None:
    # It is 09:30 on 16-Nov-2026.
    desk = log_desk(qtbot, words, Case())
    desk.temperature("38.4", time="09:10")
    assert desk.store.committed.observations[-1].at == NOW.replace(hour=9, minute=10)
    assert "16-Nov-2026 09:10" in desk.message()
    desk.type("time", "21:00")
    assert desk.line("time").echo == "Sun 15-Nov-2026 21:00"
    # Once the field is left the day stands in it, and no clock turns it into another.
    press(Qt.Key.Key_Tab)
    assert desk.line("time").text == "15-Nov-2026 21:00"

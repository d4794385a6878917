"""The Risk tab under real keys: the infusion, the values of the scores, and what they say."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from clinical.record.case import Case, Illness, Treatment
from desktop.examples import FICTIONAL, PUBLISHED_1, PUBLISHED_2
from desktop.rules import load_rulebook
from desktop.tabs.risk import RiskTab
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.fold import Fold
from tests.desktop.hands import empty_field, press, type_text
from tests.desktop.tab_bench import NOW, TabBench, bench, link, sources_of, widths_too_large

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinical.risk.scores import ScoreAssessment
    from desktop import theme
    from reports.wording import Wording

VALUES = ("sodium", "ast", "alt", "neutrophils_percent", "crp", "platelets", "total_bilirubin")


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, RiskTab)


def headline(at: TabBench, score: str) -> str | None:
    card = at.tab.cards[score].card
    return card.headline if card is not None else None


def infusion(day: int, hour: int, **more: object) -> Treatment:
    start = NOW.replace(day=day, hour=hour, minute=0)
    return Treatment(agent="ivig", start=start, route="intravenous").replace(**more)


@pytest.mark.hazard("H14")
def test_a_new_form_has_nothing_filled_in(at: TabBench) -> None:
    assert {each.text() for each in at.tab.findChildren(QLineEdit)} == {""}
    chosen = [each.choice for each in at.tab.findChildren(ChoiceField) if each.isVisible()]
    assert chosen == ["none", "unknown"]
    assert at.store.state.case == Case()


def test_the_published_children_get_the_ranges_of_the_reference(at: TabBench) -> None:
    # reference/clinical.md 11.1 and 11.2.
    at.open(PUBLISHED_1)
    assert headline(at, "kobayashi") == "Cannot tell: 1 to 6 of 11 points"
    assert headline(at, "egami") == "High risk: 3 to 4 of 6 points"
    at.open(PUBLISHED_2)
    assert headline(at, "kobayashi") == "Cannot tell: 3 to 11 of 11 points"
    assert headline(at, "egami") == "High risk: 3 to 5 of 6 points"


def test_each_item_says_its_points_its_value_and_when_it_was_taken(at: TabBench) -> None:
    at.open(FICTIONAL)
    # Sodium 133 (2), day 4 (2), neutrophils 80 % (2), CRP 12 mg/dL (1); AST 99 and platelets 301
    # just do not score.
    assert headline(at, "kobayashi") == "Very high risk: 7 of 11 points"
    card = at.card("kobayashi")
    assert "Sodium 133 mmol/L (14-Nov-2026 09:00): 133 mmol/L or less" in card
    assert "CRP 120 mg/L = 12 mg/dL (14-Nov-2026 09:00)" in card
    assert "2/2" in card
    assert "low sensitivity outside Japan" in card


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("key", "low", "high"), [("sodium", 5, 7), ("neutrophils_percent", 5, 7), ("crp", 6, 7)]
)
def test_deleting_a_value_opens_the_score_into_a_range(
    at: TabBench, key: str, low: int, high: int
) -> None:
    at.open(FICTIONAL)
    at.go(key)
    empty_field()
    assert headline(at, "kobayashi") == f"At least high risk: {low} to {high} of 11 points"
    press(Qt.Key.Key_Return)
    assert headline(at, "kobayashi") == f"At least high risk: {low} to {high} of 11 points"
    at.store.undo()
    assert headline(at, "kobayashi") == "Very high risk: 7 of 11 points"


def test_what_started_now_means_is_said(at: TabBench) -> None:
    assert "the scores speak of immunoglobulin started now" in at.screen()


def test_planned_or_given_asks_for_the_start_and_changes_nothing_before_it(at: TabBench) -> None:
    assert not at.is_asked("ivig_start")
    at.choose("ivig", "p")
    assert at.store.committed == Case()
    assert "Enter the start." in at.screen()
    at.put("ivig_start", "20-Nov-2026 16:00")
    (treatment,) = at.store.committed.treatments
    assert treatment.agent == "ivig"
    assert treatment.start == datetime.fromisoformat("2026-11-20T16:00:00+01:00")
    assert "the latest value at or before the start" in at.screen()
    at.put("ivig_end", "21-Nov-2026 04:00")
    (treatment,) = at.store.committed.treatments
    assert treatment.end == datetime.fromisoformat("2026-11-21T04:00:00+01:00")


def test_the_illness_day_of_the_score_is_that_of_the_planned_start(at: TabBench) -> None:
    at.store.open(Case(illness=Illness(fever_onset=NOW.date().replace(day=18))))
    # Day 4 today scores 2, day 5 tomorrow does not.
    assert "Illness day at first treatment 4: 4 or less" in at.card("kobayashi")
    at.choose("ivig", "p")
    at.put("ivig_start", "22-Nov-2026 08:00")
    assert "Illness day at first treatment 5: 4 or less" in at.card("kobayashi")
    assert "The infusion is planned" in at.screen()


def test_given_at_an_unknown_time_is_an_answer_and_can_be_taken_back(at: TabBench) -> None:
    at.choose("ivig", "t")
    (treatment,) = at.store.committed.treatments
    assert (treatment.agent, treatment.start) == ("ivig", None)
    assert "Illness day at first treatment not known" in at.card("kobayashi")
    at.choose("ivig", "n")
    assert at.store.committed.treatments == ()


def test_typing_over_the_first_start_never_touches_the_second_infusion(at: TabBench) -> None:
    first, second = infusion(14, 16), infusion(17, 10)
    at.store.open(Case(treatments=(first, second)))
    at.go("ivig_start")
    empty_field()
    assert at.store.state.case.treatments[1] == second
    type_text("14-Nov-2026 18:30")
    press(Qt.Key.Key_Return)
    moved, untouched = at.store.committed.treatments
    assert moved.start == first.start.replace(hour=18, minute=30) if first.start else False
    assert untouched == second


def test_a_planned_infusion_keeps_its_details_while_its_start_is_retyped(at: TabBench) -> None:
    planned = infusion(21, 18, dose=Decimal(2), dose_unit="g/kg", product="10 %")
    at.store.open(Case(treatments=(planned,)))
    at.go("ivig_start")
    empty_field()
    # An infusion still to come is not given at an unknown time.
    assert at.store.state.case.treatments == ()
    type_text("21-Nov-2026 19:00")
    press(Qt.Key.Key_Return)
    (treatment,) = at.store.committed.treatments
    assert treatment == planned.replace(start=NOW.replace(hour=19, minute=0))


@pytest.mark.hazard("H28")
def test_an_end_before_the_start_blanks_the_scores_and_says_why(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    at.put("ivig_end", "05-Apr-2020 13:00")
    assert {headline(at, card) for card in at.tab.cards} == {None}
    assert at.line("ivig_end").message == "The end lies before the beginning."
    assert "End of the infusion: The end lies before the beginning." in at.card("ivig_response")
    assert "points" not in at.screen()
    at.put("ivig_end", "05-Apr-2020 22:00")
    assert headline(at, "kobayashi") == "Cannot tell: 1 to 6 of 11 points"


@pytest.mark.hazard("H28")
@pytest.mark.parametrize("key", VALUES)
def test_no_score_outlives_the_value_it_rested_on(at: TabBench, key: str) -> None:
    at.open(FICTIONAL)
    scores = [score.id for score in at.store.state.rulebook.scores if score.first]
    before = {score: headline(at, score) for score in scores}
    used = {score: f"{at.line(key).text} " in at.card(score) for score in scores}
    at.type(key, "x")
    assert {headline(at, card) for card in at.tab.cards} == {None}
    at.put(key, "")
    for score, headline_before in before.items():
        rests = key in {item.rule.input for item in _score(at, score).items}
        assert (headline(at, score) != headline_before or "not known" in at.card(score)) == rests
        assert used[score] or not rests


@pytest.mark.hazard("H28")
def test_an_error_of_the_program_leaves_no_score(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.store.fail(RuntimeError("boom"))
    assert {headline(at, card) for card in at.tab.cards} == {None}
    assert "risk:" not in at.everything()


@pytest.mark.hazard("H37")
def test_nothing_of_one_child_is_left_for_the_next(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("sodium", "1330")
    at.put("ivig_start", "14-Nov-2026 1x")
    at.store.start_new()
    shown = at.everything()
    for leftover in ("1330", "1x", "14-Nov", "120", "2022", "4y"):
        assert leftover not in shown, leftover
    assert {each.text() for each in at.tab.findChildren(QLineEdit)} == {""}


def test_the_sample_shown_is_the_one_the_scores_may_use(at: TabBench) -> None:
    # Opened two days later, CRP of 16-Nov stands after the infusion of 14-Nov.
    case = FICTIONAL.case(at.store.state.rulebook)
    at.store.open(case, training_at=datetime.fromisoformat("2026-11-17T12:00:00+01:00"))
    assert at.line("sample_time").text == "14-Nov-2026 09:00"
    assert "the scores do not use it" not in at.screen()
    assert isinstance(at.tab, RiskTab)
    at.tab.sample.later.click()
    assert at.line("crp").text == "96"
    assert "the scores do not use it" in at.screen()
    assert "CRP 120 mg/L" in at.card("kobayashi")


def test_age_and_fever_are_read_here_and_changed_elsewhere(at: TabBench) -> None:
    assert at.screen().count("Not recorded") == 2
    at.open(FICTIONAL)
    assert "4y 9m (born 15-Jan-2022)" in at.screen()
    assert "11-Nov-2026, today is illness day 4" in at.screen()
    link(at.tab.form, "Change").click()
    assert at.wanted == ["date_of_birth"]


def test_a_missing_value_leads_to_its_entry_here_or_elsewhere(at: TabBench) -> None:
    card = at.tab.cards["kobayashi"]
    link(card, "Sodium (up to 2)").click()
    type_text("133")
    press(Qt.Key.Key_Return)
    assert at.store.committed.observations[0].code == "sodium"
    link(card, "Illness day at first treatment (up to 2)").click()
    assert at.wanted == ["fever_onset"]


def test_population_and_performance_open_on_demand(at: TabBench) -> None:
    assert "Korea" not in at.screen()
    link(at.tab, "Kobayashi: population and published performance").click()
    shown = at.screen()
    # reference/clinical.md 4: Korea, 10352 children, 46 % and 77 %.
    for words in ("Japanese children, 546 to derive it", "Korea", "10352", "46 %", "77 %"):
        assert words in shown


def test_a_line_opens_its_source_in_place(at: TabBench) -> None:
    source = sources_of(at.tab.cards["egami"])[0]
    source.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "2006" in at.tab.source_note.text
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is source


@pytest.mark.parametrize("width", [1366, 683, 480])
def test_nothing_is_cut_at_the_side(dressed: theme.Theme, at: TabBench, width: int) -> None:
    assert dressed is not None
    at.open(PUBLISHED_2)
    link(at.tab, "More scores").click()
    for rule in at.store.state.rulebook.scores:
        link(at.tab, f"{rule.title}: population and published performance").click()
    for fold in at.tab.findChildren(Fold):
        fold.open()
    assert widths_too_large(at, width) == []


def _score(at: TabBench, score: str) -> ScoreAssessment:
    assessment = at.store.state.assessment
    assert assessment is not None
    return next(each for each in assessment.scores if each.rule.id == score)

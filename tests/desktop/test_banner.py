"""The banner and the bands: who the child is, in the order and the words of the conventions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from clinical.record.case import Allergies, Allergy, Case, Patient, Treatment, Weight
from desktop.banner import bands, banner_items
from desktop.case_store import CaseStore
from desktop.examples import FICTIONAL, PUBLISHED_2
from desktop.rules import load_rulebook
from tests.desktop.open_window import opened, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinical.record.case import AllergyState
    from desktop.case_store import State
    from reports.wording import Wording


@pytest.fixture
def store(now: datetime) -> CaseStore:
    return CaseStore(load_rulebook(), lambda: now)


def shown(state: State, words: Wording) -> list[str]:
    return [f"{item.label} {item.value}".strip() for item in banner_items(state, words)]


@pytest.mark.hazard("H34")
def test_a_complete_record_is_shown_in_the_order_of_the_conventions(
    store: CaseStore, words: Wording
) -> None:
    store.open(FICTIONAL.case(store.state.rulebook), training_at=FICTIONAL.at)
    assert shown(store.state, words) == [
        "EXAMPLE, Ada",
        "Born 15-Jan-2022 (4y 9m)",
        "Sex female",
        "ID TRAINING-1",
        "No known allergies",
        "Weight 16.5 kg (14-Nov-2026)",
        "Illness day 4",
    ]


def test_what_is_unknown_is_said_in_words(store: CaseStore, words: Wording) -> None:
    assert shown(store.state, words) == [
        "Name not recorded",
        "Born Not recorded",
        "Sex Not recorded",
        "ID Not recorded",
        "Allergies not recorded",
        "Weight Not recorded",
        "Illness day Not recorded",
    ]


def test_an_age_in_years_is_shown_with_its_day_and_never_as_a_date_of_birth(
    store: CaseStore, words: Wording
) -> None:
    store.open(PUBLISHED_2.case(store.state.rulebook), training_at=PUBLISHED_2.at)
    assert "Age 1y on 04-May-2020" in shown(store.state, words)


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("known", "Known allergies anakinra, cow's milk"),
        ("none_known", "No known allergies"),
        ("not_recorded", "Allergies not recorded"),
        ("unavailable", "Allergies unavailable"),
    ],
)
def test_exactly_one_heading_of_allergies_is_shown(
    store: CaseStore, words: Wording, state: AllergyState, heading: str
) -> None:
    listed = (Allergy(substance="anakinra"), Allergy(substance="other", text="cow's milk"))
    items = listed if state == "known" else ()
    store.open(Case(allergies=Allergies(state=state, items=items)))
    lines = [line for line in shown(store.state, words) if "llergies" in line]
    assert lines == [heading]


def test_an_estimated_weight_says_so(store: CaseStore, words: Wording, now: datetime) -> None:
    weight = Weight(at=now, kg=Decimal("9.25"), method="estimated")
    store.open(Case(weights=(weight,)))
    assert "Weight 9.25 kg (21-Nov-2026, estimated)" in shown(store.state, words)


@pytest.mark.parametrize(
    ("minutes", "line"),
    [
        (0, "Immunoglobulin ended 0 min ago"),
        (35 * 60 + 59, "Immunoglobulin ended 35 h 59 min ago"),
        (36 * 60, "Immunoglobulin ended 36 h ago"),
        (-30, "Immunoglobulin runs until 21-Nov-2026 14:50"),
    ],
)
def test_the_time_since_the_end_of_immunoglobulin_is_never_rounded_up(
    store: CaseStore, words: Wording, now: datetime, minutes: int, line: str
) -> None:
    end = now - timedelta(minutes=minutes)
    infusion = Treatment(agent="ivig", start=end - timedelta(hours=12), end=end)
    store.open(Case(treatments=(infusion,)))
    assert shown(store.state, words)[-1] == line


def test_an_infusion_without_a_known_end_gives_no_hours(
    store: CaseStore, words: Wording, now: datetime
) -> None:
    known = Treatment(agent="ivig", start=now - timedelta(days=3), end=now - timedelta(days=2))
    store.open(Case(treatments=(known, Treatment(agent="ivig", start=now - timedelta(hours=2)))))
    assert not any("mmunoglobulin" in line for line in shown(store.state, words))


@pytest.mark.hazard("H28")
def test_what_was_computed_is_blank_in_the_banner_after_an_error(
    store: CaseStore, words: Wording
) -> None:
    store.open(FICTIONAL.case(store.state.rulebook), training_at=FICTIONAL.at)
    store.fail(ValueError("an error"))
    lines = shown(store.state, words)
    assert "Weight Not calculated" in lines
    assert "Illness day Not calculated" in lines
    assert "EXAMPLE, Ada" in lines


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(("days", "is_out"), [(0, False), (1, True)])
def test_rules_past_their_review_stand_on_the_screen(
    qtbot: QtBot, now: datetime, days: int, is_out: bool
) -> None:
    review_by = load_rulebook().review_by
    day = now.replace(year=review_by.year, month=review_by.month, day=review_by.day)
    window = opened(qtbot, load_rulebook(), lambda: day + timedelta(days=days)).window
    start = "OUT OF DATE" in texts(window.band_stack)
    window.open_example(FICTIONAL)
    assert start is ("OUT OF DATE" in texts(window.band_stack)) is is_out
    if is_out:
        assert window.band_stack.isVisible()
        assert "21-Nov-2027" in texts(window.band_stack)


def test_an_example_child_is_marked_in_words(qtbot: QtBot, now: datetime) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    window.open_example(FICTIONAL)
    assert "EXAMPLE CHILD, not a real patient" in texts(window.band_stack)
    window.start_new()
    assert "EXAMPLE CHILD" not in texts(window)


def test_site_rules_are_named_and_an_example_of_them_is_shouted(
    qtbot: QtBot, now: datetime, tmp_path: Path
) -> None:
    site = tmp_path / "site.toml"
    site.write_text('format = "kd-bedside.site/1"\nname = "Ward 4"\nexample = true\n')
    rulebook = load_rulebook(site)
    assert rulebook.site is not None
    window = opened(qtbot, rulebook, lambda: now).window
    assert "EXAMPLE SITE RULES are in force (Ward 4)" in texts(window.band_stack)
    assert f"Site rules Ward 4 ({rulebook.site.sha256[:12]})" in window.status_line.rules


def test_rules_of_a_site_that_are_no_example_raise_no_band(
    store: CaseStore, words: Wording, tmp_path: Path
) -> None:
    site = tmp_path / "site.toml"
    site.write_text('format = "kd-bedside.site/1"\nname = "Ward 4"\n')
    state = replace(store.state, rulebook=load_rulebook(site))
    assert bands(state, date(2026, 11, 21), words) == ()


def test_a_small_window_keeps_identity_and_weight_and_the_rest_behind_a_key(
    qtbot: QtBot, now: datetime
) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    window.open_example(FICTIONAL)
    assert len(window.banner.items) == 7
    window.resize(683, 384)
    keys = [item.key for item in window.banner.items]
    assert keys == ["name", "born", "identifier", "weight"]
    window.banner.toggle()
    assert len(window.banner.items) == 7


@pytest.mark.hazard("H50")
def test_a_name_with_marks_of_a_language_is_shown_as_it_is(qtbot: QtBot, now: datetime) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    patient = Patient(family_name="O'<b>neil</b>", given_name="<img src=x>")
    window.show_example(Case(patient=patient), now)
    assert "O'<B>NEIL</B>, <img src=x>" in texts(window.banner)


@pytest.mark.parametrize("width", [683, 1366])
def test_a_very_long_name_is_wrapped_and_never_cut(qtbot: QtBot, now: datetime, width: int) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    window.resize(width, 384)
    long = "von der Heide-Mustermann zu " * 8
    window.show_example(Case(patient=Patient(family_name=long, given_name="Anna")), now)
    QApplication.processEvents()
    name = next(
        label
        for label in window.banner.findChildren(QLabel)
        if label.text().startswith("VON DER HEIDE")
    )
    assert name.height() >= name.heightForWidth(name.width())
    assert name.width() <= window.banner.width()
    assert window.width() == width

"""The course under treatment: what the tables cannot say of fever, heart, liver and activity."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.logic import Finding
from reports.summary.alerts import alerts_card
from reports.summary.monitoring import monitoring_cards
from reports.summary.response import response_card
from reports.wording import english
from tests.clinical.child import child
from tests.clinical.site import with_site

if TYPE_CHECKING:
    from clinical.course.ctcae import GradeRange
    from clinical.course.laboratory_fall import Fall
    from clinical.course.monitoring import Monitoring
    from clinical.rules.rulebook import Rulebook

ANAKINRA: dict[str, Any] = {"agent": "anakinra", "start": "day 6 10:00"}


def watched(rulebook: Rulebook, **given: object) -> Monitoring:
    bedside = child(given)
    return assess(bedside.case, rulebook, bedside.as_of).monitoring


def graded(rulebook: Rulebook, term: str, **given: object) -> GradeRange | None:
    found = watched(rulebook, **given).effects.graded
    return {effect.term.id: effect.grade for effect in found}[term]  # pyright: ignore[reportArgumentType]


def fall(rulebook: Rulebook, before: str, after: str) -> Fall:
    bedside = child(
        {
            "ivig": "day 5 00:00 to day 5 12:00",
            "crp": [f"{before} at day 4 09:00", f"{after} at day 6 12:00"],
        }
    )
    found = assess(bedside.case, rulebook, bedside.as_of).response
    return {one.code: one for one in found.falls}["crp"]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("12.0 mg/dL", "<0.3 mg/dL", "responder_like"),
        (">30 mg/dL", "3.0 mg/dL", "responder_like"),
        (">30 mg/dL", "20 mg/dL", "undetermined"),
        ("12.0 mg/dL", ">11 mg/dL", "non_responder_like"),
        ("<0.3 mg/dL", "<0.3 mg/dL", "undetermined"),
        ("0 mg/dL", "1 mg/dL", "undetermined"),
        ("12.0 mg/dL", "120 mg/L", "non_responder_like"),
    ],
)
def test_a_fall_between_bounds_is_said_only_where_it_is_certain(
    before: str, after: str, verdict: str, rulebook: Rulebook
) -> None:
    found = fall(rulebook, before, after)
    assert found.verdict == verdict
    if {"<", ">"} & set(before + after):
        assert found.exact_percent is None


def test_of_two_values_equally_near_to_24_hours_the_later_counts(rulebook: Rulebook) -> None:
    bedside = child(
        {
            "ivig": "day 5 00:00 to day 5 12:00",
            "crp": [
                "10 mg/dL at day 4 09:00",
                "9 mg/dL at day 6 11:00",
                "5 mg/dL at day 6 13:00",
            ],
        }
    )
    found = assess(bedside.case, rulebook, bedside.as_of).response
    assert found.falls[0].exact_percent == 50


def test_hours_from_admission_count_from_the_start_of_its_day(rulebook: Rulebook) -> None:
    given: dict[str, Any] = {
        "involvement": {"admitted_on": "day 4"},
        "temperature": ["37.0 Cel at day 3 20:00", "37.0 Cel at day 5 12:00"],
    }
    found = watched(rulebook, **given).defervescence
    assert found.from_admission == 36
    assert found.from_anakinra is None
    later = watched(rulebook, **given | {"involvement": {"admitted_on": "day 20"}}).defervescence
    assert later.from_admission is None


def test_a_fever_before_this_illness_is_not_read(rulebook: Rulebook) -> None:
    found = watched(rulebook, temperature="36.8 Cel at day 0 12:00").defervescence
    assert found.first_at is None


def test_a_fever_after_a_lasting_fall_is_told(rulebook: Rulebook) -> None:
    temperatures = ["37.0 Cel at day 5 08:00", "37.0 Cel at day 6 08:00"]
    calm = watched(rulebook, temperature=temperatures).defervescence
    assert calm.fever_again_at is None
    back = watched(rulebook, temperature=[*temperatures, "39.0 Cel at day 7 08:00"]).defervescence
    assert back.durable_at == calm.durable_at
    assert back.fever_again_at is not None
    assert (back.fever_again_at.day, back.fever_again_at.hour) == (17, 8)


@pytest.mark.parametrize(
    ("given", "grade", "by_limit"),
    [
        # Nothing from before: by the limit 3, and 0 to 3 if it was raised before.
        ({"value": "210 U/L at day 7 09:00", "high": "40"}, (0, 3), 3),
        # Nobody's limit of normal: 40 U/L.
        ("210 U/L at day 7 09:00", (0, 3), 3),
        ({"value": "50 U/L at day 7 09:00", "interpretation": "normal"}, (0, 0), 0),
        ({"value": "90 U/L at day 7 09:00", "interpretation": "high"}, (0, 1), 1),
        ("high at day 7 09:00", (0, 4), None),
        ("normal at day 7 09:00", (0, 0), 0),
    ],
)
def test_a_liver_value_alone_is_graded_as_far_as_it_goes(
    given: object, grade: tuple[int, int], by_limit: int | None, rulebook: Rulebook
) -> None:
    found = graded(rulebook, "alt", alt=given, treatments=[ANAKINRA])
    assert found is not None
    assert (found.low, found.high) == grade
    assert found.by_limit == by_limit


@pytest.mark.parametrize(
    ("value", "grade"),
    [("1.6 10*9/L", (0, 1)), ("1.2 10*9/L", (2, 2)), ("<1.2 10*9/L", (2, 4)), ("low", (1, 4))],
)
def test_fixed_numbers_need_no_limit_of_normal(
    value: str, grade: tuple[int, int], rulebook: Rulebook
) -> None:
    found = graded(
        rulebook, "neutrophils", neutrophils=f"{value} at day 7 09:00", treatments=[ANAKINRA]
    )
    assert found is not None
    assert (found.low, found.high) == grade


def test_a_count_worked_out_from_white_cells_does_not_borrow_their_limit(
    rulebook: Rulebook,
) -> None:
    found = graded(
        rulebook,
        "neutrophils",
        wbc={"value": "5.0 10*9/L at day 7 09:00", "low": "4.5"},
        neutrophils_percent="40 % at day 7 09:00",
        treatments=[ANAKINRA],
    )
    assert found is not None
    assert (found.low, found.high) == (0, 1), "2.0, whose own limit is not known"


def test_the_range_of_the_site_stands_in_for_the_laboratory_s(rule_texts: dict[str, str]) -> None:
    rulebook = with_site(rule_texts, "[fields.alt]\nreference = { maximum = 50 }\n")
    values = ["30 U/L at day 5 09:00", "151 U/L at day 7 09:00"]
    found = graded(rulebook, "alt", alt=values, treatments=[ANAKINRA])
    assert found is not None
    assert found.certain == 2


def test_a_raised_bilirubin_before_treatment_leaves_no_grade(rulebook: Rulebook) -> None:
    values = [
        {"value": "3.0 mg/dL at day 5 09:00", "high": "1.2"},
        {"value": "4.0 mg/dL at day 7 09:00", "high": "1.2"},
    ]
    found = graded(rulebook, "total_bilirubin", total_bilirubin=values, treatments=[ANAKINRA])
    assert found is not None
    assert found.certain is None


def test_a_bound_before_treatment_gives_no_multiples(rulebook: Rulebook) -> None:
    values = [
        {"value": ">100 U/L at day 5 09:00", "high": "40"},
        {"value": "400 U/L at day 7 09:00", "high": "40"},
    ]
    found = graded(rulebook, "alt", alt=values, treatments=[ANAKINRA])
    assert found is not None
    assert (found.certain, found.basis) == (None, "baseline")


def test_treatment_at_an_unknown_time_is_graded_over_the_whole_illness(rulebook: Rulebook) -> None:
    alt = {"value": "210 U/L at day 7 09:00", "high": "40"}
    for agent in ("anakinra", "ivig"):
        found = graded(rulebook, "alt", alt=alt, treatments=[{"agent": agent}])
        assert found is not None
        assert (found.low, found.high, found.by_limit) == (0, 3, 3)
    assert "ctcae" in cards(rulebook, alt=alt, treatments=[{"agent": "anakinra"}])


def test_without_treatment_the_whole_illness_is_graded(rulebook: Rulebook) -> None:
    found = watched(rulebook, platelets="49 10*9/L at day 3 09:00").effects
    grades = {effect.term.id: effect.grade for effect in found.graded}
    assert found.since is None
    assert grades["platelets"] is not None
    assert grades["platelets"].certain == 3


def test_the_first_of_the_worst_values_is_shown(rulebook: Rulebook) -> None:
    values = ["60 10*9/L at day 7 09:00", "30 10*9/L at day 7 20:00", "40 10*9/L at day 8 09:00"]
    effects = watched(rulebook, platelets=values, treatments=[ANAKINRA]).effects.graded
    (worst,) = [effect for effect in effects if effect.term.id == "platelets"]
    assert worst.grade is not None
    assert worst.value is not None
    assert worst.grade.certain == 3
    assert worst.value.interval is not None
    assert worst.value.interval.low == Fraction(30)


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("alt", "code", "alert"),
    [
        ("210 U/L", "liver_hold", "hold.liver_hold_assumed"),
        ("130 U/L", "liver_repeat", "hold.liver_repeat_assumed"),
    ],
)
def test_a_raised_enzyme_holds_even_where_nothing_is_known_from_before(
    alt: str, code: str, alert: str, rulebook: Rulebook
) -> None:
    found = watched(
        rulebook, alt={"value": f"{alt} at day 7 09:00", "high": "40"}, treatments=[ANAKINRA]
    )
    assert [hold.code for hold in found.holds] == [code]
    assert [one.code for one in found.alerts] == [alert]
    due = found.holds[0].due
    assert (due is not None) is (code == "liver_repeat")
    if due is not None:
        assert (due.day, due.hour) == (19, 9), "48 hours after day 7, 09:00"


def test_a_judgement_without_a_count_holds_nothing(rulebook: Rulebook) -> None:
    assert not watched(rulebook, neutrophils="low", treatments=[ANAKINRA]).holds


def test_a_rise_of_activity_and_a_bound_are_no_fall(rulebook: Rulebook) -> None:
    scores = ["2 {score} at day 5 09:00", "4 {score} at day 7 09:00"]
    found = watched(
        rulebook, physician_activity=scores, parent_activity="<3 {score} at day 5 09:00"
    ).activity
    assert found.physician.reduction_percent == -100
    assert found.physician.halved is Finding.NOT_MET
    assert found.parent.first is None
    assert found.parent.halved is Finding.UNKNOWN


def cards(rulebook: Rulebook, **given: object) -> dict[str, str]:
    bedside = child(given)
    found = assess(bedside.case, rulebook, bedside.as_of)
    words = english()
    listed = (response_card(found, words), *monitoring_cards(found, words))
    return {card.id: card.headline for card in listed}


def test_a_child_without_a_course_has_no_empty_cards(rulebook: Rulebook) -> None:
    assert cards(rulebook) == {"ivig_response": "No immunoglobulin infusion is recorded as given"}


def test_each_card_says_in_one_line_what_holds(rulebook: Rulebook) -> None:
    found = cards(
        rulebook,
        as_of="day 10 12:00",
        ivig="day 5 00:00 to day 5 12:00",
        treatments=[ANAKINRA, {"agent": "ivig", "start": "day 7 00:00", "end": "day 7 10:00"}],
        temperature=[
            "37.0 Cel at day 7 12:00",
            "37.0 Cel at day 8 12:00",
            "39.0 Cel at day 9 12:00",
        ],
        neutrophils="1.2 10*9/L at day 8 09:00",
        alt=[
            {"value": "100 U/L at day 5 09:00", "high": "40"},
            {"value": "160 U/L at day 7 09:00", "high": "40"},
        ],
        physician_activity=["8 {score} at day 5 09:00", "4 {score} at day 7 09:00"],
        echo={"lvef_percent": "54", "strain_percent": "-17.8"},
        adverse_events=[{"at": "day 8 10:00", "term": "rash", "grade": 1}],
    )
    assert found == {
        "ivig_response": "Infusion 2: Resistant by AHA (36 h)",
        "holds": "Hold anakinra and discuss: neutrophils are low",
        "defervescence": "Fever again at 19-Nov-2026 12:00, after none since 17-Nov-2026 12:00",
        "cardiac": "Reduced: Ejection fraction, Longitudinal strain",
        "activity": "Fallen by half or more",
        "ctcae": "Worst: grade 2",
    }


@pytest.mark.parametrize(
    ("given", "headline"),
    [
        ({}, "Cannot tell: no temperature since hour 36"),
        (
            {"temperature": "37.0 Cel at day 7 06:00", "treatments": [{"agent": "paracetamol"}]},
            "Cannot tell: no fever since hour 36, but an antipyretic without its time",
        ),
        (
            {"treatments": [{"agent": "infliximab", "start": "day 7 06:00"}]},
            "Cannot tell: no temperature between hour 36 and the rescue treatment",
        ),
        ({"as_of": "day 6 12:00"}, "Too early: 36 h reached at 17-Nov-2026 00:00"),
        (
            {"temperature": {"value": "37.0 Cel at day 7 06:00", "site": "oral"}},
            "No fever recorded since hour 36 (1 reading, at 17-Nov-2026 06:00)",
        ),
        (
            {"temperature": ["37.0 Cel at day 7 06:00", "37.1 Cel at day 8 06:00"]},
            "No fever recorded since hour 36 (2 readings, last at 18-Nov-2026 06:00)",
        ),
        (
            {"temperature": {"value": "37.6 Cel at day 7 06:00", "site": "axillary"}},
            "Resistant by AHA (36 h)",
        ),
    ],
)
def test_the_headline_of_the_response_says_what_is_known(
    given: dict[str, object], headline: str, rulebook: Rulebook
) -> None:
    found = cards(rulebook, ivig="day 5 00:00 to day 5 12:00", **given)
    assert found["ivig_response"] == headline


def test_what_a_card_of_its_own_says_is_not_said_twice(rulebook: Rulebook) -> None:
    bedside = child(
        {
            "ivig": "day 5 00:00 to day 5 12:00",
            "treatments": [ANAKINRA],
            "neutrophils": "1.2 10*9/L at day 7 09:00",
            "temperature": {"value": "39.0 Cel at day 5 20:00", "site": "oral"},
        }
    )
    found = assess(bedside.case, rulebook, bedside.as_of)
    said = [alert.code for alert in found.alerts]
    assert "hold.neutropenia_hold" in said
    card = alerts_card(found, english())
    shown = [line.text for line in card.reasons] if card is not None else []
    assert not any("anakinra" in line for line in shown)


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("alt", "headline"),
    [
        ("210 U/L", "Cannot tell: a limit of normal or a value from before treatment is missing"),
        ("30 U/L", "No unwanted effect graded"),
    ],
)
def test_an_open_grade_is_not_said_to_be_none(alt: str, headline: str, rulebook: Rulebook) -> None:
    value = {"value": f"{alt} at day 7 09:00", "high": "40"}
    assert cards(rulebook, treatments=[ANAKINRA], alt=value)["ctcae"] == headline


@pytest.mark.parametrize(
    ("echo", "headline", "line"),
    [
        (
            {"lvef_percent": "60", "strain_percent": "-18.2"},
            "Reduced: Longitudinal strain",
            "reduced (reduced is less negative than −21.4 %)",
        ),
        (
            {"lvef_percent": "54"},
            "Reduced: Ejection fraction",
            "reduced (reduced is less than 55 %)",
        ),
        (
            {"strain_percent": "-22"},
            "Not reduced: Longitudinal strain",
            "not reduced (reduced is less negative than −21.4 %)",
        ),
    ],
)
def test_the_heart_card_names_what_is_reduced(
    echo: dict[str, str], headline: str, line: str, rulebook: Rulebook
) -> None:
    bedside = child({"echo": echo})
    found = assess(bedside.case, rulebook, bedside.as_of)
    (card,) = [card for card in monitoring_cards(found, english()) if card.id == "cardiac"]
    assert card.headline == headline
    assert card.reasons[-1].text.endswith(line)


def test_an_event_without_a_grade_says_that_none_is_recorded(rulebook: Rulebook) -> None:
    bedside = child(
        {"as_of": "day 8 12:00", "adverse_events": [{"at": "day 6 10:00", "term": "rash"}]}
    )
    found = assess(bedside.case, rulebook, bedside.as_of)
    (card,) = [each for each in monitoring_cards(found, english()) if each.id == "ctcae"]
    assert card.headline == "Cannot tell: an event is recorded without its grade"
    (line,) = card.reasons
    assert line.text.startswith("rash")
    assert line.text.endswith("grade not recorded")

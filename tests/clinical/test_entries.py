"""What a record may not hold: refused by its shape, by its limits, by the order of its times."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from clinical.alerts import record_alerts
from clinical.measurements import entries_after
from clinical.problem import problems_of
from clinical.quantity import Unit
from clinical.record.case import Case, Note, Patient
from clinical.record.validity import problems
from clinical.values import frozen_collections
from tests.clinical.child import child, moment
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

AT = "2026-11-12T09:00:00+01:00"
LATER = "2026-11-13T09:00:00+01:00"


def case_of(**entries: object) -> Case:
    return Case.model_validate(frozen_collections(entries))


@pytest.mark.hazard("H12", "H41")
@pytest.mark.parametrize("row", document("wrong_records")["row"], ids=lambda row: row["name"])
def test_a_wrong_entry_is_refused_with_its_place(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        case_of(**row["record"])
    found = [(problem.where, problem.code) for problem in problems_of(refused.value)]
    assert found == [(row["where"], row["code"])]


def test_a_text_may_be_long_but_not_endless() -> None:
    assert len(Note.model_validate({"at": AT, "text": "x" * 10_000}).text) == 10_000
    with pytest.raises(ValidationError, match="text_length"):
        Note.model_validate({"at": AT, "text": "x" * 10_001})


@pytest.mark.hazard("H35")
def test_two_spellings_of_one_name_are_stored_as_one() -> None:
    composed, decomposed = "Nov\u00e1k", "Nova\u0301k"
    assert composed != decomposed
    stored = Patient(family_name=decomposed).family_name
    assert stored == composed == unicodedata.normalize("NFC", decomposed)


def test_an_error_never_holds_what_was_entered() -> None:
    with pytest.raises(ValidationError) as refused:
        case_of(patient={"sex": "Secretname"})
    assert "Secretname" not in str(refused.value)


def test_a_number_is_kept_as_it_was_written() -> None:
    case = case_of(
        weights=[{"at": AT, "kg": "16.50"}, {"at": AT, "kg": Decimal("16.5")}, {"at": AT, "kg": 16}]
    )
    assert [str(weight.kg) for weight in case.weights] == ["16.50", "16.5", "16"]


def test_a_binary_float_is_no_number_here() -> None:
    with pytest.raises(ValidationError, match="number_form"):
        case_of(weights=[{"at": AT, "kg": 16.5}])


def test_a_record_is_never_changed_in_place() -> None:
    case = case_of()
    with pytest.raises(ValidationError):
        setattr(case, "notes", ())  # noqa: B010 (the assignment a type checker would refuse)


def test_a_changed_copy_is_checked_again() -> None:
    with pytest.raises(ValidationError):
        case_of().patient.replace(sex="boy")


ORDERS = [
    (
        "birth after the onset",
        {"patient": {"date_of_birth": "2026-11-12"}, "illness": {"fever_onset": "2026-11-11"}},
        "patient.date_of_birth",
        "born_after_onset",
    ),
    (
        "an entry from before birth",
        {"patient": {"date_of_birth": "2026-11-13"}, "weights": [{"at": AT, "kg": "3"}]},
        "weights[0].at",
        "before_birth",
    ),
    (
        "a child of 22 years",
        {"patient": {"date_of_birth": "2004-11-11"}, "illness": {"fever_onset": "2026-11-11"}},
        "patient.date_of_birth",
        "hard_limit",
    ),
    (
        "fever that ended before it began",
        {"illness": {"fever_onset": "2026-11-11", "fever_ended": "2026-11-10"}},
        "illness.fever_ended",
        "end_before_start",
    ),
    (
        "an infusion that ended before it began",
        {"treatments": [{"agent": "ivig", "start": LATER, "end": AT}]},
        "treatments[0].end",
        "end_before_start",
    ),
    (
        "a stay that ended before it began",
        {"involvement": {"admitted_on": "2026-11-12", "discharged_on": "2026-11-11"}},
        "involvement.discharged_on",
        "end_before_start",
    ),
    (
        "a range that runs backwards",
        {
            "observations": [
                {
                    "at": AT,
                    "code": "alt",
                    "value": "30",
                    "unit": "U/L",
                    "reference": {"low": "40", "high": "10"},
                }
            ]
        },
        "observations[0].reference",
        "range_reversed",
    ),
    (
        "two entries with one id",
        {
            "notes": [{"id": "a", "at": AT, "text": "x"}],
            "weights": [{"id": "a", "at": AT, "kg": "16"}],
        },
        "notes[0].id",
        "id_doubled",
    ),
    (
        "two plans with one id and version",
        {"plans": [{"id": "p", "regimen": "ivig"}, {"id": "p", "regimen": "ivig"}]},
        "plans[1].id",
        "id_doubled",
    ),
    (
        "a diameter beside the artery beyond what is possible",
        {"echos": [{"at": AT, "adjacent_mm": {"lad": "41"}}]},
        "echos[0].adjacent_mm.lad",
        "hard_limit",
    ),
    (
        "a node beyond what is possible",
        {"illness": {"signs": {"cervical_lymphadenopathy": {"diameter_cm": "-1"}}}},
        "illness.signs.cervical_lymphadenopathy.diameter_cm",
        "hard_limit",
    ),
    (
        "a unit that does not belong where only a judgement stands",
        {"observations": [{"at": AT, "code": "alt", "interpretation": "high", "unit": "mg/dL"}]},
        "observations[0].unit",
        "unit_not_of_field",
    ),
]


@pytest.mark.parametrize(
    ("entries", "where", "code"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS]
)
def test_an_impossible_order_is_refused(
    entries: dict[str, object], where: str, code: str, rulebook: Rulebook
) -> None:
    found = [(problem.where, problem.code) for problem in problems(case_of(**entries), rulebook)]
    assert found == [(where, code)]


def test_versions_of_one_plan_share_its_id(rulebook: Rulebook) -> None:
    case = case_of(
        plans=[
            {"id": "p", "regimen": "ivig"},
            {"id": "p", "regimen": "ivig", "version": 2},
            {"regimen": "ivig"},
        ]
    )
    assert problems(case, rulebook) == ()


def test_a_judgement_without_a_number_needs_no_unit(rulebook: Rulebook) -> None:
    case = case_of(observations=[{"at": AT, "code": "alt", "interpretation": "high"}])
    assert problems(case, rulebook) == ()


@pytest.mark.hazard("H43")
@pytest.mark.parametrize(("minutes", "codes"), [(5, []), (6, ["in_the_future"])])
def test_an_entry_more_than_five_minutes_ahead_of_the_clock_is_refused(
    minutes: int, codes: list[str], rulebook: Rulebook
) -> None:
    now = moment("day 5 12:00")
    at = (now + timedelta(minutes=minutes)).isoformat()
    case = case_of(weights=[{"at": at, "kg": "16"}])
    assert [problem.code for problem in problems(case, rulebook, now)] == codes
    assert problems(case, rulebook) == (), "read as of an earlier time it is left alone"


def test_a_birth_or_an_onset_to_come_is_refused_and_a_planned_treatment_is_not(
    rulebook: Rulebook,
) -> None:
    now = moment("day 1 12:00")
    case = case_of(
        patient={"date_of_birth": "2026-11-12"},
        illness={"fever_onset": "2026-11-13"},
        treatments=[{"agent": "ivig", "start": LATER}],
    )
    found = [(problem.where, problem.code) for problem in problems(case, rulebook, now)]
    assert found == [
        ("illness.fever_onset", "in_the_future"),
        ("patient.date_of_birth", "in_the_future"),
    ]


def test_what_is_struck_asks_nothing_and_counts_nowhere(rulebook: Rulebook) -> None:
    struck = {"at": AT, "by": "Nurse A", "reason": "wrong child"}
    case = case_of(
        weights=[{"at": AT, "kg": "190", "struck": struck}],
        heights=[{"at": AT, "cm": "31", "struck": struck}],
        observations=[{"at": AT, "code": "crp", "value": "79", "unit": "mg/dL", "struck": struck}],
        echos=[{"at": AT, "lad_mm": "39", "struck": struck}],
    )
    assert record_alerts(case, rulebook, moment("day 5 12:00")) == ()
    assert entries_after(case, moment("day 1 12:00")) == 0


def test_what_lies_ahead_is_counted_once_each(rulebook: Rulebook) -> None:
    case = case_of(
        illness={"fever_onset": "2026-11-13"},
        weights=[{"at": AT, "kg": "16"}],
        heights=[{"at": AT, "cm": "100"}],
        observations=[{"at": AT, "code": "esr", "value": "20", "unit": "mm/h"}],
        echos=[{"at": AT, "lad_mm": "39"}],
        notes=[{"at": AT, "text": "x"}],
        adverse_events=[{"at": AT, "term": "rash"}],
        treatments=[{"agent": "ivig", "start": AT}],
    )
    (alert,) = record_alerts(case, rulebook, moment("day 1 12:00"))
    assert (alert.code, alert.severity, alert.values["count"]) == ("entries_after_as_of", "info", 7)


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("start", "asks"),
    [
        ("day 5 03:59", True),
        ("day 5 04:00", False),
        ("day 6 12:00", False),
    ],
)
def test_anakinra_before_the_end_of_immunoglobulin_is_told(
    start: str, asks: bool, rulebook: Rulebook
) -> None:
    bedside = child(
        {
            "as_of": "day 8 12:00",
            "ivig": "day 4 16:00 to day 5 04:00",
            "treatments": [{"agent": "anakinra", "start": start, "status": "given"}],
        }
    )
    codes = [alert.code for alert in record_alerts(bedside.case, rulebook, bedside.as_of)]
    assert codes == (["anakinra_before_ivig_ended"] if asks else [])


@pytest.mark.hazard("H42")
def test_a_time_object_without_an_offset_is_refused_like_its_text() -> None:
    naive = moment("day 5 12:00").replace(tzinfo=None)
    with pytest.raises(ValidationError, match="moment_offset"):
        Note.model_validate({"at": naive, "text": "x"})


def test_a_unit_of_the_program_is_taken_as_it_is() -> None:
    entry = {"at": AT, "code": "crp", "value": "3", "unit": Unit.MG_PER_L}
    (observation,) = Case.model_validate({"observations": (entry,)}).observations
    assert observation.unit is Unit.MG_PER_L

"""Any record at all can be put into words: no sentence of any assessment or plan lacks a value.

Records are drawn at random within what a case file accepts; the gate draws the same ones each time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.assess import assess
from clinical.dosing.plan import Choice, plan
from clinical.problem import InputError
from clinical.record.case import Case
from clinical.record.validity import problems
from clinical.values import frozen_collections
from desktop.rules import load_rulebook
from reports.plain_text import assessment_text, plan_text
from reports.summary.cards import missing_text
from reports.wording import DAGGER, english

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

WORDS = english()
RULES = load_rulebook()
NOW = datetime.fromisoformat("2026-11-21T14:20:00+01:00")
TRI = st.sampled_from(["present", "absent", "unknown"])
DAYS = st.integers(-16, 0).map(lambda days: (NOW + timedelta(days=days)).date().isoformat())
MOMENTS = st.integers(-16 * 24, 2).map(lambda hours: (NOW + timedelta(hours=hours)).isoformat())


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def present(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def tables(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(members).map(present)


NUMBERS = {
    "crp": ("mg/L", 0, 700),
    "esr": ("mm/h", 0, 160),
    "wbc": ("10*9/L", 1, 60),
    "neutrophils_percent": ("%", 0, 100),
    "neutrophils": ("10*9/L", 0, 20),
    "platelets": ("10*9/L", 20, 1600),
    "haemoglobin": ("g/L", 50, 190),
    "sodium": ("mmol/L", 120, 160),
    "ast": ("U/L", 5, 1200),
    "alt": ("U/L", 5, 1200),
    "albumin": ("g/L", 15, 60),
    "total_bilirubin": ("umol/L", 1, 250),
    "creatinine": ("umol/L", 10, 500),
    "urine_wbc": ("/[HPF]", 0, 50),
    "temperature": ("Cel", 34, 43),
    "lymphocytes": ("10*9/L", 0, 6),
    "ferritin": ("ng/mL", 10, 5000),
    "d_dimer": ("ug/mL{FEU}", 0, 9),
    "troponin": ("ng/mL", 0, 4),
    "systolic_pressure": ("mm[Hg]", 40, 130),
}


@st.composite
def observations(draw: st.DrawFn) -> dict[str, Any]:
    code = draw(st.sampled_from(sorted(NUMBERS)))
    unit, low, high = NUMBERS[code]
    judged = draw(optional(st.sampled_from(["high", "low", "normal"])))
    value = draw(st.integers(low, high)) if judged is None or draw(st.booleans()) else None
    return present(
        {
            "at": draw(MOMENTS),
            "code": code,
            "value": None if value is None else str(value),
            "unit": None if value is None else unit,
            "comparator": None if value is None else draw(optional(st.sampled_from(["<", ">="]))),
            "interpretation": judged,
            "reference": draw(optional(st.just({"low": str(low), "high": str((low + high) // 2)}))),
        }
    )


SEGMENTS = st.sampled_from(["lmca", "lad", "rca", "lcx"])
TENTHS = st.integers(10, 99).map(lambda tenths: str(Decimal(tenths) / 10))
RECORDS = tables(
    patient=tables(
        date_of_birth=optional(
            st.integers(20, 6000).map(lambda days: (NOW - timedelta(days=days)).date().isoformat())
        ),
        sex=st.sampled_from(["female", "male", "unknown"]),
    ),
    allergies=tables(
        state=st.sampled_from(["known", "none_known", "not_recorded", "unavailable"]),
        items=st.lists(
            tables(substance=st.sampled_from(["anakinra", "immunoglobulin", "other"])), max_size=1
        ),
    ),
    weights=st.lists(
        tables(at=MOMENTS, kg=TENTHS, method=st.sampled_from(["measured", "estimated"])), max_size=2
    ),
    heights=st.lists(tables(at=MOMENTS, cm=st.integers(45, 180).map(str)), max_size=1),
    illness=tables(
        fever_onset=optional(DAYS),
        signs=tables(
            conjunctivitis=tables(state=TRI),
            oral_changes=tables(state=TRI),
            rash=tables(state=TRI),
            extremity_changes=tables(state=TRI),
            cervical_lymphadenopathy=tables(
                state=TRI, diameter_cm=optional(st.sampled_from(["1", "1.5"]))
            ),
        ),
        desquamation=TRI,
        subjective_fever_24h=TRI,
        final_diagnosis=optional(st.sampled_from(["kawasaki", "misc", "other", "undecided"])),
        alternative_diagnosis=TRI,
        experienced_clinician_override=st.booleans(),
    ),
    observations=st.lists(observations(), max_size=6),
    echos=st.lists(
        tables(
            at=MOMENTS,
            lad_mm=optional(TENTHS),
            rca_mm=optional(TENTHS),
            reported_z=st.dictionaries(
                SEGMENTS, tables(z=TENTHS, model=st.just("Boston")), max_size=1
            ),
            lvef_percent=optional(st.integers(20, 80).map(str)),
            normal_coronaries=TRI,
            aneurysm=TRI,
            lv_function_decreased=TRI,
            mitral_regurgitation=TRI,
            pericardial_effusion=TRI,
            perivascular_brightness=TRI,
            lack_of_tapering=TRI,
        ),
        max_size=2,
    ),
    sars_cov_2=tables(
        pcr=TRI,
        pcr_on=optional(DAYS),
        antigen=TRI,
        antigen_on=optional(DAYS),
        serology=TRI,
        contact=TRI,
        contact_on=optional(DAYS),
    ),
    involvement=tables(
        hospitalised=TRI,
        admitted_on=optional(DAYS),
        died=TRI,
        shock=TRI,
        hypotension=TRI,
        fluid_refractory=TRI,
        vasoactive_support=TRI,
        gastrointestinal=TRI,
        coagulopathy=TRI,
        pericarditis_or_valvulitis=TRI,
        kd_like=TRI,
    ),
    history=tables(
        tuberculosis_risk=TRI,
        immunodeficiency_or_cancer=TRI,
        hyperprolinaemia=TRI,
        anti_iga_antibodies=TRI,
        active_infection=TRI,
        hepatic_insufficiency=TRI,
        pregnant_or_breastfeeding=TRI,
        cyp450_interacting_drug=TRI,
        tuberculosis_recent_or_active=TRI,
    ),
    treatments=st.lists(
        tables(
            agent=st.sampled_from(["ivig", "anakinra", "infliximab", "etanercept", "live_vaccine"]),
            start=optional(MOMENTS),
            dose=optional(st.just("2")),
            dose_unit=st.just("g/kg"),
        ),
        max_size=3,
    ),
)


def read_case(document: dict[str, Any]) -> Case:
    return Case.model_validate(frozen_collections(document))


def valid_case(document: dict[str, Any], rulebook: Rulebook) -> Case | None:
    """Return the case, None where the record contradicts itself."""
    case = read_case(document)
    return None if problems(case, rulebook) else case


@given(RECORDS)
def test_any_record_can_be_put_into_words(document: dict[str, Any]) -> None:
    case = valid_case(document, RULES)
    if case is None:
        return
    assessment = assess(case, RULES, NOW)
    text = assessment_text(assessment, case, WORDS)
    assert all(missing_text(field, WORDS) for field in assessment.kawasaki.missing)
    assert "{" not in text
    for line in [*assessment.kawasaki.laboratory, *assessment.kawasaki.inflammation]:
        assert WORDS.reason(line)


CHOSEN: list[tuple[str, dict[str, str]]] = [
    ("ivig", {}),
    ("ivig", {"hours": "2"}),
    ("ivig", {"max_g": "10"}),
    ("ivig", {"g_per_kg": "3"}),
    ("ivig", {"g_per_kg": "5"}),
    ("ivig", {"weight_basis": "ideal"}),
    ("ivig", {"split_days": "2"}),
    ("ivig", {"weight_basis": "lean", "basis_weight_kg": "9"}),
    ("ivig", {"concentration": "5 %"}),
    ("anakinra_fixed", {}),
    ("anakinra_fixed", {"mg_per_kg_day": "8"}),
    ("anakinra_fixed", {"mg_per_kg_day": "9"}),
    ("anakinra_fixed", {"days": "1"}),
]


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_every_choice_of_settings_can_be_put_into_words(chosen: tuple[str, dict[str, str]]) -> None:
    weight = {"at": NOW.isoformat(), "kg": "12"}
    case = read_case({"weights": [weight], "illness": {"fever_onset": "2026-11-08"}})
    made = plan(case, RULES, Choice(chosen[0], NOW, chosen[1]), NOW)
    assert plan_text(made, case, WORDS)


@given(RECORDS, st.sampled_from(CHOSEN), st.integers(-48, 24 * 9))
def test_any_plan_can_be_put_into_words(
    document: dict[str, Any], chosen: tuple[str, dict[str, str]], hours: int
) -> None:
    case = valid_case(document, RULES)
    if case is None:
        return
    regimen, settings = chosen
    choice = Choice(regimen, NOW + timedelta(hours=hours), settings)
    try:
        made = plan(case, RULES, choice, NOW)
    except InputError as error:
        pytest.fail(str(error))
    text = plan_text(made, case, WORDS)
    assert "{" not in text
    for alert in (*made.reasons, *made.checks):
        assert WORDS.alert(alert)


def test_an_unverified_number_carries_the_dagger_in_its_sentence() -> None:
    case = read_case(
        {"illness": {"fever_onset": "2026-11-08"}, "history": {"active_infection": "present"}}
    )
    made = plan(case, RULES, Choice("anakinra_fixed"), NOW)
    alerts = [*made.reasons, *made.checks]
    assert {DAGGER in WORDS.alert(alert) for alert in alerts if alert.mark == "M"} <= {True}
    plain = [WORDS.alert(alert) for alert in alerts if alert.mark in {"V", "S", "P"}]
    assert plain
    assert not any(text.endswith(DAGGER) for text in plain)

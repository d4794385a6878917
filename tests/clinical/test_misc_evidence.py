"""Where a value is raised by whose range, and what each echocardiogram adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from tests.clinical.child import child
from tests.clinical.site import with_site

if TYPE_CHECKING:
    from clinical.diagnosis.misc_items import Definition
    from clinical.rules.rulebook import Rulebook

QUIET: dict[str, Any] = {
    "age": "8 years",
    "present": [],
    "absent": "the rest",
    "troponin": "normal",
    "nt_pro_bnp": "normal",
    "involvement": {"pericarditis_or_valvulitis": "absent"},
    "echo": {"lvef_percent": "60", "normal_coronaries": "present"},
}
SITE = (
    "[fields.troponin]\nreference = { maximum = 0.04 }\n[fields.crp]\nreference = { maximum = 1 }"
)


def part(found: Definition, group: str, name: str) -> str:
    return next(item.finding.value for item in found.parts[group] if item.id == name)


def heart(given: dict[str, Any], rulebook: Rulebook) -> tuple[str, str]:
    """Return what CSTE says of the heart, and what the WHO says."""
    bedside = child(given)
    found = assess(bedside.case, rulebook, bedside.as_of).misc
    return part(found.cste, "categories", "cardiac"), part(found.who, "features", "myocardial")


def test_a_quiet_heart_is_not_affected(rulebook: Rulebook) -> None:
    assert heart(QUIET, rulebook) == ("not_met", "not_met")


@pytest.mark.parametrize(
    ("troponin", "expected"),
    [
        ("0.04 ng/mL", "not_met"),
        ("0.05 ng/mL", "met"),
        ("40 ng/L", "not_met"),
        ("41 ng/L", "met"),
        # The laboratory's own range goes before the site's, its judgement before its range.
        ({"value": "0.05 ng/mL", "high": "0.06"}, "not_met"),
        ({"value": "0.05 ng/mL", "high": "0.06", "interpretation": "high"}, "met"),
        ({"value": "0.05 ng/mL", "low": "0.01"}, "met"),
    ],
)
def test_troponin_is_judged_by_the_laboratory_and_then_by_the_site(
    troponin: object, expected: str, rule_texts: dict[str, str]
) -> None:
    site = with_site(rule_texts, SITE)
    assert heart(QUIET | {"troponin": troponin}, site)[0] == expected


def test_a_troponin_without_any_range_asks_for_one(rulebook: Rulebook) -> None:
    given = QUIET | {"troponin": "0.05 ng/mL"}
    assert heart(given, rulebook) == ("unknown", "unknown")
    bedside = child(given | {"present": ["rash"]})
    assert "troponin" in assess(bedside.case, rulebook, bedside.as_of).misc.cste.missing


def test_the_site_moves_what_counts_as_a_raised_crp(
    rulebook: Rulebook, rule_texts: dict[str, str]
) -> None:
    bedside = child(QUIET | {"crp": "0.9 mg/dL"})
    shipped = assess(bedside.case, rulebook, bedside.as_of).misc
    site = assess(bedside.case, with_site(rule_texts, SITE), bedside.as_of).misc
    assert part(shipped.cdc, "markers", "crp") == "met"
    assert part(site.cdc, "markers", "crp") == "not_met"


@pytest.mark.parametrize(
    ("echo", "cste", "who"),
    [
        # CSTE asks for a number; the WHO for dysfunction, which may be said in words.
        ({"normal_coronaries": "present", "lv_function_decreased": "present"}, "unknown", "met"),
        ({"normal_coronaries": "present", "lv_function_decreased": "absent"}, "unknown", "not_met"),
        (
            {
                "normal_coronaries": "present",
                "lvef_percent": "60",
                "lv_function_decreased": "present",
            },
            "not_met",
            "met",
        ),
        (
            {
                "normal_coronaries": "present",
                "lvef_percent": "60",
                "lv_function_decreased": "absent",
            },
            "not_met",
            "not_met",
        ),
        (
            {
                "normal_coronaries": "present",
                "lvef_percent": "54",
                "lv_function_decreased": "absent",
            },
            "met",
            "met",
        ),
        (
            {"lvef_percent": "60", "lad_z": "1.9", "rca_z": "2.0", "aneurysm": "absent"},
            "met",
            "met",
        ),
        ({"lvef_percent": "60", "lad_z": "1.9", "rca_z": "1.9"}, "unknown", "unknown"),
        ({"lvef_percent": "60", "aneurysm": "present"}, "met", "met"),
        # From 8 mm on it is an aneurysm, whatever the z and without one (reference 5.4).
        ({"lvef_percent": "60", "lad_mm": "8.0"}, "met", "met"),
        ({"lvef_percent": "60", "lad_mm": "7.9"}, "unknown", "unknown"),
    ],
)
def test_an_echocardiogram_says_to_each_definition_what_it_asks(
    echo: dict[str, str], cste: str, who: str, rulebook: Rulebook
) -> None:
    assert heart(QUIET | {"echo": echo}, rulebook) == (cste, who)


def test_a_dilated_artery_is_not_undone_by_a_later_normal_echocardiogram(
    rulebook: Rulebook,
) -> None:
    echos = [
        {"at": "day 4 10:00", "lvef_percent": "60", "lad_z": "2.0", "rca_z": "1"},
        {"at": "day 7 10:00", "lvef_percent": "60", "normal_coronaries": "present"},
    ]
    assert heart(QUIET | {"echo": echos}, rulebook) == ("met", "met")


def test_an_echocardiogram_from_before_the_illness_says_nothing(rulebook: Rulebook) -> None:
    echo = {"at": "day -40 10:00", "lvef_percent": "40", "lad_z": "4"}
    assert heart(QUIET | {"echo": echo}, rulebook) == ("unknown", "unknown")


def test_a_day_of_admission_answers_for_the_stay_unless_it_was_denied(rulebook: Rulebook) -> None:
    def stay(**entries: str) -> str:
        bedside = child(QUIET | {"involvement": entries})
        found = assess(bedside.case, rulebook, bedside.as_of).misc.cdc
        return next(item.finding.value for item in found.items if item.id == "hospitalised")

    assert stay(admitted_on="day 5") == "met"
    assert stay(admitted_on="day 9") == "unknown"
    assert stay(admitted_on="day 5", hospitalised="absent") == "not_met"

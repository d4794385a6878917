"""The rescue treatments side by side in words, for the window and the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from clinical.dosing.compare import compare
from reports.compare_text import compare_text
from reports.json_document.compare import compare_document
from reports.summary.compare import Comparison, comparison
from reports.wording import english
from tests.clinical.child import child
from tests.reports.sheets import rulebook

# A girl of 14 years and 60 kg.
GIVEN: dict[str, Any] = {"as_of": "day 10 12:00", "age": "14 years", "kg": "60", "cm": "160"}


def compared(**given: Any) -> Comparison:  # noqa: ANN401 (entries as a table writes them)
    bedside = child(GIVEN | given)
    return comparison(compare(bedside.case, rulebook(), bedside.as_of), english())


@pytest.mark.hazard("H27", "H28")
def test_of_a_refused_treatment_only_the_reason_is_said() -> None:
    free = {option.regimen: option for option in compared(allergies="none known").options}
    # 4 mg/kg are 240 mg: two syringes and more than 200 mg a day.
    assert {line.mark for line in free["anakinra_fixed"].cautions} >= {"caution", "info"}
    allergic = compared(allergies=["anakinra"])
    options = {option.regimen: option for option in allergic.options}
    for name in ("anakinra_fixed", "anakinra_kawakinra", "anakinra_anacomp"):
        refused = options[name]
        assert (refused.dose, refused.how) == ("", "No dose")
        assert [line.mark for line in refused.cautions] == ["stop"]
        assert refused.to_check == ""
        assert refused.evidence == free[name].evidence
    assert options["infliximab"].dose == free["infliximab"].dose == "300 mg"


@pytest.mark.hazard("H27")
@pytest.mark.parametrize(
    ("regimen", "length", "count", "days"),
    [
        # S4, Table 2, and reference 6.3 to 6.5.
        ("etanercept", ", 3 doses in 15 days", 3, 15),
        ("methylprednisolone_pulse", ", 3 doses in 3 days", 3, 3),
        ("prednisolone_raise", ", 15 doses in 5 days", 15, 5),
        ("anakinra_fixed", ", 28 doses in 28 days", 28, 28),
        ("anakinra_anacomp", ", 14 days in all, the dose as the steps say", None, 14),
        ("infliximab", "once", 1, 1),
        ("ivig", "one infusion", 1, 1),
    ],
)
def test_each_schedule_says_how_many_doses_in_how_many_days(
    regimen: str, length: str, count: int | None, days: int
) -> None:
    found = {option.regimen: option for option in compared(kg="16.5", age="4 years").options}
    assert found[regimen].how.endswith(length)
    bedside = child(GIVEN | {"kg": "16.5", "age": "4 years"})
    written = compare_document(compare(bedside.case, rulebook(), bedside.as_of), english())
    (option,) = [each for each in written["options"] if each["regimen"] == regimen]
    assert (option["count"], option["days"]) == (count, days)


def test_later_doses_say_how_many_they_are() -> None:
    found = {option.regimen: option for option in compared(kg="16.5", age="4 years").options}
    assert "doses in 5 days" in found["prednisolone_raise"].later


def test_what_holds_of_all_is_said_once() -> None:
    found = compared(kg=[])
    assert [line.mark for line in found.shared] == ["stop"]
    said = found.shared[0].text
    assert "weight" in said
    for option in found.options:
        assert option.dose == ""
        assert said not in [line.text for line in option.cautions]


def test_the_terminal_and_the_document_say_what_the_window_says() -> None:
    bedside = child(GIVEN | {"allergies": ["anakinra"]})
    plans = compare(bedside.case, rulebook(), bedside.as_of)
    found, text = comparison(plans, english()), compare_text(plans, english())
    document = compare_document(plans, english())
    flat = " ".join(text.split())
    for option, written in zip(found.options, document["options"], strict=True):
        assert option.title == written["title"]
        assert f"{option.title}: {option.dose}" in text or f"{option.title}: {option.how}" in text
        assert [line.text for line in option.cautions] == [
            caution["text"] for caution in written["cautions"]
        ]
        for line in option.cautions:
            assert line.text in flat
        assert (written["dose"] is None) == (option.dose == "")

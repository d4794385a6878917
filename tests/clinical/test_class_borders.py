"""The diameter told to change a coronary class does change it, and one step short of it does not.

The numbers of the first table are those of the reference (5.3): the diameter of the LAD that gives
z = 10 at 0.50 square metres, and z 2.5 by Lopez at 2.01 mm.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.assess import assess
from clinical.heart.class_borders import class_changes
from desktop.rules import shipped_rulebook
from reports.summary.coronary import size_card
from reports.wording import english
from tests.clinical.child import child

if TYPE_CHECKING:
    from clinical.assess import Assessment

RULES = shipped_rulebook()
SIZES = ("none", "dilation", "small", "medium", "giant")
# Reference 5.5, case C: 76 cm, 10 kg, a boy.
CASE_C: dict[str, Any] = {
    "age": "1 year",
    "sex": "male",
    "kg": "10 at day 5 08:00",
    "cm": "76 at day 5 08:00",
}


def read(echo: dict[str, str], **given: object) -> Assessment:
    bedside = child({**CASE_C, **given, "echo": echo})
    return assess(bedside.case, RULES, bedside.as_of)


def borders(found: Assessment) -> dict[str, tuple[str, Decimal]]:
    """Return each line as its code with the class and the diameter it names."""
    latest = found.coronary.latest
    assert latest is not None
    return {
        reason.code.removeprefix("change.coronary_"): (
            str(reason.values["size_class"]),
            Decimal(str(reason.values["mm"])),
        )
        for reason in class_changes(latest, RULES, found.coronary.model)
    }


def size_of(found: Assessment) -> str:
    latest = found.coronary.latest
    assert latest is not None
    return latest.decided["lad"].size


def surface_of_half(formula: str) -> str:
    """Return the weight of a child of 76 cm with 0.50 square metres, by the model's formula."""
    kg = {
        "haycock": (0.5 / (0.024265 * 76**0.3964)) ** (1 / 0.5378),
        "dubois": (0.5 / (0.007184 * 76**0.725)) ** (1 / 0.425),
    }[formula]
    return f"{kg:.4f}"


@pytest.mark.hazard("H23")
@pytest.mark.parametrize(
    ("model", "sex", "mm"),
    [
        ("lopez_2017", "male", "3.88"),
        ("mccrindle_2007", "male", "4.19"),
        ("dallaire_2011", "male", "4.78"),
        ("kobayashi_2016", "female", "6.46"),
    ],
)
def test_the_border_of_a_giant_is_the_one_of_the_reference(model: str, sex: str, mm: str) -> None:
    kg = f"{surface_of_half('haycock')} at day 5 08:00"
    # z 9 or so: a medium aneurysm just short of the border.
    near = str(Decimal(mm) - Decimal("0.1"))
    found = read({"lad_mm": near}, kg=kg, sex=sex, z_model=model)
    size, border = borders(found)["wider"]
    assert size == "giant"
    assert border == pytest.approx(Decimal(mm), abs=Decimal("0.011"))


@pytest.mark.parametrize(
    ("model", "sex", "formula"),
    [("kobayashi_2016", "male", "haycock"), ("olivieri_2009", "male", "dubois")],
)
def test_where_z_10_lies_beyond_8_mm_the_diameter_makes_the_giant(
    model: str, sex: str, formula: str
) -> None:
    kg = f"{surface_of_half(formula)} at day 5 08:00"
    lines = borders(read({"lad_mm": "6.9"}, kg=kg, sex=sex, z_model=model))
    assert lines["giant"] == ("giant", Decimal(8))


def test_a_small_aneurysm_by_lopez_begins_just_past_2_01_mm() -> None:
    kg = f"{surface_of_half('haycock')} at day 5 08:00"
    found = read({"lad_mm": "1.95"}, kg=kg, z_model="lopez_2017")
    # 2.75 times 0.5 to the power of 0.45 is 2.0131: the first hundredth that reaches it is 2.02.
    assert borders(found)["wider"] == ("small", Decimal("2.02"))


@pytest.mark.hazard("H23")
@given(
    mm=st.decimals("0.6", "11", places=2),
    kg=st.decimals("3", "60", places=1),
    model=st.sampled_from(sorted(RULES.z_models)),
    reported=st.sampled_from(["", "1.0", "3.0", "6.0", "11.0"]),
)
def test_a_diameter_typed_as_told_falls_into_the_class_told(
    mm: Decimal, kg: Decimal, model: str, reported: str
) -> None:
    body = {"kg": f"{kg} at day 5 08:00", "cm": "90 at day 5 08:00", "z_model": model}
    beside = {"lad_z": reported} if reported else {}
    found = read({"lad_mm": str(mm), **beside}, **body)
    if found.coronary.latest is None or "lad" not in found.coronary.latest.decided:
        return
    if model not in found.coronary.latest.segments["lad"].sizes.z:
        return
    now, lines = size_of(found), borders(found)
    for code, (size, border) in lines.items():
        hundredth = Decimal("0.01")
        within, without = (
            (border - hundredth, border) if code == "narrower" else (border, border - hundredth)
        )
        assert size_of(read({"lad_mm": str(within), **beside}, **body)) == size
        assert size_of(read({"lad_mm": str(without), **beside}, **body)) == now
        assert (SIZES.index(size) < SIZES.index(now)) == (code == "narrower")
    if now != "giant":
        assert len({"wider", "giant"} & set(lines)) == 1
    if now != "none" and not reported:
        assert "narrower" in lines


def test_without_a_body_size_no_diameter_is_told_and_what_is_missing_is_asked() -> None:
    sized = {name: value for name, value in CASE_C.items() if name != "cm"}
    bedside = child({**sized, "echo": {"lad_mm": "2.6"}})
    found = assess(bedside.case, RULES, bedside.as_of)
    card = size_card(found, english())
    assert card.would_change == ()
    assert [line.field for line in card.missing] == ["height"]


def test_the_card_names_segment_class_diameter_and_model() -> None:
    # Case C by McCrindle: 2.4 mm is z 3.05, 2.6 mm z 3.88 (reference 5.5).
    card = size_card(read({"lad_mm": "2.4"}), english())
    wider, narrower = (line.text for line in card.would_change)
    assert wider == (
        "Left anterior descending (LAD): medium aneurysm from 2.87 mm on (McCrindle 2007)"
    )
    assert narrower == (
        "Left anterior descending (LAD): dilation only under 2.27 mm (McCrindle 2007)"
    )
    assert {line.field for line in card.would_change} == {"echo.lad_mm"}

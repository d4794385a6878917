"""What a product holds decides who must not have it: L-proline, and what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.site import BABY, STEP_UP, planned, with_site

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H27")
@pytest.mark.parametrize(
    ("state", "result"),
    [
        ("present", "refused"),
        ("unknown", "confirm"),
        ("absent", "ready"),
    ],
)
def test_hyperprolinaemia_forbids_a_product_with_l_proline(
    state: str, result: str, rule_texts: dict[str, str]
) -> None:
    given = BABY | {"history": BABY["history"] | {"hyperprolinaemia": state}}
    site = with_site(rule_texts, STEP_UP)
    assert planned(given, site, "ivig", product="brand").verdict == result


@pytest.mark.hazard("H27")
@pytest.mark.parametrize(
    ("state", "result"),
    [
        ("present", "confirm"),
        ("unknown", "confirm"),
        ("absent", "ready"),
    ],
)
def test_hyperprolinaemia_asks_where_nobody_knows_what_the_product_holds(
    state: str, result: str, rulebook: Rulebook
) -> None:
    given = BABY | {"history": BABY["history"] | {"hyperprolinaemia": state}}
    assert planned(given, rulebook, "ivig").verdict == result


@pytest.mark.hazard("H27")
def test_hyperprolinaemia_does_not_matter_for_a_product_without_l_proline(
    rule_texts: dict[str, str],
) -> None:
    given = BABY | {"history": BABY["history"] | {"hyperprolinaemia": "present"}}
    without = STEP_UP.replace('contains = ["l_proline"]', "contains = []")
    assert (
        planned(given, with_site(rule_texts, without), "ivig", product="brand").verdict == "ready"
    )


@pytest.mark.hazard("H27")
def test_an_allergy_to_l_proline_forbids_a_product_that_holds_it(
    rule_texts: dict[str, str],
) -> None:
    given = BABY | {"allergies": ["l_proline"]}
    found = planned(given, with_site(rule_texts, STEP_UP), "ivig", product="brand")
    assert found.verdict == "refused"


@pytest.mark.hazard("H27")
@pytest.mark.parametrize(
    ("contents", "result"),
    [
        ("contains = []\ncontents_known = true", "ready"),
        ("contains = []\ncontents_known = false", "confirm"),
    ],
)
def test_an_allergy_to_l_proline_asks_only_where_the_contents_are_not_known(
    contents: str, result: str, rule_texts: dict[str, str]
) -> None:
    given = BABY | {"allergies": ["l_proline"]}
    product = STEP_UP.replace('contains = ["l_proline"]\ncontents_known = true', contents)
    found = planned(given, with_site(rule_texts, product), "ivig", product="brand")
    assert found.verdict == result

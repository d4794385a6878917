"""What nobody has checked against its source is confirmed, until the site has confirmed it."""

from __future__ import annotations

import pytest

from clinical.problem import InputError
from clinical.rules.files import parse
from tests.clinical.site import BABY, BLOCK, HEADER, STEP_UP, planned

UNSURE = STEP_UP.replace('mark = "P"', 'mark = "M"')


def test_a_value_from_memory_is_confirmed_until_the_site_has_confirmed_it(
    rule_texts: dict[str, str],
) -> None:
    name = "regimen_anakinra_fixed.toml"
    text = rule_texts[name]
    place = text.index("[setting.days]")
    unsure = rule_texts | {name: text[:place] + text[place:].replace('mark = "S"', 'mark = "M"', 1)}
    asked = planned(BLOCK, parse(unsure), "anakinra_fixed")
    assert [reason.code for reason in asked.open_confirmations] == ["unverified_value"]
    site = parse(unsure, HEADER.replace("\nname", '\nconfirmed = ["anakinra_fixed"]\nname'))
    assert planned(BLOCK, site, "anakinra_fixed").verdict == "ready"


def site_text(confirmed: str, products: str) -> str:
    return HEADER.replace("\nname", f"\nconfirmed = [{confirmed}]\nname") + products


@pytest.mark.hazard("H31")
def test_a_product_from_memory_is_confirmed_before_it_is_used(rule_texts: dict[str, str]) -> None:
    site = parse(rule_texts, site_text("", UNSURE))
    found = planned(BABY, site, "ivig", product="brand")
    assert [reason.code for reason in found.open_confirmations] == ["unverified_value"]
    assert planned(BABY, site, "ivig").verdict == "ready", "another product is not in doubt"


@pytest.mark.hazard("H31")
def test_a_product_that_the_site_has_confirmed_is_not_asked_about(
    rule_texts: dict[str, str],
) -> None:
    site = parse(rule_texts, site_text('"products.brand"', UNSURE))
    assert planned(BABY, site, "ivig", product="brand").verdict == "ready"


@pytest.mark.hazard("H31")
def test_a_confirmed_regimen_does_not_confirm_its_product(rule_texts: dict[str, str]) -> None:
    site = parse(rule_texts, site_text('"ivig"', UNSURE))
    found = planned(BABY, site, "ivig", product="brand")
    assert [reason.code for reason in found.open_confirmations] == ["unverified_value"]


def test_a_product_with_a_source_is_not_asked_about(rule_texts: dict[str, str]) -> None:
    site = parse(rule_texts, site_text("", STEP_UP))
    assert planned(BABY, site, "ivig", product="brand").verdict == "ready"


def test_a_confirmed_product_that_nobody_knows_is_refused(rule_texts: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        parse(rule_texts, site_text('"products.leeches"', STEP_UP))
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("rule_unknown", "products.leeches")
    assert "products.brand" in (problem.accepted or "")

"""The schema of a site file is what the program reads it with, and the example fits both."""

from __future__ import annotations

import json
import tomllib
from typing import Any, cast

import pytest

from clinical.problem import InputError
from clinical.rules.files import SITE_KEYS, parse
from resources import names, read_text
from scripts.site_schema import PLACE, schema_text

SCHEMA: dict[str, Any] = json.loads(schema_text())
SHIPPED = [tomllib.loads(read_text(name)) for name in names("rules", ".toml")]


def unknown_keys(value: object, schema: dict[str, Any], place: str = "") -> list[str]:
    """Return what the schema does not know, by place; choices of a schema are tried in turn."""
    ways = schema.get("anyOf") or schema.get("oneOf")
    if ways:
        return min((unknown_keys(value, way, place) for way in ways), key=len)
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [one for each in items for one in unknown_keys(each, schema["items"], place)]
    if not isinstance(value, dict):
        return []
    found = [f"{place}: {key} is missing" for key in schema.get("required", ()) if key not in value]
    for key, member in cast("dict[str, object]", value).items():
        known = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
        if not isinstance(known, dict):
            found.append(f"{place}.{key}")
        else:
            found += unknown_keys(member, cast("dict[str, Any]", known), f"{place}.{key}")
    return found


def test_the_schema_in_the_book_is_that_of_the_models() -> None:
    assert PLACE.read_text(encoding="utf-8") == schema_text(), "make schema"


def test_the_example_fits_the_schema_and_is_read(rule_texts: dict[str, str]) -> None:
    text = read_text("site/example.toml")
    assert unknown_keys(tomllib.loads(text), SCHEMA) == []
    site = parse(rule_texts, text).site
    assert site is not None
    assert site.example
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert len(comments) >= len(tomllib.loads(text)["products"]) + len(tomllib.loads(text)["rules"])


def test_the_schema_names_every_rule_with_what_a_site_may_set() -> None:
    rules = SCHEMA["properties"]["rules"]["properties"]
    expected = {
        table["id"]: set(SITE_KEYS[table["kind"]])
        for table in SHIPPED
        if SITE_KEYS.get(table["kind"])
    }
    assert {name: set(rule["properties"]) for name, rule in rules.items()} == expected
    assert SCHEMA["required"] == ["format", "name"]


@pytest.mark.parametrize(
    "own",
    [
        "colour = 1",
        "[rules.kawasaki]\ncomplete_signs = 3",
        "[rules.nobody]\nvalue = 3",
        "[rules.ivig.setting.hours]\ndefalut = 10",
        "[rules.rounding]\ndose_mg = [{ from_amount = 0 }]",
        "[fields.crp]\nhard = { maximum = 1 }",
        "[products.mine]\nagent = 'ivig'",
    ],
)
def test_what_the_program_refuses_for_its_keys_the_schema_refuses(
    own: str, rule_texts: dict[str, str]
) -> None:
    text = f'format = "kd-bedside.site/1"\nname = "Ward"\n{own}'
    assert unknown_keys(tomllib.loads(text), SCHEMA) != []
    with pytest.raises(InputError):
        parse(rule_texts, text)

"""The shape of a site file as a JSON Schema, for editors that check a file while it is written.

Generated from the models the program reads the file with, rule by rule: only what a site may set.
What a site writes lies over the shipped table, so nothing inside a rule is required but in a list,
which replaces the shipped one whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clinical.rules.fields import FieldRule
from clinical.rules.files import RULE_MODELS, SITE_KEYS, SiteFile
from clinical.rules.regimens import Product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

_Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLE = "Site rules of KD Bedside"


def site_schema(tables: Mapping[str, Mapping[str, Any]]) -> _Schema:
    """Return the schema of a site file; ``tables`` are the decoded shipped rule files."""
    schema = _plain(SiteFile)
    properties = cast("dict[str, _Schema]", schema["properties"])
    rules: dict[str, _Schema] = {}
    for table in sorted(tables.values(), key=lambda each: str(each.get("id", ""))):
        keys = SITE_KEYS.get(str(table["kind"]))
        if keys:
            members = _plain(RULE_MODELS[str(table["kind"])])["properties"]
            rules[str(table["id"])] = _object(
                {key: _laid_over(members[key]) for key in sorted(keys)}
            )
    catalogue = next(table for table in tables.values() if table["kind"] == "fields")
    reference = _laid_over(_plain(FieldRule)["properties"]["reference"])
    properties["rules"] = _object(rules)
    properties["products"] = {"type": "object", "additionalProperties": _plain(Product)}
    properties["fields"] = _object(
        {name: _object({"reference": reference}) for name in sorted(catalogue["field"])}
    )
    properties["units"] = _object(
        {name: {"enum": list(field["units"])} for name, field in sorted(catalogue["field"].items())}
    )
    return {"$schema": _DIALECT, "title": _TITLE, **schema}


def _object(properties: Mapping[str, _Schema]) -> _Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _plain(model: type[BaseModel]) -> _Schema:
    """Return the schema of a model with every reference written out and without its texts."""
    schema = model.model_json_schema()
    shared = schema.pop("$defs", {})
    return cast("_Schema", _written_out(schema, shared))


def _written_out(value: object, shared: Mapping[str, _Schema]) -> object:
    if isinstance(value, list):
        return [_written_out(item, shared) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    held = cast("dict[str, object]", value)
    name = held.get("$ref")
    if isinstance(name, str):
        return _written_out(shared[name.rpartition("/")[2]], shared)
    return {
        key: {name: _written_out(part, shared) for name, part in cast("_Schema", member).items()}
        if key == "properties"
        else _written_out(member, shared)
        for key, member in held.items()
        if key not in {"title", "description", "default"}
    }


def _laid_over(schema: _Schema) -> _Schema:
    """Return a schema in which a table may hold as little as a site wants; a list is whole."""
    if schema.get("type") == "array":
        return schema
    found = {key: member for key, member in schema.items() if key != "required"}
    if "properties" in found:
        found["properties"] = {
            name: _laid_over(part) for name, part in cast("_Schema", found["properties"]).items()
        }
    for key in ("anyOf", "oneOf"):
        if key in found:
            found[key] = [_laid_over(part) for part in cast("list[_Schema]", found[key])]
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _laid_over(found["additionalProperties"])
    return found

# ruff: noqa: INP001 (the folder holds shell scripts as well)
"""Writes docs/site-schema.json: the shape of a site file, from the models it is read with."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from clinical.rules.site_schema import site_schema
from resources import names, read_text

PLACE = Path(__file__).parent.parent / "docs" / "site-schema.json"


def schema_text() -> str:
    """Return the schema as it stands in the file."""
    shipped = {name: tomllib.loads(read_text(name)) for name in names("rules", ".toml")}
    return json.dumps(site_schema(shipped), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PLACE.write_text(schema_text(), encoding="utf-8")

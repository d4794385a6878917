"""The tables as queries name them; a test holds them to what the schemas make."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text

METADATA = MetaData()


def _text(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=primary_key, nullable=nullable)


def _texts(*names: str) -> tuple[Column[str], ...]:
    return tuple(map(_text, names))


def _number(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=primary_key, nullable=nullable)


STORE = Table("store", METADATA, _text("id", primary_key=True), _text("created"))

CHANGE = Table(
    "change",
    METADATA,
    _number("seq", primary_key=True),
    _text("key", nullable=True),
    _text("request", nullable=True),
    *_texts("at", "person", "shown", "action", "subject"),
    _number("version", nullable=True),
    *_texts("detail", "added"),
    _text("state", nullable=True),
    *_texts("program", "rules", "mac"),
)

PERSON = Table(
    "person",
    METADATA,
    _text("id", primary_key=True),
    *_texts("name", "shown", "roles"),
    _number("active"),
    _number("version"),
)

CASE_HEAD = Table(
    "case_head",
    METADATA,
    _number("number", primary_key=True),
    *_texts("id", "patient"),
    _number("version"),
    *_texts("content", "admitted"),
    _text("closed", nullable=True),
    *_texts("touched", "due", "identifier", "family", "given", "born"),
)

ENTRY = Table(
    "entry",
    METADATA,
    _number("seq", primary_key=True),
    *_texts("case_id", "kind", "entry"),
    _number("version"),
    _text("content"),
    _number("change"),
)

FIELD_CHANGE = Table(
    "field_change",
    METADATA,
    _number("change", primary_key=True),
    _number("place", primary_key=True),
    *_texts("case_id", "path", "before", "after"),
)

DRAFT = Table(
    "draft",
    METADATA,
    _text("person", primary_key=True),
    _text("case_id", primary_key=True),
    _number("version"),
    *_texts("at", "content", "seal"),
)

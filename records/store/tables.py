"""The tables as queries name them; a test holds them to what the schemas make."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text

METADATA = MetaData()


def _text(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=primary_key, nullable=nullable)


STORE = Table("store", METADATA, _text("id", primary_key=True), _text("created"))

CHANGE = Table(
    "change",
    METADATA,
    Column("seq", Integer, primary_key=True),
    _text("key", nullable=True),
    _text("request", nullable=True),
    _text("at"),
    _text("person"),
    _text("shown"),
    _text("action"),
    _text("subject"),
    Column("version", Integer, nullable=True),
    _text("detail"),
    _text("added"),
    _text("state", nullable=True),
    _text("program"),
    _text("rules"),
    _text("mac"),
)

PERSON = Table(
    "person",
    METADATA,
    _text("id", primary_key=True),
    _text("name"),
    _text("shown"),
    _text("roles"),
    Column("active", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)

CASE_HEAD = Table(
    "case_head",
    METADATA,
    Column("number", Integer, primary_key=True),
    _text("id"),
    _text("patient"),
    Column("version", Integer, nullable=False),
    _text("content"),
    _text("admitted"),
    _text("closed", nullable=True),
    _text("touched"),
    _text("due"),
    _text("identifier"),
    _text("family"),
    _text("given"),
    _text("born"),
)

ENTRY = Table(
    "entry",
    METADATA,
    Column("seq", Integer, primary_key=True),
    _text("case_id"),
    _text("kind"),
    _text("entry"),
    Column("version", Integer, nullable=False),
    _text("content"),
    Column("change", Integer, nullable=False),
)

FIELD_CHANGE = Table(
    "field_change",
    METADATA,
    Column("change", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    _text("case_id"),
    _text("path"),
    _text("before"),
    _text("after"),
)

DRAFT = Table(
    "draft",
    METADATA,
    _text("person", primary_key=True),
    _text("case_id", primary_key=True),
    Column("version", Integer, nullable=False),
    _text("at"),
    _text("content"),
    _text("seal"),
)

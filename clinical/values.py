"""The leaves of every model: strict, closed, exact.

Entered text becomes a ``Decimal``, a date, an aware datetime or plain text here and nowhere
else. What cannot be read is refused with a code and what was found; nothing is guessed, so
``1_5``, full-width digits, ``1e2``, NaN, a time without an offset or hidden text-direction
marks never reach a rule.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from clinical.quantity import Unit, UnknownUnitError, read_unit

NUMBER_FORM = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    # Python would take +01:80 for +02:20.
    r"(?P<offset>Z|[+-][0-9]{2}:[0-5][0-9])?"
)
# In characters of the normalised text; a field says so while it is typed.
LONGEST_TEXT = 10_000
_LONGEST_QUOTE = 60
# Marks that turn the reading direction can make a name or a number read as another one.
_DIRECTION_MARKS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2200


def refusal(code: str, found: object = None, **details: object) -> PydanticCustomError:
    """Return the error that refuses an input, with its code and what was found."""
    context = {key: str(value) for key, value in details.items()}
    if found is not None:
        context["found"] = quoted(found)
    return PydanticCustomError(code, "{code}", {"code": code, **context})  # pyright: ignore[reportArgumentType] (the code is data here, a literal only at the call)


def quoted(found: object) -> str:
    """Return what was found in a form short enough for one line, as a file would spell it."""
    match found:
        case None | bool():
            text = {None: "null", True: "true", False: "false"}[found]
        case dict():
            text = "{...}"
        case tuple() | list():
            text = "[...]"
        case _:
            text = str(found)
            if not text.strip():
                return f'"{" " * min(len(text), 1)}"'
    printable = "".join(mark if mark.isprintable() else "\ufffd" for mark in text[:_LONGEST_QUOTE])
    return printable if len(text) <= _LONGEST_QUOTE else printable + "..."


def _read_number(value: object) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool) and NUMBER_FORM.fullmatch(str(value)):
        return Decimal(value)
    if isinstance(value, str) and NUMBER_FORM.fullmatch(value):
        return Decimal(value)
    raise refusal("number_form", value)


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise refusal("text_form", value)
    text = unicodedata.normalize("NFC", value)
    if len(text) > LONGEST_TEXT:
        raise refusal("text_length", text, longest=LONGEST_TEXT)
    for mark in text:
        hidden = unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\n\t"
        if hidden or mark in _DIRECTION_MARKS:
            raise refusal("text_mark", f"U+{ord(mark):04X}")
    return text


def _within_years(value: date, found: object) -> None:
    if not _EARLIEST_YEAR <= value.year <= _LATEST_YEAR:
        raise refusal("year_range", found, earliest=_EARLIEST_YEAR, latest=_LATEST_YEAR)


def _read_day(value: object) -> date:
    if isinstance(value, str) and _DAY_FORM.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise refusal("day_form", value) from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise refusal("day_form", value)
    _within_years(value, value)
    return value


def _read_moment(value: object) -> datetime:
    if isinstance(value, str) and (form := _MOMENT_FORM.fullmatch(value)):
        if form["offset"] is None:
            raise refusal("moment_offset", value)
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise refusal("moment_form", value) from None
    if not isinstance(value, datetime):
        raise refusal("moment_form", value)
    if value.utcoffset() is None:
        raise refusal("moment_offset", value)
    _within_years(value, value)
    return value


def _read_day_or_moment(value: object) -> date | datetime:
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
        return _read_moment(value)
    return _read_day(value)


def _read_unit(value: object) -> Unit:
    if isinstance(value, Unit):
        return value
    if isinstance(value, str):
        try:
            return read_unit(value)
        except UnknownUnitError:
            raise refusal("unit_unknown", value) from None
    raise refusal("unit_unknown", value)


Number = Annotated[Decimal, BeforeValidator(_read_number)]
Text = Annotated[str, BeforeValidator(_read_text)]
Day = Annotated[date, BeforeValidator(_read_day)]
Moment = Annotated[datetime, BeforeValidator(_read_moment)]
DayOrMoment = Annotated[
    date | datetime,
    PlainValidator(_read_day_or_moment),
    # Without it a union holding a date is tried as both kinds and warns.
    PlainSerializer(lambda value: value.isoformat(), when_used="json-unless-none"),
]
EnteredUnit = Annotated[Unit, BeforeValidator(_read_unit)]


class Frozen(BaseModel):
    """Immutable, closed and strict: the base of every model that is read from outside.

    An unknown key is refused. Error texts never hold what was entered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    def replace(self, **changes: object) -> Self:
        """Return a copy with the changes, validated anew (``model_copy`` does not validate)."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate(fields | changes)


def frozen_collections(value: object) -> object:
    """Return decoded JSON or TOML with every list as a tuple, as strict models want it."""
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {key: frozen_collections(member) for key, member in members.items()}
    if isinstance(value, list):
        return tuple(frozen_collections(member) for member in cast("list[object]", value))
    return value

"""Who says so, and how sure that is: the mark every piece of knowledge carries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clinical.values import Day, Frozen, Text

Mark = Literal["V", "V-pub", "V-abs", "V-2nd", "V-code", "S", "M", "P"]
Severity = Literal["stop", "confirm", "info"]
Rank = Annotated[int, Field(ge=0, le=99)]


class Cited(Frozen):
    """A piece of knowledge: who says so, how sure that is, and why the default was chosen."""

    source: Text
    mark: Mark
    note: Text | None = None

    @property
    def unverified(self) -> bool:
        """Whether the value was not confirmed in a source at hand."""
        return self.mark == "M"


class Edition(Frozen):
    """Which state of knowledge the rule files hold."""

    kind: Literal["edition"]
    edition: Text
    issued_on: Day
    review_by: Day


class Source(Frozen):
    """A document, as it is cited."""

    title: Text
    short: Text
    says: Text
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    doi: Text | None = None


class Sources(Frozen):
    """Every document cited in the rule files."""

    kind: Literal["sources"]
    source: dict[str, Source]

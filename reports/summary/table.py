"""What a table is: rows of cells under a title. The first row is the heading."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; the first row is the heading."""

    title: str
    rows: tuple[Row, ...]

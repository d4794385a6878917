"""A crowd of made-up children in a store, written without the service to be quick."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, text

from records.store.tables import CASE_HEAD

if TYPE_CHECKING:
    from tests.records.ward import Ward

_PARTS = ("ka", "ro", "mi", "sen", "van", "tor", "el", "ba", "li", "no", "ste", "ri", "ha")


def crowd(ward: Ward, many: int) -> dict[str, str]:
    """Put so many children into the store, w000002 and on; return what each is found by."""
    chance = random.Random(5)  # noqa: S311 (names for a test)
    families = ["".join(chance.choices(_PARTS, k=3)) for _ in range(5_000)]
    rows: list[dict[str, object]] = []
    for number in range(2, many + 2):
        born = date(2010, 1, 1) + timedelta(days=number % 5_800)
        rows.append(
            {
                "number": number,
                "id": f"c{number}",
                "patient": f"p{number}",
                "version": 1,
                "content": "{}",
                "admitted": "2026",
                "closed": None,
                "touched": f"2026-{number:06d}",
                "due": "",
                "identifier": f"w{number:06d}",
                "family": chance.choice(families),
                "given": chance.choice(families),
                "born": born.isoformat(),
            }
        )
    words = [
        {
            "n": row["number"],
            "w": f"{row['family']} {row['given']} {row['identifier']} {row['born']}",
        }
        for row in rows
    ]
    store = ward.records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with store.writing() as writing:
        writing.connection.execute(insert(CASE_HEAD), rows)
        writing.connection.execute(
            text("INSERT INTO patient_words (rowid, words) VALUES (:n, :w)"), words
        )
    return {f"c{word['n']}": str(word["w"]) for word in words}

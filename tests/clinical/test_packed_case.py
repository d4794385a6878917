"""A record kept with what was made of it comes back as it stood, without the child's name."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

import resources
from clinical.record.case import Case, Patient
from clinical.record.packed_case import packed, unpacked
from clinical.values import LONGEST_TEXT, frozen_collections

CASE = Case.model_validate(
    frozen_collections(json.loads(resources.read_text("cases/fictional-log.json")))
)


def squeezed(document: bytes) -> tuple[str, ...]:
    return (base64.b64encode(zlib.compress(document)).decode("ascii"),)


def test_it_comes_back_without_the_name() -> None:
    assert CASE.patient.family_name
    assert unpacked(packed(CASE)) == CASE.replace(patient=Patient())


def test_no_piece_is_longer_than_a_text_may_be() -> None:
    # Letters without any order are not made shorter.
    text = "".join(chr(0x4E00 + (seed * 7919) % 20_000) for seed in range(LONGEST_TEXT))
    large = CASE.replace(discharge={"clinical_summary": text})
    pieces = packed(large)
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST_TEXT for piece in pieces)
    assert unpacked(pieces) == large.replace(patient=Patient())


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        ("no base64 at all",),
        (base64.b64encode(b"not deflated").decode("ascii"),),
        (packed(CASE)[0][:-8],),
        squeezed(b"no JSON"),
        squeezed(b'{"format": "kd-bedside.case/1", "weights": 4}'),
        squeezed(b"[" * 100_000),
        squeezed(b" " * 9_000_000),
    ],
    ids=["nothing", "letters", "bytes", "cut", "no JSON", "no case", "deep", "large"],
)
def test_what_is_no_packed_record_is_none(pieces: tuple[str, ...]) -> None:
    assert unpacked(pieces) is None

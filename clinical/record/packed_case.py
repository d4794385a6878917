"""The record as it stood at a moment, packed small enough to be kept with what was made of it.

The child's name and the finalised versions are left out: a name is only ever the present one.
What cannot be unpacked is None, whatever is wrong with it: a case file comes from anywhere.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

from pydantic import ValidationError

from clinical.record.case import Case, Patient
from clinical.values import LONGEST_TEXT, frozen_collections

# More than any record takes; a small file must not become a large one in memory.
_MOST_BYTES = 8_000_000


def packed(case: Case) -> tuple[str, ...]:
    """Return a case as texts that a record can keep, each no longer than a text may be."""
    whole = case.replace(patient=Patient(), summaries=())
    squeezed = zlib.compress(whole.model_dump_json(exclude_defaults=True).encode(), 9)
    text = base64.b64encode(squeezed).decode("ascii")
    return tuple(text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT))


def unpacked(pieces: tuple[str, ...]) -> Case | None:
    """Return the case that was packed, with nobody's name; None where there is none."""
    try:
        squeezed = base64.b64decode("".join(pieces), validate=True)
        unfolding = zlib.decompressobj()
        document = unfolding.decompress(squeezed, _MOST_BYTES)
        if not unfolding.eof:
            return None
        return Case.model_validate(frozen_collections(json.loads(document)))
    except (binascii.Error, zlib.error, ValueError, RecursionError, ValidationError):
        return None

"""A store made, written, closed, opened and verified: what the packaged program proves of it.

In a temporary folder and with a made-up child, so that a build which lost the database or the
library of the keys is found before a record is.
"""

from __future__ import annotations

import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from clinical.record.case import Case, Patient
from records.keys.wrapping import Argon2Costs
from records.service.records import Records

# Enough to run every step of Argon2id; nothing worth guarding is sealed.
_COSTS = Argon2Costs(memory_kib=64, passes=1, lanes=2)
_MOMENT = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
_NAME = "Selftest"


def differences() -> list[str]:
    """Return what did not come back as it was written; an error is left to the caller."""
    phrase = uuid.uuid4().hex
    case = Case(patient=Patient(family_name=_NAME, identifier="0001"))
    with tempfile.TemporaryDirectory(prefix="kd-bedside-") as folder:
        place = Path(folder) / "records"
        records = Records(place, lambda: _MOMENT, costs=_COSTS)
        records.door.create("self-test", "Self-test", ("clinician",), phrase)
        admitted = records.patients.admit(case, uuid.uuid4().hex).case
        records.door.sign_out()
        readable = any(_NAME.encode() in file.read_bytes() for file in place.iterdir())
        records.door.sign_in("self-test", phrase)
        found = records.patients.search(_NAME.lower())
        same = records.patients.open(admitted.id).case == admitted.case
        whole = records.trail.verify().whole
        records.door.sign_out()
    checks = {
        "records: the name can be read in a file": not readable,
        "records: the child is not found": len(found) == 1,
        "records: the case differs": same,
        "records: the history is not whole": whole,
    }
    return [name for name, passed in checks.items() if not passed]

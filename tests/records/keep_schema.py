"""Makes the store that stands for the present schema: ``python -m tests.records.keep_schema``.

Run once when a schema is released, and never again: a store made by a later program would prove
nothing about those on the wards. The child is made up; Argon2id costs next to nothing in it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from records.store.migrations import CURRENT
from records.store.place import Place
from tests.records.ward import Ward, dose, draft_plan, note, temperature, weight

SCHEMAS = Path(__file__).parent / "schemas"
LEFT_OPEN = "typed and not saved"


def kept(number: int) -> Place:
    """Return where the store of a schema is kept."""
    return Place(SCHEMAS / f"schema_{number}")


def keep(folder: Path) -> None:
    """Make a store with something in every table."""
    ward = Ward(folder).founded()
    ward.joined("aud", "auditor")
    opened = ward.commit(ward.admitted(), weights=(weight(),), observations=(temperature("38.4"),))
    opened = ward.commit(opened, treatments=(dose(),), plans=(draft_plan(),))
    opened = ward.records.patients.close(opened, "closed").case
    opened = ward.records.patients.reopen(opened, "reopened").case
    typed = opened.case.replace(notes=(note(LEFT_OPEN),))
    ward.records.drafts.keep(typed, opened.id, opened.version)
    ward.records.door.sign_out()
    for left in (Place(folder).lock, Place(folder).tries):
        left.unlink(missing_ok=True)


def main() -> None:
    """Make it, where there is none."""
    place = kept(CURRENT)
    if place.folder.exists():
        raise SystemExit(f"{place.folder} is there already")
    with tempfile.TemporaryDirectory() as making:
        keep(Path(making) / "records")
        shutil.move(Path(making) / "records", place.folder)


if __name__ == "__main__":
    main()

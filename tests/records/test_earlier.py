"""A record as it stood in an earlier version, from its history."""

from __future__ import annotations

from clinical.record.entry import Struck
from records.store.earlier import case_at
from tests.records.ward import Ward, child, dose, note, weight


def test_every_version_of_a_record_can_be_put_together_again(ward: Ward) -> None:
    opened = ward.admitted()
    kept = {opened.version: opened.case}

    def save(**changes: object) -> None:
        nonlocal opened
        opened = ward.commit(opened, **changes)
        kept[opened.version] = opened.case

    save(weights=(weight("15"),), treatments=(dose(),))
    save(illness=child().illness.replace(desquamation="present"))
    save(patient=opened.case.patient.replace(given_name="Bella", sex="female"))
    save(weights=(opened.case.weights[0].replace(kg=16),), z_model="mccrindle_2007")
    save(discharge={"clinical_summary": "well"}, notes=(note("a"), note("b")))
    gone = Struck(at=ward.clock(), by="x", reason="wrong child")
    save(notes=(opened.case.notes[0].replace(struck=gone), opened.case.notes[1]), z_model=None)
    save(discharge={})
    # Another child's history is not this one's.
    ward.commit(ward.admitted(child("Zeta", "Other", "Z9")), weights=(weight("30"),))
    assert len(kept) == 8
    store = ward.records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with store.reading() as connection:
        for version, case in kept.items():
            assert case_at(connection, opened.id, version) == case, version

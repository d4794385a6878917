"""Days of random commits, retries, undos, stale windows and restarts against a list in memory."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from clinical.record.entry import Struck
from records.faults import RefusedError
from tests.records.ward import Ward, child, key, note, temperature, weight

if TYPE_CHECKING:
    from clinical.record.case import Case
    from records.service.patients import OpenCase

STEPS = 120
NASTY = (
    "'; DROP TABLE entry; --",
    '"quoted" \\ back',
    "<b>bold</b> <!-- gone -->",
    "%s {0} {{}}",
    "=cmd!A1",
    "名前 الاسم नाम 👶🏽",
    "a\tb\nc",
    "zero\u200bwidth",
    "x" * 10_000,
    "NULL",
    " ",
)


class Walk:
    """The record on screen, and what a plain copy in memory says it should hold."""

    def __init__(self, ward: Ward, seed: int) -> None:
        self.ward, self.chance = ward, random.Random(seed)  # noqa: S311 (a walk, no secret)
        self.opened = ward.admitted()
        self.older: list[OpenCase] = [self.opened]
        self.commits = 0

    def step(self) -> None:
        deeds = (self.add, self.alter, self.strike, self.field, self.undo, self.stale, self.restart)
        self.chance.choice(deeds)()

    def save(self, wanted: Case, undo: str | None = None) -> OpenCase:
        """Save, sometimes twice, as after a lost answer."""
        once = key()
        before = self.opened
        saved = self.ward.records.patients.save(before, wanted, once, undo=undo).case
        if self.chance.random() < 0.3 and saved != before:
            again = self.ward.records.patients.save(before, wanted, once, undo=undo)
            assert again.repeated
            assert again.case == saved
        if saved != before:
            self.commits += 1
            assert saved.version == before.version + 1
            self.older.append(before)
        self.opened = saved
        return saved

    def add(self) -> None:
        case = self.opened.case
        kind, item = self.chance.choice(
            (
                ("notes", note(self.chance.choice(NASTY))),
                ("weights", weight(str(self.chance.randint(3, 80)))),
                ("observations", temperature(f"{self.chance.randint(360, 410) / 10}")),
            )
        )
        items = list(getattr(case, kind))
        place = self.chance.randint(0, len(items))
        items.insert(place, item)
        after = self.save(case.replace(**{kind: tuple(items)})).case
        written = getattr(after, kind)
        assert len(written) == len(items)
        assert written[place].replace(id=None, recorded=None) == item
        assert [one for n, one in enumerate(written) if n != place] == list(getattr(case, kind))

    def alter(self) -> None:
        case = self.opened.case
        if case.notes:
            place = self.chance.randrange(len(case.notes))
            notes = list(case.notes)
            notes[place] = notes[place].replace(text=self.chance.choice(NASTY))
            assert self.save(case.replace(notes=tuple(notes))).case.notes == tuple(notes)

    def strike(self) -> None:
        case = self.opened.case
        if case.weights and case.weights[-1].struck is None:
            struck = Struck(at=self.ward.clock.time, by="Dr Ada Example", reason="wrong child")
            last = case.weights[-1].replace(struck=struck)
            after = self.save(case.replace(weights=(*case.weights[:-1], last)))
            assert after.case.weights[-1] == last

    def field(self) -> None:
        wanted = self.opened.case.replace(
            discharge={"clinical_summary": self.chance.choice(NASTY)},
            z_model=self.chance.choice((None, "mccrindle_2007")),
        )
        assert self.save(wanted).case == wanted

    def undo(self) -> None:
        """Go back to an older case: nothing that was entered since is lost."""
        before, back = self.opened.case, self.chance.choice(self.older).case
        after = self.save(back, undo="undone").case
        for kind in ("notes", "weights", "observations"):
            ids = {item.id for item in getattr(before, kind)}
            assert {item.id for item in getattr(after, kind)} == ids
            kept = {item.id for item in getattr(back, kind)}
            gone = [item for item in getattr(after, kind) if item.id not in kept]
            assert all(item.struck is not None for item in gone)
        assert after.discharge == back.discharge

    def stale(self) -> None:
        old = self.chance.choice(self.older)
        if old.version != self.opened.version:
            with pytest.raises(RefusedError) as refused:
                self.ward.commit(old, notes=(*old.case.notes, note("late")))
            assert refused.value.code == "changed_meanwhile"

    def restart(self) -> None:
        self.ward.records.door.sign_out()
        self.ward.signed_in("ada")
        # An undo reaches back to the sign-in and no further.
        self.older = [self.opened]
        assert self.ward.records.patients.open(self.opened.id) == self.opened


@pytest.mark.hazard("H46", "H60")
@pytest.mark.parametrize("seed", range(4))
def test_a_day_of_random_work_ends_as_a_plain_list_says(ward: Ward, seed: int) -> None:
    walk = Walk(ward, seed)
    for _ in range(STEPS):
        walk.step()
        ward.clock.move(seconds=1)
    assert walk.commits > STEPS // 3
    assert walk.opened.version == walk.commits + 1
    assert ward.records.patients.open(walk.opened.id) == walk.opened
    assert ward.records.trail.verify().whole


@pytest.mark.parametrize("text", NASTY)
def test_a_name_of_any_letters_is_kept_and_found(ward: Ward, text: str) -> None:
    case = child(text, "Ada", "W4-0017")
    opened = ward.records.patients.admit(case, key()).case
    assert ward.records.patients.open(opened.id).case == case
    assert [one.case_id for one in ward.records.patients.search("w40017")] == [opened.id]
    assert ward.records.patients.search(text)[0].case_id == opened.id

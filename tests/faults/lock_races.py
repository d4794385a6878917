"""F23: a session locks, by time or by key, while its owner is at work and somebody else comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.faults import NotAllowedError
from records.store.tables import DRAFT
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, key, note

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from records.service.patients import OpenCase

_STEPS = 25
_HERS = "typed by ada alone"


def run(trial: Trial) -> Tally:
    """Let two people come, type, lock and go in any order."""
    tally, chance = Tally(), trial.chance()
    for number in range(trial.many(200, 4)):
        here, seed = trial.below(f"race-{number}"), chance.randrange(2**32)
        tally.tried += 1
        said = tally.take(in_child(lambda h=here, s=seed: _raced(h, s)), f"seed {seed}")
        tally.acked += int(said.get("kept", 0))
        tally.count("refused while locked", int(said.get("refused", 0)))
    return tally


def _raced(here: Trial, seed: int) -> dict[str, object]:
    chance = Trial(here.folder, seed, 0).chance()
    ward = Ward(here.folder / "records").founded()
    ward.joined("ben", "clinician")
    opened = ward.admitted()
    lost = corrupt = refused = 0
    hands = _Hands(ward, opened)
    for number in range(_STEPS):
        try:
            hands.do(chance, number)
            wrong = _seen(ward, hands.typed)
            lost, corrupt = lost + wrong[0], corrupt + wrong[1]
        except NotAllowedError:
            refused += 1
    for name in ("ada", "ben"):
        ward.records.door.sign_in(name, PHRASE)
        wrong = _seen(ward, hands.typed)
        lost, corrupt = lost + wrong[0], corrupt + wrong[1]
    ward.records.door.sign_out()
    return {"lost": lost, "corrupt": corrupt, "kept": hands.kept, "refused": refused}


class _Hands:
    """Two people at one workstation; ``typed`` is what each has typed and not saved."""

    def __init__(self, ward: Ward, opened: OpenCase) -> None:
        self._ward, self._opened = ward, opened
        self.typed: dict[str, str] = {}
        self.kept = 0

    def do(self, chance: random.Random, number: int) -> None:
        """Do one thing that comes to hand."""
        ward = self._ward
        session = ward.records.door.session
        who = session.person.name if session is not None else "ada"
        deeds: tuple[Callable[[], object], ...] = (
            lambda: self._type(who, number),
            lambda: self._type(who, number),
            lambda: ward.clock.move(minutes=chance.choice((1, 5, 30))),
            ward.records.door.lock,
            lambda: ward.records.door.sign_in("ben" if who == "ada" else "ada", PHRASE),
            lambda: ward.records.door.come_back(PHRASE),
            lambda: self._save(who, number),
            self._export,
        )
        chance.choice(deeds)()

    def _type(self, who: str, number: int) -> None:
        text = f"{_HERS} {number}" if who == "ada" else f"ben {number}"
        case = self._opened.case.replace(notes=(*self._opened.case.notes, note(text)))
        # Locking keeps the draft first, also where the time has run out already.
        self._ward.records.drafts.keep(case, self._opened.id, self._opened.version)
        self.typed[who] = text
        self.kept += 1

    def _export(self) -> None:
        # The child is named again in each session before its record leaves.
        self._ward.records.patients.confirm_identity(self._opened, "nov", "2019")
        self._ward.records.plans.exported(self._opened, "case_file")

    def _save(self, who: str, number: int) -> None:
        now = self._ward.records.patients.open(self._opened.id)
        case = now.case.replace(notes=(*now.case.notes, note(f"saved {number}")))
        self._opened = self._ward.records.patients.save(now, case, key()).case
        # What is saved ends the draft of who saved it, and of nobody else.
        self.typed.pop(who, None)


def _seen(ward: Ward, typed: dict[str, str]) -> tuple[int, int]:
    """Return whether one's own draft is gone, and whether another's is seen."""
    session = ward.records.door.session
    if session is None:
        return 0, 0
    name = session.person.name
    drafts = [each.case.notes[-1].text for each in ward.records.drafts.own()]
    own = typed.get(name)
    strange = any((_HERS in text) != (name == "ada") for text in drafts)
    return int(own is not None and own not in drafts), int(strange)


def control(trial: Trial) -> Tally:
    """Read every draft of the store, as a program without owners would."""
    tally, chance = Tally(), trial.chance()
    for number in range(trial.many(20, 2)):
        here = trial.below(f"race-{number}")
        tally.tried += 1
        tally.take(in_child(lambda h=here, c=chance: _owned_by_nobody(h, c)))
    return tally


def _owned_by_nobody(here: Trial, chance: random.Random) -> dict[str, object]:
    ward = Ward(here.folder / "records").founded()
    ward.joined("ben", "clinician")
    opened = ward.admitted()
    case = opened.case.replace(notes=(note(f"{_HERS} {chance.randrange(9)}"),))
    ward.records.drafts.keep(case, opened.id, opened.version)
    ward.signed_in("ben")
    store = ward.records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with store.reading() as connection:
        found = [row.content for row in connection.execute(DRAFT.select())]
    ward.records.door.sign_out()
    return {"corrupt": sum(_HERS in content for content in found)}


FAULT = Fault(
    "F23",
    "Sessions that lock, by time or by key, while two people type, save, print and change places",
    "each draft is kept and seen by its owner alone",
    run,
    control,
    "reading drafts without asking whose they are",
)

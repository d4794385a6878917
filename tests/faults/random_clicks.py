"""F22: a hand that presses anything in the real window, for longer than the gate has time for."""

from __future__ import annotations

from clinical.dosing.plan import Choice
from desktop.examples import FICTIONAL
from tests.desktop.random_walk import Walk, WalkError
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial

_PART = 500
_SLOWEST_S = 900


def run(trial: Trial) -> Tally:
    """Walk from several seeds; each part of a walk has a process of its own."""
    tally = Tally()
    # A tenth of the 200,000 steps that would be wished for: each takes a twentieth of a second.
    for number in range(trial.many(40, 2)):
        seed = trial.seed * 1_000 + number
        steps = min(_PART, trial.many(5_000, 30))
        tally.tried += steps
        ended = in_child(lambda s=seed, n=steps: _walked(s, n), within_s=_SLOWEST_S)
        tally.take(ended, f"seed {seed}")
        tally.count("walks")
    return tally


def _walked(seed: int, steps: int) -> dict[str, object]:
    walk = Walk(seed)
    try:
        walk.walk(steps)
    except WalkError as error:
        return {"corrupt": 1, "note": str(error)}
    return {}


def control(trial: Trial) -> Tally:
    """Leave a dose on the screen that no longer holds."""

    def stale() -> dict[str, object]:
        walk = Walk(trial.seed)
        window = walk.window
        window.show_tab(3)
        window.store.choose(Choice("anakinra_fixed", FICTIONAL.at))
        walk.walk(0)
        # Nobody tells the tabs: what they show is now old.
        window.store.blockSignals(True)
        window.store.fail(ValueError())
        try:
            walk.look()
        except WalkError:
            return {"corrupt": 1}
        return {}

    tally = Tally(tried=1)
    tally.take(in_child(stale, within_s=_SLOWEST_S))
    return tally


FAULT = Fault(
    "F22",
    "Random keys, clicks, wheel, sizes, undo (steps of a walk through the window)",
    "no error, no dose that does not hold, nothing entered lost",
    run,
    control,
    "tabs that are not told of a failure",
)

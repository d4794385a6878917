"""F20: every function of the knowledge and of the wording fails in turn, under the open window.

Its body is exchanged for one that raises, so that whoever imported it meets the error. No dose
may stay that does not hold, the window goes on, and what is logged names nobody.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import types
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel

import clinical
import reports
from clinical.dosing.plan import Choice
from desktop.examples import FICTIONAL
from tests.desktop.random_walk import Walk, WalkError
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANARY = "Zimtstern"
_PART = 40
_SLOWEST_S = 600.0
_DOSING_TAB = 3


def _raises(*_: object, **__: object) -> object:
    # It runs among the names of another module: nothing but built-in names and the text itself,
    # which is a name, as careless code would say one.
    raise AssertionError("Zimtstern")


def functions() -> list[types.FunctionType]:
    """Return every function and method of the two rooms that closes over nothing."""
    found: dict[int, types.FunctionType] = {}
    for room in (clinical, reports):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for each in _in_module(importlib.import_module(module.name)):
                found[id(each)] = each
    return sorted(found.values(), key=lambda each: f"{each.__module__}.{each.__qualname__}")


def _in_module(module: types.ModuleType) -> Iterator[types.FunctionType]:
    for value in vars(module).values():
        own = vars(value).values() if isinstance(value, type) else (value,)
        for each in own:
            inner = getattr(each, "fget", None) or getattr(each, "__func__", None) or each
            if (
                isinstance(inner, types.FunctionType)
                and inner.__module__ == module.__name__
                and inner.__code__.co_filename == module.__file__
                and not inner.__code__.co_freevars
            ):
                yield inner


@dataclass
class _Window:
    """One window with a plan on the screen."""

    walk: Walk
    heard: list[str]

    def weigh(self, kg: str) -> None:
        """Commit another weight, so that everything is worked out and drawn anew."""
        store = self.walk.window.store
        case = store.committed
        weights = (*case.weights[:-1], case.weights[-1].replace(kg=Decimal(kg)))
        # From the event loop, as a field does: there an error ends in the window's own hook.
        changed = case.replace(weights=weights)
        QTimer.singleShot(0, lambda: store.commit(changed, "weight"))
        QApplication.processEvents()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def doses(self) -> list[str]:
        """Return the doses that can be read."""
        return [
            label.text()
            for label in self.walk.window.tabs.findChildren(QLabel)
            if label.property("role") == "dose"
            and label.isVisible()
            and label.text().endswith((" mg", " g", " mL", " kg"))
        ]


def run(trial: Trial) -> Tally:
    """Let each function fail once; with a smaller scale every so manyth."""
    tally, chosen = Tally(), functions()
    if trial.scale < 1:
        many = max(12, round(len(chosen) * trial.scale))
        chosen = sorted(
            trial.chance().sample(chosen, min(many, len(chosen))), key=lambda each: each.__module__
        )
    for start in range(0, len(chosen), _PART):
        part = chosen[start : start + _PART]
        tally.tried += len(part)
        ended = in_child(lambda p=part: _failed(p), within_s=_SLOWEST_S)
        said = tally.take(ended, f"functions {start} to {start + len(part)}")
        for figure in ("reached", "results blanked"):
            tally.count(figure, int(said.get(figure, 0)))
    return tally


def _opened() -> _Window:
    walk = Walk(20)
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(self.format(record))

    logging.getLogger().addHandler(Ear())
    walk.window.show_tab(_DOSING_TAB)
    walk.window.store.choose(Choice("anakinra_fixed", FICTIONAL.at))
    QApplication.processEvents()
    return _Window(walk, heard)


def _failed(part: list[types.FunctionType]) -> dict[str, object]:
    """Return as corrupt what stands that does not hold, and as a crash what does not go on."""
    window = _opened()
    counts = {"reached": 0, "results blanked": 0, "corrupt": 0, "crash": 0}
    notes: list[str] = []
    for number, each in enumerate(part):
        weights = ("16.6", "17.4") if number % 2 else ("15.2", "18.1")
        window.weigh(weights[0])
        met = window.walk._met  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        met.clear()
        body = each.__code__
        each.__code__ = _raises.__code__
        try:
            window.weigh(weights[1])
            shown, failure = window.doses(), window.walk.state.failure
        finally:
            each.__code__ = body
        counts["reached"] += bool(met) or failure is not None
        counts["results blanked"] += failure is not None and not shown
        met.clear()
        name = f"{each.__module__}.{each.__qualname__}"
        try:
            window.walk.look()
        except WalkError as error:
            counts["corrupt"] += 1
            notes.append(f"{name}: {error}"[:150])
        # Once the function works again, so does the window.
        window.weigh(weights[0])
        window.weigh(weights[1])
        if met or window.walk.state.failure is not None:
            counts["crash"] += 1
            notes.append(f"{name}: not mended")
        elif set(shown) - set(window.doses()):
            counts["corrupt"] += 1
            notes.append(f"{name}: {shown} stood for {window.doses()}")
    named = [line for line in window.heard if _CANARY in line]
    counts["corrupt"] += len(named)
    return {**counts, "note": "; ".join([*notes, *named])[:400]}


def control(trial: Trial) -> Tally:
    """Let the tabs hear nothing of the failure: the old dose stays."""

    def deaf() -> dict[str, object]:
        window = _opened()
        window.weigh("15.2")
        before = window.doses()
        window.walk.window.store.blockSignals(True)
        window.weigh("18.1")
        window.walk.window.store.fail(ValueError())
        return {"corrupt": int(bool(before) and window.doses() == before)}

    tally = Tally(tried=1)
    tally.take(in_child(deaf, within_s=_SLOWEST_S))
    return tally


FAULT = Fault(
    "F20",
    "An exception in each function of clinical/ and reports/ while a plan is open",
    "no dose stands that does not hold, the window goes on, the log names nobody",
    run,
    control,
    "tabs that are not told",
)

"""Changes to a case, as pure functions: a case in, a new case out.

The tabs call these with what a field read; none of them computes anything clinical. Entries
that stand at the same time are one sample, one measuring or one echocardiogram.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from clinical.record.case import Echo, Height, Observation, Treatment, Weight
from clinical.record.kept_plan import PlannedDose
from clinical.record.same import Same

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.quantity import Comparator, Unit
    from clinical.record.case import Case, History
    from clinical.record.entry import Entry
    from clinical.record.kept_plan import KeptPlan
    from clinical.record.vocabulary import (
        DoseUnit,
        Interpretation,
        ObservationCode,
        Presence,
        ScreeningItem,
    )

_Timed = TypeVar("_Timed", Weight, Height, Observation, Echo)
TimedGroup = Literal["sample", "size", "echo", "temperature", "pressure", "activity"]
# What is measured at the bedside, by the group it is entered in; all else is blood or urine.
_AT_THE_BEDSIDE: dict[str, TimedGroup] = {
    "temperature": "temperature",
    "systolic_pressure": "pressure",
    "heart_rate": "pressure",
    "physician_activity": "activity",
    "parent_activity": "activity",
}


def patient(case: Case, **changes: object) -> Case:
    """Return the case with details of the child changed."""
    if changes.get("date_of_birth") is not None:
        changes["age"] = None
    return case.replace(patient=case.patient.replace(**changes))


def illness(case: Case, **changes: object) -> Case:
    """Return the case with details of the illness changed."""
    return case.replace(illness=case.illness.replace(**changes))


def sars_cov_2(case: Case, **changes: object) -> Case:
    """Return the case with evidence of SARS-CoV-2 changed."""
    return case.replace(sars_cov_2=case.sars_cov_2.replace(**changes))


def involvement(case: Case, **changes: object) -> Case:
    """Return the case with organs, severity or the stay in hospital changed."""
    return case.replace(involvement=case.involvement.replace(**changes))


def sign(case: Case, name: str, **changes: object) -> Case:
    """Return the case with one principal sign changed."""
    signs = case.illness.signs
    changed = getattr(signs, name).replace(**changes)
    return illness(case, signs=signs.replace(**{name: changed}))


def history(case: Case, name: str, state: Presence) -> Case:
    """Return the case with one answer of the history changed."""
    known: History = case.history
    return case.replace(history=known.replace(**{name: state}))


def screened(case: Case, item: ScreeningItem, state: Presence) -> Case:
    """Return the case with one answer of a trial's list changed; unknown is no answer."""
    answers = {name: each for name, each in case.trial_screening.anacomp.items() if name != item}
    if state != "unknown":
        answers[item] = state
    return case.replace(trial_screening=case.trial_screening.replace(anacomp=answers))


def _without(items: tuple[_Timed, ...], place: int | None) -> tuple[_Timed, ...]:
    return tuple(item for index, item in enumerate(items) if index != place)


def _put(items: tuple[_Timed, ...], place: int | None, item: _Timed | None) -> tuple[_Timed, ...]:
    """Return the items with one replaced, added at the end, or taken out."""
    if item is None:
        return _without(items, place)
    if place is None:
        return (*items, item)
    return tuple(item if index == place else kept for index, kept in enumerate(items))


def _counted(entry: Entry) -> bool:
    return entry.struck is None


def _place(items: tuple[_Timed, ...], at: datetime, code: str | None = None) -> int | None:
    """Return where the counted item of a time stands; of two the one entered last."""
    for index in reversed(range(len(items))):
        item = items[index]
        same_code = code is None or getattr(item, "code", None) == code
        if _counted(item) and item.at == at and same_code:
            return index
    return None


def times(case: Case, group: TimedGroup) -> tuple[datetime, ...]:
    """Return the times at which a group has counted entries, in order."""
    match group:
        case "size":
            found = {item.at for item in (*case.weights, *case.heights) if _counted(item)}
        case "echo":
            found = {item.at for item in case.echos if _counted(item)}
        case _:
            return _observed_times(Same(case.observations)).get(group, ())
    return tuple(sorted(found))


@lru_cache(maxsize=4)
def _observed_times(same: Same[tuple[Observation, ...]]) -> dict[TimedGroup, tuple[datetime, ...]]:
    """Return the times of every group of observations, which each key asks for many times."""
    found: dict[TimedGroup, set[datetime]] = {}
    for item in same.thing:
        if _counted(item):
            found.setdefault(group_of(item.code), set()).add(item.at)
    return {group: tuple(sorted(times)) for group, times in found.items()}


def group_of(code: str) -> TimedGroup:
    """Return the group an observation is entered in."""
    return _AT_THE_BEDSIDE.get(code, "sample")


def observation_at(case: Case, at: datetime, code: ObservationCode) -> Observation | None:
    """Return the counted observation of a code at a time."""
    place = _place(case.observations, at, code)
    return None if place is None else case.observations[place]


def observation(
    case: Case,
    at: datetime,
    code: ObservationCode,
    value: Decimal | None,
    unit: Unit | None,
    *,
    comparator: Comparator | None = None,
    interpretation: Interpretation | None = None,
) -> Case:
    """Return the case with an observation set, or taken out where it says nothing.

    A judgement of the laboratory belongs to the value it was given for, and its range to the
    unit: neither outlives a change of them.
    """
    place = _place(case.observations, at, code)
    item = None
    if value is not None or interpretation is not None:
        old = case.observations[place] if place is not None else None
        fields: dict[str, Any] = {
            "at": at,
            "code": code,
            "value": value,
            "unit": unit,
            "comparator": comparator,
            "interpretation": interpretation,
        }
        if old is not None and (old.value, old.unit, old.comparator) == (value, unit, comparator):
            fields["interpretation"] = interpretation or old.interpretation
        if old is not None and old.unit != unit:
            fields["reference"] = None
        item = old.replace(**fields) if old is not None else Observation(**fields)
    return case.replace(observations=_put(case.observations, place, item))


def observed(case: Case, at: datetime, code: ObservationCode, **changes: object) -> Case:
    """Return the case with further details of an observation changed; without one, as it is."""
    place = _place(case.observations, at, code)
    if place is None:
        return case
    changed = case.observations[place].replace(**changes)
    return case.replace(observations=_put(case.observations, place, changed))


def weight_at(case: Case, at: datetime) -> Weight | None:
    """Return the counted weight of a time."""
    place = _place(case.weights, at)
    return None if place is None else case.weights[place]


def weight(case: Case, at: datetime, kg: Decimal | None, method: str | None = None) -> Case:
    """Return the case with the weight of a time set, or taken out where it is None."""
    place = _place(case.weights, at)
    item = None
    if kg is not None:
        old = case.weights[place] if place is not None else None
        kept = method or (old.method if old is not None else "measured")
        fields: dict[str, Any] = {"at": at, "kg": kg, "method": kept}
        item = old.replace(**fields) if old is not None else Weight(**fields)
    return case.replace(weights=_put(case.weights, place, item))


def height_at(case: Case, at: datetime) -> Height | None:
    """Return the counted height of a time."""
    place = _place(case.heights, at)
    return None if place is None else case.heights[place]


def height(case: Case, at: datetime, cm: Decimal | None) -> Case:
    """Return the case with the height of a time set, or taken out where it is None."""
    place = _place(case.heights, at)
    item = None
    if cm is not None:
        old = case.heights[place] if place is not None else None
        item = old.replace(at=at, cm=cm) if old is not None else Height(at=at, cm=cm)
    return case.replace(heights=_put(case.heights, place, item))


def echo_at(case: Case, at: datetime) -> Echo | None:
    """Return the counted echocardiogram of a time."""
    place = _place(case.echos, at)
    return None if place is None else case.echos[place]


def echo(case: Case, at: datetime, **changes: object) -> Case:
    """Return the case with the echocardiogram of a time changed, or begun.

    One that says nothing any more is taken out: it would count as an examination.
    """
    place = _place(case.echos, at)
    old = case.echos[place] if place is not None else Echo(at=at)
    changed = old.replace(**changes)
    kept = None if changed == Echo(at=at) else changed
    return case.replace(echos=_put(case.echos, place, kept))


def moved(case: Case, group: TimedGroup, old: datetime, new: datetime) -> Case:
    """Return the case with every entry of a group at one time moved to another."""

    def shifted(items: tuple[_Timed, ...]) -> tuple[_Timed, ...]:
        return tuple(
            item.replace(at=new)
            if _counted(item)
            and item.at == old
            and (not isinstance(item, Observation) or group_of(item.code) == group)
            else item
            for item in items
        )

    match group:
        case "size":
            return case.replace(weights=shifted(case.weights), heights=shifted(case.heights))
        case "echo":
            return case.replace(echos=shifted(case.echos))
        case _:
            return case.replace(observations=shifted(case.observations))


def first_infusion(case: Case) -> int | None:
    """Return where the first counted immunoglobulin infusion stands."""
    places = [
        index
        for index, item in enumerate(case.treatments)
        if item.agent == "ivig"
        and item.struck is None
        and item.status not in {"withheld", "refused"}
    ]
    starts = {
        index: start for index in places if (start := case.treatments[index].start) is not None
    }
    if starts:
        return min(starts, key=starts.__getitem__)
    return places[0] if places else None


def infusion(case: Case, **changes: object) -> Case:
    """Return the case with the first immunoglobulin infusion changed, or begun."""
    place = first_infusion(case)
    if place is None:
        begun = Treatment(agent="ivig", route="intravenous").replace(**changes)
        return case.replace(treatments=(*case.treatments, begun))
    treatments = list(case.treatments)
    treatments[place] = treatments[place].replace(**changes)
    return case.replace(treatments=tuple(treatments))


def without_infusion(case: Case) -> Case:
    """Return the case without its first immunoglobulin infusion."""
    place = first_infusion(case)
    kept = (item for index, item in enumerate(case.treatments) if index != place)
    return case.replace(treatments=tuple(kept))


def dose_given(
    case: Case, plan: Plan, step: Step, at: datetime, kept: KeptPlan | None = None
) -> Case:
    """Return the case with the dose of a step charted as given at a time.

    Where the plan is kept the dose names its step there: the two have the same steps in one order.
    """
    planned = None
    if kept is not None and kept.id is not None:
        number = next(place for place, each in enumerate(plan.steps, 1) if each is step)
        planned = PlannedDose(plan=kept.id, version=kept.version, step=number)
    dose = Treatment(
        agent=plan.regimen.agent,
        start=at,
        dose=step.dose.given,
        dose_unit=cast("DoseUnit", step.dose.unit),
        route=step.route,
        product=step.product.strength if step.product is not None else None,
        status="given",
        planned=planned,
    )
    return case.replace(treatments=(*case.treatments, dose))

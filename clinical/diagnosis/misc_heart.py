"""What the echocardiograms of this illness say to the MIS-C definitions.

A coronary artery is dilated from the first class of the AHA on (z of 2 or more, by the child's
model or as reported) and counts once it was: a later normal one does not undo it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence
from clinical.diagnosis.misc_items import Item
from clinical.findings import Reason
from clinical.heart.classes import holds
from clinical.heart.z_scores import VESSELS, z_model_of
from clinical.logic import Finding, any_of, finding_of
from clinical.timeline import day_of, fever_onset_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.heart.readings import Decided, EchoReading
    from clinical.record.case import Case, Echo
    from clinical.rules.criteria import Threshold
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class CountedEcho:
    """One echocardiogram of this illness with the classes of its segments."""

    echo: Echo
    reading: EchoReading


def counted_echos(
    case: Case, echos: Mapping[int, EchoReading], as_of: datetime
) -> tuple[CountedEcho, ...]:
    """Return the echocardiograms since the fever began, by time."""
    onset = fever_onset_day(case, as_of)
    found = [
        CountedEcho(echo, echos[index])
        for index, echo in enumerate(case.echos)
        if index in echos and (onset is None or day_of(echo.at, as_of) >= onset)
    ]
    return tuple(sorted(found, key=lambda item: item.echo.at))


def ejection_item(echos: tuple[CountedEcho, ...], limit: Threshold) -> Item:
    """Return whether the ejection fraction was ever reduced."""
    field = "echo.lvef_percent"
    found = [
        (finding_of(holds(limit, item.echo.lvef_percent)), item.echo.lvef_percent, item.echo.at)
        for item in echos
        if item.echo.lvef_percent is not None
    ]
    if not found:
        reason = Reason.citing(
            "misc.lvef", Finding.UNKNOWN, limit, {"threshold": limit.value}, field
        )
        return Item("lvef", reason, (field,))
    finding = any_of(*(own for own, _, _ in found))
    percent, at = next((value, at) for own, value, at in reversed(found) if own is finding)
    values = {"lvef": percent, "threshold": limit.value, "at": at}
    return Item("lvef", Reason.citing("misc.lvef", finding, limit, values, field), (field,))


def function_item(echos: tuple[CountedEcho, ...], limit: Threshold) -> Item:
    """Return whether heart function was ever reduced, by its number or as the echo reader said."""
    by_number = ejection_item(echos, limit)
    said = [presence(item.echo.lv_function_decreased) for item in echos]
    known = [finding for finding in said if finding is not Finding.UNKNOWN]
    if by_number.finding is Finding.MET or not known:
        return by_number
    if by_number.finding is Finding.NOT_MET and any_of(*known) is Finding.NOT_MET:
        return by_number
    at = next(
        item.echo.at
        for item in reversed(echos)
        if presence(item.echo.lv_function_decreased) is any_of(*known)
    )
    field = "echo.lv_function_decreased"
    reason = Reason("echo.lv_function", any_of(*known), {"at": at}, limit.source, limit.mark, field)
    return Item("function", reason, (field,))


def coronary_item(case: Case, rulebook: Rulebook, echos: tuple[CountedEcho, ...]) -> Item:
    """Return whether a coronary artery was ever dilated or held an aneurysm."""
    rule = rulebook.coronary
    if not echos:
        none = Reason("echo.none", Finding.UNKNOWN, source=rule.dilation.source, field="echo")
        return Item("coronary", none, ("echo",))
    model = z_model_of(case, rulebook)
    items = [_one(item, rulebook, model) for item in echos]
    finding = any_of(*(item.finding for item in items))
    shown = next(item for item in reversed(items) if item.finding is finding)
    asks = tuple(entry for item in items for entry in item.open_entries)
    return Item("coronary", shown.reason, tuple(dict.fromkeys(asks)))


def _one(counted: CountedEcho, rulebook: Rulebook, model: str) -> Item:
    """Return what one echocardiogram says: the largest segment speaks, or what is still open."""
    echo, limit = counted.echo, rulebook.coronary.dilation
    reading = counted.reading
    largest = reading.worst
    if largest is not None and largest.size != "none":
        return Item("coronary", _dilated(reading, largest, rulebook))
    aneurysm = presence(echo.aneurysm)
    if aneurysm is Finding.MET:
        seen = Reason.citing("echo.aneurysm", aneurysm, limit, {"at": echo.at}, "echo.aneurysm")
        return Item("coronary", seen)
    asks: list[str] = []
    if aneurysm is Finding.UNKNOWN and echo.normal_coronaries != "present":
        asks.append("echo.aneurysm")
    for vessel in VESSELS:
        if vessel not in reading.decided:
            segment = reading.sizes.segments.get(vessel)
            why = segment.no_z.get(model, "") if segment is not None else ""
            asks.append(reading.sizes.size.missing_entry(why) or f"echo.{vessel}_mm")
    finding = Finding.UNKNOWN if asks else Finding.NOT_MET
    reason = Reason.citing("misc.coronary", finding, limit, {"threshold": limit.value})
    return Item("coronary", reason, tuple(dict.fromkeys(asks)))


def _dilated(reading: EchoReading, largest: Decided, rulebook: Rulebook) -> Reason:
    """Return why a segment counts as dilated: by which z, or by its diameter alone."""
    rule, sizes = rulebook.coronary, reading.segments[largest.segment].sizes
    if largest.z is None or not holds(rule.dilation, largest.z):
        return Reason.citing(
            "echo.giant_diameter",
            Finding.MET,
            rule.giant_mm,
            {
                "segment": largest.segment,
                "diameter": sizes.diameter_mm or 0,
                "threshold": rule.giant_mm.value,
            },
        )
    reported = largest.by not in rulebook.z_models
    named = sizes.reported_model or "" if reported else rulebook.z_models[largest.by or ""].title
    return Reason.citing(
        "echo.z_reported" if reported else "echo.z_computed",
        Finding.MET,
        rule.dilation,
        {
            "segment": largest.segment,
            "z": largest.z,
            "model": named,
            "threshold": rule.dilation.value,
        },
    )

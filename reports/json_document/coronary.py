"""The block ``coronary``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.json_document.parts import Document, plain

if TYPE_CHECKING:
    from clinical.heart.coronary import CoronaryAssessment, TrendPoint
    from clinical.heart.readings import Decided, EchoReading, SegmentReading


def coronary_document(found: CoronaryAssessment) -> Document:
    """Return what the echocardiograms say of the coronary arteries."""
    level = found.level
    return {
        "model": found.model,
        "locked": found.locked,
        "echos": [_echo(echo) for echo in found.echos],
        "aha_level": level.level,
        "level": {
            "max_ever": level.max_ever,
            "current": level.current,
            "at": level.max_at.isoformat() if level.max_at is not None else None,
            "missing": list(level.missing),
            "reasons": [reason.code.removeprefix("level.") for reason in level.reasons],
        },
        "trend": {
            segment: [_point(point) for point in points] for segment, points in found.trend.items()
        },
    }


def _echo(echo: EchoReading) -> Document:
    return {
        "at": echo.at.isoformat(),
        "bsa_m2": {name: f"{area:.4f}" for name, area in echo.sizes.bsa_m2.items()},
        "segments": {name: _segment(segment) for name, segment in echo.segments.items()},
        "worst": _decided(echo.worst),
    }


def _segment(reading: SegmentReading) -> Document:
    sizes = reading.sizes
    classes: dict[str, str | None] = {**dict.fromkeys(sizes.no_z), **reading.classes}
    if reading.reported_class is not None:
        classes["reported"] = reading.reported_class
    return {
        "diameter_mm": plain(sizes.diameter_mm) if sizes.diameter_mm is not None else None,
        "z": {model: f"{z:.4f}" for model, z in sizes.z.items()} | dict.fromkeys(sizes.no_z),
        "class": classes,
        "no_z": dict(sizes.no_z),
        "reported_z": plain(sizes.reported_z) if sizes.reported_z is not None else None,
        "reported_model": sizes.reported_model,
        "models_disagree": reading.models_disagree,
        "japan_1984": reading.japan_1984.value,
        "japan_1984_at_limit": reading.japan_1984_at_limit,
        "japan_2008": reading.japan_2008,
    }


def _decided(part: Decided | None) -> Document | None:
    if part is None:
        return None
    return {
        "segment": part.segment,
        "z": f"{float(part.z):.4f}" if part.z is not None else None,
        "class": part.size,
        "by": part.by,
    }


def _point(point: TrendPoint) -> Document:
    return {
        "at": point.at.isoformat(),
        "z": f"{float(point.z):.4f}",
        "by": point.by,
        "bsa_m2": f"{point.bsa_m2:.4f}" if point.bsa_m2 is not None else None,
        "change": f"{float(point.change):.4f}" if point.change is not None else None,
    }

"""The block ``coronary``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.json_document.parts import Document, plain

if TYPE_CHECKING:
    from clinical.heart.z_scores import EchoSizes


def echo_document(echo: EchoSizes) -> Document:
    """Return the z scores of one echocardiogram."""
    return {
        "at": echo.at.isoformat(),
        "bsa_m2": {name: f"{area:.4f}" for name, area in echo.bsa_m2.items()},
        "segments": {
            name: {
                "diameter_mm": plain(segment.diameter_mm)
                if segment.diameter_mm is not None
                else None,
                "z": {model: f"{z:.4f}" for model, z in segment.z.items()}
                | dict.fromkeys(segment.no_z),
                "no_z": dict(segment.no_z),
                "reported_z": plain(segment.reported_z) if segment.reported_z is not None else None,
                "reported_model": segment.reported_model,
            }
            for name, segment in echo.segments.items()
        },
    }

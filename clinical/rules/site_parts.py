"""What a site says of itself beside its rules: its letterhead and its workstations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clinical.values import Frozen, Text


class Hospital(Frozen):
    """The letterhead; what is not given stays a blank line on paper.

    ``logo`` names a PNG or JPEG file, seen from the folder of the site file.
    """

    name: Text | None = None
    ward: Text | None = None
    telephone: Text | None = None
    logo: Text | None = None


class Workstation(Frozen):
    """After how many minutes without a hand a session locks, and where the records stand."""

    lock_after_minutes: Annotated[int, Field(ge=1, le=10)] | None = None
    records_folder: Text | None = None

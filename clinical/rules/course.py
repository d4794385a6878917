"""The shape of what is watched after treatment: temperature, response clocks, unwanted effects."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from clinical.record.vocabulary import Agent, TemperatureSite
from clinical.rules.citation import Cited
from clinical.rules.criteria import Threshold
from clinical.values import Frozen, Number, Text


class SiteCorrection(Cited):
    """What is added to a temperature taken at one site before it is compared, in degrees."""

    add: Number


class SiteCorrections(Frozen):
    """The correction for each site: none may be missing."""

    axillary: SiteCorrection
    oral: SiteCorrection
    tympanic: SiteCorrection
    rectal: SiteCorrection
    unknown: SiteCorrection

    def at(self, site: TemperatureSite) -> SiteCorrection:
        """Return what is added to a temperature taken at a site."""
        found: SiteCorrection = getattr(self, site)
        return found


class Masking(Cited):
    """Which drugs make a low temperature say nothing, and for how many hours after a dose."""

    agents: tuple[Agent, ...]
    hours: Annotated[int, Field(gt=0)]


class TemperatureRule(Cited):
    """From which corrected temperature on there is fever, and what hides it."""

    kind: Literal["temperature"]
    id: Text
    title: Text
    fever: Threshold
    # A temperature of unknown site is questioned where this site would have made it fever.
    unknown_site_may_be: TemperatureSite
    correction: SiteCorrections
    masking: Masking

    site_keys: ClassVar[frozenset[str]] = frozenset({"fever"})

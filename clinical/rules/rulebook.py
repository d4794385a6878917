"""Everything known, in one frozen value: the ``Rulebook``, with its edition, hash and site rules.

Numbers, operators, units, populations and citations are data and come from the rule files;
branching and formulas are code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinical.quantity import Unit
    from clinical.rules.citation import Source
    from clinical.rules.coronary import CoronaryRule, ZModel
    from clinical.rules.course import (
        CtcaeRule,
        IvigResponseRule,
        MonitoringRule,
        TemperatureRule,
    )
    from clinical.rules.criteria import KawasakiRule, ScoreRule
    from clinical.rules.fields import FieldKey, FieldRule, RecordRule
    from clinical.rules.follow_up import FollowUpRule
    from clinical.rules.mis_c import MiscCdcRule, MiscCsteRule, MiscPhenotypeRule, MiscWhoRule
    from clinical.rules.regimens import Caution, Product, Regimen, RoundingRules, WeightRule
    from clinical.rules.site_parts import Workstation
    from clinical.rules.trial import Interaction, TrialRule


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The site file laid over the rules: its name, its hash and what it set.

    ``limits`` names each limit that is not as shipped, as ``rule.code``, with whether the shipped
    sentence still speaks of it. ``logo_file`` is the name that the file gives, ``logo`` the picture
    that whoever read the file found there: nothing here opens files.
    """

    name: str
    sha256: str
    example: bool
    units: Mapping[str, Unit]
    confirmed: frozenset[str]
    changed: tuple[str, ...]
    hospital: Mapping[str, str]
    limits: Mapping[str, bool]
    workstation: Workstation
    prepared_by: str | None = None
    checked_by: str | None = None
    logo_file: str | None = None
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class RuleListing:
    """One rule file as the list of rules shows it."""

    id: str
    edition: str
    source: str
    status: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything known, frozen, with its edition and hash."""

    edition: str
    issued_on: date
    review_by: date
    sha256: str
    sources: Mapping[str, Source]
    fields: Mapping[FieldKey, FieldRule]
    kawasaki: KawasakiRule
    scores: tuple[ScoreRule, ...]
    regimens: Mapping[str, Regimen]
    products: Mapping[str, Product]
    cautions: tuple[Caution, ...]
    rounding: RoundingRules
    weight: WeightRule
    record: RecordRule
    coronary: CoronaryRule
    z_models: Mapping[str, ZModel]
    temperature: TemperatureRule
    misc_cdc: MiscCdcRule
    misc_cste: MiscCsteRule
    misc_who: MiscWhoRule
    misc_phenotype: MiscPhenotypeRule
    follow_up: FollowUpRule
    interactions: tuple[Interaction, ...]
    trials: Mapping[str, TrialRule]
    ivig_response: IvigResponseRule
    monitoring: MonitoringRule
    ctcae: CtcaeRule
    listing: tuple[RuleListing, ...]
    site: SiteRules | None = None

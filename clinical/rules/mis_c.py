"""The shape of the MIS-C definitions and of the phenotype of a child who meets one."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from clinical.record.vocabulary import ObservationCode
from clinical.rules.citation import Cited
from clinical.rules.criteria import Threshold
from clinical.values import Frozen, Number, Text

OutOfRange = Literal["high", "low"]


class Needed(Cited):
    """A whole number a definition asks for: years, hours, days, organ systems."""

    value: Annotated[int, Field(gt=0)]


class Marker(Frozen):
    """A laboratory value that speaks by lying outside its normal range, on one side.

    One marker may be reported under several codes: neutrophils as a count or as a percentage.
    """

    id: Text
    codes: tuple[ObservationCode, ...]
    out_of_range: OutOfRange


class MiscDefinition(Cited):
    """What every definition has: its names, what to know of it, and under which age it holds."""

    id: Text
    title: Text
    about: Text | None = None
    age_below_years: Needed

    site_keys: ClassVar[frozenset[str]] = frozenset()


class MiscCdcRule(MiscDefinition):
    """The case definition of the CDC health advisory of May 2020."""

    kind: Literal["misc_cdc"]
    fever_hours: Needed
    marker: tuple[Marker, ...]
    organs: Needed
    contact_days: Needed


class MiscCsteRule(MiscDefinition):
    """The surveillance case definition of CSTE and CDC of 2023."""

    kind: Literal["misc_cste"]
    crp: Threshold
    categories: Needed
    lvef: Threshold
    platelets: Threshold
    lymphocytes: Threshold
    test_days: Needed
    contact_days: Needed
    final_diagnosis: Cited


class MiscWhoRule(MiscDefinition):
    """The preliminary case definition of the WHO of May 2020."""

    kind: Literal["misc_who"]
    fever_days: Needed
    features: Needed
    marker: tuple[Marker, ...]
    lvef: Threshold


class KdLike(Cited):
    """From which verdict of the Kawasaki criteria on a child counts as KD-like."""

    verdicts: tuple[Literal["complete", "incomplete"], ...]


class PressureBand(Cited):
    """The lower limit of systolic pressure from an age on: ``below`` and so much a year more.

    Completed months, or in the first weeks of life days.
    """

    from_months: Annotated[int, Field(ge=0)] = 0
    until_months: Annotated[int, Field(gt=0)] | None = None
    until_days: Annotated[int, Field(gt=0)] | None = None
    below: Number
    per_year: Annotated[int, Field(ge=0)] = 0


class MiscPhenotypeRule(Cited):
    """The phenotypes of S5, and the pressures that make one ask for shock."""

    kind: Literal["misc_phenotype"]
    id: Text
    title: Text
    about: Text | None = None
    kd_like: KdLike
    pressure: tuple[PressureBand, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset()

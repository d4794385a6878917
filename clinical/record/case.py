"""What was entered about one child: the one model that every tab, the files and the paper share.

A ``Case`` is one frozen, closed, strict value. Every key but the format may be missing, and
missing is unknown. Which units and limits fit an observation is knowledge, not shape, and is
checked in ``clinical.record.validity``.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from clinical.quantity import Comparator
from clinical.record.entry import Entry
from clinical.record.kept_plan import KeptPlan, PlannedDose
from clinical.record.kept_summary import KeptSummary
from clinical.record.vocabulary import (
    Agent,
    AllergyState,
    DischargeHeading,
    DoseUnit,
    FinalDiagnosis,
    Interpretation,
    ObservationCode,
    Presence,
    Route,
    ScreeningItem,
    Segment,
    Sex,
    Substance,
    TemperatureSite,
    TreatmentStatus,
    WeightMethod,
)
from clinical.values import (
    Day,
    DayOrMoment,
    EnteredUnit,
    Frozen,
    Moment,
    Number,
    Text,
    refusal,
)

CASE_FORMAT = "kd-bedside.case/1"


class Age(Frozen):
    """An age in completed units on a day, where the date of birth is not known."""

    at: Day
    years: Annotated[int, Field(ge=0, le=21)] | None = None
    months: Annotated[int, Field(ge=0, le=263)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.years is None) == (self.months is None):
            raise refusal("age_one_unit")
        return self


class Patient(Frozen):
    """Who the child is."""

    identifier: Text | None = Field(default=None, repr=False)
    family_name: Text | None = Field(default=None, repr=False)
    given_name: Text | None = Field(default=None, repr=False)
    date_of_birth: Day | None = Field(default=None, repr=False)
    age: Age | None = None
    sex: Sex = "unknown"
    asian_ancestry: Presence = "unknown"

    @model_validator(mode="after")
    def _birth_or_age(self) -> Self:
        if self.date_of_birth is not None and self.age is not None:
            raise refusal("birth_and_age")
        return self


class Allergy(Frozen):
    """One substance the child reacted to."""

    substance: Substance
    text: Text | None = None
    reaction: Text | None = None


class Allergies(Frozen):
    """Whether allergies are known; "none known" is an answer, an empty list is not."""

    state: AllergyState = "not_recorded"
    items: tuple[Allergy, ...] = ()


class Weight(Entry):
    """A body weight in kg."""

    at: Moment
    kg: Number
    method: WeightMethod = "measured"


class Height(Entry):
    """A height or length in cm."""

    at: Moment
    cm: Number


class Sign(Frozen):
    """One principal clinical feature; it counts at any time in the illness."""

    state: Presence = "unknown"
    first_seen: Day | None = None


class LymphNodeSign(Sign):
    """Cervical lymphadenopathy, with the largest diameter in cm where it was measured."""

    diameter_cm: Number | None = None


class Signs(Frozen):
    """The five principal clinical features."""

    conjunctivitis: Sign = Sign()
    oral_changes: Sign = Sign()
    rash: Sign = Sign()
    extremity_changes: Sign = Sign()
    cervical_lymphadenopathy: LymphNodeSign = LymphNodeSign()


class Illness(Frozen):
    """Fever, the principal features and the clinician's own judgement."""

    fever_onset: DayOrMoment | None = None
    fever_ended: Day | None = None
    subjective_fever_24h: Presence = "unknown"
    signs: Signs = Signs()
    desquamation: Presence = "unknown"
    alternative_diagnosis: Presence = "unknown"
    experienced_clinician_override: bool = False
    final_diagnosis: FinalDiagnosis | None = None


class ReferenceRange(Frozen):
    """The laboratory's own range, in the unit of the observation."""

    low: Number | None = None
    high: Number | None = None


class Observation(Entry):
    """A measurement with its unit, or a laboratory's judgement where no number was given."""

    at: Moment
    code: ObservationCode
    value: Number | None = None
    unit: EnteredUnit | None = None
    comparator: Comparator | None = None
    reference: ReferenceRange | None = None
    interpretation: Interpretation | None = None
    site: TemperatureSite | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and self.interpretation is None:
            raise refusal("value_missing")
        if self.site is not None and self.code != "temperature":
            raise refusal("site_without_temperature", self.site)
        return self


class ReportedZ(Frozen):
    """A z score as the echo laboratory reported it, with the model it named."""

    z: Number
    model: Text = "not stated"


class Echo(Entry):
    """One echocardiogram; inner diameters in mm, function in percent."""

    at: Moment
    lmca_mm: Number | None = None
    lad_mm: Number | None = None
    lcx_mm: Number | None = None
    rca_mm: Number | None = None
    rca_mid_mm: Number | None = None
    rca_distal_mm: Number | None = None
    reported_z: dict[Segment, ReportedZ] = Field(default_factory=dict[Segment, ReportedZ])
    adjacent_mm: dict[Segment, Number] = Field(default_factory=dict[Segment, Number])
    lumen_irregular: dict[Segment, Presence] = Field(default_factory=dict[Segment, Presence])
    lvef_percent: Number | None = None
    fs_percent: Number | None = None
    strain_percent: Number | None = None
    normal_coronaries: Presence = "unknown"
    aneurysm: Presence = "unknown"
    lv_function_decreased: Presence = "unknown"
    mitral_regurgitation: Presence = "unknown"
    pericardial_effusion: Presence = "unknown"
    perivascular_brightness: Presence = "unknown"
    lack_of_tapering: Presence = "unknown"


class SarsCov2(Frozen):
    """Evidence of SARS-CoV-2 infection or contact."""

    pcr: Presence = "unknown"
    pcr_on: Day | None = None
    antigen: Presence = "unknown"
    antigen_on: Day | None = None
    serology: Presence = "unknown"
    contact: Presence = "unknown"
    contact_on: Day | None = None


class Involvement(Frozen):
    """Organ systems, severity and the stay in hospital, as the clinician judged them."""

    hospitalised: Presence = "unknown"
    admitted_on: Day | None = None
    discharged_on: Day | None = None
    died: Presence = "unknown"
    cardiac: Presence = "unknown"
    renal: Presence = "unknown"
    respiratory: Presence = "unknown"
    haematologic: Presence = "unknown"
    gastrointestinal: Presence = "unknown"
    dermatologic: Presence = "unknown"
    neurological: Presence = "unknown"
    shock: Presence = "unknown"
    hypotension: Presence = "unknown"
    fluid_refractory: Presence = "unknown"
    vasoactive_support: Presence = "unknown"
    intensive_care: Presence = "unknown"
    coagulopathy: Presence = "unknown"
    pericarditis_or_valvulitis: Presence = "unknown"
    # The clinician's own judgement of Kawasaki-like features; it goes before the rule.
    kd_like: Presence = "unknown"


class History(Frozen):
    """What matters before a drug is given."""

    hepatomegaly: Presence = "unknown"
    tuberculosis_risk: Presence = "unknown"
    tuberculosis_recent_or_active: Presence = "unknown"
    immunodeficiency_or_cancer: Presence = "unknown"
    cyp450_interacting_drug: Presence = "unknown"
    childbearing_potential: Presence = "unknown"
    contraception: Presence = "unknown"
    hyperprolinaemia: Presence = "unknown"
    anti_iga_antibodies: Presence = "unknown"
    active_infection: Presence = "unknown"
    varicella_exposure: Presence = "unknown"
    influenza_exposure: Presence = "unknown"
    mas_features: Presence = "unknown"
    hepatic_insufficiency: Presence = "unknown"
    preterm: Presence = "unknown"
    pregnant_or_breastfeeding: Presence = "unknown"


class Treatment(Entry):
    """A drug or vaccine given, withheld or refused; null times mean "at an unknown time"."""

    agent: Agent
    name: Text | None = None
    start: Moment | None = None
    end: Moment | None = None
    dose: Number | None = None
    dose_unit: DoseUnit | None = None
    route: Route | None = None
    product: Text | None = None
    batch: Text | None = None
    status: TreatmentStatus | None = None
    reason: Text | None = None
    planned: PlannedDose | None = None


class AdverseEvent(Entry):
    """An unwanted event with its CTCAE grade."""

    at: Moment
    term: Text
    grade: Annotated[int, Field(ge=1, le=5)] | None = None
    agent: Agent | None = None


class Note(Entry):
    """Free text at a time."""

    at: Moment
    text: Text


class TrialScreening(Frozen):
    """Answers that only a person can give, by item of the trial's list."""

    anacomp: dict[ScreeningItem, Presence] = Field(default_factory=dict[ScreeningItem, Presence])


class Case(Frozen):
    """Everything entered about one child in one illness."""

    format: Literal["kd-bedside.case/1"] = CASE_FORMAT
    # An example child for training: the moment its clock stands at. Never a patient.
    training: Moment | None = None
    patient: Patient = Patient()
    allergies: Allergies = Allergies()
    weights: tuple[Weight, ...] = ()
    heights: tuple[Height, ...] = ()
    illness: Illness = Illness()
    observations: tuple[Observation, ...] = ()
    echos: tuple[Echo, ...] = ()
    # The z model locked for this child, so that its course is one curve; else the site's.
    z_model: Text | None = None
    sars_cov_2: SarsCov2 = SarsCov2()
    involvement: Involvement = Involvement()
    history: History = History()
    treatments: tuple[Treatment, ...] = ()
    adverse_events: tuple[AdverseEvent, ...] = ()
    notes: tuple[Note, ...] = ()
    plans: tuple[KeptPlan, ...] = ()
    trial_screening: TrialScreening = TrialScreening()
    discharge: dict[DischargeHeading, Text] = Field(default_factory=dict[DischargeHeading, str])
    # Each version of the discharge summary that was finalised.
    summaries: tuple[KeptSummary, ...] = ()

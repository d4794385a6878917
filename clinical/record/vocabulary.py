"""The closed words of a case: what may stand in its enumerated entries."""

from __future__ import annotations

from typing import Literal

Presence = Literal["present", "absent", "unknown"]
Sex = Literal["female", "male", "unknown"]
WeightMethod = Literal["measured", "estimated"]
AllergyState = Literal["known", "none_known", "not_recorded", "unavailable"]
Substance = Literal[
    "anakinra",
    "e_coli_protein",
    "citric_acid",
    "sodium_chloride",
    "disodium_edta",
    "polysorbate_80",
    "sodium_hydroxide",
    "immunoglobulin",
    "l_proline",
    "murine_protein",
    "other",
]
ObservationCode = Literal[
    "temperature",
    "crp",
    "esr",
    "wbc",
    "neutrophils_percent",
    "neutrophils",
    "lymphocytes",
    "platelets",
    "haemoglobin",
    "haematocrit",
    "sodium",
    "potassium",
    "ast",
    "alt",
    "ggt",
    "total_bilirubin",
    "albumin",
    "total_protein",
    "creatinine",
    "ldh",
    "ferritin",
    "d_dimer",
    "fibrinogen",
    "procalcitonin",
    "il6",
    "troponin",
    "bnp",
    "nt_pro_bnp",
    "urine_wbc",
    "systolic_pressure",
    "heart_rate",
    "physician_activity",
    "parent_activity",
]
TemperatureSite = Literal["axillary", "oral", "tympanic", "rectal", "unknown"]
Interpretation = Literal["high", "low", "normal"]
Segment = Literal["lmca", "lad", "lcx", "rca", "rca_mid", "rca_distal"]
Agent = Literal[
    "ivig",
    "aspirin",
    "anakinra",
    "prednisolone",
    "methylprednisolone",
    "infliximab",
    "etanercept",
    "ciclosporin",
    "methotrexate",
    "plasma_exchange",
    "clopidogrel",
    "paracetamol",
    "ibuprofen",
    "hydrocortisone",
    "live_vaccine",
    "influenza_vaccine",
    "other",
]
Route = Literal["intravenous", "subcutaneous", "oral", "intramuscular", "other"]
DoseUnit = Literal["mg", "g", "mL", "mg/kg", "g/kg", "mg/kg/day", "mg/m2"]
TreatmentStatus = Literal["given", "withheld", "refused"]
PlanState = Literal["draft", "active", "superseded", "stopped", "void"]
FinalDiagnosis = Literal["kawasaki", "misc", "other", "undecided"]
# Items of the eligibility list, reference section 7; X1 is "already retreated".
ScreeningItem = Literal[
    "I1",
    "I2",
    "I3",
    "I4",
    "I5",
    "I6",
    "I7",
    "I7s",
    "I8",
    "I9",
    "I10",
    "E1",
    "E2",
    "E3",
    "E4",
    "E5",
    "E6",
    "E7",
    "E8",
    "E9",
    "E10",
    "E11",
    "E12",
    "E13",
    "E14",
    "E15",
    "E16",
    "E17",
    "E18",
    "E19",
    "X1",
]
# Headings of the discharge summary (PRSB eDischarge, Joint Commission; conventions 4.5).
DischargeHeading = Literal[
    "reason_for_admission",
    "admission_details",
    "discharge_details",
    "principal_diagnosis",
    "clinical_summary",
    "diagnoses",
    "procedures",
    "investigation_results",
    "assessment_scales",
    "allergies_and_adverse_reactions",
    "safety_alerts",
    "medications",
    "condition_at_discharge",
    "pending_results",
    "plan_and_requested_actions",
    "follow_up",
    "information_and_advice",
    "patient_and_carer_concerns",
    "social_context",
    "individual_requirements",
    "participation_in_research",
    "gp_practice",
    "referrer",
    "person_completing_record",
    "distribution_list",
]

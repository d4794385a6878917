"""The laboratory values of the program, in the order a ward reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinical.record.vocabulary import ObservationCode

USUAL_CODES: tuple[ObservationCode, ...] = (
    "crp",
    "esr",
    "wbc",
    "neutrophils_percent",
    "platelets",
    "haemoglobin",
    "albumin",
    "ast",
    "alt",
    "sodium",
    "total_bilirubin",
    "urine_wbc",
    "creatinine",
)
MORE_CODES: tuple[ObservationCode, ...] = (
    "lymphocytes",
    "neutrophils",
    "haematocrit",
    "ldh",
    "ferritin",
    "d_dimer",
    "fibrinogen",
    "procalcitonin",
    "il6",
    "troponin",
    "bnp",
    "nt_pro_bnp",
    "ggt",
    "potassium",
    "total_protein",
)
# Every laboratory value of the program.
LABORATORY_CODES = (*USUAL_CODES, *MORE_CODES)

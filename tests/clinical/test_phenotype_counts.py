"""The 46 children of S5, Table 1, rebuilt as records: the verdicts must add up to the table.

The columns "KD-like" and "CV shock" of the table count the children who are both as well. Taken
out of them once each, the four labels make up every column of the table exactly (reference 3.4).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

from clinical.assess import assess
from reports.json_document.assessment import assessment_document
from reports.wording import english
from tests.clinical.child import child

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

SHOCK = ("shock", "hypotension", "fluid_refractory", "vasoactive_support")
SIGNS = ["conjunctivae", "mouth", "rash", "hands and feet"]


@dataclass(frozen=True)
class Column:
    """One column of Table 1 as it is printed: both features counted in each of the two."""

    children: int
    non_specific: int
    kd_like: int
    cv_shock: int
    kdss_like: int

    @property
    def exclusive(self) -> Counter[str]:
        """The children under each label alone."""
        return Counter(
            non_specific=self.non_specific,
            kd_like=self.kd_like - self.kdss_like,
            cv_shock=self.cv_shock - self.kdss_like,
            kdss_like=self.kdss_like,
        )


PRINTED = {
    "all": Column(46, 15, 20, 23, 12),
    "immunoglobulin alone": Column(14, 9, 3, 3, 1),
    "immunoglobulin and anakinra": Column(32, 6, 17, 20, 11),
}


def record(*, kd_like: bool, cv_shock: bool) -> dict[str, Any]:
    """Return a child of the cohort: by its definition CDC 2020, by its two features one of four."""
    involvement = {"hospitalised": "present", "cardiac": "present", "gastrointestinal": "present"}
    return {
        "age": "8 years",
        "alternative": "absent",
        "subjective_fever_24h": "present",
        "crp": "high",
        "present": SIGNS if kd_like else [],
        "absent": "the rest",
        "sars_cov_2": {"serology": "present"},
        "involvement": involvement | dict.fromkeys(SHOCK, "present" if cv_shock else "absent"),
    }


def cohort(column: Column) -> list[dict[str, Any]]:
    both = column.kdss_like
    return (
        [record(kd_like=False, cv_shock=False)] * column.non_specific
        + [record(kd_like=True, cv_shock=False)] * (column.kd_like - both)
        + [record(kd_like=False, cv_shock=True)] * (column.cv_shock - both)
        + [record(kd_like=True, cv_shock=True)] * both
    )


def phenotype(given: dict[str, Any], rulebook: Rulebook) -> dict[str, str]:
    bedside = child(given)
    found = assessment_document(assess(bedside.case, rulebook, bedside.as_of), english())
    diagnosis = cast("dict[str, dict[str, str]]", found["diagnosis"])
    assert diagnosis["misc_cdc_2020"]["verdict"] == "met", "every child of the cohort met it"
    return diagnosis["misc_phenotype"]


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("column", PRINTED.values(), ids=PRINTED)
def test_the_labels_of_the_cohort_add_up_to_the_printed_column(
    column: Column, rulebook: Rulebook
) -> None:
    found = [phenotype(given, rulebook) for given in cohort(column)]
    assert len(found) == column.children
    assert Counter(one["verdict"] for one in found) == column.exclusive
    assert sum(one["kd_like"] == "met" for one in found) == column.kd_like
    assert sum(one["cv_shock"] == "met" for one in found) == column.cv_shock


def test_the_two_treatment_groups_make_up_the_cohort() -> None:
    alone, with_anakinra = (
        PRINTED["immunoglobulin alone"].exclusive,
        PRINTED["immunoglobulin and anakinra"].exclusive,
    )
    assert alone + with_anakinra == PRINTED["all"].exclusive
    assert PRINTED["all"].exclusive == Counter(
        non_specific=15, kd_like=8, cv_shock=11, kdss_like=12
    )

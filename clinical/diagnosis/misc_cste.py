"""MIS-C by the surveillance case definition of CSTE and CDC of 2023: confirmed or probable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import Window, numeric, presence
from clinical.diagnosis.misc_categories import (
    any_part,
    digestive,
    entered,
    mucocutaneous,
    raised,
)
from clinical.diagnosis.misc_exposure import cste_contact, cste_laboratory
from clinical.diagnosis.misc_fever import cste_fever
from clinical.diagnosis.misc_heart import coronary_item, counted_echos, ejection_item
from clinical.diagnosis.misc_items import (
    Definition,
    Item,
    MiscVerdict,
    age_item,
    answer,
    count_of,
    deciding,
    hospitalised_item,
    missing_entries,
    more_needed,
    no_alternative_item,
)
from clinical.findings import Reason
from clinical.logic import Finding, all_of, any_of, finding_of
from clinical.timeline import fever_onset_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.course.temperature import Reading
    from clinical.heart.readings import EchoReading
    from clinical.record.case import Case
    from clinical.rules.mis_c import MiscCsteRule
    from clinical.rules.rulebook import Rulebook


def assess_cste(
    case: Case,
    rulebook: Rulebook,
    echos: Mapping[int, EchoReading],
    temperatures: tuple[Reading, ...],
    as_of: datetime,
) -> Definition:
    """Return what the definition of 2023 says."""
    rule = rulebook.misc_cste
    window = Window(fever_onset_day(case, as_of), as_of)
    crp = numeric(case, rulebook, as_of, "crp", threshold=rule.crp, window=window)
    categories = _categories(case, rulebook, echos, as_of)
    clinical = (
        age_item(case, rule, as_of),
        cste_fever(case, rulebook, rule, temperatures, as_of),
        _severity(case, rule, as_of),
        Item("crp", crp, ("crp",)),
        count_of("multisystem", "misc.categories", categories, rule.categories, rule.categories),
        no_alternative_item(case, rule),
        _final_diagnosis(case, rule),
    )
    laboratory = cste_laboratory(case, rule, as_of)
    contact = cste_contact(case, rule, as_of)
    verdict = _verdict(clinical, laboratory, contact)
    items = (*clinical, laboratory, contact)
    changes: tuple[Reason, ...] = ()
    asked: tuple[Item, ...] = ()
    if verdict is MiscVerdict.UNDETERMINED:
        changes = more_needed("change.misc_categories", categories, rule.categories)
        # Either kind of evidence is enough: a test that is met makes the contact idle.
        asked = (*clinical, laboratory) if laboratory.finding is Finding.MET else items
    if verdict is MiscVerdict.PROBABLE and laboratory.finding is Finding.UNKNOWN:
        changes = (Reason.citing("change.misc_confirmed", Finding.UNKNOWN, rule.test_days),)
        asked = (laboratory,)
    return Definition(
        id=rule.id,
        title=rule.title,
        source=rule.source,
        verdict=verdict,
        items=items,
        parts={"categories": categories},
        missing=missing_entries(asked),
        reasons=_deciding(clinical, laboratory, contact, verdict),
        would_change=changes,
    )


def _verdict(clinical: tuple[Item, ...], laboratory: Item, contact: Item) -> MiscVerdict:
    """Return confirmed by the laboratory, else probable by contact.

    Contact makes it probable while a test is still open: the test can only raise it.
    """
    illness = all_of(*(item.finding for item in clinical))
    if illness is Finding.MET and laboratory.finding is Finding.MET:
        return MiscVerdict.CONFIRMED
    if illness is Finding.MET and contact.finding is Finding.MET:
        return MiscVerdict.PROBABLE
    virus = any_of(laboratory.finding, contact.finding)
    if all_of(illness, virus) is Finding.NOT_MET:
        return MiscVerdict.NOT_MET
    return MiscVerdict.UNDETERMINED


def _deciding(
    clinical: tuple[Item, ...], laboratory: Item, contact: Item, verdict: MiscVerdict
) -> tuple[Item, ...]:
    """Return the items the verdict rests on; one kind of evidence of the virus is enough."""
    virus = (laboratory, contact)
    if any_of(laboratory.finding, contact.finding) is Finding.MET:
        virus = tuple(item for item in virus if item.finding is Finding.MET)
    return deciding((*clinical, *virus), verdict)


def _severity(case: Case, rule: MiscCsteRule, as_of: datetime) -> Item:
    stay = hospitalised_item(case, rule, as_of)
    finding = any_of(stay.finding, presence(case.involvement.died))
    asks = "involvement.hospitalised"
    if stay.finding is Finding.NOT_MET:
        asks = "involvement.died"
    return answer("severity", "misc.severity", finding, rule, asks)


def _final_diagnosis(case: Case, rule: MiscCsteRule) -> Item:
    """Return whether the team settled on something else than Kawasaki disease, or on nothing yet.

    A diagnosis that is still open excludes nothing: only Kawasaki disease does.
    """
    finding = finding_of(case.illness.final_diagnosis != "kawasaki")
    return answer(
        "final_diagnosis", "misc.final_diagnosis", finding, rule.final_diagnosis, "final_diagnosis"
    )


def _categories(
    case: Case, rulebook: Rulebook, echos: Mapping[int, EchoReading], as_of: datetime
) -> tuple[Item, ...]:
    rule = rulebook.misc_cste
    window = Window(fever_onset_day(case, as_of), as_of)
    counted = counted_echos(case, echos, as_of)
    cells = (
        numeric(case, rulebook, as_of, "platelets", threshold=rule.platelets, window=window),
        numeric(case, rulebook, as_of, "lymphocytes", threshold=rule.lymphocytes, window=window),
    )
    heart = (
        ejection_item(counted, rule.lvef),
        coronary_item(case, rulebook, counted),
        raised(case, rulebook, as_of, "troponin", rule),
    )
    return (
        any_part("cardiac", heart, rule),
        any_part("mucocutaneous", mucocutaneous(case, rule, as_of), rule),
        entered(case, "shock", rule),
        digestive(case, rule),
        any_part(
            "haematologic",
            (
                Item("platelets", cells[0], ("platelets",)),
                Item("lymphocytes", cells[1], ("lymphocytes",)),
            ),
            rule,
        ),
    )

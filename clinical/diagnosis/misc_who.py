"""MIS-C by the preliminary case definition of the WHO of 2020."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.diagnosis.misc_categories import (
    any_part,
    digestive,
    entered,
    mucocutaneous,
    raised,
)
from clinical.diagnosis.misc_exposure import who_evidence
from clinical.diagnosis.misc_fever import who_fever
from clinical.diagnosis.misc_heart import coronary_item, counted_echos, function_item
from clinical.diagnosis.misc_items import (
    Definition,
    Item,
    age_item,
    all_asked,
    count_of,
    inflammation_item,
    marker_item,
    more_needed,
    no_alternative_item,
)
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.heart.readings import EchoReading
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


def assess_who(
    case: Case, rulebook: Rulebook, echos: Mapping[int, EchoReading], as_of: datetime
) -> Definition:
    """Return what the definition of the WHO says."""
    rule = rulebook.misc_who
    features = _features(case, rulebook, echos, as_of)
    markers = tuple(marker_item(case, rulebook, as_of, each, rule) for each in rule.marker)
    fever, fever_changes = who_fever(case, rule, as_of)
    items = (
        age_item(case, rule, as_of),
        fever,
        count_of("multisystem", "misc.features", features, rule.features, rule.features),
        inflammation_item(markers, rule),
        no_alternative_item(case, rule),
        who_evidence(case, rule, as_of),
    )
    changes = (*fever_changes, *more_needed("change.misc_features", features, rule.features))
    return all_asked(rule, items, {"features": features, "markers": markers}, changes)


def _features(
    case: Case, rulebook: Rulebook, echos: Mapping[int, EchoReading], as_of: datetime
) -> tuple[Item, ...]:
    rule = rulebook.misc_who
    counted = counted_echos(case, echos, as_of)
    heart = (
        function_item(counted, rule.lvef),
        entered(case, "pericarditis_or_valvulitis", rule),
        coronary_item(case, rulebook, counted),
        raised(case, rulebook, as_of, "troponin", rule),
        raised(case, rulebook, as_of, "nt_pro_bnp", rule),
    )
    circulation = (entered(case, "shock", rule), entered(case, "hypotension", rule))
    return (
        any_part("mucocutaneous", mucocutaneous(case, rule, as_of), rule),
        any_part("hypotension_or_shock", circulation, rule),
        any_part("myocardial", heart, rule),
        _coagulopathy(case, rulebook, as_of),
        digestive(case, rule),
    )


def _coagulopathy(case: Case, rulebook: Rulebook, as_of: datetime) -> Item:
    """Return coagulopathy as entered, or by a raised D-dimer.

    The entry sums up PT, PTT and D-dimer: where it was answered with no, a D-dimer that was not
    measured leaves nothing open; where it was not answered, a normal D-dimer alone denies nothing.
    """
    rule = rulebook.misc_who
    summed_up = entered(case, "coagulopathy", rule)
    dimer = raised(case, rulebook, as_of, "d_dimer", rule)
    if dimer.finding is Finding.MET and summed_up.finding is not Finding.MET:
        return Item("coagulopathy", dimer.reason)
    return summed_up

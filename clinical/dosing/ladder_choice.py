"""Which ladder a child climbs: the one that was chosen, else the one for age and weight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clinical.findings import Alert
from clinical.logic import Finding
from clinical.timeline import age_on, local_day

if TYPE_CHECKING:
    from clinical.dosing.order import Order
    from clinical.dosing.weight import BasisWeight
    from clinical.findings import Value
    from clinical.rules.citation import Severity
    from clinical.rules.phases import Ladder, LadderByAge, Levels

LADDER = "ladder"


def levels_for(order: Order, basis: BasisWeight, ladder: Ladder) -> Levels:
    """Return the levels of the ladder, with questions where sources disagree about the child."""
    rule = ladder.by_age
    if rule is None:
        return ladder.levels[0]
    by_age = _by_age(order, basis, rule)
    kg = basis.weight.kg
    chosen = order.settings.choices.get(LADDER, by_age)
    if chosen not in {by_age, rule.standard}:
        values: dict[str, Value] = {"months": rule.below_months, "kg": rule.from_kg}
        order.say(Alert("confirm", "ladder.not_of_age", values, rule.source, rule.mark))
    elif chosen != by_age and kg < rule.disputed_from_kg:
        # Where the sources disagree that is asked already.
        values = {"months": rule.below_months, "kg": rule.from_kg}
        order.say(Alert("confirm", "ladder.standard_for_infant", values, rule.source, rule.mark))
    choices = {**order.settings.choices, LADDER: chosen}
    order.settings = replace(order.settings, choices=choices)
    return next(levels for levels in ladder.levels if levels.id == chosen)


def _by_age(order: Order, basis: BasisWeight, rule: LadderByAge) -> str:
    age = age_on(order.case.patient, local_day(order.start, order.as_of))
    young = Finding.UNKNOWN if age is None else age.in_months.compare("<", rule.below_months)
    kg = basis.weight.kg
    values: dict[str, Value] = {"months": rule.below_months, "kg": kg}

    def ask(severity: Severity, code: str, **more: Value) -> None:
        order.say(Alert(severity, code, values | more, rule.source, rule.mark))

    if young is Finding.UNKNOWN:
        ask("confirm", "ladder.age_unknown")
        return rule.standard
    if young is Finding.NOT_MET:
        return rule.standard
    if kg < rule.from_kg:
        ask("confirm", "ladder.too_light", least=rule.from_kg)
        return rule.standard
    if kg >= rule.disputed_from_kg:
        ask("confirm", "ladder.disputed", limit=rule.disputed_from_kg)
    return rule.infant

"""Contraindications of a drug that was charted as given: what a plan would have refused or asked.

A dose can be given without a plan of this program, and the record can learn of an allergy after
it. Only what the record says is spoken of; what it does not say is asked by the next plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.dosing.caution import Setting
from clinical.dosing.cautions import caution_alerts
from clinical.findings import Alert
from clinical.timeline import given

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.rules.regimens import CautionCheck
    from clinical.rules.rulebook import Rulebook

# Checks about the child. Those about times and other drugs are alerts of their own; a low
# neutrophil count under treatment is a hold (``holds``), and the volume of an infusion that has
# run is past.
_OF_THE_CHILD: tuple[CautionCheck, ...] = (
    "allergy",
    "history",
    "creatinine_clearance_below",
    "hyperprolinaemia_with_l_proline",
)


def charted_alerts(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    """Yield what speaks against a drug that was given, once for each drug and reason."""
    # What the record already warns of as two things that do not go together is not said twice.
    warned = {rule.history for rule in rulebook.interactions if rule.history is not None}
    checks = {
        f"caution.{caution.id}": caution.check
        for caution in rulebook.cautions
        if caution.history not in warned
    }
    said: set[tuple[str, str]] = set()
    for regimen in rulebook.regimens.values():
        doses = given(case, (regimen.agent,), as_of)
        if not doses:
            continue
        product = rulebook.products.get(regimen.default_product or "")
        begun = min((dose.start for dose in doses if dose.start is not None), default=as_of)
        alerts, _ = caution_alerts(Setting(case, rulebook, regimen, product, begun, as_of))
        for alert in alerts:
            mark = (regimen.agent, alert.code)
            # An infusion has run: only what forbids the next one is still worth saying.
            past = regimen.shape == "infusion" and alert.severity != "stop"
            if checks.get(alert.code) in _OF_THE_CHILD and mark not in said and not past:
                said.add(mark)
                values = {**alert.values, "agent": f"agent.{regimen.agent}"}
                code = f"charted.{alert.code.removeprefix('caution.')}"
                yield Alert(alert.severity, code, values, alert.source, alert.mark, alert.field)

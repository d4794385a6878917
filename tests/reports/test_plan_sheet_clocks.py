"""The sheet of all active plans on the night the clocks change: one time for one moment."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from clinical.dosing.plan import Choice, plan
from clinical.record.kept_plan import Override, Signature
from reports.kept_plan import kept_plan
from reports.wording import english
from tests.reports.active import REASON, Active
from tests.reports.sheets import child, rulebook

# The clocks go back on 25-Oct-2026 at 03:00.
ROME = ZoneInfo("Europe/Rome")
AS_OF = datetime.fromisoformat("2026-10-24T20:00:00+02:00").astimezone(ROME)


def before_the_change(regimen: str, start: str) -> Active:
    """Return a child whose plan was signed with an offset alone, as a file keeps it."""
    record = child(
        weights=[{"at": "2026-10-24T08:00:00+02:00", "kg": "16.5", "method": "measured"}],
        heights=[{"at": "2026-10-24T08:00:00+02:00", "cm": "103"}],
        illness={"fever_onset": "2026-10-20"},
        observations=[],
    )
    signature = Signature(at=datetime.fromisoformat("2026-10-24T14:00:00+02:00"), by="Dr B.")
    choice = Choice(regimen, datetime.fromisoformat(start))
    made = plan(record, rulebook(), choice, signature.at)
    answers = tuple(
        Override(code=alert.code, reason=REASON, by="Dr B.") for alert in made.open_confirmations
    )
    made = plan(record, rulebook(), replace(choice, overrides=answers), signature.at)
    kept = kept_plan(made, english(), name="plan-0", created=signature)
    kept = kept.replace(state="active", signed=signature)
    return Active(record.replace(plans=(kept,)), at=AS_OF, site=None)


@pytest.mark.hazard("H42")
def test_an_infusion_over_the_change_ends_when_the_clock_on_the_wall_says() -> None:
    text = before_the_change("ivig", "2026-10-24T16:00:00+02:00").words()
    # 12 hours from 16:00 of summer are 03:00 of winter.
    assert "03:00 +01:00 Sun 25-Oct-2026" in text
    assert "04:00" not in text


@pytest.mark.hazard("H42")
def test_the_block_and_the_list_give_one_time_for_the_last_dose() -> None:
    text = before_the_change("aspirin_high", "2026-10-24T18:00:00+02:00").words()
    # 28 doses every 6 hours from 18:00 of summer: the last after 162 hours, 11:00 of winter.
    assert re.search(r"18:00 11:00 each of 28 doses, every 6 hours Sat 24-Oct-2026 \+02:00", text)
    assert "Sat 31-Oct-2026 +01:00" in text
    assert "Sat 31-Oct-2026 11:00 +01:00" in text
    assert "12:00" not in text.replace("12:00 +02:00", "")

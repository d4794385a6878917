"""Documents of drawn children: the longest names, the largest doses, every script and regimen.

A document has a number, so that one that fails can be drawn again. A new document is a function of
``DRAWN``, which takes the dice and the paper and returns the PDF with the texts it must hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from clinical.assess import assess
from clinical.log.treatment_log import treatment_log
from clinical.quantity import Unit
from clinical.record.case import Observation, Treatment, Weight
from reports.log.rows import row_words
from reports.plan_summary import plan_summary
from reports.treatment_log import treatment_log_pdf
from reports.wording import english
from tests.reports.active import with_plans
from tests.reports.geometry import faults
from tests.reports.printed_pages import pages_of, plain_words
from tests.reports.sheets import (
    AS_OF,
    PRINTED,
    SITE,
    Sheet,
    child,
    everything_answered,
    rulebook,
    weighing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinical.record.case import Case
    from reports.page import Paper

NAMES = (
    "Li", "Nováková-Šťastná", "Łuczak-Źdźbło", "Nguyễn Thị Hường", "Παπαδοπούλου", "Щербакова",
    "Հովհաննիսյան", "ბერიძე", "王小明", "さくら タナカ", "김민준", "አበበ ቢቂላ", "ᐃᓄᒃ",
    "Wolfeschlegelsteinhausenbergerdorff-" * 2, "Ada <b>& Co</b>", "王" * 60, "W" * 50,
)  # fmt: skip
KILOGRAMS = ("2.1", "3.05", "6.25", "9.9", "16.5", "24.95", "40", "58.5", "99.9", "120")
REACTION = "generalised rash with swelling of the lips and wheeze within ten minutes"
AMOUNT = re.compile(r"[0-9.]+ (?:mg/kg|g/kg|mg/m²|mg|g|kg|mL)\b")
NOTE = "Mother says the child has not drunk since the morning; asked the doctor to look again. " * 4


@dataclass(frozen=True)
class Drawn:
    """A finished document and every text that must be found on it."""

    pdf: bytes
    texts: tuple[str, ...]


def _child(dice: Random) -> Case:
    patient: dict[str, Any] = {
        "family_name": dice.choice(NAMES),
        "given_name": dice.choice(NAMES),
        "identifier": dice.choice(("7", "W4-0017", "9" * 40)),
        "date_of_birth": dice.choice(("2022-01-15", "2025-12-30", "2009-02-28")),
        "sex": dice.choice(("female", "male", "unknown")),
    }
    items = [
        {"substance": "other", "text": f"substance {number}", "reaction": REACTION}
        for number in range(dice.choice((0, 1, 5)))
    ]
    allergies = {"state": "known", "items": items} if items else {"state": "not_recorded"}
    return weighing(dice.choice(KILOGRAMS), patient=patient, allergies=allergies)


def _settings(regimen: str, dice: Random) -> dict[str, str]:
    if regimen == "anakinra_misc_iv":
        # A wean over eleven days: from 10 mg/kg a day, 2 less every 48 hours.
        stable = {"stable_since": AS_OF.isoformat(), "wean_hours": "48", "mg_per_kg_day": "10"}
        return {"critical": "true"} | (stable if dice.random() < 0.6 else {})
    if regimen == "anakinra_fixed":
        return {"days": dice.choice(("1", "28", "60"))}
    return {}


def drawn_plan(dice: Random, paper: Paper) -> Drawn:
    """Draw the sheet of one plan."""
    regimen = dice.choice(sorted(rulebook().regimens))
    site = dice.choice((None, SITE))
    sheet = Sheet(_child(dice), regimen, _settings(regimen, dice), site=site)
    while sheet.plan.verdict == "refused":
        sheet = Sheet(weighing(dice.choice(KILOGRAMS)), dice.choice(("ivig", "anakinra_fixed")))
    if dice.random() < 0.5:
        sheet = everything_answered(sheet)
    summary = plan_summary(sheet.plan, english())
    assert summary is not None
    working = english().text("sheet.label_working")
    said: list[str] = []
    for part in (*summary.parts, *summary.care):
        for line in part.lines:
            # On paper the working has the day of the weight in it: its amounts are looked for.
            said += AMOUNT.findall(line.text) if part.heading == working else [line.text]
    said += [figure.value for block in summary.blocks for figure in block.figures]
    said += [block.dose for block in summary.blocks]
    said += [
        english().alert(alert) for alert in (*sheet.plan.checks, *sheet.plan.open_confirmations)
    ]
    return Drawn(sheet.pdf(paper), tuple(said))


def drawn_plans(dice: Random, paper: Paper) -> Drawn:
    """Draw the sheet of several active plans, some of them void by now."""
    regimens = dice.choice((
        ("ivig", "aspirin_moderate"), ("anakinra_kawakinra", "aspirin_low"),
        ("prednisolone_raise",), ("anakinra_fixed",), ("infliximab",),
        ("ivig", "aspirin_high", "methylprednisolone_pulse"),
    ))  # fmt: skip
    active = with_plans(regimens, child(patient=_child(dice).patient.model_dump(mode="json")))
    if dice.random() < 0.3:
        weights = (*active.case.weights, Weight(at=AS_OF, kg=Decimal(dice.choice(KILOGRAMS))))
        active = replace(active, case=active.case.replace(weights=weights))
    texts = [f"{number} " for number in range(1, len(regimens) + 1)]
    for plan in active.case.plans:
        texts += [f"{step.given:f} {step.unit}" for step in plan.steps[:1] if step.unit != "mg"]
    return Drawn(active.pdf(paper), tuple(texts))


def drawn_log(dice: Random, paper: Paper) -> Drawn:
    """Draw the sheet of a log of up to 120 entries."""
    begin = AS_OF - timedelta(days=dice.choice((1, 4, 11)))
    hours = int((AS_OF - begin) / timedelta(hours=1))
    observations = [
        Observation(
            at=begin + timedelta(hours=dice.randrange(hours)),
            code="temperature",
            value=Decimal(dice.randrange(360, 412)) / 10,
            unit=Unit.CELSIUS,
            site=dice.choice(("axillary", "oral", "rectal")),
        )
        for _ in range(dice.choice((0, 8, 80)))
    ]
    doses = [
        Treatment.model_validate(
            {
                "agent": "other", "name": dice.choice((*NAMES[:8], "supportive " * 6)),
                "start": begin + timedelta(hours=dice.randrange(hours)), "dose": Decimal(12),
                "dose_unit": "mg", "status": dice.choice(("given", "withheld", "refused")),
            }
        )
        for _ in range(dice.choice((0, 3, 40)))
    ]  # fmt: skip
    case = _child(dice).replace(observations=tuple(observations), treatments=tuple(doses))
    if dice.random() < 0.5:
        notes = [{"at": AS_OF.isoformat(), "text": NOTE}]
        case = type(case).model_validate({**dict(case), "notes": tuple(notes)})
    assessment = assess(case, rulebook(), AS_OF)
    pdf = treatment_log_pdf(case, assessment, english(), PRINTED, paper=paper)
    rows = treatment_log(case, assessment).rows
    return Drawn(pdf, tuple(row_words(row, rulebook(), english()).text for row in rows))


DRAWN: tuple[Callable[[Random, Paper], Drawn], ...] = (drawn_plan, drawn_plans, drawn_log)
PAPERS: tuple[Paper, ...] = ("A4", "Letter")


def _letters(text: str) -> str:
    """Return a text without spaces and without what only marks a source or what is bold."""
    return plain_words(text).replace("*", "").replace(" ", "").replace("†", "")


def wrong_with(number: int) -> list[str]:
    """Return what is wrong with the document of a number."""
    make, paper = DRAWN[number % len(DRAWN)], PAPERS[number // len(DRAWN) % 2]
    # The same number draws the same document again.
    drawn = make(Random(number), paper)  # noqa: S311 (dice, not secrets)
    pages = pages_of(drawn.pdf)
    found = list(faults(pages))
    # A text may go on overleaf, behind the foot of one page and the head of the next.
    body = _letters(" ".join(page.words for page in pages))
    found += [
        f"missing: {text}"
        for text in drawn.texts
        if _letters(text) not in body and not _goes_on(_letters(text), body)
    ]
    return [f"{number} ({make.__name__}, {paper}): {each}" for each in found]


def _goes_on(text: str, body: str) -> bool:
    """Return whether a long text stands in two parts, on two pages."""
    return any(text[:cut] in body and text[cut:] in body for cut in range(20, len(text) - 20, 1))

"""What was taken over from a draft and is no longer what the record says: an old date, mostly.

A draft that was taken over is text like any other, and nobody corrects it when a second infusion
moves a date. A sentence is known again by the words of its template; where the record's draft of
today has other values, or nothing of the kind any more, it is named. Nothing is changed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.record.vocabulary import DischargeHeading
    from reports.discharge.parts import DischargeSummary, Section
    from reports.wording import Wording

_DATE = r"\d\d-[A-Z][a-z]{2}-\d{4}"
_SHAPES = {
    **dict.fromkeys(("day", "first", "last", "on"), _DATE),
    "days": rf"{_DATE}(?:(?:, | and ){_DATE})*",
    "number": r"\d+",
    "value": r"[^\n]{1,40}?",
}
_PLACE = re.compile(r"\{(\w+)\}")
_KAWASAKI = ("discharge.draft.kawasaki_complete", "discharge.draft.kawasaki_incomplete")
_ECHO = ("discharge.draft.echo", "discharge.draft.echo_on", "discharge.draft.echo_overdue")
_ASPIRIN = ("follow_up.aspirin.not_met_on", "follow_up.aspirin.met")
# Templates that stand for each other, by heading.
_FAMILIES: dict[DischargeHeading, tuple[tuple[str, ...], ...]] = {
    "principal_diagnosis": (_KAWASAKI,),
    "reason_for_admission": (("discharge.draft.reason",),),
    "discharge_details": (("discharge.draft.discharged",),),
    "clinical_summary": (
        _KAWASAKI,
        ("discharge.draft.ivig", "discharge.draft.ivig_day"),
        ("discharge.draft.ivig_again",),
    ),
    "procedures": (("discharge.draft.echos",),),
    "condition_at_discharge": (
        ("discharge.draft.last_temperature",),
        ("discharge.draft.lvef",),
    ),
    "plan_and_requested_actions": (_ECHO, ("discharge.draft.vaccine",), _ASPIRIN),
}
# Others act on these: they are named also where the record says nothing of the kind by now.
_ACTED_ON: DischargeHeading = "plan_and_requested_actions"


def overtaken(section: Section, words: Wording) -> tuple[str, ...]:
    """Return what stands under a heading as a draft once said it, and no draft says now."""
    found: list[str] = []
    for family in _FAMILIES.get(section.heading, ()):
        patterns = [pattern for key in family if (pattern := _pattern(words, key)) is not None]
        if section.heading == _ACTED_ON or any(each.search(section.draft) for each in patterns):
            said = (match[0] for each in patterns for match in each.finditer(section.written))
            found += [text for text in said if text not in section.draft]
    whole = dict.fromkeys(found)
    return tuple(
        text for text in whole if not any(text != other and text in other for other in whole)
    )


def overtaken_lines(
    summary: DischargeSummary, words: Wording
) -> Iterator[tuple[DischargeHeading, str]]:
    """Yield each heading with the sentence that warns of it."""
    for section in summary.sections:
        for text in overtaken(section, words):
            said = words.text("documents_tab.overtaken", heading=section.title, said=text)
            yield section.heading, said


@cache
def _pattern(words: Wording, key: str) -> re.Pattern[str] | None:
    """Return what a template looks like once filled, up to where any words may stand."""
    template = words.find(key)
    if template is None:
        return None
    parts: list[str] = []
    end = 0
    for place in _PLACE.finditer(template):
        shape = _SHAPES.get(place[1])
        if shape is None:
            return re.compile("".join([*parts, re.escape(template[end : place.start()])]))
        parts += [re.escape(template[end : place.start()]), shape]
        end = place.end()
    # A person may have gone on behind it.
    return re.compile("".join([*parts, re.escape(template[end:].removesuffix("."))]))

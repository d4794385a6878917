"""Which actions a save needs: what it touches decides, not which page it came from. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.people.roles import Action
    from records.store.case_parts import Difference

_OF_KIND: dict[str, Action] = {
    "weights": "edit_log",
    "heights": "edit_log",
    "observations": "edit_log",
    "adverse_events": "edit_log",
    "notes": "edit_log",
    "treatments": "chart_dose",
    "echos": "edit_findings",
    "plans": "edit_plan",
    "summaries": "finalise_summary",
}
_OF_HEAD: dict[str, Action] = {"patient": "edit_identity", "allergies": "edit_log"}


def actions_needed(changed: Difference) -> frozenset[Action]:
    """Return every action that a change of a case needs."""
    touched = {*changed.added, *changed.altered}
    needed: set[Action] = {_OF_KIND[key.kind] for key in touched}
    for field in changed.fields:
        part = field.path.partition(".")[0]
        if part not in _OF_KIND:
            needed.add(_OF_HEAD.get(part, "edit_findings"))
    return frozenset(needed)

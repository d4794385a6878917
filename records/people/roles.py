"""Who may do what: one table of roles and actions, asked in one place, never in a button.

A person may hold more than one role (the first account administers and works on the ward); what
any of them allows is allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

Role = Literal["administrator", "clinician", "nurse", "pharmacist", "auditor"]
Action = Literal[
    "search_patients",
    "read_patient",
    "emergency_read",
    "admit_patient",
    "close_case",
    "edit_identity",
    "edit_log",
    "edit_findings",
    "edit_plan",
    "chart_dose",
    "sign_plan",
    "check_plan",
    "finalise_summary",
    "print_document",
    "export_case",
    "read_history",
    "read_audit",
    "verify_audit",
    "manage_people",
    "manage_backups",
]
ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)

_BEDSIDE: frozenset[Action] = frozenset(
    {"search_patients", "read_patient", "read_history", "check_plan", "print_document"}
)
_CHARTING: frozenset[Action] = frozenset(
    {"admit_patient", "close_case", "edit_identity", "edit_log", "chart_dose"}
)
_PRESCRIBING: frozenset[Action] = frozenset(
    {"edit_findings", "edit_plan", "sign_plan", "finalise_summary", "export_case"}
)
# Managing accounts and reading the audit need no look at a child; where a life depends on it, it
# is asked why.
_MANAGING: frozenset[Action] = frozenset(
    {"manage_people", "manage_backups", "verify_audit", "emergency_read"}
)
_AUDITING: frozenset[Action] = frozenset(
    {"read_audit", "verify_audit", "read_history", "emergency_read"}
)
ALLOWED: dict[Role, frozenset[Action]] = {
    "administrator": _MANAGING,
    "clinician": _BEDSIDE | _CHARTING | _PRESCRIBING,
    "nurse": _BEDSIDE | _CHARTING,
    "pharmacist": _BEDSIDE,
    "auditor": _AUDITING,
}
# What an emergency read opens, for a while and for looking only.
IN_EMERGENCY: frozenset[Action] = frozenset({"search_patients", "read_patient", "print_document"})


def allows(roles: Iterable[Role], action: Action) -> bool:
    """Return whether any of the roles allows an action."""
    return any(action in ALLOWED[role] for role in roles)

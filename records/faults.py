"""Each way in which the records cannot be used, told apart by a code and put into words elsewhere.

``reports.wording`` holds a sentence for each code under ``records.``. Values are for the person in
front of the screen: the text of an exception holds the code alone, so that no name, path or
number reaches a log.
"""

from __future__ import annotations

from typing import Literal

FaultCode = Literal[
    # The store as a whole.
    "no_store",
    "store_exists",
    "store_locked",
    "store_damaged",
    "store_missing",
    "store_foreign",
    "store_newer",
    "store_full",
    "store_unwritable",
    "store_failed",
    "store_forbidden",
    "keys_missing",
    "keys_damaged",
    "keys_newer",
    "wrong_key",
    "upgrade_failed",
    # Backups.
    "backup_failed",
    "backup_not_whole",
    "backup_unknown",
    "backup_unreadable",
    "backup_foreign",
    "backup_without_you",
    # Signing in.
    "wrong_password",
    "wait",
    "recovery_mistyped",
    "wrong_recovery_key",
    "person_inactive",
    "password_short",
    "password_common",
    "password_like_name",
    "pin_form",
    "signed_out",
    "session_locked",
    "password_needed",
    # What a person may do.
    "not_allowed",
    "reason_missing",
    "reason_form",
    "name_taken",
    "name_form",
    "shown_form",
    "person_unknown",
    "last_administrator",
    "roles_missing",
    "not_oneself",
    # Patients and their records.
    "patient_unknown",
    "case_closed",
    "case_open",
    "changed_meanwhile",
    "key_reused",
    "entry_removed",
    "id_doubled",
    "undo_too_far",
    "dose_changed",
    "dose_corrected",
    "value_refused",
    "identity_needed",
    "identity_missing",
    "identity_differs",
    "near_names",
    "plan_unknown",
    "plan_not_draft",
    "plan_signed",
    "plan_overtaken",
    "summary_final",
    "summary_unfinished",
    "summary_same",
    "signature_forged",
    "dose_removed",
    "dose_struck",
    # The history.
    "head_form",
]


class RecordsError(Exception):
    """Something asked of the records that they do not do, with the reason as a code."""

    def __init__(self, code: FaultCode, **values: object) -> None:
        """Keep the code and what its sentence says; only the code is the exception's text."""
        super().__init__(code)
        self.code: FaultCode = code
        self.values = {name: str(value) for name, value in values.items()}


class StoreError(RecordsError):
    """The store cannot be opened, read or written; calculating goes on without it."""


class SignInError(RecordsError):
    """A password, a recovery key or a PIN that was not accepted, or came too soon."""


class NotAllowedError(RecordsError):
    """The person, or the state of the session, does not allow the action."""


class RefusedError(RecordsError):
    """The action is allowed, but not with this input or not in this state of the record."""

"""A child's record as a plain file: asked for by who may, after the child was named again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.faults import NotAllowedError, RecordsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.door.link import RecordsLink
    from desktop.patients.identity_desk import IdentityDesk
    from desktop.patients.keeper import PatientKeeper


def ask_export(
    link: RecordsLink,
    identity: IdentityDesk,
    keeper: PatientKeeper,
    then: Callable[[], None],
    refused: Callable[[RecordsError], None],
) -> None:
    """Go on with the file once the child was named and the history says that it leaves."""

    def record() -> None:
        link.ask_here(
            lambda records: records.plans.exported(keeper.opened, "case_file"),
            lambda _: then(),
            refused,
        )

    if link.may("export_case"):
        identity.confirm(keeper, record)
    else:
        refused(NotAllowedError("not_allowed", action="export_case"))

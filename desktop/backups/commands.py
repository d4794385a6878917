"""``kd-bedside records backup | backups | restore``: without the window, and where it cannot open.

``restore`` says what would be lost; it puts the backup back only with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.backups.told import (
    backup_details,
    backup_title,
    done_text,
    preview_lines,
)
from reports.wording import english

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from records.service.records import Records


def list_backups(records: Records, _: argparse.Namespace, __: Callable[[], str]) -> str:
    """List what stands in the folder of the backups; nobody signs in."""
    words = english()
    found = records.backups.standing()
    if not found:
        return words.text("backups.none_yet")
    return "\n".join(
        f"{backup_title(each, words)}\n  {backup_details(each, words)}" for each in found
    )


def make_backup(records: Records, options: argparse.Namespace, password: Callable[[], str]) -> str:
    """Sign in, make a backup, sign out."""
    condition = records.door.condition()
    if condition is not None:
        raise condition
    records.door.sign_in(options.person, password())
    try:
        made = records.backups.make()
    finally:
        records.door.sign_out()
    words = english()
    return words.text("backups.made", name=made.name, head=made.head.code if made.head else "")


def put_back(records: Records, options: argparse.Namespace, password: Callable[[], str]) -> str:
    """Say what putting a backup back would change; with a reason, put it back."""
    words = english()
    backup = records.putting_back.named(options.backup)
    secret = password()
    if options.reason is None:
        found = records.putting_back.preview(backup, options.person, secret)
        lines = (*preview_lines(found, words), words.text("backups.not_yet"))
    else:
        done = records.putting_back.restore(backup, options.person, secret, options.reason)
        lines = (*preview_lines(done.preview, words), done_text(done, words))
    return "\n".join(lines)

"""``kd-bedside records ...``: whether the history is whole, and backups.

Somebody whose role allows it signs in; the password is typed unseen or comes on the first line of
standard input. What was asked stands in the history like everything else.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from desktop import clock
from desktop.backups.commands import list_backups, make_backup, put_back
from reports.wording import english

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from records.faults import RecordsError
    from records.service.records import Records
    from records.store.verification import Verification

# What one of the commands does, with the records and what is typed as the password.
_Deed: TypeAlias = "Callable[[Records, argparse.Namespace, Callable[[], str]], str | Answered]"
_DONE, _FAILED, _WRONG_INPUT = 0, 1, 2
# What the person who called can mend; everything else is a state of the records.
_WRONG = {
    "no_store",
    "wrong_password",
    "wait",
    "person_inactive",
    "not_allowed",
    "recovery_mistyped",
    "head_form",
    "backup_unknown",
    "backup_without_you",
    "reason_missing",
    "reason_form",
}


class Answered(NamedTuple):
    """What is printed where, and the exit status."""

    out: str
    errors: tuple[str, ...]
    status: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    words = english()
    deeds = parser.add_subparsers(
        title=words.text("command.commands"), metavar="COMMAND", required=True
    )

    def add(name: str, deed: _Deed, person: str | None) -> argparse.ArgumentParser:
        text = words.text(f"command.records_{name}")
        made = deeds.add_parser(name, help=text, description=text, allow_abbrev=False)
        if person is not None:
            said = words.text(f"command.{person}")
            made.add_argument("--person", required=True, metavar="NAME", help=said)
        made.add_argument("--folder", type=Path, metavar="DIR", help=words.text("command.folder"))
        made.set_defaults(deed=deed, backups=None)
        return made

    verify = add("verify", _verify, "person")
    verify.add_argument(
        "--head", action="append", default=[], metavar="CODE", help=words.text("command.head")
    )
    backup = add("backup", make_backup, "administrator")
    backups = add("backups", list_backups, None)
    restore = add("restore", put_back, "administrator")
    for each in (backup, backups, restore):
        said = words.text("command.backups_folder")
        each.add_argument("--backups", type=Path, metavar="DIR", help=said)
    restore.add_argument("backup", metavar="BACKUP", help=words.text("command.backup_name"))
    restore.add_argument("--reason", metavar="TEXT", help=words.text("command.restore_reason"))


def answer(options: argparse.Namespace) -> Answered:
    """Do what was asked of the records.

    Raises:
        InputError: where the site file that says where the records are is refused.
    """
    # Only here: nothing else on the command line needs the store.
    from desktop.records_place import backups_of_site, folder_of_records
    from desktop.rules import load_rulebook
    from desktop.version import version
    from records.faults import RecordsError
    from records.place import DEFAULT_MOST
    from records.service.desk import Marks
    from records.service.records import Records

    # The site's folder is the one the window uses; a folder that was named needs no rules.
    folder, backups, most = options.folder, options.backups, DEFAULT_MOST
    if folder is None:
        rulebook = load_rulebook(options.site)
        folder = folder_of_records(rulebook)
        chosen, most = backups_of_site(rulebook)
        backups = backups or chosen
    records = Records(
        folder, clock.moment, marks=Marks(program=version()), backups=backups, most_backups=most
    )
    try:
        said = options.deed(records, options, lambda: _password(options.person))
    except RecordsError as error:
        status = _WRONG_INPUT if error.code in _WRONG else _FAILED
        return Answered("", (fault_text(error),), status)
    return said if isinstance(said, Answered) else Answered(said, (), _DONE)


def _verify(records: Records, options: argparse.Namespace, password: Callable[[], str]) -> Answered:
    """Sign in, verify the history, sign out."""
    # A store that cannot be opened is said before anybody types a password.
    condition = records.door.condition()
    if condition is not None:
        raise condition
    records.door.sign_in(options.person, password())
    try:
        return _told(records.trail.verify(options.head))
    finally:
        records.door.sign_out()


def fault_text(error: RecordsError) -> str:
    """Return the sentence of a fault."""
    words = english()
    values = dict(error.values)
    if "action" in values:
        values["action"] = words.text(f"records.action.{values['action']}")
    return words.text(f"records.{error.code}", **values)


def _told(found: Verification) -> Answered:
    words = english()
    if found.whole:
        text = words.text("records.verify.whole", count=found.changes, head=found.head.code)
        return Answered(text, (), _DONE)
    lines = tuple(
        words.text(f"records.finding.{finding.code}", where=finding.where)
        for finding in found.findings
    )
    first = words.text("records.verify.broken", count=found.changes, findings=len(lines))
    return Answered("", (first, *lines), _FAILED)


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(english().text("records.verify.password", name=name))
    return sys.stdin.readline().rstrip("\r\n")

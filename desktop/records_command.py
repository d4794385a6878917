"""``kd-bedside records verify``: whether the history of the records is whole.

Somebody whose role allows it signs in; the password is typed unseen or comes on the first line of
standard input. That it was asked stands in the history like everything else.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop import clock
from reports.wording import english

if TYPE_CHECKING:
    import argparse

    from records.faults import RecordsError
    from records.store.verification import Verification

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
}


class Verified(NamedTuple):
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
    text = words.text("command.records_verify")
    verify = deeds.add_parser("verify", help=text, description=text, allow_abbrev=False)
    verify.add_argument(
        "--person", required=True, metavar="NAME", help=words.text("command.person")
    )
    verify.add_argument("--folder", type=Path, metavar="DIR", help=words.text("command.folder"))
    verify.add_argument(
        "--head", action="append", default=[], metavar="CODE", help=words.text("command.head")
    )


def verify(options: argparse.Namespace) -> Verified:
    """Sign in, verify the history, sign out.

    Raises:
        InputError: where the site file that says where the records are is refused.
    """
    # Only here: nothing else on the command line needs the store.
    from desktop.records_place import folder_of_records
    from desktop.rules import load_rulebook
    from desktop.version import version
    from records.faults import RecordsError
    from records.service.desk import Marks
    from records.service.records import Records

    # The site's folder is the one the window uses; a folder that was named needs no rules.
    folder = options.folder or folder_of_records(load_rulebook(options.site))
    records = Records(folder, clock.moment, marks=Marks(program=version()))
    try:
        # A store that cannot be opened is said before anybody types a password.
        condition = records.door.condition()
        if condition is not None:
            raise condition
        records.door.sign_in(options.person, _password(options.person))
        try:
            return _told(records.trail.verify(options.head))
        finally:
            records.door.sign_out()
    except RecordsError as error:
        status = _WRONG_INPUT if error.code in _WRONG else _FAILED
        return Verified("", (fault_text(error),), status)


def fault_text(error: RecordsError) -> str:
    """Return the sentence of a fault."""
    words = english()
    values = dict(error.values)
    if "action" in values:
        values["action"] = words.text(f"records.action.{values['action']}")
    return words.text(f"records.{error.code}", **values)


def _told(found: Verification) -> Verified:
    words = english()
    if found.whole:
        text = words.text("records.verify.whole", count=found.changes, head=found.head.code)
        return Verified(text, (), _DONE)
    lines = tuple(
        words.text(f"records.finding.{finding.code}", where=finding.where)
        for finding in found.findings
    )
    first = words.text("records.verify.broken", count=found.changes, findings=len(lines))
    return Verified("", (first, *lines), _FAILED)


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(english().text("records.verify.password", name=name))
    return sys.stdin.readline().rstrip("\r\n")

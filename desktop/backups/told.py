"""What is said of backups: one wording for the window and the command line.

Of children only numbers: who administers need not be one who may read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from records.service.backups import BackupState
    from records.service.restoring import Preview, Restored
    from records.store.backups import Backup
    from records.store.comparison import Loss
    from reports.wording import Wording

_COUNTED = ("children", "changed", "entries", "doses", "plans")


def backup_title(backup: Backup, words: Wording, zone: tzinfo | None = None) -> str:
    """Return when a backup was made, and what it is where it is none of the usual ones."""
    return words.text(f"backups.{backup.kind}", time=_time(backup.at, zone))


def backup_details(backup: Backup, words: Wording) -> str:
    """Return how far a backup reaches, and what it is called."""
    if backup.head is None:
        return words.text("backups.no_head", name=backup.name)
    return words.text("backups.details", changes=backup.head.seq, name=backup.name)


def state_text(state: BackupState, words: Wording, zone: tzinfo | None = None) -> str:
    """Return when the last good backup was made, and whether it holds everything."""
    if state.last is None:
        return words.text("backups.none_yet")
    key = "behind" if state.is_behind else "up_to_date"
    return words.text(f"backups.{key}", time=_time(state.last.at, zone))


def preview_lines(preview: Preview, words: Wording, zone: tzinfo | None = None) -> tuple[str, ...]:
    """Return what a backup holds and what would be lost, a sentence each."""
    holds = preview.holds
    written = words.text("backups.never") if holds.written is None else _time(holds.written, zone)
    first = words.text(
        "backups.holds",
        children=_count("children", holds.children, words),
        entries=_count("entries", holds.entries, words),
        doses=_count("doses", holds.doses, words),
        people=_count("people", holds.people, words),
        time=written,
    )
    return (first, *_lost(preview.loss, words, zone), words.text("backups.keys_stay"))


def done_text(restored: Restored, words: Wording, zone: tzinfo | None = None) -> str:
    """Return what was put back, and where that is which stood there."""
    text = words.text("backups.done", time=_time(restored.preview.backup.at, zone))
    if restored.aside is None:
        return text
    return f"{text} {words.text('backups.done_aside', name=restored.aside.name)}"


def _lost(found: Loss | None, words: Wording, zone: tzinfo | None) -> Iterator[str]:
    if found is None:
        yield words.text("backups.lost_unknown")
        return
    if found.nothing:
        yield words.text("backups.lost_nothing")
        return
    counts = {name: getattr(found, name) for name in _COUNTED}
    parts = [_count(name, count, words) for name, count in counts.items() if count]
    since = words.text("backups.never") if found.since is None else _time(found.since, zone)
    if parts:
        yield words.text("backups.lost", since=since, what=", ".join(parts))
    if found.people:
        yield words.text("backups.lost_people", names=", ".join(found.people))


def _count(name: str, count: int, words: Wording) -> str:
    key = "one" if count == 1 else "many"
    return words.text(f"backups.count.{name}.{key}", count=count)


def _time(at: datetime, zone: tzinfo | None) -> str:
    return moment_text(at.astimezone(zone))

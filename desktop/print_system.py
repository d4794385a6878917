"""Whether a printer takes a sheet now: Qt hands it over and does not hear what became of it.

A printer that has stopped would keep the sheet in its queue and print it hours later, when it may
no longer hold; one that takes nothing would lose it without a word. Both are said beforehand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Literal

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

NotReady = Literal["printer_gone", "printer_stopped", "printer_refuses"]
# The print system of the machine answers at once or is not there.
_PATIENCE_S = 3


def why_not_ready(printer: QPrinter) -> NotReady | None:
    """Return why a printer would not print now, None where nothing speaks against it."""
    if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
        return None
    found = QPrinterInfo.printerInfo(printer.printerName())
    if found.isNull():
        return "printer_gone"
    if found.state() in {QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted}:
        return "printer_stopped"
    return "printer_refuses" if _refuses(printer.printerName()) else None


def _refuses(name: str) -> bool:
    """Ask CUPS, where there is one, whether a queue takes jobs: Qt does not say."""
    asked = shutil.which("lpstat")
    if asked is None:
        return False
    try:
        # The name of a printer, asked about in the language that is looked for below.
        answer = subprocess.run(  # noqa: S603 (no shell; the name is one of the system's own)
            [asked, "-a", name],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, "LC_ALL": "C"},
            errors="replace",
            timeout=_PATIENCE_S,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return "not accepting requests" in answer.stdout


def pages_wanted(printer: QPrinter, count: int) -> Iterable[int]:
    """Return the indices of the pages to print, each copy whole, as the dialog was answered.

    A system that makes copies itself is handed one.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or count
    pages = range(min(first, count) - 1, min(max(first, last), count))
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return [page for _ in range(copies) for page in pages]

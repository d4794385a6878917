"""Prints on a real print system: a private CUPS with a printer that keeps what it is sent.

``python -m tests.desktop.print_system``; ``make paper`` calls it. Where there is no CUPS, or nobody
who may start one, it says so and is done.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.window import CaseWindow

_DAEMON = "/usr/sbin/cupsd"
_PARTS = Path("/usr/lib/cups")
_WAIT_S = 20
_CONFIGURATION = """
Listen {root}/run/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """
ServerRoot {root}/etc
ServerBin {root}/bin
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/run
TempDir {root}/tmp
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
SystemGroup root
"""
_TRAY = """#!/bin/sh
# Called without arguments it names itself; else the sixth is the job, or it comes on the input.
[ $# -eq 0 ] && echo 'direct tray "Unknown" "Tray"' && exit 0
cat ${{6:+"$6"}} > "{root}/out/job-$1.part" && mv "{root}/out/job-$1.part" "{root}/out/job-$1"
"""


def main() -> int:
    """Print, and return 1 where something went otherwise than it has to."""
    if not Path(_DAEMON).exists() or shutil.which("lpadmin") is None:
        return _skipped("there is no CUPS on this machine (Debian: cups, cups-client)")
    if os.name != "posix" or os.geteuid() != 0:
        return _skipped("only root may start a CUPS")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        daemon = _daemon(root)
        try:
            os.environ["CUPS_SERVER"] = str(root / "run" / "cups.sock")
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
            # A folder of its own shows what the print system leaves lying about.
            left = root / "left"
            left.mkdir()
            os.environ["TMPDIR"] = str(left)
            _until("the print system", (root / "run" / "cups.sock").exists)
            _tell("lpadmin", "-p", "ward", "-E", "-v", "tray:/", "-m", "raw")
            found = _faults(root, left)
        finally:
            daemon.terminate()
            daemon.wait()
    for fault in found:
        sys.stdout.write(f"printing: {fault}\n")
    sys.stdout.write(f"printing on CUPS: {len(found)} faults\n")
    return 1 if found else 0


def _skipped(why: str) -> int:
    sys.stdout.write(f"printing on CUPS: skipped, {why}\n")
    return 0


def _daemon(root: Path) -> subprocess.Popen[bytes]:
    root.chmod(0o755)
    for name in ("etc", "bin/backend", "spool", "cache", "run", "tmp", "log", "out"):
        (root / name).mkdir(parents=True)
    for name in ("spool", "cache", "run", "tmp", "out"):
        shutil.chown(root / name, "lp", "lp")
    (root / "etc" / "cupsd.conf").write_text(_CONFIGURATION.format(root=root), encoding="utf-8")
    (root / "etc" / "cups-files.conf").write_text(_FILES.format(root=root), encoding="utf-8")
    # What starts a backend comes from the machine; the backend is ours.
    for name in ("daemon", "filter"):
        (root / "bin" / name).symlink_to(_PARTS / name)
    tray = root / "bin" / "backend" / "tray"
    tray.write_text(_TRAY.format(root=root), encoding="utf-8")
    tray.chmod(0o755)
    etc = root / "etc"
    return subprocess.Popen(
        [_DAEMON, "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _tell(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_WAIT_S)


def _until(what: str, holds: Callable[[], bool], pump: Callable[[], None] = lambda: None) -> None:
    end = time.monotonic() + _WAIT_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(what)
        pump()
        time.sleep(0.02)


def _faults(root: Path, left: Path) -> list[str]:
    """Print as a ward does, and return what went wrong."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
    from PySide6.QtWidgets import QApplication

    from clinical.dosing.plan import Choice
    from desktop import clock
    from desktop.app import make_window
    from desktop.crash import CrashHooks
    from desktop.examples import FICTIONAL
    from desktop.pdf_pages import PdfPages
    from desktop.rules import load_rulebook

    application = QApplication.instance() or QApplication(["kd-bedside"])
    rules, found = load_rulebook(), list[str]()
    window = make_window(rules, hooks=CrashHooks(), now=clock.now)
    window.show()
    window.show_example(FICTIONAL.case(rules), FICTIONAL.at, Choice("anakinra_fixed", FICTIONAL.at))
    window.print_preview()
    preview = window.preview
    _until("the sheet", lambda: preview.page_count > 0, application.processEvents)
    if QPrinterInfo.availablePrinterNames() != ["ward"]:
        found.append(f"printers: {QPrinterInfo.availablePrinterNames()}")

    def printed(copies: int = 1, first: int = 0, last: int = 0) -> str:
        printer = QPrinter(QPrinterInfo.printerInfo("ward"), QPrinter.PrinterMode.HighResolution)
        printer.setDocName("KD Bedside")
        printer.setCopyCount(copies)
        printer.setFromTo(first, last)
        window.sheets.print_to(printer)
        application.processEvents()
        return preview.message

    def jobs() -> list[Path]:
        return sorted((root / "out").glob("job-?"))

    said = printed()
    if not said.startswith("Sent to the printer"):
        found.append(f"an idle printer: {said}")
    _until("the first job", lambda: len(jobs()) == 1, application.processEvents)
    pages = PdfPages(jobs()[0].read_bytes())
    if len(pages) != preview.page_count:
        found.append(f"{len(pages)} pages came out, {preview.page_count} were shown")
    pages.close()
    printed(first=2, last=2)
    _until("the second job", lambda: len(jobs()) == 2, application.processEvents)
    pages = PdfPages(jobs()[1].read_bytes())
    if len(pages) != 1:
        found.append(f"{len(pages)} pages came out, one was wanted")
    pages.close()
    found += _refusals(printed, window)
    if len(jobs()) != 2:
        found.append("a printer that had stopped or takes nothing was sent a sheet")
    lying = [str(path) for path in left.rglob("*")]
    if lying:
        found.append(f"left behind: {lying}")
    window.close()
    return found


def _refusals(printed: Callable[[], str], window: CaseWindow) -> list[str]:
    """Stop the printer in three ways, and return what the window did not say."""
    found: list[str] = []
    for before, after, wanted in (
        (("cupsdisable", "ward"), ("cupsenable", "ward"), "has stopped"),
        (("cupsreject", "ward"), ("cupsaccept", "ward"), "takes no sheets now"),
    ):
        _tell(*before)
        said = printed()
        if wanted not in said or "NOT PRINTED" not in said:
            found.append(f"{before[0]}: {said}")
        if not window.preview.save_button.isEnabled():
            found.append(f"{before[0]}: the sheet cannot be saved")
        _tell(*after)
    return found


if __name__ == "__main__":
    sys.exit(main())

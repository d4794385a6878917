"""The shipped golden cases, recomputed: what the packaged program proves about itself.

The expected answers stand in ``resources/golden/`` and were typed from the clinical reference.
Beyond the numbers it draws a sheet, reads it back as pictures, keeps a child in an encrypted
store and opens the window once, so that a build which lost a font or a library is found before a
child is.
"""

from __future__ import annotations

import json
import os
import tomllib
from typing import TYPE_CHECKING, Any, cast

from clinical.assess import assess
from clinical.dosing.plan import Choice, plan
from clinical.values import Moment
from records.case_file import case_of
from reports.json_document.assessment import assessment_document
from reports.json_document.plan import plan_document
from reports.wording import english
from resources import names, read_bytes, read_text

_PAGE_WIDTH = 600

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.rules.rulebook import Rulebook


def differences(shipped: Rulebook, in_force: Rulebook) -> list[str]:
    """Return one line for each answer that is not the expected one.

    The golden answers are those of the shipped rules; paper and window are tried with the rules
    in force, which a site may have changed.
    """
    return [*golden_differences(shipped), *_paper(in_force), *_records(), *_window(in_force)]


def _records() -> list[str]:
    """Make an encrypted store and read it back."""
    from records.faults import RecordsError
    from records.self_check import differences as differences_of_records

    try:
        return differences_of_records()
    except (ImportError, OSError, RecordsError) as error:
        return [f"records: {type(error).__name__}"]


def golden_differences(rulebook: Rulebook) -> list[str]:
    """Return one line for each golden answer that the rules do not give."""
    found: list[str] = []
    for name in names("golden", ".toml"):
        golden: dict[str, Any] = tomllib.loads(read_text(name))
        for check in golden["check"]:
            found += _differences(check, rulebook)
    return found


def _differences(check: dict[str, Any], rulebook: Rulebook) -> Iterator[str]:
    document = _document(check, rulebook)
    for path, expected in cast("dict[str, object]", check["expect"]).items():
        actual = _at(document, path)
        if actual != expected:
            yield f"{check['name']}: {path} is {actual!r}, expected {expected!r}"


def _document(check: dict[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    content = read_bytes(f"cases/{check['case']}")
    if "weight" in check:
        table = json.loads(content)
        table["weights"] = [check["weight"]]
        content = json.dumps(table).encode()
    case = case_of(content, rulebook)
    as_of = _moment(str(check["as_of"]))
    words = english()
    if "regimen" in check:
        choice = Choice(str(check["regimen"]), settings=dict(check.get("settings", {})))
        return plan_document(plan(case, rulebook, choice, as_of), words)
    return assessment_document(assess(case, rulebook, as_of), words)


def _moment(text: str) -> datetime:
    from pydantic import TypeAdapter

    adapter: TypeAdapter[Any] = TypeAdapter(Moment)
    return adapter.validate_python(text)


def _at(document: object, path: str) -> object:
    """Return what stands at a path such as ``scores.kobayashi.low`` or ``steps.0.given``."""
    for part in path.split("."):
        if isinstance(document, list):
            document = cast("list[object]", document)[int(part)]
        else:
            document = cast("dict[str, object]", document).get(part)
    return document


def _paper(rulebook: Rulebook) -> list[str]:
    """Draw one sheet and read a page of it back."""
    from desktop.demo import example_sheet
    from desktop.pdf_pages import PdfPages

    pages = PdfPages(example_sheet(rulebook))
    try:
        drawn = pages.image(0, _PAGE_WIDTH)
        read = bool(pages.text(0).strip()) and not drawn.isNull()
        return [] if read else ["paper: the first page is empty"]
    finally:
        pages.close()


def _window(rulebook: Rulebook) -> list[str]:
    """Open the window once, without a display where there is none."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.demo import window_opens

    return [] if window_opens(rulebook) else ["window: it did not open"]

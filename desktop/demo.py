"""The published cases replayed: answers printed, sheets and pictures written. Needs no display.

The children of S1 have no reported weight, so the program refuses a dose and says so. To show a
sheet all the same, each is given an example weight, and says so wherever its name stands.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from clinical.assess import assess
from clinical.dosing.plan import Choice, plan
from clinical.log.treatment_log import treatment_log
from clinical.problem import InputError, Problem
from clinical.record.case import Case, Patient, Weight
from desktop import crash, theme
from desktop.actions import TABS
from desktop.app import make_window, no_display
from desktop.examples import FICTIONAL, LOGS, PUBLISHED_1, PUBLISHED_2
from desktop.pdf_pages import PdfPages
from records.files import write_whole
from reports.formats import age_text, moment_text
from reports.log.follows import follow_lines
from reports.plain_text import rules_line
from reports.plan_sentences import PlanSentences
from reports.summary.kawasaki import kawasaki_card
from reports.summary.scores import score_card
from reports.wording import english

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPixmap

    from clinical.dosing.plan import Plan
    from clinical.rules.rulebook import Rulebook
    from desktop.examples import Example
    from desktop.window import CaseWindow
    from reports.wording import Wording

PICTURE_SIZE = (1366, 768)
_PAGE_WIDTH = 1240


@dataclass(frozen=True, slots=True)
class Replay:
    """One child to replay: the plans to write, and the example weight where none is reported."""

    example: Example
    plans: tuple[tuple[str, datetime], ...]
    example_kg: Decimal | None = None


# S1: anakinra 10 days after onset in patient 1, 11 days in patient 2.
REPLAYS = (
    Replay(
        PUBLISHED_1,
        (
            ("anakinra_fixed", datetime.fromisoformat("2020-04-11T12:00:00+02:00")),
            ("ivig", PUBLISHED_1.at),
        ),
        Decimal("16.5"),
    ),
    Replay(
        PUBLISHED_2,
        (
            ("anakinra_fixed", datetime.fromisoformat("2020-05-12T12:00:00+02:00")),
            ("ivig", PUBLISHED_2.at),
        ),
        Decimal(10),
    ),
    Replay(FICTIONAL, (("anakinra_fixed", FICTIONAL.at), ("ivig", FICTIONAL.at))),
)


def replay(out: Path, rulebook: Rulebook) -> str:
    """Write the sheets and pictures of the example children; return what to print.

    Raises:
        InputError: where the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise InputError([Problem(str(out), "file_unwritable", found)]) from None
    writer = _Writer(out, rulebook)
    try:
        lines = [line for each in REPLAYS for line in writer.replayed(each)]
        lines += [line for each in LOGS for line in writer.logged(each)]
    finally:
        writer.close()
    lines += [rules_line(rulebook, english()), english().text("product.dagger"), ""]
    lines.append(english().text("demo.wrote", folder=str(out)))
    return "\n".join([*lines, *(f"  {name}" for name in writer.written)])


def example_sheet(rulebook: Rulebook) -> bytes:
    """Return one sheet as a PDF: anakinra for the fictional child."""
    case = FICTIONAL.case(rulebook)
    made = plan(case, rulebook, Choice("anakinra_fixed", FICTIONAL.at), FICTIONAL.at)
    return plan_sheet(made, case, FICTIONAL.at)


def plan_sheet(made: Plan, case: Case, at: datetime) -> bytes:
    """Return the unsigned sheet of a plan as a PDF; what draws it is loaded with the first one."""
    from desktop.version import version
    from reports.dosing_plan import dosing_plan_pdf
    from reports.page import Printed

    return dosing_plan_pdf(made, case, english(), Printed(at, None, version()))


def window_opens(rulebook: Rulebook) -> bool:
    """Open the window with an example child, and close it; return whether it could be drawn."""
    window = _window(rulebook)
    window.open_example(FICTIONAL)
    picture = window.grab()
    window.close()
    opened = not picture.isNull() and window.isHidden()
    _delete(window)
    return opened


def _window(rulebook: Rulebook) -> CaseWindow:
    if QApplication.instance() is None and no_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication(["kd-bedside"])
    dress = None
    if isinstance(application, QApplication):
        dress = theme.apply(application, "light")
    window = make_window(rulebook, hooks=crash.CrashHooks(), dress=dress)
    window.resize(*PICTURE_SIZE)
    window.show()
    return window


def _delete(window: CaseWindow) -> None:
    """Delete a window now: no event loop runs here that would do it."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _with_example_weight(case: Case, kg: Decimal, at: datetime, marker: str) -> Case:
    """Return the case with a weight that is not this child's, marked in its identity."""
    patient: Patient = case.patient
    named = patient.replace(
        identifier=f"{patient.identifier} {marker}", family_name="Example", given_name=marker
    )
    return case.replace(patient=named, weights=(Weight(at=at, kg=kg),))


class _Writer:
    """Writes into one folder and remembers what."""

    def __init__(self, out: Path, rulebook: Rulebook) -> None:
        self._out, self._rulebook = out, rulebook
        self._words: Wording = english()
        self._window: CaseWindow | None = None
        self.written: list[str] = []

    def replayed(self, each: Replay) -> list[str]:
        """Replay one child; return the lines to print."""
        example, words = each.example, self._words
        case = example.case(self._rulebook)
        name = words.text(f"demo.{example.id}")
        lines = [name, *self._verdicts(case, example.at)]
        stem = example.id.replace("_", "-")
        if each.example_kg is not None:
            lines.append("  " + words.text("demo.no_weight"))
            refused = plan(case, self._rulebook, Choice("anakinra_fixed"), example.at)
            lines += [
                "    " + words.alert(reason)
                for reason in refused.reasons
                if reason.severity == "stop"
            ]
            lines.append("  " + words.text("demo.example_weight", kg=each.example_kg))
            stem += "-example-weight"
        else:
            lines.append("  " + words.text("demo.has_weight"))
        for number in range(len(each.plans)):
            lines += self._planned(each, case, number, stem)
        return [*lines, ""]

    def logged(self, example: Example) -> list[str]:
        """Write the treatment log of a child replayed day by day; return the lines to print."""
        from desktop.version import version
        from reports.discharge.made import make_summary
        from reports.discharge_summary import discharge_summary_pdf
        from reports.family_page import family_page_pdf
        from reports.page import Printed
        from reports.plan_sheet import plan_sheet_pdf
        from reports.treatment_log import treatment_log_pdf

        case, words = example.case(self._rulebook), self._words
        found = assess(case, self._rulebook, example.at)
        printed = Printed(at=example.at, by=None, version=version())
        stem = example.id.replace("_", "-")
        self._sheet(treatment_log_pdf(case, found, words, printed), stem)
        if any(plan.state == "active" and plan.struck is None for plan in case.plans):
            sheet = plan_sheet_pdf(case, self._rulebook, example.at, words, printed)
            self._sheet(sheet, f"{stem}-active-plans")
        made = make_summary(case, found, words)
        self._sheet(discharge_summary_pdf(made, words, printed), f"{stem}-discharge-summary")
        self._sheet(family_page_pdf(case, found, words, printed), f"{stem}-family-page")
        self._pictures(case, None, example.at, stem, ("log", "documents"))
        follows = follow_lines(treatment_log(case, found), found, words)
        lines = [
            words.text("demo.follows", said=line.said, text=line.text)
            for line in follows
            if line.state not in {"open", "done"}
        ]
        name = words.text(f"start.example.{example.id}")
        return [name, *(f"  {line}" for line in lines), ""]

    def _verdicts(self, case: Case, at: datetime) -> list[str]:
        words = self._words
        found = assess(case, self._rulebook, at)
        age = age_text(case.patient, at.date())
        lines = [words.text("demo.at", at=moment_text(at), day=found.illness_day or "", age=age)]
        cards = [kawasaki_card(found, words)]
        cards += [score_card(score, words) for score in found.scores]
        lines += [
            words.text("demo.verdict", title=card.title, headline=card.headline) for card in cards
        ]
        return [f"  {line}" for line in lines]

    def _planned(self, each: Replay, case: Case, number: int, stem: str) -> list[str]:
        words = self._words
        regimen, start = each.plans[number]
        # With the next plans the other tabs would show the same child once more.
        tabs = None if number == 0 else ("dosing",)
        if each.example_kg is not None:
            marker = words.text("demo.marker")
            case = _with_example_weight(case, each.example_kg, start, marker)
        choice = Choice(regimen, start)
        made = plan(case, self._rulebook, choice, start)
        verdict = words.text(f"verdict.plan.{made.verdict}")
        lines = [words.text("demo.plan", title=made.regimen.title, verdict=verdict)]
        lines += [f"  {line}" for line in self._steps(made)]
        self._pictures(case, choice, start, f"{stem}-{regimen.replace('_', '-')}", tabs)
        if made.verdict != "refused":
            self._sheet(plan_sheet(made, case, start), f"{stem}-{regimen.replace('_', '-')}")
        return [f"    {line}" for line in lines]

    def _steps(self, made: Plan) -> list[str]:
        words = self._words
        if not made.steps:
            return [
                words.text("demo.refused", reason=words.alert(reason))
                for reason in made.reasons
                if reason.severity == "stop"
            ]
        first = made.steps[0]
        return [
            words.text(
                "demo.step",
                dose=PlanSentences(made, words, made.steps).dose_and_volume(first),
                start=moment_text(first.at or made.start),
                count=len(made.steps),
            )
        ]

    def _sheet(self, content: bytes, stem: str) -> None:
        self._write(f"{stem}.pdf", content)
        pages = PdfPages(content)
        for index in range(len(pages)):
            self._write(f"{stem}-page-{index + 1}.png", _png(pages.image(index, _PAGE_WIDTH)))
        pages.close()

    def _pictures(
        self,
        case: Case,
        choice: Choice | None,
        at: datetime,
        stem: str,
        tabs: tuple[str, ...] | None,
    ) -> None:
        """Write a picture of every tab, or of these alone, with the plan chosen."""
        # One window for all: each further one would have to be dressed beside the others.
        window = self._window = self._window or _window(self._rulebook)
        window.show_example(case, at, choice)
        for index, key in enumerate(TABS):
            if tabs is not None and key not in tabs:
                continue
            window.show_tab(index)
            QApplication.processEvents()
            self._write(f"{stem}-tab-{key}.png", _png(window.grab()))

    def close(self) -> None:
        """Close the window the pictures were taken of."""
        if self._window is not None:
            self._window.close()
            _delete(self._window)
            self._window = None

    def _write(self, name: str, content: bytes) -> None:
        write_whole(self._out / name, content)
        self.written.append(name)


def _png(picture: QImage | QPixmap) -> bytes:
    image = picture if isinstance(picture, QImage) else picture.toImage()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())

"""Changing the rules of a site: take the file out, change it, have it checked by another person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from clinical.problem import InputError
from desktop import tasks
from desktop.file_dialogs import place_for_site_file, site_file_to_check
from desktop.settings.site_file import candidate, text_to_change, with_checker
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.form import FormRow
from desktop.widgets.message_line import MessageLine
from desktop.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.settings.site_file import Candidate, Change
    from reports.wording import Wording


class SiteChange(QWidget):
    """``failed`` carries an error of the program itself."""

    failed = Signal(object)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._in_force: Path | None = None
        self._candidate: Candidate | None = None
        self.message = MessageLine()
        self.export_button = self._button("export", self._export)
        self.check_button = self._button("check", self._check)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=STEP, line_gap=STEP)
        flow.addWidget(self.export_button)
        flow.addWidget(self.check_button)
        self._found = text_label()
        self._found.hide()
        self.checker = TextField(words)
        label = text_label(self._text("checker"))
        self.checker.set_label(self._text("checker"), self._text("checker_note"))
        self._checker_row = FormRow(label, self.checker, self._text("checker_note"))
        self.write_button = self._button("write", self._write)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(STEP, 0, STEP, 0)
        rows.setSpacing(STEP)
        rows.addWidget(text_label(self._text("how")))
        for part in (buttons, self.message, self._found, self._checker_row, self.write_button):
            rows.addWidget(part)
        self._offer(found=False)

    @property
    def found(self) -> str:
        return "" if self._found.isHidden() else self._found.text()

    def begin(self, in_force: Path | None) -> None:
        """Forget what was checked before; ``in_force`` is the file the program started with."""
        self._in_force, self._candidate = in_force, None
        self.message.be_silent()
        self.checker.show_entry(None)
        self._offer(found=False)

    def export_to(self, path: Path) -> None:
        """Write the file to be changed."""
        place = self._in_force
        self._run(lambda: _written(path, text_to_change(place)), partial(self._told, "exported"))

    def check(self, path: Path) -> None:
        """Read a changed file and say what it would change."""
        place = self._in_force
        self._offer(found=False)
        self._run(lambda: candidate(path, place), self._show)

    def write_to(self, path: Path) -> None:
        """Write the checked file under the name of who checked it."""
        found, name = self._candidate, self.checker.entry.value
        if found is not None and name is not None:
            self._run(
                lambda: _written(path, with_checker(found.text, name)),
                partial(self._told, "written"),
            )

    def _export(self) -> None:
        if (place := place_for_site_file(self, self._words)) is not None:
            self.export_to(place)

    def _check(self) -> None:
        if (place := site_file_to_check(self, self._words)) is not None:
            self.check(place)

    def _write(self) -> None:
        self.checker.commit()
        if self.checker.entry.value is None:
            self.message.say("caution", self._text("checker_missing"))
            self.checker.setFocus()
        elif (place := place_for_site_file(self, self._words)) is not None:
            self.write_to(place)

    def _show(self, found: Candidate) -> None:
        self._candidate = found
        site = found.rulebook.site
        lines = [self._change(each) for each in found.changes] or [self._text("same")]
        name = site.name if site is not None else ""
        self._found.setText("\n".join([self._text("found", name=name), *lines]))
        self.message.say("info", self._text("sound"))
        self._offer(found=True)
        self.checker.setFocus()

    def _change(self, change: Change) -> str:
        if change.before is None:
            return self._text("added", key=change.key, after=change.after)
        if change.after is None:
            return self._text("removed", key=change.key, before=change.before)
        return self._text("changed", key=change.key, before=change.before, after=change.after)

    def _told(self, key: str, _: object) -> None:
        self.message.say("info", self._text(key))

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.message.be_silent()
        tasks.run(work, done, self._refused)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, InputError):
            self.failed.emit(error)
            return
        problems = "\n".join(self._words.problem(problem) for problem in error.problems)
        self.message.say("stop", self._text("refused", problems=problems))

    def _offer(self, *, found: bool) -> None:
        for part in (self._found, self._checker_row, self.write_button):
            part.setVisible(found)

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._text(key))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _text(self, key: str, /, **values: object) -> str:
        return self._words.text(f"settings.change.{key}", **values)


def _written(path: Path, text: str) -> None:
    from records.files import write_whole

    write_whole(path, text.encode())

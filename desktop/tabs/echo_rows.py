"""The rows of one echocardiogram: diameters with their z, what was reported, function, signs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.heart.z_scores import diameter_of
from clinical.quantity import Unit
from clinical.record.case import Echo, ReportedZ
from desktop import edits
from desktop.tabs.child_rows import yes_no_unknown
from desktop.widgets.message_line import MessageLine
from reports.wording import z_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal

    from clinical.heart.z_scores import SegmentZ
    from clinical.record.case import Case
    from clinical.record.vocabulary import Segment
    from clinical.rules.fields import FieldKey
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.bindings import Number
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup
    from desktop.widgets.choice_field import ChoiceField
    from desktop.widgets.line_field import LineField

_MEASURED: tuple[Segment, ...] = ("lmca", "lad", "rca")
_REPORTED: tuple[Segment, ...] = ("lad", "rca")
_WALLS = ("normal_coronaries", "aneurysm", "lv_function_decreased")
_FUNCTION: dict[str, FieldKey] = {"lvef_percent": "lvef", "fs_percent": "fs"}
_SIGNS = (
    "mitral_regurgitation",
    "pericardial_effusion",
    "perivascular_brightness",
    "lack_of_tapering",
)
# Named as statements: "function reduced, present" is no English.
_ANSWERED_YES = frozenset({"normal_coronaries", "lv_function_decreased"})
# What the case says where a laboratory named no model; the field is then empty.
_NO_MODEL: str = ReportedZ.model_fields["model"].get_default()


class EchoRows:
    """The rows of the echocardiogram on the screen; ``arrange`` follows what is recorded."""

    def __init__(self, tab: FormTab, group: TimedGroup) -> None:
        self._tab = tab
        self._group = group
        tab.add_group(group)
        for segment in _MEASURED:
            self._add_number(f"{segment}_mm", "coronary_diameter", Unit.MM, segment)
        for segment in _REPORTED:
            self._add_reported(segment)
        for name in _WALLS:
            self._add_presence(name)
        for name, key in _FUNCTION.items():
            self._add_number(name, key, Unit.PERCENT)
        for name in _SIGNS:
            self._add_presence(name)
        self._no_z = MessageLine()
        tab.note(self._no_z)

    def arrange(self, state: State) -> None:
        """Show the model of a reported z, and say once why there is no z."""
        echo = self._echo(state)
        for segment in _REPORTED:
            reported = echo is not None and segment in echo.reported_z
            self._tab.form.set_row_visible(f"echo.{segment}_model", visible=reported)
        reasons = [
            reason
            for segment in _MEASURED
            if (found := self._segment(state, segment)) is not None
            and (reason := found.no_z.get(state.rulebook.coronary.z_model)) is not None
        ]
        if reasons:
            self._no_z.say("info", self._tab.words.text(f"diagnosis.no_z_{reasons[0]}"))
        else:
            self._no_z.be_silent()

    def _echo(self, state: State) -> Echo | None:
        return edits.echo_at(state.case, self._group.at) if self._group.at is not None else None

    def _segment(self, state: State, segment: Segment) -> SegmentZ | None:
        """Return what was computed for a segment of the echocardiogram on the screen."""
        echo = self._echo(state)
        if state.assessment is None or echo is None:
            return None
        for index, sizes in state.assessment.echos.items():
            if state.case.echos[index] is echo:
                return sizes.segments.get(segment)
        return None

    def _add(self, name: str, field: LineField | ChoiceField, label: str = "") -> None:
        text = label or self._tab.words.name(f"echo_field.{name}")
        self._tab.row(f"echo.{name}", field, label=text)

    def _add_number(
        self, name: str, key: FieldKey, unit: Unit, segment: Segment | None = None
    ) -> None:
        def get(state: State) -> Number:
            echo = self._echo(state)
            value: Decimal | None = getattr(echo, name) if echo is not None else None
            return value, unit if value is not None else None, None

        def put(case: Case, entry: Entry[Decimal]) -> Case:
            at = self._group.time_for(entry.value)
            return case if at is None else edits.echo(case, at, **{name: entry.value})

        field = self._tab.bindings.number(
            f"echo.{name}", key, get, put, describe=self._describer(segment)
        )
        self._group.own(field)
        self._add(name, field)

    def _describer(self, segment: Segment | None) -> Callable[[Decimal, str], str] | None:
        return None if segment is None else lambda value, _unit: self._z_beside(segment, value)

    def _z_beside(self, segment: Segment, diameter: Decimal) -> str:
        """Return the z of the chosen model with its name, only of the very diameter that stands."""
        state = self._tab.store.state
        echo, found = self._echo(state), self._segment(state, segment)
        model = state.rulebook.coronary.z_model
        if echo is None or found is None or diameter_of(echo, segment) != diameter:
            return ""
        if model not in found.z:
            return ""
        title = state.rulebook.z_models[model].title
        z = z_text(Fraction(found.z[model]))
        return self._tab.words.text("diagnosis.z_beside", z=z, model=title)

    def _add_reported(self, segment: Segment) -> None:
        words, bindings = self._tab.words, self._tab.bindings

        def reported(state: State) -> ReportedZ | None:
            echo = self._echo(state)
            return echo.reported_z.get(segment) if echo is not None else None

        def get(state: State) -> Number:
            found = reported(state)
            return (None, None, None) if found is None else (found.z, Unit.POINTS, None)

        def put(case: Case, entry: Entry[Decimal]) -> Case:
            at = self._group.time_for(entry.value)
            return case if at is None else _with_reported(case, at, segment, z=entry.value)

        def get_model(state: State) -> str | None:
            found = reported(state)
            return found.model if found is not None and found.model != _NO_MODEL else None

        def put_model(case: Case, entry: Entry[str]) -> Case:
            at = self._group.at
            if at is None:
                return case
            return _with_reported(case, at, segment, model=entry.value or _NO_MODEL)

        z_key, model_key = f"{segment}_z", f"{segment}_model"
        z = bindings.number(f"echo.{z_key}", "reported_z", get, put)
        model = bindings.line(f"echo.{model_key}", get_model, put_model)
        self._group.own(z, model)
        self._add(z_key, z, words.text(f"diagnosis.reported_z_{segment}"))
        self._add(model_key, model, words.text(f"diagnosis.reported_model_{segment}"))

    def _add_presence(self, name: str) -> None:
        def get(state: State) -> str:
            echo = self._echo(state)
            return getattr(echo, name) if echo is not None else "unknown"

        def put(case: Case, code: str) -> Case:
            at = self._group.time_for(None if code == "unknown" else code)
            return case if at is None else edits.echo(case, at, **{name: code})

        if name in _ANSWERED_YES:
            options = yes_no_unknown(self._tab, "not_assessed")
            field = self._tab.bindings.choice(options, get, put)
        else:
            field = self._tab.bindings.presence(get, put)
        self._group.own(field)
        self._add(name, field)


def _with_reported(
    case: Case,
    at: datetime,
    segment: Segment,
    *,
    z: Decimal | None = None,
    model: str | None = None,
) -> Case:
    """Return the case with a reported z set or taken out, or with another model behind it."""
    echo = edits.echo_at(case, at) or Echo(at=at)
    old = echo.reported_z.get(segment)
    others = {name: each for name, each in echo.reported_z.items() if name != segment}
    if model is not None:
        changed = old.replace(model=model) if old is not None else None
    elif z is None:
        changed = None
    else:
        changed = old.replace(z=z) if old is not None else ReportedZ(z=z)
    reported = others if changed is None else {**others, segment: changed}
    return edits.echo(case, at, reported_z=reported)

"""The rows of one echocardiogram: diameters with their z, what was reported, function, signs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar, cast, get_args

from clinical.heart.z_scores import diameter_of, z_model_of
from clinical.quantity import Unit
from clinical.record.case import Echo, ReportedZ
from clinical.record.vocabulary import Segment
from desktop import edits
from desktop.tabs.child_rows import yes_no_unknown
from desktop.tabs.models_line import ModelsLine
from desktop.widgets.dress import text_label
from desktop.widgets.message_line import MessageLine
from reports.summary.coronary_tables import areas_line, other_models
from reports.wording import z_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from clinical.heart.z_scores import SegmentZ
    from clinical.record.case import Case
    from clinical.record.vocabulary import Presence
    from clinical.rules.fields import FieldKey
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.bindings import Number
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup
    from desktop.widgets.choice_field import ChoiceField
    from desktop.widgets.number_field import NumberField
    from desktop.widgets.text_field import TextField

_Value = TypeVar("_Value")
_SEGMENTS: tuple[Segment, ...] = get_args(Segment)
_MAIN: tuple[Segment, ...] = ("lmca", "lad", "lcx", "rca")
_FURTHER: tuple[Segment, ...] = ("rca_mid", "rca_distal")
_WALLS = ("normal_coronaries", "aneurysm", "perivascular_brightness", "lack_of_tapering")
_FUNCTION: dict[str, FieldKey] = {
    "lvef_percent": "lvef",
    "fs_percent": "fs",
    "strain_percent": "strain",
}
_HEART = ("lv_function_decreased", "mitral_regurgitation", "pericardial_effusion")
# Named as statements: "function reduced, present" is no English.
_ANSWERED_YES = frozenset({"normal_coronaries", "lv_function_decreased"})
# What the case says where a laboratory named no model; the field is then empty.
_NO_MODEL: str = ReportedZ.model_fields["model"].get_default()
# Said beside the diameter; why there is no z at all is said once for all of them.
_OF_THE_VESSEL = "segment_not_in_model"


class EchoRows:
    """The rows of the echocardiogram on the screen; ``arrange`` follows what is recorded."""

    def __init__(self, tab: FormTab, group: TimedGroup) -> None:
        self._tab = tab
        self._group = group
        text = tab.words.text
        tab.add_group(group)
        self._models: dict[Segment, ModelsLine] = {}
        for segment in _MAIN:
            self._add_diameter(segment)
        self._areas = text_label("", "small")
        tab.note(self._areas)
        self._no_z = MessageLine()
        tab.note(self._no_z)
        for name in _WALLS:
            self._add_presence(name)
        reported = tab.form.fold(text("coronary_tab.reported"))
        tab.follow_fold(reported, self._is_reported)
        for segment in _SEGMENTS:
            self._add_reported(segment)
        details = tab.form.fold(text("coronary_tab.details"))
        tab.follow_fold(details, self._is_detailed)
        for segment in _FURTHER:
            self._add_diameter(segment)
        tab.note(text_label(text("coronary_tab.details_note"), "small"))
        for segment in _SEGMENTS:
            self._add_adjacent(segment)
            self._add_irregular(segment)
        tab.form.section(text("coronary_tab.function"))
        for name, key in _FUNCTION.items():
            self._add_number(name, key, Unit.PERCENT)
        for name in _HEART:
            self._add_presence(name)

    def arrange(self, state: State) -> None:
        """Show the rows that belong to a value, and say once why there is no z."""
        echo = self._echo(state)
        for segment in _SEGMENTS:
            reported = echo is not None and segment in echo.reported_z
            measured = echo is not None and diameter_of(echo, segment) is not None
            beside = echo is not None and segment in echo.adjacent_mm
            wall = echo is not None and segment in echo.lumen_irregular
            visible = self._tab.form.set_row_visible
            visible(f"echo.{segment}_model", visible=reported)
            visible(f"echo.{segment}_adjacent", visible=measured or beside)
            visible(f"echo.{segment}_irregular", visible=measured or wall)
        self._draw_models(state)
        model = z_model_of(state.case, state.rulebook)
        reasons = [
            reason
            for segment in _SEGMENTS
            if (found := self._segment(state, segment)) is not None
            and (reason := found.no_z.get(model, _OF_THE_VESSEL)) != _OF_THE_VESSEL
        ]
        if reasons:
            text = self._tab.words.text
            why = text(f"coronary.no_z.{reasons[0]}")
            self._no_z.say("info", text("coronary_tab.no_z", why=why))
        else:
            self._no_z.be_silent()

    def _draw_models(self, state: State) -> None:
        """Show the z of every model while a diameter is typed, and where they part."""
        at, assessment = self._group.at, state.assessment
        words = self._tab.words
        for segment, line in self._models.items():
            others, disagreement = "", ""
            if at is not None and assessment is not None:
                others, disagreement = other_models(assessment, at, segment, words)
            line.show_models(others, disagreement)
        areas = areas_line(assessment, at, words) if at is not None and assessment else ""
        self._areas.setText(areas)
        self._areas.setVisible(bool(areas))

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

    def _is_reported(self, state: State) -> bool:
        echo = self._echo(state)
        return echo is not None and bool(echo.reported_z)

    def _is_detailed(self, state: State) -> bool:
        echo = self._echo(state)
        return echo is not None and bool(
            echo.adjacent_mm
            or echo.lumen_irregular
            or any(diameter_of(echo, segment) is not None for segment in _FURTHER)
        )

    def _add(self, name: str, field: NumberField | TextField | ChoiceField) -> None:
        self._group.own(field)
        self._tab.row(f"echo.{name}", field, label=self._tab.words.name(f"echo_field.{name}"))

    def _add_number(self, name: str, key: FieldKey, unit: Unit) -> None:
        def get(state: State) -> Number:
            echo = self._echo(state)
            value: Decimal | None = getattr(echo, name) if echo is not None else None
            return value, unit if value is not None else None, None

        def put(case: Case, entry: Entry[Decimal]) -> Case:
            at = self._group.time_for(entry.value)
            return case if at is None else edits.echo(case, at, **{name: entry.value})

        self._add(name, self._tab.bindings.number(f"echo.{name}", key, get, put))

    def _add_diameter(self, segment: Segment) -> None:
        name = f"{segment}_mm"

        def get(state: State) -> Number:
            echo = self._echo(state)
            value = diameter_of(echo, segment) if echo is not None else None
            return value, Unit.MM if value is not None else None, None

        def put(case: Case, entry: Entry[Decimal]) -> Case:
            at = self._group.time_for(entry.value)
            if at is None:
                return case
            changed = edits.echo(case, at, **{name: entry.value})
            return self._with_model_locked(changed, entry.value)

        field = self._tab.bindings.number(
            f"echo.{name}",
            "coronary_diameter",
            get,
            put,
            describe=lambda value, _unit: self._z_beside(segment, value),
        )
        self._add(name, field)
        self._models[segment] = ModelsLine()
        self._tab.note(self._models[segment])

    def _with_model_locked(self, case: Case, diameter: Decimal | None) -> Case:
        """Return the case with the model the first diameter is read by, kept for this child.

        What was only being typed locks nothing, so the committed record says where it stood.
        """
        store = self._tab.store
        model = store.committed.z_model
        if model is None and diameter is not None:
            model = store.state.rulebook.coronary.z_model
        return case.replace(z_model=model)

    def _z_beside(self, segment: Segment, diameter: Decimal) -> str:
        """Return the z of the child's model, only of the very diameter that stands."""
        state = self._tab.store.state
        echo, found = self._echo(state), self._segment(state, segment)
        if echo is None or found is None or diameter_of(echo, segment) != diameter:
            return ""
        model = z_model_of(state.case, state.rulebook)
        title = state.rulebook.z_models[model].title
        text = self._tab.words.text
        if model in found.z:
            return text("coronary_tab.z_beside", z=z_text(Fraction(found.z[model])), model=title)
        if found.no_z[model] == _OF_THE_VESSEL:
            return text("coronary_tab.not_in_model", model=title)
        return ""

    def _add_reported(self, segment: Segment) -> None:
        bindings = self._tab.bindings

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
        self._add(z_key, bindings.number(f"echo.{z_key}", "reported_z", get, put))
        self._add(model_key, bindings.line(f"echo.{model_key}", get_model, put_model))

    def _add_adjacent(self, segment: Segment) -> None:
        def get(state: State) -> Number:
            echo = self._echo(state)
            value = echo.adjacent_mm.get(segment) if echo is not None else None
            return value, Unit.MM if value is not None else None, None

        def put(case: Case, entry: Entry[Decimal]) -> Case:
            at = self._group.time_for(entry.value)
            if at is None:
                return case
            echo = edits.echo_at(case, at) or Echo(at=at)
            adjacent = _with(echo.adjacent_mm, segment, entry.value)
            return edits.echo(case, at, adjacent_mm=adjacent)

        name = f"{segment}_adjacent"
        self._add(name, self._tab.bindings.number(f"echo.{name}", "coronary_diameter", get, put))

    def _add_irregular(self, segment: Segment) -> None:
        def get(state: State) -> str:
            echo = self._echo(state)
            return echo.lumen_irregular.get(segment, "unknown") if echo is not None else "unknown"

        def put(case: Case, code: str) -> Case:
            answer = None if code == "unknown" else cast("Presence", code)
            at = self._group.time_for(answer)
            if at is None:
                return case
            echo = edits.echo_at(case, at) or Echo(at=at)
            answers = _with(echo.lumen_irregular, segment, answer)
            return edits.echo(case, at, lumen_irregular=answers)

        options = yes_no_unknown(self._tab, "not_assessed")
        self._add(f"{segment}_irregular", self._tab.bindings.choice(options, get, put))

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
        self._add(name, field)


def _with(
    known: Mapping[Segment, _Value], segment: Segment, value: _Value | None
) -> dict[Segment, _Value]:
    """Return what is known by segment with one set, or taken out."""
    others: dict[Segment, _Value] = {name: each for name, each in known.items() if name != segment}
    return others if value is None else {**others, segment: value}


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
    if model is not None:
        changed = old.replace(model=model) if old is not None else None
    elif z is None:
        changed = None
    else:
        changed = old.replace(z=z) if old is not None else ReportedZ(z=z)
    return edits.echo(case, at, reported_z=_with(echo.reported_z, segment, changed))

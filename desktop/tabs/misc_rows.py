"""What the definitions of MIS-C ask beyond the Kawasaki criteria: folded until it is wanted.

Nothing is inferred here: an organ is involved, and a child in shock, when a person says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from clinical.record.case import Involvement, SarsCov2
from clinical.record.vocabulary import FinalDiagnosis
from desktop import edits
from desktop.tabs.child_rows import yes_no_unknown
from desktop.tabs.sample_rows import add_value
from desktop.widgets.choice_field import ChoiceOption

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup

# Each kind of evidence, and the day that is asked once there is any.
_VIRUS = {"pcr": "pcr_on", "antigen": "antigen_on", "serology": None, "contact": "contact_on"}
_ORGANS = (
    "cardiac",
    "renal",
    "respiratory",
    "haematologic",
    "gastrointestinal",
    "dermatologic",
    "neurological",
)
_SHOCK = ("shock", "hypotension", "fluid_refractory", "vasoactive_support", "intensive_care")
_FINDINGS = ("coagulopathy", "pericarditis_or_valvulitis")
_PRESSURE: ObservationCode = "systolic_pressure"
_NOT_RECORDED = "not_recorded"


class MiscRows:
    """One folded section; ``arrange`` asks for a day only where there is something to date."""

    def __init__(self, tab: FormTab, pressure: TimedGroup) -> None:
        self._tab = tab
        text, form = tab.words.text, tab.form
        fold = form.folded_section(text("diagnosis.misc"))
        tab.follow_fold(fold, self.is_answered)
        self._add_subjective_fever()
        form.heading(text("diagnosis.misc_virus"))
        for name, day in _VIRUS.items():
            self._add_virus(name)
            if day is not None:
                self._add_virus_day(day)
        form.heading(text("diagnosis.misc_stay"))
        self._add_involved("hospitalised", yes_no=True)
        for day in ("admitted_on", "discharged_on"):
            self._add_stay_day(day)
        self._add_involved("died", yes_no=True)
        form.heading(text("diagnosis.misc_organs"))
        for name in (*_ORGANS, *_FINDINGS):
            self._add_involved(name)
        form.heading(text("diagnosis.misc_shock"))
        for name in _SHOCK:
            self._add_involved(name, yes_no=True)
        tab.add_group(pressure)
        add_value(tab, pressure, _PRESSURE, judged=False)
        form.heading(text("diagnosis.misc_judgement"))
        self._add_kd_like()
        self._add_final()

    @staticmethod
    def is_answered(state: State) -> bool:
        """Return whether anything of the section is answered."""
        case = state.case
        return (
            case.sars_cov_2 != SarsCov2()
            or case.involvement != Involvement()
            or case.illness.subjective_fever_24h != "unknown"
            or case.illness.final_diagnosis is not None
            or any(each.code == _PRESSURE and each.struck is None for each in case.observations)
        )

    def arrange(self, state: State) -> None:
        virus = state.case.sars_cov_2
        for name, day in _VIRUS.items():
            if day is not None:
                asked = getattr(virus, name) == "present" or getattr(virus, day) is not None
                self._tab.form.set_row_visible(f"sars_cov_2.{day}", visible=asked)

    def _add_subjective_fever(self) -> None:
        field = self._tab.bindings.choice(
            yes_no_unknown(self._tab, "not_known"),
            lambda state: state.case.illness.subjective_fever_24h,
            lambda case, code: edits.illness(case, subjective_fever_24h=code),
        )
        self._tab.row("subjective_fever_24h", field)

    def _add_virus(self, name: str) -> None:
        text = self._tab.words.text
        is_contact = name == "contact"
        field = self._tab.bindings.choice(
            yes_no_unknown(self._tab, "not_known")
            if is_contact
            else [
                ChoiceOption("present", text("diagnosis.positive")),
                ChoiceOption("absent", text("diagnosis.negative")),
                ChoiceOption("unknown", text("diagnosis.not_done"), quiet=True),
            ],
            lambda state: getattr(state.case.sars_cov_2, name),
            lambda case, code: edits.sars_cov_2(case, **{name: code}),
        )
        self._tab.row(f"sars_cov_2.{name}", field)

    def _add_virus_day(self, name: str) -> None:
        def put(case: Case, entry: Entry[Any]) -> Case:
            return edits.sars_cov_2(case, **{name: entry.value})

        key = f"sars_cov_2.{name}"
        field = self._tab.bindings.day(key, lambda state: getattr(state.case.sars_cov_2, name), put)
        self._tab.row(key, field)

    def _add_stay_day(self, name: str) -> None:
        def put(case: Case, entry: Entry[Any]) -> Case:
            return edits.involvement(case, **{name: entry.value})

        key = f"involvement.{name}"
        field = self._tab.bindings.day(
            key, lambda state: getattr(state.case.involvement, name), put
        )
        self._tab.row(key, field)

    def _add_involved(self, name: str, *, yes_no: bool = False) -> None:
        def get(state: State) -> str:
            return getattr(state.case.involvement, name)

        def put(case: Case, code: str) -> Case:
            return edits.involvement(case, **{name: code})

        bindings = self._tab.bindings
        field = (
            bindings.choice(yes_no_unknown(self._tab, "not_assessed"), get, put)
            if yes_no
            else bindings.presence(get, put)
        )
        self._tab.row(f"involvement.{name}", field)

    def _add_kd_like(self) -> None:
        field = self._tab.bindings.choice(
            yes_no_unknown(self._tab, "by_rule"),
            lambda state: state.case.involvement.kd_like,
            lambda case, code: edits.involvement(case, kd_like=code),
        )
        note = self._tab.words.text("diagnosis.kd_like_note")
        self._tab.row("involvement.kd_like", field, note=note)

    def _add_final(self) -> None:
        text = self._tab.words.text
        options = [
            ChoiceOption(code, text(f"diagnosis.final_{code}"), quiet=code == _NOT_RECORDED)
            for code in (*get_args(FinalDiagnosis), _NOT_RECORDED)
        ]
        field = self._tab.bindings.choice(
            options,
            lambda state: state.case.illness.final_diagnosis or _NOT_RECORDED,
            lambda case, code: edits.illness(
                case, final_diagnosis=None if code == _NOT_RECORDED else code
            ),
        )
        self._tab.row("final_diagnosis", field)

"""The page for the family in plain words: what it was, what to give, what to watch for, and when.

Every dose is that of a signed plan, computed for this child, and never a range; where no plan holds
it the page says to ask. Whatever is said of medicine stands in the rules or in S1 to S5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.infusions import infusions
from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.timeline import given, local_day
from reports.family_doses import aspirin_goes_on, home_medicines
from reports.formats import compared_text, day_in_full

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.vocabulary import Agent
    from reports.family_doses import FamilyDose
    from reports.wording import Wording

Illness = Literal["kawasaki", "misc", "other"]
_SURE = {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE}
_TOLD: tuple[Agent, ...] = (
    "aspirin", "anakinra", "methylprednisolone", "prednisolone", "infliximab", "etanercept",
    "ciclosporin", "methotrexate", "plasma_exchange", "clopidogrel",
)  # fmt: skip
# What is read first where a child may be in danger.
_AT_ONCE = ("chest_pain", "reye")


@dataclass(frozen=True, slots=True)
class FamilyPart:
    """Sentences under one heading; ``urgent`` where they are read first."""

    title: str
    lines: tuple[str, ...]
    doses: tuple[FamilyDose, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """The page; without a telephone of the site there is a line to write one on."""

    title: str
    parts: tuple[FamilyPart, ...]
    telephone: str
    place: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Every sentence of the page."""
        found = [self.title]
        for part in self.parts:
            found += [part.title, *part.lines]
            for dose in part.doses:
                found += [dose.medicine, dose.dose, dose.how, *dose.notes]
        return tuple(found)


def family_page(case: Case, assessment: Assessment, words: Wording) -> FamilyPage:
    """Return the page of a child who goes home."""
    return _Teller(case, assessment, words).page()


class _Teller:
    def __init__(self, case: Case, assessment: Assessment, words: Wording) -> None:
        self._case, self._found, self._words = case, assessment, words
        self._as_of, self._rulebook = assessment.as_of, assessment.rulebook
        self._medicines = home_medicines(case, assessment, words)

    def page(self) -> FamilyPage:
        illness = self._illness()
        site = self._rulebook.site
        hospital = dict(site.hospital) if site is not None else dict[str, str]()
        place = ", ".join(hospital[name] for name in ("name", "ward") if name in hospital)
        parts = (
            FamilyPart(self._text("about_title"), tuple(self._about(illness))),
            FamilyPart(self._text("home_title"), tuple(self._home()), self._medicines.doses),
            FamilyPart(self._text("at_once_title"), tuple(self._advice(at_once=True)), urgent=True),
            FamilyPart(self._text("watch_title"), tuple(self._advice(at_once=False))),
            FamilyPart(self._text("dates_title"), tuple(self._dates())),
        )
        return FamilyPage(
            title=self._text(f"title_{illness}"),
            parts=tuple(part for part in parts if part.lines or part.doses),
            telephone=hospital.get("telephone", ""),
            place=place,
        )

    def _text(self, key: str, /, **values: object) -> str:
        return self._words.text(f"family.{key}", **values)

    def _illness(self) -> Illness:
        """Return what the team calls it; without that, what the definitions leave no doubt of."""
        final = self._case.illness.final_diagnosis
        if final in {"kawasaki", "misc"}:
            return "misc" if final == "misc" else "kawasaki"
        sure = final is None and self._found.kawasaki.verdict in _SURE
        return "kawasaki" if sure else "other"

    def _about(self, illness: Illness) -> Iterator[str]:
        if illness != "other":
            yield self._text(f"about_{illness}")
        begun = [
            each
            for each in infusions(self._case, self._rulebook, self._as_of)
            if each.start is not None
        ]
        # Only one whose end is recorded and past was had.
        over = [each for each in begun if each.end is not None and each.end <= self._as_of]
        for key, listed in (
            ("had_ivig", over),
            ("began_ivig", [each for each in begun if each not in over]),
        ):
            days = [local_day(each.start, self._as_of) for each in listed if each.start is not None]
            if days:
                yield self._text(key, days=self._listed([day_in_full(day) for day in days]))
        if not begun and given(self._case, ("ivig",), self._as_of):
            yield self._text("had_ivig_undated")
        names = [
            self._words.name(f"agent.{agent}")
            for agent in _TOLD
            if given(self._case, (agent,), self._as_of)
        ]
        if names:
            yield self._text("had_others", names=self._listed(names))
        planned = (*self._medicines.told, *self._medicines.ask)
        if "anakinra" in planned or given(self._case, ("anakinra",), self._as_of):
            yield self._text("off_label")
        yield self._heart()

    def _heart(self) -> str:
        if not self._found.coronary.counted:
            return self._text("heart_not_scanned")
        level = self._found.coronary.level
        if level.max_ever is None or level.current is None:
            return self._text("heart_open")
        if level.max_ever == "none":
            return self._text("heart_normal")
        return self._text("heart_was_wide" if level.current == "none" else "heart_wide")

    def _listed(self, parts: list[str]) -> str:
        if len(parts) == 1:
            return parts[0]
        return self._words.text("discharge.and", first=", ".join(parts[:-1]), last=parts[-1])

    # Medicines to give at home.

    def _home(self) -> Iterator[str]:
        """Yield what no plan holds: the family is told to ask, and never given a guess."""
        if self._on_aspirin and "aspirin" not in self._medicines.told:
            yield self._text("aspirin_ask")
        for agent in self._medicines.ask:
            if agent != "aspirin":
                yield self._text("ask_about", name=self._words.name(f"agent.{agent}"))
        if not self._medicines.doses:
            yield self._text("nothing_written")

    @property
    def _today(self) -> date:
        return local_day(self._as_of, self._as_of)

    @property
    def _on_aspirin(self) -> bool:
        """Whether aspirin was charted without an end, or is planned from here on."""
        planned = "aspirin" in (*self._medicines.told, *self._medicines.ask)
        return planned or self._found.follow_up.aspirin.on_aspirin

    # What to watch for, and when.

    def _advice(self, *, at_once: bool) -> Iterator[str]:
        fever = compared_text(self._fever(), (), places=1)
        # When to come back is told to each family, and of aspirin wherever the page speaks of it.
        told = [
            advice.id
            for advice in self._rulebook.follow_up.advice
            if self._on_aspirin or not advice.on_aspirin
        ]
        if at_once:
            told = [each for each in _AT_ONCE if each in told]
        else:
            told = [each for each in told if each not in _AT_ONCE]
        for each in told:
            yield self._text(f"advice.{each}", fever=fever)

    def _fever(self) -> Fraction:
        return Fraction(self._rulebook.temperature.fever.value)

    def _dates(self) -> Iterator[str]:
        found = self._found.follow_up
        due = found.next_echo
        # A day that is past is no date to keep.
        if due is not None and due.last >= self._today:
            key = "echo_day" if due.first == due.last else "echo"
            key = "echo_by" if due.first < due.last and due.first <= self._today else key
            yield self._text(key, **self._span(due.first, due.last))
        elif found.echos:
            yield self._text("echo_ask")
        vaccine = found.vaccine_not_before
        if vaccine is not None and vaccine > self._today:
            yield self._text("vaccine", day=day_in_full(vaccine))
        elif vaccine is not None or found.vaccine_unclear:
            yield self._text("vaccine_ask")
        # After an aneurysm it goes on: a date would promise its end.
        if self._on_aspirin and not aspirin_goes_on(self._found):
            on = found.aspirin.on
            if on is not None and on > self._today:
                yield self._text("aspirin_talk", day=day_in_full(on))
            else:
                yield self._text("aspirin_talk_ask")

    @staticmethod
    def _span(first: date, last: date) -> dict[str, object]:
        return {"first": day_in_full(first), "last": day_in_full(last)}

"""The page for the family in plain words: what it was, what to give, what to watch for, and when.

Every dose is that of a signed plan, computed for this child, and never a range; where no plan holds
it the page says to ask. Whatever is said of medicine stands in the rules or in S1 to S5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import in_utc
from clinical.course.infusions import infusions
from clinical.course.kept_plans import is_over
from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.timeline import given, local_day
from reports.formats import clock_text, compared_text, day_in_full, dose_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan, KeptStep
    from clinical.record.vocabulary import Agent
    from reports.wording import Wording

Illness = Literal["kawasaki", "misc", "other"]
_SURE = {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE}
_HOURS_A_DAY, _HOURS_A_WEEK = 24, 168
_TOLD: tuple[Agent, ...] = (
    "aspirin", "anakinra", "methylprednisolone", "prednisolone", "infliximab", "etanercept",
    "ciclosporin", "methotrexate", "plasma_exchange", "clopidogrel",
)  # fmt: skip
# What is read first where a child may be in danger.
_AT_ONCE = ("chest_pain", "reye")


@dataclass(frozen=True, slots=True)
class FamilyDose:
    """A medicine to give at home: what and how much, how often, and what goes with it."""

    medicine: str
    dose: str
    how: str
    notes: tuple[str, ...]


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

    def page(self) -> FamilyPage:
        illness = self._illness()
        site = self._rulebook.site
        hospital = dict(site.hospital) if site is not None else dict[str, str]()
        place = ", ".join(hospital[name] for name in ("name", "ward") if name in hospital)
        parts = (
            FamilyPart(self._text("about_title"), tuple(self._about(illness))),
            FamilyPart(self._text("home_title"), tuple(self._home()), tuple(self._doses())),
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
        days = [
            local_day(each.start, self._as_of)
            for each in infusions(self._case, self._rulebook, self._as_of)
            if each.start is not None
        ]
        if days:
            shown = self._listed([day_in_full(day) for day in days])
            yield self._text("had_ivig", days=shown)
        elif given(self._case, ("ivig",), self._as_of):
            yield self._text("had_ivig_undated")
        names = [
            self._words.name(f"agent.{agent}")
            for agent in _TOLD
            if given(self._case, (agent,), self._as_of)
        ]
        if names:
            yield self._text("had_others", names=self._listed(names))
        if given(self._case, ("anakinra",), self._as_of):
            yield self._text("off_label")
        yield self._heart()

    def _heart(self) -> str:
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

    def _plans(self) -> Iterator[KeptPlan]:
        """Yield the signed plans in force, the latest version of each, that go on from here."""
        latest: dict[str | None, KeptPlan] = {}
        for plan in self._case.plans:
            if plan.struck is None and plan.state == "active" and plan.signed is not None:
                latest[plan.id] = plan
        for plan in latest.values():
            if not is_over(plan, self._as_of):
                yield plan

    def _doses(self) -> Iterator[FamilyDose]:
        for plan in self._plans():
            step = self._next_step(plan)
            if step is None or step.route == "intravenous" or step.given is None:
                continue
            yield FamilyDose(
                medicine=self._words.name(f"agent.{step.agent}"),
                dose=self._amount(step),
                how=self._how(step),
                notes=tuple(self._notes(plan, step)),
            )

    def _next_step(self, plan: KeptPlan) -> KeptStep | None:
        """Return the next dose; of several at one time nobody knows yet which it will be."""
        ahead = [step for step in plan.steps if step.at is not None and step.at > self._as_of]
        first = min(ahead, key=lambda step: in_utc(step.at or self._as_of), default=None)
        same = [step for step in ahead if first is not None and step.at == first.at]
        if first is None or len(same) > 1 or first.condition is not None:
            return None
        return first

    def _amount(self, step: KeptStep) -> str:
        amount = dose_text(step.given, step.unit or "") if step.given is not None else ""
        if step.volume_ml is None:
            return amount
        return self._text("dose_volume", dose=amount, volume=number_text(step.volume_ml))

    def _how(self, step: KeptStep) -> str:
        route = self._text(f"route.{step.route}") if step.route in {"oral", "subcutaneous"} else ""
        hours = int(step.interval_hours) if step.interval_hours is not None else 0
        if hours == _HOURS_A_DAY:
            often = self._text("once_a_day")
        elif hours == _HOURS_A_WEEK and step.at is not None:
            day = self._words.text(f"sheet.weekday.{step.at.weekday()}")
            often = self._text("once_a_week", weekday=day)
        elif hours:
            often = self._text("every_hours", hours=hours)
        else:
            often = self._text("once")
        return self._text("how", route=route, often=often).strip()

    def _notes(self, plan: KeptPlan, step: KeptStep) -> Iterator[str]:
        if step.at is not None:
            at = step.at.astimezone(self._as_of.tzinfo)
            yield self._text("next_dose", day=day_in_full(at.date()), time=clock_text(at))
        if plan.weight is not None:
            yield self._text("for_weight", kg=number_text(plan.weight.kg))
        review = self._found.follow_up.aspirin
        if step.agent == "aspirin" and review.on is not None:
            yield self._text("aspirin_stop", day=day_in_full(review.on))
        else:
            yield self._text("do_not_stop")

    def _home(self) -> Iterator[str]:
        """Yield what no plan holds: the family is told to ask, and never given a guess."""
        doses = list(self._doses())
        told = {dose.medicine for dose in doses}
        aspirin = self._words.name("agent.aspirin")
        if self._found.follow_up.aspirin.on_aspirin and aspirin not in told:
            yield self._text("aspirin_ask")
        others = [
            self._words.name(f"agent.{regimen.agent}")
            for plan in self._plans()
            if (regimen := self._rulebook.regimens.get(plan.regimen)) is not None
        ]
        for name in dict.fromkeys(others):
            if name not in told and name not in {aspirin, self._words.name("agent.ivig")}:
                yield self._text("ask_about", name=name)
        if not doses:
            yield self._text("nothing_written")

    # What to watch for, and when.

    def _advice(self, *, at_once: bool) -> Iterator[str]:
        fever = compared_text(self._fever(), (), places=1)
        told = [advice.id for advice in self._found.follow_up.advice]
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
        if due is not None:
            key = "echo_day" if due.first == due.last else "echo"
            yield self._text(key, **self._span(due.first, due.last))
        elif found.echos:
            yield self._text("echo_ask")
        if found.vaccine_not_before is not None:
            yield self._text("vaccine", day=day_in_full(found.vaccine_not_before))
        elif found.vaccine_unclear:
            yield self._text("vaccine_ask")
        if found.aspirin.on_aspirin and found.aspirin.on is not None:
            yield self._text("aspirin_talk", day=day_in_full(found.aspirin.on))

    @staticmethod
    def _span(first: date, last: date) -> dict[str, object]:
        return {"first": day_in_full(first), "last": day_in_full(last)}

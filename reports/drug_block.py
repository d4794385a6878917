"""One drug on the dosing plan: what to give, how that was worked out, and when to stop.

Says what the plan holds and computes nothing but the sums that a reader would make by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dose import decimal_of
from reports.formats import (
    clock_text,
    day_text,
    day_with_weekday,
    dose_text,
    number_text,
)
from reports.typesetting import (
    CAPTION,
    EM_DASH,
    FAINT_RULE,
    FIGURE,
    INK,
    LABEL,
    LINE,
    RULE,
    Cell,
    Command,
    Markup,
    Padding,
    bold,
    bold_parts,
    gap,
    joined,
    paragraph,
    plain,
    table,
    together,
)

if TYPE_CHECKING:
    from datetime import date

    from reportlab.platypus import Flowable

    from clinical.dose import TestedLimit
    from clinical.plan import Plan, Step
    from reports.citations import Citations
    from reports.wording import Wording

_HOURS_A_DAY = 24
_SHARE_OF_LABELS = 0.165
_PERCENT_PLACES = (1, 2)
# A small label stands on the line of the larger text beside it.
LABEL_DROP: Command = ("TOPPADDING", (0, 0), (0, -1), 2.7)


@dataclass(frozen=True, slots=True)
class Writer:
    """What every part of a sheet needs: the plan, the words, the sources, the room."""

    plan: Plan
    words: Wording
    citations: Citations
    width: float

    def text(self, key: str, /, **values: object) -> str:
        return self.words.text(f"sheet.{key}", **values)

    @property
    def first(self) -> Step:
        return self.plan.steps[0]

    @property
    def doses_a_day(self) -> int:
        return _HOURS_A_DAY // (self.plan.regimen.interval_hours or _HOURS_A_DAY)

    @property
    def weight_day(self) -> date:
        weight = self.plan.weight
        moment = weight.at if weight is not None else self.plan.as_of
        return moment.astimezone(self.plan.as_of.tzinfo).date()

    def exact(self, amount: Fraction) -> str:
        """Return an amount in the unit of the dose, to four decimals where it does not end."""
        return dose_text(decimal_of(amount), self.first.dose.unit)

    @property
    def given(self) -> str:
        return dose_text(self.first.dose.given, self.first.dose.unit)

    @property
    def volume(self) -> str:
        return number_text(self.first.dose.volume_ml)


def drug_block(writer: Writer) -> list[Flowable]:
    """Return the block of the plan's drug: line, figures, working, limits, product, stop rule."""
    parts: list[Flowable] = [paragraph(medication_line(writer), LINE)]
    regimen = writer.plan.regimen
    if regimen.off_label:
        text = joined(
            [bold(plain(writer.text("off_label"))), plain(regimen.off_label_text or "")],
            Markup(" "),
        )
        source = writer.citations.mark(writer.plan.product.source)
        parts.append(paragraph(Markup(text + source)))
    parts += [gap(5), _figures(writer), gap(3), _working_rows(writer)]
    return parts


def medication_line(writer: Writer) -> Markup:
    """Return drug, brand, strength, form, dose, rate, duration, route, frequency, in that order."""
    plan, product = writer.plan, writer.plan.product
    name = product.brand.upper() if product.brand else product.name
    parts = [
        bold(plain(writer.text(f"drug.{plan.regimen.agent}"))),
        plain(name),
        together(product.strength),
        plain(product.form),
        Markup(f"{together(writer.text('dose') + ' ')}{bold(together(writer.given))}"),
        *(together(part) for part in _rate_and_duration(writer)),
        together(writer.text(f"route.{plan.regimen.route}")),
        together(frequency(writer)),
    ]
    return joined(parts, EM_DASH)


def _rate_and_duration(writer: Writer) -> list[str]:
    infusion = writer.first.infusion
    if infusion is None:
        return []
    rate = [] if infusion.rungs else [writer.text("rate_per_hour", rate=infusion.ml_per_hour)]
    span = infusion.end.astimezone(UTC) - writer.first.at.astimezone(UTC)
    hours, rest = divmod(span, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    if minutes:
        duration = writer.text("duration_minutes", hours=hours, minutes=minutes)
    elif hours == 1:
        duration = writer.text("duration_hour")
    else:
        duration = writer.text("duration_hours", hours=hours)
    return [*rate, duration]


def frequency(writer: Writer) -> str:
    """Return how often a dose is given, in words without abbreviations."""
    if writer.first.infusion is not None:
        count = len(writer.plan.steps)
        return writer.text("one_infusion" if count == 1 else "infusions", count=count)
    if writer.doses_a_day == 1:
        return writer.text("once_a_day")
    return writer.text("every_hours", hours=writer.plan.regimen.interval_hours)


def _figures(writer: Writer) -> Flowable:
    """Return the numbers a hand needs, large: dose, volume, rate, first and last time."""
    first, last, text = writer.first, writer.plan.steps[-1], writer.text
    infusion, end = first.infusion, last.infusion
    count = len(writer.plan.steps)
    if infusion is None or end is None:
        columns = [
            (text("figure_dose"), writer.given,
             text("figure_each", count=count, frequency=frequency(writer))),
            (text("figure_volume"), f"{writer.volume} mL", _from_containers(writer)),
            (text("figure_first"), clock_text(first.at), day_with_weekday(first.at.date())),
            (text("figure_last"), clock_text(last.at), day_with_weekday(last.at.date())),
        ]  # fmt: skip
    else:
        per_kg = text("rate_per_kg", rate=number_text(infusion.ml_per_kg_hour, 2))
        rungs = len(infusion.rungs)
        rate = number_text(infusion.ml_per_hour)
        many = text("figure_infusion", number=1, count=count)
        columns = [
            (text("figure_dose"), writer.given,
             text("figure_one_infusion") if count == 1 else many),
            (text("figure_volume"), f"{writer.volume} mL", ""),
            (text("figure_rate"), text("rate_steps", count=rungs) if rungs else f"{rate} mL/h",
             "" if rungs else per_kg),
            (text("figure_start"), clock_text(first.at), day_with_weekday(first.at.date())),
            (text("figure_end"), clock_text(end.end), day_with_weekday(end.end.date())),
        ]  # fmt: skip
    rows: list[list[Cell]] = [
        [paragraph(plain(label), LABEL) for label, _, _ in columns],
        [paragraph(together(value), FIGURE) for _, value, _ in columns],
        [paragraph(plain(below), CAPTION) for _, _, below in columns],
    ]
    return table(
        rows,
        [writer.width / len(columns)] * len(columns),
        [
            ("BOX", (0, 0), (-1, -1), (1, INK)),
            ("LINEAFTER", (0, 0), (-2, -1), (0.5, RULE)),
            ("TOPPADDING", (0, 0), (-1, 0), 3),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 5),
        ],
        padding=Padding(7, 4, 0, 0),
    )


def _from_containers(writer: Writer) -> str:
    count = writer.first.containers
    if count is None:
        return ""
    return writer.text("figure_container" if count == 1 else "figure_containers", count=count)


def _working_rows(writer: Writer) -> Flowable:
    text, plan, cite = writer.text, writer.plan, writer.citations.mark
    regimen = plan.regimen
    rows: list[tuple[str, list[Markup]]] = [
        ("working", [Markup(bold_parts(_working(writer)) + _basis_sources(writer))]),
        ("per_day", [plain(_amounts_to(writer))]),
        ("difference" if _cuts(writer) else "rounding", _rounding(writer)),
        ("limits", [_limit(writer, limit) for limit in writer.first.dose.limits]),
        ("product", [_product(writer)]),
        ("notes", _notes(writer)),
        (
            "stop",
            [
                Markup(
                    bold(plain(regimen.stop_rule)) + cite(regimen.source, unverified=regimen.mark)
                )
            ],
        ),
        ("valid", [_validity(writer)]),
    ]
    cells: list[list[Cell]] = [
        [paragraph(plain(text(f"label_{name}")), LABEL), [paragraph(line) for line in lines]]
        for name, lines in rows
        if lines
    ]
    labels = writer.width * _SHARE_OF_LABELS
    return table(
        cells,
        [labels, writer.width - labels],
        [("LINEBELOW", (0, 0), (-1, -1), (0.4, FAINT_RULE)), LABEL_DROP],
        padding=Padding(0, 6, 1.5, 2.5),
    )


def _basis_sources(writer: Writer) -> Markup:
    """Cite who says so for the dose per kg that was used."""
    name = "g_per_kg" if writer.first.infusion is not None else "mg_per_kg_day"
    rule = writer.plan.regimen.setting[name]
    return writer.citations.mark(rule.source, unverified=rule.mark)


def _working(writer: Writer) -> str:
    """Return the chain from the weight to what is given, with what was cut on the way."""
    dose, step = writer.first.dose, writer.first
    values: dict[str, object] = {
        "kg": step.weight_kg,
        "day": writer.weight_day,
        "per_kg": step.per_kg,
        "basis": writer.text(f"basis.{writer.plan.regimen.basis}"),
        "calculated": writer.exact(dose.calculated),
    }
    doses = writer.doses_a_day
    if step.infusion is None and doses > 1:
        chain = writer.text("working_divided", doses=doses, **values)
    else:
        chain = writer.text("working", **values)
    cuts = _cuts(writer)
    parts = [chain]
    if cuts:
        parts.append(writer.text("working_cut", amount=writer.exact(min(cuts))))
    parts += [
        writer.text("working_given", given=writer.given),
        writer.text("working_volume", volume=dose.volume_ml),
    ]
    return "; ".join(parts)


def _cuts(writer: Writer) -> list[Fraction]:
    """Return the amounts of the caps that cut the dose."""
    return [limit.amount for limit in writer.first.dose.limits if limit.cut_from is not None]


def _amounts_to(writer: Writer) -> str:
    """Return per dose and per day, or per infusion and in all, side by side."""
    dose, count = writer.first.dose, len(writer.plan.steps)
    kg = Fraction(writer.first.weight_kg)
    if writer.first.infusion is None:
        total = Fraction(dose.given) * writer.doses_a_day
        key = "per_day"
    else:
        total = Fraction(dose.given) * count
        key = "per_course" if count == 1 else "per_course_split"
    return writer.text(
        key,
        given=writer.given,
        frequency=frequency(writer),
        total=writer.exact(total),
        per_kg=number_text(total / kg, 2),
        count=count,
    )


def _rounding(writer: Writer) -> list[Markup]:
    """Return by how much the given dose differs from the calculated one, if it does."""
    dose = writer.first.dose
    deviation = dose.deviation_percent
    if deviation == 0:
        return []
    sign = "+" if deviation > 0 else "−"
    shown = next(
        (found for places in _PERCENT_PLACES
         if (found := number_text(abs(deviation), places)) != "0"), None,
    )  # fmt: skip
    text = writer.text(
        "rounding",
        calculated=writer.exact(dose.calculated),
        given=writer.given,
        percent=f"{sign}{shown}" if shown else writer.text("rounding_small"),
    )
    return [Markup(plain(text) + writer.citations.mark(writer.plan.rulebook.rounding.source))]


def _limit(writer: Writer, limit: TestedLimit) -> Markup:
    rule = limit.rule
    split = rule.kind == "per_course" and len(writer.plan.steps) > 1
    name = writer.text(
        f"limit.{rule.kind}{'_each' if split else ''}",
        above=rule.above,
        unit=rule.unit,
        amount=writer.exact(limit.amount),
    )
    if limit.cut_from is not None:
        text = writer.text(
            "limit_cut",
            limit=name,
            before=writer.exact(limit.cut_from),
            after=writer.exact(limit.amount),
        )
    elif limit.reached and rule.severity in {"info", "confirm"}:
        text = writer.text(f"limit_{rule.severity}", limit=name)
    else:
        text = writer.text("limit_reached" if limit.reached else "limit_not_reached", limit=name)
    return Markup(bold_parts(text) + writer.citations.mark(rule.source, unverified=rule.mark))


def _product(writer: Writer) -> Markup:
    product, step = writer.plan.product, writer.first
    name = product.brand.upper() if product.brand else product.name
    parts = [
        f"{name}, {product.strength}",
        writer.text("volume", volume=step.dose.volume_ml, dose=writer.given),
    ]
    if step.containers is not None:
        total = sum(each.containers or 0 for each in writer.plan.steps)
        key = "containers_one" if step.containers == 1 else "containers_many"
        parts.append(writer.text(key, count=step.containers, total=total))
    source = writer.citations.mark(product.source, unverified=product.mark)
    return Markup(plain("; ".join(parts)) + source)


def _notes(writer: Writer) -> list[Markup]:
    """Return what the plan says without asking; off-label use has its own line."""
    return [
        writer.citations.alert(reason)
        for reason in writer.plan.reasons
        if reason.severity == "info" and reason.code != "off_label"
    ]


def _validity(writer: Writer) -> Markup:
    """Return for which weight the sheet holds and until when."""
    rule, day = writer.plan.rulebook.weight, writer.weight_day
    text = writer.text(
        "validity",
        kg=writer.first.weight_kg,
        day=day,
        percent=rule.confirm_change_percent,
        days=rule.confirm_after_days,
        until=day + timedelta(days=rule.confirm_after_days),
    )
    return Markup(bold(plain(text)) + writer.citations.mark(rule.source, unverified=rule.mark))


def weight_line(writer: Writer) -> Markup:
    """Return the dosing weight with its date and how it was found."""
    plan = writer.plan
    weight, basis = plan.weight, plan.basis
    if weight is None or basis is None:
        return Markup("")
    at = weight.at.astimezone(plan.as_of.tzinfo)
    moment = f"{day_text(at.date())} {clock_text(at)}"
    method = writer.text(weight.method)
    if basis.basis == "actual":
        return bold_parts(writer.text("weight", kg=basis.kg, method=method, at=moment))
    return bold_parts(
        writer.text(
            "weight_other_basis",
            kg=basis.kg,
            basis=writer.text(f"weight_basis.{basis.basis}"),
            actual=weight.kg,
            method=method,
            at=moment,
        )
    )

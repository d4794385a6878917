"""How a dose was worked out, line by line: chain, rounding, limits, product, stop rule, validity.

Says what the plan holds and computes nothing but the sums that a reader would make by hand.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from reports.formats import (
    number_text,
)
from reports.sheet_writer import LABEL_DROP, SHARE_OF_LABELS, Writer, frequency
from reports.typesetting import (
    FAINT_RULE,
    LABEL,
    Cell,
    Markup,
    Padding,
    bold,
    bold_parts,
    paragraph,
    plain,
    table,
)

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from clinical.dose import TestedLimit

_PERCENT_PLACES = (1, 2)


def working_rows(writer: Writer) -> Flowable:
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
    labels = writer.width * SHARE_OF_LABELS
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

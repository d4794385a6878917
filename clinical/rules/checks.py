"""Whether the rule files fit each other: ids, ranks, sources, units, bands, references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from clinical.problem import Problem
from clinical.rules.citation import Sources
from clinical.rules.coronary import CoronaryRule, ZModel
from clinical.rules.course import CtcaeRule, IvigResponseRule, MonitoringRule, TemperatureRule
from clinical.rules.criteria import KawasakiRule, ScoreRule, Threshold
from clinical.rules.fields import RecordRule
from clinical.rules.follow_up import FollowUpRule
from clinical.rules.mis_c import MiscCsteRule, MiscDefinition, MiscPhenotypeRule
from clinical.rules.regimens import Regimen, RoundingRules, WeightRule
from clinical.rules.trial import Interactions, TrialRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clinical.quantity import Unit
    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import Product
    from clinical.rules.rulebook import Rulebook
    from clinical.values import Frozen


# Rules that a site file names by their id.
WITH_ID = (
    RecordRule,
    KawasakiRule,
    ScoreRule,
    Regimen,
    RoundingRules,
    WeightRule,
    CoronaryRule,
    ZModel,
    TemperatureRule,
    MiscDefinition,
    MiscPhenotypeRule,
    FollowUpRule,
    Interactions,
    TrialRule,
    IvigResponseRule,
    MonitoringRule,
    CtcaeRule,
)


def unique_ids(models: Mapping[str, Frozen]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    ranks: dict[tuple[str, int], str] = {}
    for name, model in models.items():
        if isinstance(model, WITH_ID):
            if model.id in seen:
                yield Problem(f"{name}: id", "id_doubled", model.id, None)
            seen[model.id] = name
        if isinstance(model, ScoreRule | Regimen | ZModel):
            place = (model.kind, model.rank)
            if place in ranks:
                yield Problem(f"{name}: rank", "rank_doubled", str(model.rank), None)
            ranks[place] = name


def cited(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each citation below a model as (place, source id)."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            member = getattr(value, name)
            if name in {"source", "alt_source"} and isinstance(member, str):
                yield f"{path}{name}", member
            else:
                yield from cited(member, f"{path}{name}.")
    elif isinstance(value, dict):
        for key, member in cast("dict[str, object]", value).items():
            yield from cited(member, f"{path}{key}.")
    elif isinstance(value, tuple):
        for index, member in enumerate(cast("tuple[object, ...]", value)):
            yield from cited(member, f"{path}{index}.")


def sources_resolve(models: Mapping[str, Frozen], rulebook: Rulebook) -> Iterator[Problem]:
    used: set[str] = set()
    for name, model in models.items():
        if isinstance(model, Sources):
            continue
        for place, source in cited(model):
            used.add(source)
            if source not in rulebook.sources:
                yield Problem(f"{name}: {place}", "source_unknown", source, None)
    if rulebook.site is not None:
        # A site may replace the only number that cites a source; the shipped list stays as it is.
        return
    for source in sorted(set(rulebook.sources) - used):
        yield Problem(f"sources.toml: source.{source}", "source_unused", source, None)


def consistency(rulebook: Rulebook) -> Iterator[Problem]:
    yield from _field_units(rulebook)
    yield from _score_rows(rulebook)
    for name, threshold in _kawasaki_thresholds(rulebook.kawasaki):
        yield from _compares(rulebook, f"kawasaki: {name}", name, threshold.unit)
    kawasaki = rulebook.kawasaki
    yield from _compares(rulebook, "kawasaki: anaemia", "haemoglobin", kawasaki.anaemia_unit)
    yield from _compares(rulebook, "kawasaki: alt", "alt", kawasaki.alt_unit)
    for rule, name, threshold in _misc_thresholds(rulebook):
        yield from _compares(rulebook, f"{rule}: {name}", name, threshold.unit)
    temperature = rulebook.temperature.fever
    yield from _compares(rulebook, "temperature: fever", "temperature", temperature.unit)
    monitoring = rulebook.monitoring
    for field, cut_off in (
        ("lvef", monitoring.lvef),
        ("strain", monitoring.strain),
        ("neutrophils", monitoring.neutropenia.neutrophils),
    ):
        yield from _compares(rulebook, f"monitoring: {field}", field, cut_off.unit)
    for term in rulebook.ctcae.term:
        yield from _compares(rulebook, f"ctcae: {term.id}", term.id, term.unit)
    for regimen in rulebook.regimens.values():
        yield from _regimen(rulebook, regimen)
    if rulebook.coronary.z_model not in rulebook.z_models:
        yield Problem(
            "coronary: z_model",
            "z_model_unknown",
            rulebook.coronary.z_model,
            ", ".join(rulebook.z_models),
        )


def _products_of(rulebook: Rulebook, agent: Agent) -> list[str]:
    return [name for name, product in rulebook.products.items() if product.agent == agent]


def _regimen(rulebook: Rulebook, regimen: Regimen) -> Iterator[Problem]:
    """Yield what does not fit: a product of another drug, a name of no setting or no phase."""
    on_shelf = _products_of(rulebook, regimen.agent)
    name = regimen.default_product
    if (name is not None or regimen.shape == "infusion") and name not in on_shelf:
        place = f"{regimen.id}: default_product"
        yield Problem(place, "product_unknown", name, ", ".join(on_shelf))
    for product in on_shelf:
        yield from _product_fits(rulebook.products[product], f"products.{product}", regimen)
    for name in _settings_named(regimen):
        if name not in regimen.setting:
            accepted = ", ".join(regimen.setting)
            yield Problem(f"{regimen.id}: phase", "setting_unknown", name, accepted)
    phases = [phase.id for phase in regimen.phase]
    for limit in regimen.limit:
        for name in set(limit.phase) - set(phases):
            yield Problem(f"{regimen.id}: limit", "phase_unknown", name, ", ".join(phases))


def _product_fits(product: Product, place: str, regimen: Regimen) -> Iterator[Problem]:
    """Yield what keeps a product from being drawn up for a regimen."""
    infused = regimen.shape == "infusion"
    unit = "g" if infused else "mg"
    if product.unit != unit:
        yield Problem(place, "product_unit", product.unit, unit)
    if infused and product.volume_ml is None:
        yield Problem(place, "product_without_volume", product.name)


def _settings_named(regimen: Regimen) -> list[str]:
    """Return the settings that the parts of a regimen take a number from."""
    names = [rule.by for rule in regimen.setting.values()]
    for phase in regimen.phase:
        names += [phase.amount_from, phase.doses_per_day_from, phase.days_from, phase.doses_from]
    if regimen.wean is not None:
        wean = regimen.wean
        names += [wean.amount_from, wean.interval_from, wean.stable_from]
    return [name for name in names if name is not None]


def _misc_thresholds(rulebook: Rulebook) -> Iterator[tuple[str, str, Threshold]]:
    cste: MiscCsteRule = rulebook.misc_cste
    for name in ("crp", "lvef", "platelets", "lymphocytes"):
        yield cste.id, name, getattr(cste, name)
    yield rulebook.misc_who.id, "lvef", rulebook.misc_who.lvef


def _kawasaki_thresholds(rule: KawasakiRule) -> Iterator[tuple[str, Threshold]]:
    for name in ("crp", "esr", "platelets", "albumin", "wbc", "urine_wbc", "lvef"):
        yield name, getattr(rule, name)


def fits(rulebook: Rulebook, place: str, field: str, unit: Unit | None) -> Iterator[Problem]:
    known = cast("Mapping[str, Any]", rulebook.fields).get(field)
    if known is None:
        yield Problem(place, "field_unknown", field, None)
    elif unit is None or known.unit_rule(unit) is None:
        yield Problem(place, "unit_not_of_field", unit, ", ".join(known.units))


def _compares(rulebook: Rulebook, place: str, field: str, unit: Unit | None) -> Iterator[Problem]:
    """Yield what is wrong with the unit of a cut-off: values are compared in the canonical one."""
    wrong = list(fits(rulebook, place, field, unit))
    if wrong:
        yield from wrong
        return
    canonical = cast("Mapping[str, Any]", rulebook.fields)[field].canonical
    if unit is not canonical:
        yield Problem(place, "unit_not_canonical", unit, canonical)


def _field_units(rulebook: Rulebook) -> Iterator[Problem]:
    for key, field in rulebook.fields.items():
        for suspect in field.suspect:
            for unit in (suspect.unit, suspect.looks_like):
                yield from fits(rulebook, f"fields.toml: {key}.suspect", key, unit)


def _score_rows(rulebook: Rulebook) -> Iterator[Problem]:
    for score in rulebook.scores:
        for item in score.item:
            if item.input not in rulebook.fields:
                if item.unit is not None:
                    yield Problem(f"{score.id}: {item.id}", "unit_not_of_field", item.unit, None)
            else:
                yield from _compares(rulebook, f"{score.id}: {item.id}", item.input, item.unit)
        names = [item.id for item in score.item]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem(f"{score.id}: item", "id_doubled", name, None)
        steps = [band.at_least for band in score.band]
        if steps != sorted(set(steps)) or not steps or steps[-1] > score.maximum:
            yield Problem(f"{score.id}: band", "bands_not_rising", str(steps), str(score.maximum))

"""From the texts of the rule files to a ``Rulebook``, strictly.

An unknown key, a unit that does not fit, a source that is not listed, a source nobody cites, a
doubled id: each is refused with the file and the key. A site file may change only what its
rule marks as a site setting.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar, cast

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from clinical.problem import InputError, Problem, problems_of
from clinical.quantity import Unit
from clinical.rules.checks import WITH_ID, consistency, fits, sources_resolve, unique_ids
from clinical.rules.citation import Edition, Sources
from clinical.rules.coronary import CoronaryRule, ZModel
from clinical.rules.course import CtcaeRule, IvigResponseRule, MonitoringRule, TemperatureRule
from clinical.rules.criteria import KawasakiRule, ScoreRule
from clinical.rules.fields import Fields, RecordRule
from clinical.rules.follow_up import FollowUpRule
from clinical.rules.mis_c import MiscCdcRule, MiscCsteRule, MiscPhenotypeRule, MiscWhoRule
from clinical.rules.regimens import Cautions, Products, Regimen, RoundingRules, WeightRule
from clinical.rules.rulebook import Rulebook, RuleListing, SiteRules
from clinical.rules.site_limits import limit_problems, own_limits
from clinical.rules.site_lines import SITE_FILE, with_line
from clinical.rules.site_parts import Hospital, Workstation
from clinical.rules.trial import Interactions, TrialRule
from clinical.values import EnteredUnit, Frozen, Text, frozen_collections, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


RuleFile = Annotated[
    Edition
    | Sources
    | Fields
    | KawasakiRule
    | ScoreRule
    | Regimen
    | Products
    | Cautions
    | RoundingRules
    | WeightRule
    | RecordRule
    | CoronaryRule
    | ZModel
    | TemperatureRule
    | MiscCdcRule
    | MiscCsteRule
    | MiscWhoRule
    | MiscPhenotypeRule
    | FollowUpRule
    | Interactions
    | TrialRule
    | IvigResponseRule
    | MonitoringRule
    | CtcaeRule,
    Field(discriminator="kind"),
]
_RULE_FILE: TypeAdapter[Any] = TypeAdapter(RuleFile)
_Model = TypeVar("_Model", bound=Frozen)
_Tables = dict[str, dict[str, Any]]
_Changes = tuple[tuple[str, ...], dict[str, bool]]


class SiteFile(Frozen):
    """A site's own rules: what differs from the shipped ones, and nothing else."""

    format: Literal["kd-bedside.site/1"]
    name: Text
    example: bool = False
    # Who wrote the file, and the second person who held it against its sources.
    prepared_by: Text | None = None
    checked_by: Text | None = None
    confirmed: tuple[Text, ...] = ()
    hospital: Hospital = Hospital()
    workstation: Workstation = Workstation()
    units: dict[str, EnteredUnit] = Field(default_factory=dict[str, Unit])
    fields: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    rules: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    products: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])

    @model_validator(mode="after")
    def _checked_by_another(self) -> Self:
        names = [_words_of(each) for each in (self.prepared_by, self.checked_by) if each]
        if len(names) > 1 and names[0] == names[1]:
            raise refusal("checked_own_file", self.checked_by)
        return self


def _words_of(name: str) -> list[str]:
    """Return the words of a name to compare: a dot, a comma or their order is no other person."""
    return sorted(re.findall(r"[^\W_]+", name.casefold()))


def parse(files: Mapping[str, str], site: str | None = None) -> Rulebook:
    """Return the rulebook that the files hold, with the site file laid over them.

    ``files`` maps file names to TOML texts.

    Raises:
        InputError: where a file is refused, with every problem found.
    """
    tables = _tables(files)
    if site is None:
        return _rulebook(files, tables, None, "")
    ids = {name: str(table.get("id", "")) for name, table in tables.items()}
    try:
        return _rulebook(files, tables, _read_site(site), site)
    except InputError as error:
        problems = [with_line(problem, site, ids) for problem in error.problems]
        raise InputError(problems) from error


def _tables(files: Mapping[str, str]) -> _Tables:
    problems: list[Problem] = []
    tables: _Tables = {}
    for name, text in files.items():
        table = _decode(name, text, problems)
        if table is not None:
            tables[name] = table
    _refuse(problems)
    return tables


def _rulebook(
    files: Mapping[str, str], tables: _Tables, overlay: SiteFile | None, site: str
) -> Rulebook:
    problems: list[Problem] = []
    changed: _Changes = ((), {})
    if overlay is not None:
        changed = _lay_over(tables, overlay, problems)
    models: dict[str, Frozen] = {}
    for name, table in tables.items():
        try:
            models[name] = _RULE_FILE.validate_python(frozen_collections(table))
        except ValidationError as error:
            problems += [_in_file(name, problem) for problem in problems_of(error)]
    _refuse(problems)
    _require_each_kind(models, problems)
    _refuse(problems)
    rulebook = _assemble(models, files)
    if overlay is not None:
        rulebook = _with_site(rulebook, overlay, site, changed)
    problems += [*unique_ids(models), *sources_resolve(models, rulebook), *consistency(rulebook)]
    if overlay is not None:
        problems += _site_references(rulebook, overlay, models)
    _refuse(problems)
    return rulebook


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _in_file(name: str, problem: Problem) -> Problem:
    where = f"{name}: {problem.where}" if problem.where else name
    return Problem(where, problem.code, problem.found, problem.accepted)


def _decode(name: str, text: str, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, "toml_form", str(error)))
        return None


def _read_site(text: str) -> SiteFile:
    problems: list[Problem] = []
    table = _decode(SITE_FILE, text, problems)
    _refuse(problems)
    try:
        return SiteFile.model_validate(frozen_collections(table))
    except ValidationError as error:
        raise InputError([_in_file(SITE_FILE, each) for each in problems_of(error)]) from error


RULE_MODELS: dict[str, type[Frozen]] = {
    "kawasaki": KawasakiRule,
    "score": ScoreRule,
    "regimen": Regimen,
    "rounding": RoundingRules,
    "weight": WeightRule,
    "record": RecordRule,
    "coronary": CoronaryRule,
    "z_model": ZModel,
    "temperature": TemperatureRule,
    "misc_cdc": MiscCdcRule,
    "misc_cste": MiscCsteRule,
    "misc_who": MiscWhoRule,
    "misc_phenotype": MiscPhenotypeRule,
    "follow_up": FollowUpRule,
    "interactions": Interactions,
    "trial": TrialRule,
    "ivig_response": IvigResponseRule,
    "monitoring": MonitoringRule,
    "ctcae": CtcaeRule,
}
# What a site may set of each kind of rule.
SITE_KEYS: dict[str, frozenset[str]] = {
    kind: cast("Any", model).site_keys for kind, model in RULE_MODELS.items()
}


def _lay_over(tables: _Tables, site: SiteFile, problems: list[Problem]) -> _Changes:
    """Write the site's values into the tables and return what changed, as ``rule.key``.

    Of the limits of a site also whether the shipped sentence still speaks of each.
    """
    changed: list[str] = []
    limits: dict[str, bool] = {}
    by_id = {str(table["id"]): table for table in tables.values() if "id" in table}
    for rule_id, values in site.rules.items():
        table = by_id.get(rule_id)
        if table is None:
            problems.append(
                Problem(f"{SITE_FILE}: rules", "rule_unknown", rule_id, ", ".join(sorted(by_id)))
            )
            continue
        allowed = SITE_KEYS[str(table["kind"])]
        for key, value in values.items():
            if key not in allowed:
                problems.append(
                    Problem(
                        f"{SITE_FILE}: rules.{rule_id}",
                        "not_a_site_setting",
                        key,
                        ", ".join(sorted(allowed)),
                    )
                )
                continue
            if key == "limit":
                place = f"{SITE_FILE}: rules.{rule_id}.limit"
                problems += limit_problems(place, table.get(key, []), value)
                limits |= own_limits(rule_id, table.get(key, []), value)
            table[key] = _merged(table.get(key), value)
            changed.append(f"{rule_id}.{key}")
    catalogue = next(t for t in tables.values() if t.get("kind") == "fields")["field"]
    for field, values in site.fields.items():
        if field not in catalogue or set(values) != {"reference"}:
            problems.append(
                Problem(
                    f"{SITE_FILE}: fields.{field}",
                    "not_a_site_setting",
                    ", ".join(values),
                    "reference",
                )
            )
            continue
        catalogue[field] = catalogue[field] | values
        changed.append(f"{field}.reference")
    shelf = next(t for t in tables.values() if t.get("kind") == "products")["product"]
    for product, values in site.products.items():
        shelf[product] = values
        changed.append(f"products.{product}")
    _refuse(problems)
    return tuple(changed), limits


def _merged(old: object, new: object) -> object:
    """Return a table with the site's keys over the shipped ones; anything else is replaced."""
    if isinstance(old, dict) and isinstance(new, dict):
        shipped, own = cast("dict[str, object]", old), cast("dict[str, object]", new)
        return {
            key: _merged(shipped.get(key), own.get(key, shipped.get(key)))
            for key in {**shipped, **own}
        }
    return new


_NEEDED: tuple[type[Frozen], ...] = (
    Edition,
    Sources,
    Fields,
    KawasakiRule,
    Products,
    Cautions,
    RoundingRules,
    WeightRule,
    RecordRule,
    CoronaryRule,
    TemperatureRule,
    MiscCdcRule,
    MiscCsteRule,
    MiscWhoRule,
    MiscPhenotypeRule,
    FollowUpRule,
    Interactions,
    IvigResponseRule,
    MonitoringRule,
    CtcaeRule,
)


def _require_each_kind(models: Mapping[str, Frozen], problems: list[Problem]) -> None:
    for kind in _NEEDED:
        found = [name for name, model in models.items() if isinstance(model, kind)]
        if len(found) != 1:
            problems.append(
                Problem(kind.__name__, "one_file_of_this_kind", ", ".join(found) or None)
            )


def _only(kind: type[_Model], models: Mapping[str, Frozen]) -> _Model:
    return next(model for model in models.values() if isinstance(model, kind))


def _all(kind: type[_Model], models: Mapping[str, Frozen]) -> list[_Model]:
    return [model for model in models.values() if isinstance(model, kind)]


def _assemble(models: Mapping[str, Frozen], files: Mapping[str, str]) -> Rulebook:
    edition = _only(Edition, models)
    regimens = sorted(_all(Regimen, models), key=lambda regimen: regimen.rank)
    z_models = sorted(_all(ZModel, models), key=lambda model: model.rank)
    return Rulebook(
        edition=edition.edition,
        issued_on=edition.issued_on,
        review_by=edition.review_by,
        sha256=_sha256("".join(f"{name}\n{files[name]}\n" for name in sorted(files))),
        sources=_only(Sources, models).source,
        fields=_only(Fields, models).field,
        kawasaki=_only(KawasakiRule, models),
        scores=tuple(sorted(_all(ScoreRule, models), key=lambda score: score.rank)),
        regimens={regimen.id: regimen for regimen in regimens},
        products=_only(Products, models).product,
        cautions=_only(Cautions, models).caution,
        rounding=_only(RoundingRules, models),
        weight=_only(WeightRule, models),
        record=_only(RecordRule, models),
        coronary=_only(CoronaryRule, models),
        z_models={model.id: model for model in z_models},
        temperature=_only(TemperatureRule, models),
        misc_cdc=_only(MiscCdcRule, models),
        misc_cste=_only(MiscCsteRule, models),
        misc_who=_only(MiscWhoRule, models),
        misc_phenotype=_only(MiscPhenotypeRule, models),
        follow_up=_only(FollowUpRule, models),
        interactions=_only(Interactions, models).interaction,
        trials={trial.id: trial for trial in _all(TrialRule, models)},
        ivig_response=_only(IvigResponseRule, models),
        monitoring=_only(MonitoringRule, models),
        ctcae=_only(CtcaeRule, models),
        listing=tuple(
            RuleListing(
                id=str(getattr(model, "id", name.removesuffix(".toml"))),
                edition=edition.edition,
                source=str(getattr(model, "source", "")) if not isinstance(model, Sources) else "",
                status=str(getattr(model, "mark", "")),
                sha256=_sha256(files[name]),
            )
            for name, model in sorted(models.items())
        ),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _with_site(rulebook: Rulebook, overlay: SiteFile, text: str, changed: _Changes) -> Rulebook:
    values = {name: getattr(rulebook, name) for name in Rulebook.__dataclass_fields__}
    values["site"] = SiteRules(
        name=overlay.name,
        sha256=_sha256(text),
        example=overlay.example,
        prepared_by=overlay.prepared_by,
        checked_by=overlay.checked_by,
        units=overlay.units,
        confirmed=frozenset(overlay.confirmed),
        changed=changed[0],
        hospital=overlay.hospital.model_dump(exclude_none=True, exclude={"logo"}),
        logo_file=overlay.hospital.logo,
        limits=changed[1],
        workstation=overlay.workstation,
    )
    return Rulebook(**values)


def _site_references(
    rulebook: Rulebook, site: SiteFile, models: Mapping[str, Frozen]
) -> Iterator[Problem]:
    for field, unit in site.units.items():
        yield from fits(rulebook, f"{SITE_FILE}: units.{field}", field, unit)
    known = {model.id for model in models.values() if isinstance(model, WITH_ID)}
    known |= {f"products.{name}" for name in rulebook.products}
    for rule_id in site.confirmed:
        if rule_id not in known:
            yield Problem(
                f"{SITE_FILE}: confirmed", "rule_unknown", rule_id, ", ".join(sorted(known))
            )

"""A case file that is read, written and read again says the same; a misspelt key is refused.

``every_key.json`` holds every key of the contract. The test walks the model, so that a key added
to it and forgotten in the file is found.
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import BaseModel

from clinical.problem import InputError, path_text
from clinical.record.case import Case
from records.case_file import bytes_of_case, case_of, read_case_file, write_case_file
from resources import names, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.rules.rulebook import Rulebook

EVERY_KEY = (Path(__file__).parent / "every_key.json").read_bytes()
AN_AGE = json.dumps(
    {
        "format": "kd-bedside.case/1",
        "patient": {"age": {"years": 1, "at": "2020-05-04"}},
        "illness": {"fever_onset": "2020-05-01"},
    }
).encode()
MONTHS = AN_AGE.replace(b'"years": 1', b'"months": 14')
SHIPPED = {name: read_bytes(name) for name in names("cases", ".json")}
FILES = {**SHIPPED, "every_key.json": EVERY_KEY, "age in years": AN_AGE, "age in months": MONTHS}
# Names chosen by a regimen, not by the format of the file.
FREE_NAMES = ("plans", 0, "settings")

Place = tuple[str | int, ...]
Json = dict[str, "Json"] | list["Json"] | str | int | float | None


@pytest.mark.parametrize("name", FILES)
def test_a_case_read_written_and_read_again_is_the_same(
    name: str, rulebook: Rulebook, tmp_path: Path
) -> None:
    first = case_of(FILES[name], rulebook)
    write_case_file(tmp_path / "case.json", first)
    assert read_case_file(tmp_path / "case.json", rulebook) == first
    assert bytes_of_case(case_of(bytes_of_case(first), rulebook)) == bytes_of_case(first)


def written_values(value: Json) -> Json:
    """Return a document without its nulls and its answers "unknown", which mean "missing"."""
    if isinstance(value, dict):
        members = {key: written_values(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if member not in (None, "unknown")}
    if isinstance(value, list):
        return [written_values(member) for member in value]
    return value


def test_nothing_entered_is_lost_or_respelt_when_a_case_is_written(rulebook: Rulebook) -> None:
    written = json.loads(bytes_of_case(case_of(EVERY_KEY, rulebook)))
    entered = json.loads(EVERY_KEY)
    # Three entries of the file say what a missing key would say, and are left out.
    del entered["weights"][0]["method"]
    del entered["plans"][0]["weight"]["method"]
    del entered["echos"][0]["reported_z"]["lad"]["model"]
    # A whole number of hours is written as the decimal it is.
    entered["plans"][0]["steps"][0]["interval_hours"] = "24"
    assert written_values(written) == written_values(entered)


def models_of(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_of(part)


def unused_keys(model: type[BaseModel], values: list[dict[str, Json]], path: str) -> Iterator[str]:
    """Give every key of a model that none of the values of that kind carries."""
    for name, field in model.model_fields.items():
        found = [value[name] for value in values if name in value]
        if not found:
            yield f"{path}{name}"
        members: list[Json] = []
        for value in found:
            if isinstance(value, list):
                members += value
            elif isinstance(value, dict):
                keyed = any(isinstance(member, dict) for member in value.values())
                members += [value, *(value.values() if keyed else ())]
        tables = [member for member in members if isinstance(member, dict)]
        for inner in models_of(field.annotation):
            yield from unused_keys(inner, tables, f"{path}{name}.")


def test_the_full_case_carries_every_key_of_the_model() -> None:
    assert list(unused_keys(Case, [json.loads(EVERY_KEY)], "")) == [
        "patient.age",
        "patient.age.at",
        "patient.age.years",
        "patient.age.months",
    ]


def keys_of(value: Json, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield (*place, key)
            yield from keys_of(member, (*place, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from keys_of(member, (*place, index))


def misspelt(document: Json, place: Place) -> bytes:
    wrong = deepcopy(document)
    node: Any = wrong
    for part in place[:-1]:
        node = node[part]
    node[f"{place[-1]}_"] = node.pop(place[-1])
    return json.dumps(wrong).encode()


@pytest.mark.hazard("H15")
@pytest.mark.parametrize("content", [EVERY_KEY, AN_AGE, MONTHS], ids=["every key", "age", "months"])
def test_every_key_misspelt_in_turn_is_refused_with_its_place(
    content: bytes, rulebook: Rulebook
) -> None:
    document = json.loads(content)
    places = [
        place for place in keys_of(document) if place != ("format",) and place[:-1] != FREE_NAMES
    ]
    for place in places:
        with pytest.raises(InputError) as refused:
            case_of(misspelt(document, place), rulebook)
        said = {
            (problem.where, problem.found)
            for problem in refused.value.problems
            if problem.code in {"unknown_key", "unknown_key_of"}
        }
        assert said == {(path_text(place[:-1]), f"{place[-1]}_")}, place


def test_a_file_that_names_its_format_wrongly_is_not_read_at_all(rulebook: Rulebook) -> None:
    with pytest.raises(InputError) as refused:
        case_of(misspelt(json.loads(EVERY_KEY), ("format",)), rulebook)
    assert [problem.where for problem in refused.value.problems] == ["format"]

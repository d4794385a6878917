"""A rule file or site file that is wrong is refused, with the place and the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.problem import InputError
from clinical.rules.files import parse
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.problem import Problem

RULES, SITES = document("broken_rules")["rule"], document("broken_site_files")["site"]


def problems_with(files: dict[str, str], site: str | None = None) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        parse(files, site)
    return list(refused.value.problems)


def edited(row: dict[str, Any], rule_texts: dict[str, str]) -> dict[str, str]:
    """Return the shipped files with one file changed as the row says."""
    files = dict(rule_texts)
    name = row.get("file", "")
    for old, new in row.get("change", []):
        assert old in files[name], f"{name} holds no {old!r} any more"
        files[name] = files[name].replace(old, new, 1)
    if "add" in row:
        files[name] = files.get(name, "") + "\n" + row["add"]
    if "copy" in row:
        files[row["copy"]] = files[name]
    if row.get("remove"):
        del files[name]
    return files


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("row", RULES, ids=lambda row: row["name"])
def test_a_broken_rule_file_is_refused(row: dict[str, Any], rule_texts: dict[str, str]) -> None:
    found = problems_with(edited(row, rule_texts))
    assert (row["where"], row["code"]) in [(problem.where, problem.code) for problem in found]


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("row", SITES, ids=lambda row: row["name"])
def test_a_site_file_may_change_only_what_it_may(
    row: dict[str, Any], rule_texts: dict[str, str]
) -> None:
    found = problems_with(rule_texts, row["text"])
    assert (row["where"], row["code"]) in [(problem.where, problem.code) for problem in found]


def test_every_problem_of_every_file_is_told_at_once(rule_texts: dict[str, str]) -> None:
    broken = rule_texts | {"weight.toml": "not toml", "coronary.toml": "nor this"}
    found = problems_with(broken)
    assert {problem.where for problem in found} == {"weight.toml", "coronary.toml"}
    assert {problem.code for problem in found} == {"toml_form"}

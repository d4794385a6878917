"""The self-test passes on the shipped rules, and is no decoration: another number makes it fail."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from clinical.rules.files import parse
from desktop.command_line import run
from desktop.self_test import golden_differences
from resources import names, read_bytes, read_text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GOLDEN: list[dict[str, Any]] = [
    check for name in names("golden", ".toml") for check in tomllib.loads(read_text(name))["check"]
]


def test_the_shipped_program_passes_its_own_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["self-test"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("Self-test passed.\n", "")


_THREE_FOR_FOUR = (
    'format = "kd-bedside.site/1"\nname = "three for four"\n'
    "[rules.anakinra_fixed.setting.mg_per_kg_day]\ndefault = 3\n"
)


def test_another_dose_makes_it_fail_and_name_what_differs() -> None:
    texts = {name.rpartition("/")[2]: read_text(name) for name in names("rules", ".toml")}
    found = golden_differences(parse(texts, _THREE_FOR_FOUR))
    # 3 mg/kg for 16.5 kg are 49.5 mg, given as 50 mg; the reference has 66 mg.
    assert any("steps.0.given is '50', expected '66'" in line for line in found)


def test_a_site_with_its_own_dose_passes_since_the_shipped_rules_are_tested(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site.toml"
    site.write_text(_THREE_FOR_FOUR, encoding="utf-8")
    assert run(["self-test", "--site", str(site)]) == 0
    assert capsys.readouterr().err == ""


def test_every_shipped_case_and_both_regimens_are_among_the_golden_cases() -> None:
    assert {check["case"] for check in GOLDEN} == {
        name.removeprefix("cases/") for name in names("cases", ".json")
    }
    assert {check["regimen"] for check in GOLDEN if "regimen" in check} == {
        "anakinra_fixed",
        "ivig",
    }
    assert all(check["expect"] for check in GOLDEN)


def test_a_golden_case_that_names_a_weight_says_so_and_the_shipped_case_has_none() -> None:
    weighed = [check for check in GOLDEN if "weight" in check]
    assert weighed
    for check in weighed:
        record = json.loads(read_bytes(f"cases/{check['case']}"))
        if check["case"].startswith("s1-"):
            assert "weights" not in record

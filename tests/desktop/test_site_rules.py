"""A site file: found in one place, laid over the rules strictly, and seen in all that is said.

The page about it is read too: every example on it must load, and it must name every key.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest

from clinical.problem import InputError
from clinical.quantity import Unit
from clinical.rules.coronary import CoronaryRule, ZModel
from clinical.rules.criteria import KawasakiRule, ScoreRule
from clinical.rules.files import Hospital, SiteFile
from clinical.rules.regimens import Product, RateStep, Regimen, RoundingRules, WeightRule
from desktop import rules
from desktop.app import open_records
from desktop.command_line import run
from desktop.records_place import folder_of_records
from desktop.rules import load_rulebook
from reports.wording import english
from resources import read_bytes, read_text
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook

HEAD = 'format = "kd-bedside.site/1"\nname = "a test"\n'
PAGE = (ROOT / "docs" / "site-rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


def laid_over(text: str, folder: Path) -> Rulebook:
    place = folder / "site.toml"
    place.write_text(text, encoding="utf-8")
    return load_rulebook(place)


def said_about(text: str, folder: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        laid_over(text, folder)
    return [english().problem(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("block", BLOCKS[1:])
def test_every_example_on_the_page_is_accepted(block: str, tmp_path: Path) -> None:
    assert laid_over(HEAD + block, tmp_path).site is not None


def test_the_first_example_on_the_page_is_a_whole_file(tmp_path: Path) -> None:
    site = laid_over(BLOCKS[0], tmp_path).site
    assert site is not None
    assert site.name == "St Elsewhere, children's wards, 2026-3"


def keys_in(table: object) -> set[str]:
    """Return every key in a decoded file, at any depth."""
    if isinstance(table, dict):
        inner = cast("dict[str, object]", table)
        return set(inner).union(*(keys_in(member) for member in inner.values()))
    if isinstance(table, list):
        return set[str]().union(*(keys_in(member) for member in cast("list[object]", table)))
    return set()


def test_the_page_names_every_key_a_site_file_can_have() -> None:
    named = set[str]().union(*(keys_in(tomllib.loads(block)) for block in BLOCKS))
    assert "`example = true`" in PAGE
    # An example of it would want a picture beside it.
    assert '`logo = "logo.png"`' in PAGE
    named |= {"example", "logo"}
    for model in (SiteFile, Hospital, Product, RateStep):
        assert set(model.model_fields) - named == set(), model
    for rule in (Regimen, RoundingRules, WeightRule, CoronaryRule, KawasakiRule):
        assert rule.site_keys - named == set(), rule
    assert ScoreRule.site_keys == ZModel.site_keys == frozenset()


def test_what_the_examples_set_is_what_the_rules_then_hold(tmp_path: Path) -> None:
    changed = laid_over(HEAD + "\n".join(BLOCKS[1:]), tmp_path)
    assert changed.site is not None
    assert changed.site.units["crp"] is Unit("mg/L")
    assert changed.site.units["d_dimer"] is Unit("mg/L{FEU}")
    assert changed.site.confirmed == {"anakinra_fixed"}
    assert changed.site.hospital == {
        "name": "St Elsewhere",
        "ward": "Children's ward 4",
        "telephone": "extension 4411",
    }
    alt = changed.fields["alt"].reference
    assert alt is not None
    assert alt.maximum == Decimal(40)
    assert changed.regimens["ivig"].default_product == "ivig_5_percent"
    assert changed.regimens["ivig"].setting["hours"].default == Decimal(12)
    fixed = changed.regimens["anakinra_fixed"]
    assert fixed.setting["days"].default == Decimal(14)
    assert fixed.setting["days"].range.maximum == Decimal(99)
    assert [limit.above for limit in fixed.limit] == [Decimal(100), Decimal(100), Decimal(8)]
    assert changed.weight.confirm_after_days == 3
    assert changed.coronary.z_model == "dallaire_2011"
    assert changed.kawasaki.minimum_fever_days == 4
    assert changed.rounding.dose_g[0].step == Decimal("0.5")


NO_SETTING = "not a site setting; accepted are"
NO_PRODUCT = "is not a product of this drug; accepted are"
WEIGHT_KEYS = ("confirm_after_days", "confirm_change_percent", "notice_after_hours")
Z_MODELS = ("mccrindle_2007", "olivieri_2009", "dallaire_2011", "lopez_2017", "kobayashi_2016")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "x"', "site file: missing key format"),
        ('format = "kd-bedside.site/1"', "site file: missing key name"),
        (HEAD + "colour = 1", "site file, line 3: unknown key colour"),
        (HEAD + "[hospital]\nfax = '1'", "site file, line 4: hospital: unknown key fax"),
        (
            HEAD + "[units]\ncrp = 'mmol/L'",
            (
                "site file, line 4: units.crp: the unit mmol/L does not belong here; "
                "accepted are mg/dL, mg/L"
            ),
        ),
        (HEAD + "[units]\ncpr = 'mg/L'", "site file, line 4: units.cpr: cpr is not a field"),
        (
            HEAD + "[fields.crp.hard]\nmaximum = 900",
            "site file, line 3: fields.crp: hard is not a site setting; accepted are reference",
        ),
        (
            HEAD + "[rules.weight]\nsource = 'S1'",
            f"site file, line 4: rules.weight: source is {NO_SETTING} {', '.join(WEIGHT_KEYS)}",
        ),
        (
            HEAD + "[rules.kobayashi]\ntitle = 'x'",
            f"site file, line 4: rules.kobayashi: title is {NO_SETTING} ",
        ),
        (
            HEAD + "[rules.coronary]\nz_model = 'mine'",
            (
                "site file, line 4: coronary: z_model: mine is not a z model; "
                f"accepted are {', '.join(Z_MODELS)}"
            ),
        ),
        (
            HEAD + "[rules.ivig]\ndefault_product = 'kineret'",
            (
                f"site file, line 4: ivig: default_product: kineret {NO_PRODUCT} "
                "ivig_10_percent, ivig_5_percent"
            ),
        ),
    ],
)
def test_what_a_site_may_not_set_is_refused_with_the_key(
    text: str, line: str, tmp_path: Path
) -> None:
    assert said_about(text, tmp_path) == [line]


def test_a_table_of_rates_that_does_not_end_is_refused(tmp_path: Path) -> None:
    example = read_text("site/example.toml")
    said = said_about(example.replace("{ ml_per_kg_hour = 2.4 },", ""), tmp_path)
    assert len(said) == 1
    assert said[0].endswith(
        "product.ivig_example: only the last rate runs to the end, without minutes"
    )


def test_a_product_with_a_source_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    text = read_text("site/example.toml").replace('source = "kd_bedside"', 'source = "leaflet"')
    (line,) = said_about(text, tmp_path)
    assert line.endswith(": the source leaflet is not listed")


def test_the_machines_own_place_is_looked_in_and_another_only_when_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MACHINE_FOLDER", tmp_path)
    assert load_rulebook().site is None
    (tmp_path / "site.toml").write_text(HEAD, encoding="utf-8")
    found = load_rulebook().site
    assert found is not None
    assert found.name == "a test"
    other = tmp_path / "other.toml"
    other.write_text(HEAD.replace("a test", "the named one"), encoding="utf-8")
    named = load_rulebook(other).site
    assert named is not None
    assert named.name == "the named one"


@pytest.mark.skipif(sys.platform != "linux", reason="the place of Linux")
def test_no_setting_of_a_users_session_moves_the_machines_place(tmp_path: Path) -> None:
    folder = tmp_path / "kd-bedside"
    folder.mkdir()
    (folder / "site.toml").write_text(HEAD, encoding="utf-8")
    told = {name: str(tmp_path) for name in ("XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "HOME")}
    ran = subprocess.run(
        [sys.executable, "-c", "from desktop.rules import MACHINE_FOLDER; print(MACHINE_FOLDER)"],
        env={**os.environ, **told},
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
    )
    assert ran.stdout == "/etc/kd-bedside\n"
    assert "`/etc/kd-bedside/site.toml`" in PAGE


EXAMPLE = ROOT / "resources" / "site" / "example.toml"
# 16.5 kg, 2 g/kg of 10 % = 330 mL in 12 hours from 16:00, worked by hand:
# 0.3 mL/kg/h is 4.95, down to 4.9 mL/h: 30 minutes are 2.45 mL
# 0.6 mL/kg/h is 9.9 mL/h: 30 minutes are 4.95 mL, 7.425 in all; 2.5 and 4.9 are 7.4
# 1.2 mL/kg/h is 19.8 mL/h: 30 minutes are 9.9 mL, 17.3 in all
# 2.4 mL/kg/h would be 39.6; the 312.7 mL left in 10.5 h need 29.78, so 29.8 mL/h to 04:00
STEPS = [
    ("2026-11-14T16:00:00+01:00", "4.9", 30, "2.5", "2.5"),
    ("2026-11-14T16:30:00+01:00", "9.9", 30, "4.9", "7.4"),
    ("2026-11-14T17:00:00+01:00", "19.8", 30, "9.9", "17.3"),
    ("2026-11-14T17:30:00+01:00", "29.8", 630, "312.7", "330"),
]


@pytest.fixture
def child(tmp_path: Path) -> Path:
    place = tmp_path / "case.json"
    place.write_bytes(read_bytes("cases/fictional-complete.json"))
    return place


def planned(child: Path, *more: str, capsys: pytest.CaptureFixture[str]) -> str:
    arguments = ["plan", str(child), "--regimen", "ivig", "--site", str(EXAMPLE)]
    moments = ["--as-of", "2026-11-14T15:30:00+01:00", "--start", "2026-11-14T16:00:00+01:00"]
    assert run([*arguments, *moments, *more]) == 0
    return capsys.readouterr().out


@pytest.mark.hazard("H25")
def test_the_example_product_gives_a_table_of_rates_with_clock_times(
    child: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan: dict[str, Any] = json.loads(planned(child, "--json", capsys=capsys))
    (step,) = plan["steps"]
    assert [
        (r["at"], r["ml_per_hour"], r["minutes"], r["volume_ml"], r["cumulative_ml"])
        for r in step["rates"]
    ] == STEPS
    assert (step["volume_ml"], step["end"]) == ("330", "2026-11-15T04:00:00+01:00")
    assert plan["settings"]["product"] == "ivig_example"
    assert plan["site_rules"]["name"] == "EXAMPLE, not for patients"
    asked = {reason["code"] for reason in plan["reasons"] if reason["severity"] == "confirm"}
    # The example contains L-proline, and the child was not asked about.
    assert "caution.hyperprolinaemia_unknown" in asked


def test_the_same_table_stands_in_the_text_and_the_overlay_is_named(
    child: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = planned(child, capsys=capsys)
    for at, rate, minutes, volume, total in STEPS:
        line = f"{at[11:16]}  {rate} mL/h for {minutes} min: {volume} mL, {total} mL in all"
        assert line in text
    assert "Site rules: EXAMPLE, not for patients (" in text


def test_an_assessment_names_the_overlay_too(
    child: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--as-of", "2026-11-14T15:30:00+01:00", "--site", str(EXAMPLE)]
    assert run(["assess", str(child), *arguments]) == 0
    assert "Site rules: EXAMPLE, not for patients (" in capsys.readouterr().out
    assert run(["assess", str(child), "--json", *arguments]) == 0
    site = json.loads(capsys.readouterr().out)["site_rules"]
    assert site["name"] == "EXAMPLE, not for patients"


def test_the_example_says_that_it_is_one() -> None:
    site = load_rulebook(EXAMPLE).site
    assert site is not None
    assert site.example
    assert "EXAMPLE" in site.name
    assert "does not exist" in site.hospital["name"]


def test_a_site_sets_when_a_session_locks_and_where_the_records_stand(tmp_path: Path) -> None:
    place = tmp_path / "site.toml"
    place.write_text(
        'format = "kd-bedside.site/1"\nname = "Ward 4"\n[workstation]\n'
        f'lock_after_minutes = 5\nrecords_folder = "{tmp_path.as_posix()}/kept"\n'
    )
    rulebook = load_rulebook(place)
    folder = folder_of_records(rulebook)
    assert folder == tmp_path / "kept"
    records = open_records(folder, rulebook)
    records.door.create("ada", "Dr Ada Example", ("clinician",), "wet towels on line 4")
    session = records.door.session
    assert session is not None
    assert session.idle_limit == timedelta(minutes=5)
    records.door.sign_out()


@pytest.mark.parametrize("minutes", ["0", "11", '"5"'])
def test_a_session_that_never_locks_cannot_be_set(tmp_path: Path, minutes: str) -> None:
    place = tmp_path / "site.toml"
    place.write_text(
        'format = "kd-bedside.site/1"\nname = "Ward 4"\n[workstation]\n'
        f"lock_after_minutes = {minutes}\n"
    )
    with pytest.raises(InputError):
        load_rulebook(place)

"""What is wrong in a site file is said with its line."""

from __future__ import annotations

import pytest

from clinical.problem import InputError, Problem
from clinical.rules.site_lines import lines_of, with_line
from reports.wording import english
from tests.clinical.site import HEADER, with_site

TEXT = """# a comment with [brackets]
format = "kd-bedside.site/1"
name = "a [name] # with marks"

[products."my product"]
rates = [
  { ml_per_kg_hour = 0.3, minutes = 30 },
  # ] a bracket in a comment
  { ml_per_kg_hour = 2.4 },
]
amount = 10
units.of.it = 'g'

[[rules.ivig.limit]]
above = 1
[[rules.ivig.limit]]
above = 2
"""


def test_each_key_and_table_has_its_line() -> None:
    lines = lines_of(TEXT)
    assert lines["name",] == 3
    assert lines["products",] == lines["products", "my product"] == 5
    assert lines["products", "my product", "rates"] == 6
    assert lines["products", "my product", "amount"] == 11
    assert lines["products", "my product", "units", "of", "it"] == 12
    assert lines["rules", "ivig", "limit"] == lines["rules", "ivig", "limit", "0"] == 14
    assert lines["rules", "ivig", "limit", "1", "above"] == 17
    assert ("ml_per_kg_hour",) not in lines


@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("colour = 1", "site file, line 3: unknown key colour"),
        ("[units]\n\ncrp = 'mmol/L'", "site file, line 5: units.crp: "),
        ("[rules.kawasaki]\nminimum_fever_days = 3", "site file, line 4: kawasaki.toml: "),
        ("[rules.nobody]\nx = 1", "site file, line 3: rules: "),
        ("[rules.coronary]\nz_model = 'mine'", "site file, line 4: coronary: z_model: "),
        ("[rules.ivig]\n# ours\ndefault_product = 'x'", "site file, line 5: ivig: default_product"),
        ("[fields.crp]\nhard = { maximum = 1 }", "site file, line 4: fields.crp: "),
        ("[fields.alt.reference]\nmaximum = 'x'", "site file, line 4: fields.toml: "),
        ("[rules.rounding]\nvolume_ml = [\n{ from_amount = 0 }]", "site file, line 4: rounding"),
        ("[products.x]\nagent = 'ivig'\nparts = 3", "site file, line 5: products.toml: "),
        ("confirmed = ['nobody']", "site file, line 3: confirmed: "),
        ("name = 'twice'\nexample = true", "site file, line 3: not TOML: "),
    ],
)
def test_a_problem_of_a_site_file_names_its_line(
    own: str, said: str, rule_texts: dict[str, str]
) -> None:
    assert HEADER.count("\n") == 2
    with pytest.raises(InputError) as refused:
        with_site(rule_texts, own)
    lines = [english().problem(problem) for problem in refused.value.problems]
    assert any(line.startswith(said) for line in lines), lines


@pytest.mark.parametrize(
    "problem",
    [
        Problem("site file", "missing_key", "format"),
        Problem("site file", "toml_form", "Unclosed array (at end of document)"),
        Problem("egami.toml: score.item", "missing_key", "points"),
    ],
)
def test_a_problem_that_stands_on_no_line_names_none(problem: Problem) -> None:
    assert with_line(problem, TEXT, {"egami.toml": "egami"}).line is None


def test_a_site_file_that_is_right_costs_the_shipped_rules_no_line(
    rule_texts: dict[str, str],
) -> None:
    broken = rule_texts | {"weight.toml": "not toml"}
    with pytest.raises(InputError) as refused:
        with_site(broken, "")
    assert [problem.line for problem in refused.value.problems] == [None]

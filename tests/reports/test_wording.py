"""Every code has its sentence, every sentence its code, and every placeholder can be filled.

The codes are read out of the sources; where a code is put together at run time, what it can
become is listed here, so that a new place of that kind fails until it is listed too.
"""

from __future__ import annotations

import ast
import re
import string
import tomllib
from typing import TYPE_CHECKING, Any, cast

import pytest

from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.logic import Finding
from clinical.problem import Problem
from desktop.rules import load_rulebook
from reports.wording import MissingWordingError, catalogue, english
from resources import read_text
from tests.repository import name_in_repository, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator


WORDS = english()
CATALOGUE: dict[str, Any] = catalogue("en")
RULES = load_rulebook()

# Which argument of which call is a code, and what stands before it in the wording file.
CODES = {
    "Alert": (1, "alert."),
    "ask": (1, "alert."),
    "Reason": (0, "reason."),
    "citing": (0, "reason."),
    "because": (0, "reason.kawasaki."),
    "would": (0, "reason.change."),
    "answer": (1, "reason."),
    "count_of": (1, "reason."),
    "_any": (1, "reason."),
    "more_needed": (0, "reason."),
    "_says": (1, "reason.trial."),
    "Problem": (1, "problem."),
    "refusal": (0, "problem."),
}
NO_Z = (
    "size_missing",
    "size_stale",
    "sex_missing",
    "outside_bsa",
    "outside_age",
    "implausible",
)
LIMITS = [limit.code for regimen in RULES.regimens.values() for limit in regimen.limit]
CAUTIONS = [caution.id for caution in RULES.cautions]
ASKED = [caution.id for caution in RULES.cautions if caution.when_unknown is not None]
# Checks about the child that are said again once the drug is charted.
CHARTED = {
    "allergy",
    "history",
    "creatinine_clearance_below",
    "hyperprolinaemia_with_l_proline",
}
# Codes put together at run time, by the file and the expression they stand in.
PUT_TOGETHER: dict[tuple[str, str], list[str]] = {
    ("clinical/alerts.py", "alert.code"): ["alert.value_unusual", "alert.unit_suspect"],
    ("clinical/alerts.py", "code"): ["alert.age_unusual_young", "alert.age_unusual_old"],
    ("clinical/alerts.py", "f'no_z.{why}'"): [
        *(f"alert.no_z.{why}" for why in NO_Z),
        "alert.no_z.segment_not_in_model",
    ],
    ("clinical/course/charted.py", "code"): [
        f"alert.charted.{caution.id}" for caution in RULES.cautions if caution.check in CHARTED
    ],
    ("clinical/dosing/cautions.py", "code"): [f"alert.caution.{name}" for name in CAUTIONS],
    ("clinical/dosing/cautions.py", "f'{code}_unknown'"): [
        f"alert.caution.{name}_unknown" for name in ASKED
    ],
    # Passed on by a small function inside; its callers are found by name.
    ("clinical/dosing/weight.py", "code"): [],
    ("clinical/diagnosis/echo_evidence.py", "code"): [
        "reason.echo.z_reported",
        "reason.echo.z_computed",
        "reason.echo.not_measured",
        *(f"reason.echo.no_z_{why}" for why in NO_Z),
    ],
    ("clinical/diagnosis/kawasaki.py", "code"): [
        "reason.kawasaki.complete_5_day",
        "reason.kawasaki.complete_4_day",
        "reason.kawasaki.complete_4_day_without_extremities",
        "reason.kawasaki.complete_3_day_override",
        "reason.kawasaki.coronary",
        "reason.kawasaki.incomplete",
        "reason.kawasaki.inflammation_low",
        "reason.kawasaki.supplementary_few",
        "reason.kawasaki.fever_onset_unknown",
        "reason.kawasaki.fever_onset_later",
    ],
    ("clinical/diagnosis/kawasaki.py", "'fever_ended_early' if ended_early else 'few_signs'"): [
        "reason.kawasaki.fever_ended_early",
        "reason.kawasaki.few_signs",
    ],
    # Passed on by a small function inside; its callers are found by name.
    ("clinical/diagnosis/kawasaki.py", "f'change.{code}'"): [],
    ("clinical/diagnosis/kawasaki.py", "f'kawasaki.{code}'"): [],
    ("clinical/diagnosis/evidence.py", "f'lab.{code}'"): [
        f"reason.lab.{code}"
        for code in ("crp", "esr", "albumin", "wbc", "urine_wbc", "lymphocytes")
    ],
    ("clinical/diagnosis/misc_items.py", "code"): [
        "reason.misc.raised",
        "reason.misc.reduced",
        "reason.misc.unjudged",
    ],
    ("clinical/diagnosis/misc_categories.py", "f'sign.{name}'"): [
        f"reason.sign.{name}"
        for name in ("rash", "oral_changes", "conjunctivitis", "extremity_changes")
    ],
    ("clinical/diagnosis/misc_fever.py", "code"): [
        "reason.misc.fever_days",
        "reason.misc.fever_days_unknown",
    ],
    # Passed on by a small function inside; its callers are found by name.
    ("clinical/diagnosis/misc_exposure.py", "code"): [],
    (
        "clinical/diagnosis/misc_heart.py",
        "'echo.z_reported' if reported else 'echo.z_computed'",
    ): ["reason.echo.z_reported", "reason.echo.z_computed"],
    ("clinical/diagnosis/evidence.py", "node_code"): [
        "reason.sign.cervical_lymphadenopathy",
        "reason.sign.cervical_lymphadenopathy_measured",
    ],
    ("clinical/diagnosis/evidence.py", "code"): [
        "reason.sign.extremity_changes",
        "reason.sign.desquamation",
        "reason.lab.platelets",
        "reason.lab.platelets_on_day_7",
        "reason.lab.platelets_too_early",
        "reason.lab.platelets_only_early",
    ],
    ("clinical/course/ivig_response.py", "f'response.{code}'"): [
        f"reason.response.{code}"
        for code in (
            "no_infusion",
            "end_unknown",
            "too_early",
            "rescue_time_unknown",
            "rescue_before_hour",
            "no_reading",
            "reading_unclear",
            "masked",
            "resistant",
            "resistant_corrected",
            "responded",
            "responded_once",
        )
    ],
    ("clinical/course/ivig_response.py", "f'response.{pattern}'"): [
        "reason.response.persistent",
        "reason.response.recrudescent",
    ],
    ("clinical/course/ivig_response.py", "code"): [
        f"alert.response.{name}_{answer}"
        for name in RULES.ivig_response.other_causes.history
        for answer in ("unknown", "present")
    ],
    # The small function itself; its callers are found by name.
    ("clinical/course/eligibility_checks.py", "f'trial.{code}'"): [],
    ("clinical/course/eligibility_checks.py", "code"): [
        f"reason.trial.{code}"
        for code in ("age", "age_range", "no_childbearing_potential", "recorded", "recorded_at")
    ],
    ("clinical/course/eligibility_checks.py", "f'kawasaki_{found.verdict.value}'"): [
        f"reason.trial.kawasaki_{verdict.value}" for verdict in KawasakiVerdict
    ],
    ("clinical/course/interactions.py", "f'interaction.{rule.id}'"): [
        f"alert.interaction.{rule.id}" for rule in RULES.interactions
    ],
    ("clinical/course/holds.py", "code"): [
        "alert.hold.neutropenia_hold",
        *(
            f"alert.hold.{code}{assumed}"
            for code in ("liver_hold", "liver_repeat")
            for assumed in ("", "_assumed")
        ),
    ],
    ("clinical/dosing/plan.py", "f'limit.{rule.code}'"): [
        *(f"alert.limit.{code}" for code in LIMITS),
        "alert.limit.chosen_cap",
    ],
    ("clinical/dosing/plan.py", "f'limit.{code}'"): [
        "alert.limit.ivig_cumulative",
        "alert.limit.ivig_cumulative_unknown",
    ],
    ("clinical/heart/level.py", "f'level.{code}{suffix}'"): [
        f"reason.level.{code}{suffix}"
        for code in ("max_ever", "current")
        for suffix in ("", "_reported")
    ],
    ("clinical/heart/level.py", "f'level.{code}_in_words'"): [
        "reason.level.max_ever_in_words",
        "reason.level.current_in_words",
    ],
    ("clinical/problem.py", "code"): [
        f"problem.{code}"
        for code in (
            "unknown_key",
            "unknown_key_of",
            "missing_key",
            "choice",
            "greater_than_equal",
            "less_than_equal",
            "int_type",
            "bool_type",
            "model_type",
            "dict_type",
            "tuple_type",
            "string_unicode",
        )
    ],
    ("desktop/case_store.py", "ENTRY_UNREADABLE"): ["problem.entry_unreadable"],
    ("records/files.py", "code"): ["problem.file_is_directory", "problem.file_unreadable"],
    ("desktop/command_line.py", "f\"{option.removeprefix('--')}_form\""): [
        "problem.confirm_form",
        "problem.setting_form",
    ],
    ("desktop/command_line.py", "f\"{option.removeprefix('--')}_doubled\""): [
        "problem.confirm_doubled",
        "problem.setting_doubled",
    ],
}
# Problems that are handed on as they were found.
HANDED_ON = {"problem.code", "found.code", "alert.code"}


def calls() -> Iterator[tuple[str, str, ast.expr]]:
    """Give the file, the prefix and the code of every call that names one."""
    for path in python_files("clinical", "records", "desktop", "reports"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place, prefix = CODES.get(name, (0, ""))
            if not prefix or len(node.args) <= place:
                continue
            if name == "ask" and not isinstance(node.args[0], ast.Constant):
                continue
            yield name_in_repository(path), prefix, node.args[place]


def emitted() -> set[str]:
    """Return every key that some code of the sources leads to."""
    keys = {key for listed in PUT_TOGETHER.values() for key in listed}
    for _, prefix, code in calls():
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            keys.add(prefix + code.value)
    return keys


EMITTED = sorted(emitted())


def test_every_code_put_together_at_run_time_is_listed_here() -> None:
    found = {
        (file, ast.unparse(code))
        for file, _, code in calls()
        if not isinstance(code, ast.Constant) and ast.unparse(code) not in HANDED_ON
    }
    listed = {place for place in PUT_TOGETHER if place[1] not in HANDED_ON}
    assert found == listed
    assert len(EMITTED) > 100


@pytest.mark.parametrize("key", [key for key in EMITTED if not key.startswith("reason.")])
def test_every_alert_and_every_problem_has_its_sentence(key: str) -> None:
    assert WORDS.find(key) is not None


DECIDED = (Finding.MET, Finding.NOT_MET)
# A z score that is there is compared; one that is not has a code of its own.
ALWAYS_DECIDED = {"reason.echo.z_computed", "reason.echo.z_reported"}


@pytest.mark.parametrize("key", [key for key in EMITTED if key.startswith("reason.")])
def test_every_reason_has_a_sentence_for_every_finding(key: str) -> None:
    parent = key.rpartition(".")[0]
    for finding in DECIDED if key in ALWAYS_DECIDED else Finding:
        candidates = (f"{key}.{finding.value}", key, f"{parent}.{finding.value}")
        assert any(WORDS.find(candidate) for candidate in candidates), finding


def keys_of(table: dict[str, Any], prefix: str) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys_of(cast("dict[str, Any]", value), f"{prefix}.{key}")
        else:
            yield f"{prefix}.{key}"


FINDINGS = {finding.value for finding in Finding}
# What a reason of a group falls back on where it has no sentence of its own.
SHARED = {f"reason.{group}.{finding}" for group in ("lab", "sign") for finding in FINDINGS}


@pytest.mark.parametrize("table", ["reason", "alert", "problem"])
def test_no_sentence_waits_for_a_code_that_nobody_emits(table: str) -> None:
    used = {*EMITTED, *SHARED, "problem.other"}
    dead = [
        key
        for key in keys_of(CATALOGUE[table], table)
        if key not in used
        and not (key.rpartition(".")[2] in FINDINGS and key.rpartition(".")[0] in used)
    ]
    assert dead == []


@pytest.mark.parametrize("score", RULES.scores, ids=lambda score: score.id)
def test_every_row_band_and_flag_of_a_score_has_its_words(score: Any) -> None:  # noqa: ANN401
    for item in score.item:
        assert WORDS.name(item.id)
        if item.boundary is not None:
            assert WORDS.find(f"card.boundary_{score.id}_{item.id}")
    for verdict in ("low", "undetermined", *(band.verdict for band in score.band)):
        assert WORDS.find(f"verdict.score.{verdict}")
    for band in score.band:
        assert WORDS.find(f"verdict.score.at_least_{band.verdict}")
    for flag in score.flag:
        for finding in (Finding.MET, Finding.UNKNOWN):
            assert WORDS.find(f"card.flag_{flag.id}_{finding.value}")


def test_every_entry_and_setting_has_a_name() -> None:
    for field in RULES.fields:
        assert WORDS.name(field)
    for regimen in RULES.regimens.values():
        assert WORDS.find(f"route.{regimen.route}")
        for setting in regimen.setting:
            assert WORDS.name(f"setting.{setting}")


def test_a_code_without_a_sentence_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(MissingWordingError):
        WORDS.text("alert.nothing_of_the_kind")


def test_a_problem_without_a_sentence_is_still_said() -> None:
    line = WORDS.problem(Problem("here", "brand_new", "x"))
    assert line == "here: not accepted (brand_new): found x"


SENTENCES = {
    key: str(WORDS.find(key))
    for table, members in CATALOGUE.items()
    for key in keys_of(members, table)
}


def test_every_placeholder_is_a_plain_name() -> None:
    named = {
        (key, name)
        for key, sentence in SENTENCES.items()
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name is not None
    }
    assert named
    assert [place for place in named if not place[1].isidentifier()] == []


# What conventions 4.1 keep off paper: trailing zeros, naked points, unit and frequency shorthand.
ERROR_PRONE = re.compile(
    r"""\d\.\d*0(?!\d|[.]\d)(?=\s|$)   # 5.0 mg; readings of 38.0 degrees are tested for below
      | (?<!\d)\.\d                     # .5 mg
      | \d,\d{3}                        # 1,000
      | \b(IU|QD|OD|BD|TDS|QID|PRN|SC|SQ|cc|ug|mcg|IVIG|ASA|ml|ML)\b
      | \bq\d+h\b | \u00b5g\b | \d(mg|mL|kg|g)\b
    """,
    re.VERBOSE,
)
# A reading is compared with 38.0, to the tenth a thermometer shows; it is no dose.
READINGS = re.compile(r"\b38\.0\b|\b1\.0\b(?= ?z)")


@pytest.mark.hazard("H49")
def test_no_sentence_holds_a_dose_or_a_shorthand_that_is_misread() -> None:
    misread = {
        key: sentence
        for key, sentence in SENTENCES.items()
        if ERROR_PRONE.search(READINGS.sub("", sentence))
    }
    assert misread == {}


@pytest.mark.hazard("H49")
@pytest.mark.parametrize("name", ["regimen_ivig.toml", "regimen_anakinra_fixed.toml"])
def test_no_sentence_of_a_regimen_holds_one_either(name: str) -> None:
    table = tomllib.loads(read_text(f"rules/{name}"))
    printed = [table["purpose"], table["stop_rule"], table.get("off_label_text", "")]
    printed += [*table["watch"], *table["call_when"]]
    for text in printed:
        assert ERROR_PRONE.findall(READINGS.sub("", text)) == [], text


@pytest.mark.parametrize("text", ["5.0 mg", ".5 mg", "1,000 mg", "10 IU", "QD", "q6h", "5mg"])
def test_the_search_for_shorthand_finds_it(text: str) -> None:
    assert ERROR_PRONE.search(f"give {text} now")

"""Why nothing can be calculated, at the field that is wrong and on the blank cards."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop import edits
from desktop.case_store import ENTRY_UNREADABLE
from reports.summary.cards import missing_text

if TYPE_CHECKING:
    from clinical.problem import Problem
    from desktop.case_store import Failure, State
    from reports.wording import Wording

_FIXED = {
    "patient.date_of_birth": "date_of_birth",
    "illness.fever_onset": "fever_onset",
    "illness.fever_ended": "fever_ended",
    **{
        key: key
        for key in (
            "sars_cov_2.pcr_on",
            "sars_cov_2.antigen_on",
            "sars_cov_2.contact_on",
            "involvement.admitted_on",
            "involvement.discharged_on",
        )
    },
}
_TIMED = {"weights": "size", "heights": "size", "observations": "sample", "echos": "echo"}
_ITEM = re.compile(r"(?P<list>\w+)\[(?P<index>\d+)\]\.(?P<key>\w+)")


def field_of(problem: Problem, state: State) -> str | None:
    """Return the row of the form a problem belongs to, None where it has none."""
    if problem.code == ENTRY_UNREADABLE:
        return problem.where
    if problem.where in _FIXED:
        return _FIXED[problem.where]
    item = _ITEM.match(problem.where)
    if item is None:
        return None
    if item["list"] == "treatments" and int(item["index"]) == edits.first_infusion(state.case):
        return {"start": "ivig_start", "end": "ivig_end", "dose": "ivig_dose"}.get(item["key"])
    if item["list"] not in _TIMED:
        return None
    if item["list"] == "observations":
        observation = state.case.observations[int(item["index"])]
        if item["key"] == "reference":
            return f"range.{observation.code}"
        group = edits.group_of(observation.code)
    else:
        group = _TIMED[item["list"]]
    return f"{group}_time" if item["key"] == "at" else None


def moment_of(problem: Problem, state: State) -> object | None:
    """Return the time of the entry a problem speaks of, None where it has none."""
    item = _ITEM.match(problem.where)
    if item is None or item["list"] not in _TIMED:
        return None
    entries: tuple[Any, ...] = getattr(state.case, item["list"])
    return entries[int(item["index"])].at


def sentence_of(problem: Problem, words: Wording) -> str:
    """Return what is wrong, without the place it has in a file."""
    key = f"entry_problem.{problem.code}"
    if words.find(key) is not None:
        return words.text(key)
    return words.problem(replace(problem, where=""))


def entry_name(key: str, words: Wording) -> str:
    """Return what a row of the form is called."""
    if key.startswith("range."):
        return words.text("entry_problem.range", name=words.name(key.removeprefix("range.")))
    for place in ("entry_problem.field", "diagnosis"):
        if words.find(f"{place}.{key}") is not None:
            return words.text(f"{place}.{key}")
    return missing_text(key, words)


def reason_of(failure: Failure, state: State, words: Wording) -> str:
    """Return why there is no result, in one line or two."""
    if not failure.problems:
        return words.text("entry_problem.program_error")
    first = failure.problems[0]
    key = field_of(first, state)
    sentence = sentence_of(first, words)
    if first.code == ENTRY_UNREADABLE and first.where in state.typing:
        sentence = words.text("entry_problem.entry_half_typed")
    if key is not None:
        name = entry_name(key, words)
        sentence = words.text("entry_problem.at_field", name=name, sentence=sentence)
    more = len({(field_of(each, state), each.code) for each in failure.problems}) - 1
    if more:
        sentence = words.text("entry_problem.and_more", sentence=sentence, count=more)
    return words.text("entry_problem.nothing_calculated", sentence=sentence)

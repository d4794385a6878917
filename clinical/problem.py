"""What is wrong with an input: where it stands, what was found, what is accepted.

Codes and facts only; ``reports.wording`` turns a problem into its sentence. What was found is
for the person in front of the screen and is never written to a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.values import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError


# How pydantic names a place that is a key and not the value under it.
_A_KEY = "[key]"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: ``where`` is a path such as ``observations[0].unit``.

    ``line`` is that of the file, where it is a site's and the line is known.
    """

    where: str
    code: str
    found: str | None = None
    accepted: str | None = None
    line: int | None = None


class InputError(ValueError):
    """An input that was refused, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems; the exception text holds places and codes, never values."""
        super().__init__("; ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = tuple(problems)


def path_text(location: Sequence[str | int]) -> str:
    """Return a place in a document as a person writes it: ``weights[0].kg``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{quoted(part)}"
    return text.removeprefix(".")


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Return the problems behind a failed validation, in the order of the document."""
    problems: list[Problem] = []
    for details in error.errors(include_url=False):
        location = details["loc"]
        context = details.get("ctx", {})
        found: str | None = context.get("found")
        accepted: str | None = None
        match details["type"]:
            case "extra_forbidden":
                code, found = "unknown_key", quoted(location[-1])
                location = location[:-1]
            case "literal_error" if location[-1] == _A_KEY:
                # The key itself is not one of the known ones: it stands in the place twice.
                code, found = "unknown_key_of", quoted(details["input"])
                accepted = str(context["expected"])
                location = location[:-2]
            case "missing":
                code, found = "missing_key", str(location[-1])
                location = location[:-1]
            case "literal_error":
                code, found = "choice", quoted(details["input"])
                accepted = str(context["expected"])
            case "greater_than_equal" | "less_than_equal":
                code, found = details["type"], quoted(details["input"])
                accepted = str(context.get("ge", context.get("le")))
            case kind if "found" in context or "code" in context:
                code, accepted = kind, context.get("accepted")
            case kind:
                code, found = kind, quoted(details["input"])
        problems.append(Problem(path_text(location), code, found, accepted))
    return tuple(problems)

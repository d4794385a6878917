"""The command line: every command of the contract, with its exit status.

0 done; 2 wrong input, one line per problem on standard error and nothing on standard output; 3 a
plan refused by a hard limit; 1 anything else. No command has logic of its own: each calls the
same ``assess`` and ``plan`` as the window.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from clinical.problem import InputError, Problem, problems_of
from clinical.record.kept_plan import Override
from clinical.values import Moment, quoted
from desktop import clock
from desktop.deidentify import add_arguments as add_deidentify_arguments
from desktop.deidentify import write_deidentified
from desktop.pdf_output import write_pdf
from desktop.records_command import add_arguments as add_records_arguments
from desktop.records_command import answer as ask_records
from desktop.rules import load_rulebook, shipped_rulebook
from desktop.terminal import printed, speak_utf8
from reports.wording import english

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from clinical.dosing.plan import Choice, Plan
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

DONE, FAILED, WRONG_INPUT, REFUSED = 0, 1, 2, 3
_MOMENT: TypeAdapter[Any] = TypeAdapter(Moment)


@dataclass(frozen=True, slots=True)
class Output:
    """What a command has to say, kept until it is known to have succeeded."""

    text: str
    status: int = DONE


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    speak_utf8()
    words = english()
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], Output] = options.command
    try:
        output = command(options)
    except InputError as error:
        for problem in error.problems:
            print(words.problem(problem), file=sys.stderr)
        return WRONG_INPUT
    if output.text and not printed(output.text):
        return FAILED
    return output.status


def _parser() -> argparse.ArgumentParser:
    words = english()
    parser = argparse.ArgumentParser(
        prog="kd-bedside", description=words.text("command.program"), allow_abbrev=False
    )
    _common(parser, words.text("command.site"))
    parser.set_defaults(command=_window)
    commands = parser.add_subparsers(title=words.text("command.commands"), metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], Output]) -> argparse.ArgumentParser:
        help_text = words.text(f"command.{name.replace('-', '_')}")
        sub = commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
        _common(sub, words.text("command.site"), argparse.SUPPRESS)
        sub.set_defaults(command=command)
        return sub

    assess = add("assess", _assess)
    _case_arguments(assess)
    assess.add_argument("--json", action="store_true", help=words.text("command.json"))
    plan = add("plan", _plan)
    _case_arguments(plan)
    plan.add_argument("--regimen", required=True, metavar="ID", help=words.text("command.regimen"))
    plan.add_argument("--start", metavar="ISO", help=words.text("command.start"))
    plan.add_argument(
        "--setting",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=words.text("command.setting"),
    )
    plan.add_argument(
        "--confirm",
        action="append",
        default=[],
        metavar="CODE=REASON",
        help=words.text("command.confirm"),
    )
    plan.add_argument("--json", action="store_true", help=words.text("command.json"))
    _paper_arguments(plan)
    log = add("log", _log)
    _case_arguments(log)
    _paper_arguments(log, required=True)
    for name, command in (("summary", _summary), ("family", _family)):
        letter = add(name, command)
        _case_arguments(letter)
        _paper_arguments(letter, required=True)
    sheet = add("sheet", _sheet)
    _case_arguments(sheet)
    sheet.add_argument("--plan", metavar="ID", help=words.text("command.plan_id"))
    _paper_arguments(sheet, required=True)
    compare = add("compare", _compare)
    _case_arguments(compare)
    compare.add_argument("--json", action="store_true", help=words.text("command.json"))
    add_deidentify_arguments(add("deidentify", _deidentify))
    demo = add("demo", _demo)
    demo.add_argument(
        "--out",
        type=Path,
        default=Path("kd-bedside-demo"),
        metavar="DIR",
        help=words.text("command.out"),
    )
    rules = add("rules", _rules)
    rules.add_argument("id", nargs="?", metavar="ID", help=words.text("command.rule_id"))
    rules.add_argument("--json", action="store_true", help=words.text("command.json"))
    add("self-test", _self_test)
    add_records_arguments(add("records", _records))
    return parser


def _common(parser: argparse.ArgumentParser, help_text: str, default: object = None) -> None:
    parser.add_argument("--site", type=Path, metavar="FILE", default=default, help=help_text)


def _case_arguments(parser: argparse.ArgumentParser) -> None:
    words = english()
    parser.add_argument("case", type=Path, metavar="CASE.json", help=words.text("command.case"))
    parser.add_argument("--as-of", metavar="ISO", help=words.text("command.as_of"))
    parser.add_argument("--zone", metavar="NAME", help=words.text("command.zone"))


def _paper_arguments(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    text = english().text
    parser.add_argument(
        "--pdf", type=Path, metavar="FILE", required=required, help=text("command.pdf")
    )
    parser.add_argument(
        "--paper", choices=("A4", "Letter"), default="A4", help=text("command.paper")
    )


def _zone(options: argparse.Namespace) -> ZoneInfo | None:
    if options.zone is None:
        return None
    try:
        return ZoneInfo(options.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError([Problem("--zone", "zone_unknown", quoted(options.zone))]) from None


def _moment(text: str, option: str, zone: ZoneInfo | None) -> datetime:
    try:
        moment: datetime = _MOMENT.validate_python(text)
    except ValidationError as error:
        found = problems_of(error)[0]
        raise InputError([Problem(option, found.code, found.found)]) from None
    return moment.astimezone(zone) if zone is not None else moment


def _read(options: argparse.Namespace) -> tuple[Case, Rulebook, datetime]:
    """Return the case, the rules and the moment of a command.

    Only without an explicit moment are entries refused that lie after the machine's clock.
    """
    from records.case_file import read_case_file

    rulebook = load_rulebook(options.site)
    zone = _zone(options)
    if options.as_of is not None:
        as_of = _moment(options.as_of, "--as-of", zone)
        return read_case_file(options.case, rulebook), rulebook, as_of
    as_of = clock.now(zone)
    return read_case_file(options.case, rulebook, as_of), rulebook, as_of


def _window(options: argparse.Namespace) -> Output:
    from desktop.app import run_window

    return Output("", run_window(options.site))


def _assess(options: argparse.Namespace) -> Output:
    from clinical.assess import assess
    from reports.json_document.assessment import assessment_document
    from reports.json_document.parts import json_text
    from reports.plain_text import assessment_text

    case, rulebook, as_of = _read(options)
    assessment = assess(case, rulebook, as_of)
    if options.json:
        return Output(json_text(assessment_document(assessment, english())))
    return Output(assessment_text(assessment, case, english()))


def _pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise InputError([Problem(option, f"{option.removeprefix('--')}_form", quoted(text))])
        if name.strip() in pairs:
            raise InputError(
                [Problem(option, f"{option.removeprefix('--')}_doubled", quoted(name))]
            )
        pairs[name.strip()] = value.strip()
    return pairs


def _choice(options: argparse.Namespace, zone: ZoneInfo | None) -> Choice:
    from clinical.dosing.plan import Choice

    confirmed = _pairs(options.confirm, "--confirm")
    try:
        overrides = tuple(Override(code=code, reason=reason) for code, reason in confirmed.items())
    except ValidationError as error:
        raise InputError(
            [Problem("--confirm", found.code, found.found) for found in problems_of(error)]
        ) from None
    return Choice(
        regimen=options.regimen,
        start=_moment(options.start, "--start", zone) if options.start is not None else None,
        settings=_pairs(options.setting, "--setting"),
        overrides=overrides,
    )


def _plan(options: argparse.Namespace) -> Output:
    from clinical.dosing.plan import plan
    from reports.json_document.parts import json_text
    from reports.json_document.plan import plan_document
    from reports.plain_text import plan_text

    words = english()
    case, rulebook, as_of = _read(options)
    choice = _choice(options, _zone(options))
    made = plan(case, rulebook, choice, as_of)
    _refuse_unknown_answers(choice, made)
    document = json_text(plan_document(made, words)) if options.json else ""
    if made.verdict == "refused":
        for reason in made.reasons:
            if reason.severity == "stop":
                print(words.alert(reason), file=sys.stderr)
        return Output(document, REFUSED)
    if options.pdf is not None:
        from reports.dosing_plan import dosing_plan_pdf

        write_pdf(
            options.pdf,
            clock.now(_zone(options)),
            lambda printed: dosing_plan_pdf(made, case, words, printed, paper=options.paper),
        )
    return Output(document or plan_text(made, case, words))


def _compare(options: argparse.Namespace) -> Output:
    from clinical.dosing.compare import compare
    from reports.compare_text import compare_text
    from reports.json_document.compare import compare_document
    from reports.json_document.parts import json_text

    plans = compare(*_read(options))
    if options.json:
        return Output(json_text(compare_document(plans, english())))
    return Output(compare_text(plans, english()))


def _refuse_unknown_answers(choice: Choice, made: Plan) -> None:
    """Refuse a reason for a question that the plan does not ask: it would be lost unseen."""
    asked = [reason.code for reason in made.reasons if reason.severity == "confirm"]
    wrong = [answer.code for answer in choice.overrides if answer.code not in asked]
    if wrong:
        accepted = ", ".join(asked)
        raise InputError(
            [Problem("--confirm", "confirm_unknown", code, accepted) for code in wrong]
        )


def _log(options: argparse.Namespace) -> Output:
    from desktop.letters_command import write_log

    return Output(write_log(_read(options), clock.now(_zone(options)), options))


def _summary(options: argparse.Namespace) -> Output:
    from desktop.letters_command import write_summary

    return Output(write_summary(_read(options), clock.now(_zone(options)), options))


def _family(options: argparse.Namespace) -> Output:
    from desktop.letters_command import write_family

    return Output(write_family(_read(options), clock.now(_zone(options)), options))


def _sheet(options: argparse.Namespace) -> Output:
    from desktop.sheet_command import write_sheet

    case, rulebook, as_of = _read(options)
    printed_at = clock.now(_zone(options))
    return Output(write_sheet(case, rulebook, as_of, printed_at, options))


def _deidentify(options: argparse.Namespace) -> Output:
    return Output(write_deidentified(options.cases, options.out, load_rulebook(options.site)))


def _demo(options: argparse.Namespace) -> Output:
    from desktop.demo import replay

    return Output(replay(options.out, load_rulebook(options.site)))


def _rules(options: argparse.Namespace) -> Output:
    from reports.plain_text import rules_document, rules_text

    rulebook = load_rulebook(options.site)
    listing = rulebook.listing
    if options.id is not None:
        listing = tuple(rule for rule in listing if rule.id == options.id)
        if not listing:
            raise InputError(
                [
                    Problem(
                        "rules",
                        "rule_unknown",
                        options.id,
                        ", ".join(rule.id for rule in rulebook.listing),
                    )
                ]
            )
    if options.json:
        from reports.json_document.parts import json_text

        return Output(json_text(rules_document(rulebook, listing)))
    return Output(rules_text(rulebook, listing, english()))


def _self_test(options: argparse.Namespace) -> Output:
    from desktop.self_test import differences

    # Golden answers are those of the shipped rules; a site's own rules must load, and draw a sheet.
    found = differences(shipped_rulebook(), load_rulebook(options.site))
    words = english()
    for line in found:
        print(line, file=sys.stderr)
    if found:
        return Output(words.text("command.self_test_failed", count=len(found)), FAILED)
    return Output(words.text("command.self_test_passed"))


def _records(options: argparse.Namespace) -> Output:
    answered = ask_records(options)
    for line in answered.errors:
        print(line, file=sys.stderr)
    return Output(answered.out, answered.status)

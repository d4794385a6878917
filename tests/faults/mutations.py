"""F13: case files changed at random: refused in words, or read as exactly what they say."""

from __future__ import annotations

import json
import random
import resource
import time
import unicodedata
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from clinical.problem import InputError
from desktop.rules import load_rulebook
from records.case_file import LARGEST_BYTES, bytes_of_case, case_of
from resources import read_bytes
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial

if TYPE_CHECKING:
    from collections.abc import Callable

_PART = 2_000
# What a case file leaves out because it is so unless something else is said.
_LEFT_OUT = (("method", "measured"),)
_SLOW_S = 2.0
_MEMORY = 500_000_000
_WORDS = (
    *(word.encode() for word in (
        "NaN", "Infinity", "-Infinity", "1e400", "1E5", "-0", "00", "1_5", "0x10", "true", "null",
        "[]", "{}", '""', '"', ",", ":", "\\", "\\ud800", "\\u0000", "\ufeff", "\r\n", "\u0661",
        "\u202e", "1,5", ".5", "5.", "+5", "--5", "[" * 60, "9" * 400, '"weights":[],',
        '"at":"2026-11-14T08:30:00+01:00",', '"kg":1.5,',
    )),
    b"\xff", b"\xc0\x80",
)  # fmt: skip


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return a case file with one to three things changed in it."""
    new = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(new) + 1)
        to = min(at + chance.choice((0, 1, 2, 8, 40)), len(new))
        way = chance.randrange(6)
        if way == 0 and new:
            new[min(at, len(new) - 1)] ^= 1 << chance.randrange(8)
        elif way == 1:
            del new[at:to]
        elif way == 2:
            new[at:to] = chance.choice(_WORDS)
        elif way == 3:
            other = chance.randrange(len(new) + 1)
            new[at:at] = new[other : other + chance.randrange(200)]
        elif way == 4:
            new[at:at] = str(chance.randrange(10)).encode()
        else:
            _member(new, chance)
    return bytes(new)


def _member(content: bytearray, chance: random.Random) -> None:
    """Change the value of one member, so that the file stays JSON."""
    colon = content.find(b":", chance.randrange(len(content) or 1))
    end = content.find(b",", colon)
    if colon > 0 and end > 0:
        words = (b" NaN", b" 1e400", b" null", b" true", b" [[]]", b' "x"', b" -1", b" 0.10", b" 7")
        content[colon + 1 : end] = chance.choice(words)


def run(trial: Trial) -> Tally:
    """Change the shipped example, and read what came of it."""
    tally, many = Tally(), trial.many(100_000, 150)
    rulebook = load_rulebook()
    read = partial(case_of, rulebook=rulebook)
    for start in range(0, many, _PART):
        part = min(_PART, many - start)
        seed = trial.seed * 1_000_003 + start
        ended = in_child(lambda part=part, seed=seed: _all_read(part, seed, read), within_s=600)
        said = tally.take(ended, f"from {start}")
        tally.tried += part
        for figure in ("accepted", "refused"):
            tally.count(figure, int(said.get(figure, 0)))
    tally.tried += len(_monsters())
    tally.take(in_child(lambda: _monstrous(read)), "monsters")
    return tally


def _all_read(many: int, seed: int, read: Callable[[bytes], Any]) -> dict[str, object]:
    chance = random.Random(seed)  # noqa: S311 (to be repeated)
    whole = read_bytes("cases/fictional-complete.json")
    small = bytes_of_case(case_of(whole, load_rulebook()).replace(observations=(), notes=()))
    counts = {"accepted": 0, "refused": 0, "crash": 0, "hang": 0, "corrupt": 0}
    note = ""
    for _ in range(many):
        content = changed(small if chance.randrange(4) else whole, chance)
        begun = time.perf_counter()
        try:
            case = read(content)
        except InputError:
            counts["refused"] += 1
        except Exception as error:  # noqa: BLE001 (whatever is not in words)
            counts["crash"] += 1
            note = f"{type(error).__name__} {error}"
        else:
            counts["accepted"] += 1
            if not _says(content, bytes_of_case(case)):
                counts["corrupt"] += 1
                note = f"{seed}: {content[:80]!r}"
        counts["hang"] += time.perf_counter() - begun > _SLOW_S
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024 > _MEMORY:
        note = "too much memory"
        counts["crash"] += 1
    return {**counts, "note": note}


def _says(content: bytes, kept: bytes) -> bool:
    """Return whether what is kept says what was read, key by key and digit by digit."""
    read = _plain(json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal))
    return read == _plain(json.loads(kept, parse_float=Decimal, parse_int=Decimal))


def _plain(value: object) -> object:
    """Return a JSON value as the program may spell it: nothing instead of null, empty or false."""
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        members = {key: _plain(member) for key, member in table.items()}
        return {
            key: member
            for key, member in members.items()
            if member not in (None, {}, [], "") and (key, member) not in _LEFT_OUT
        }
    if isinstance(value, list):
        return [_plain(member) for member in cast("list[object]", value)]
    if isinstance(value, str):
        return _spelt(value)
    if isinstance(value, bool):
        return value
    return str(value.normalize()) if isinstance(value, Decimal) else value


def _spelt(value: str) -> str:
    """Return text as it is kept: a number in quotation marks, a time, spaces around a name."""
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    try:
        return str(Decimal(text).normalize())
    except ArithmeticError:
        return text.replace("Z", "+00:00")


def _monsters() -> tuple[bytes, ...]:
    start = b'{"format":"kd-bedside.case/1","notes":'
    return (
        b"[" * 100_000, b'{"a":' * 100_000, start + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"\0" * 1_000_000, b'"' + b"\\" * 1_000_000, b"9" * 1_000_000, b" " * LARGEST_BYTES,
        start + b"[" + b'{"text":"x"},' * 200_000 + b"]}", b"\xff\xfe" + b"x\0" * 100_000,
        b'{"format":"kd-bedside.case/1",' + b'"z":1,' * 500_000 + b"}",
    )  # fmt: skip


def _monstrous(read: Callable[[bytes], Any]) -> dict[str, object]:
    """Return as hanging what takes longer than reading a large file may, as a crash the rest."""
    crash = hang = corrupt = 0
    notes: list[str] = []
    for number, content in enumerate(_monsters()):
        begun = time.perf_counter()
        try:
            read(content)
            corrupt += 1
            notes.append(f"{number} accepted")
        except InputError:
            pass
        except Exception as error:  # noqa: BLE001 (whatever is not in words)
            crash += 1
            notes.append(f"{number} {type(error).__name__}")
        taken = time.perf_counter() - begun
        if taken > _SLOW_S:
            hang += 1
            notes.append(f"{number} took {taken:.1f} s")
    return {"crash": crash, "hang": hang, "corrupt": corrupt, "note": "; ".join(notes)}


def control(trial: Trial) -> Tally:
    """Read the same files with the standard library alone: doubled keys, NaN, 1e400."""
    tally, many = Tally(), trial.many(5_000, 1_000)
    tally.tried = many

    tally.take(in_child(lambda: _counted(many, trial.seed), within_s=120))
    return tally


def _counted(many: int, seed: int) -> dict[str, object]:
    """Return how many the library took that hold what is no number."""
    chance = random.Random(seed)  # noqa: S311 (to be repeated)
    whole = read_bytes("cases/fictional-complete.json")
    wrong = 0
    for _ in range(many):
        with suppress(ValueError):
            again = json.dumps(json.loads(changed(whole, chance)))
            wrong += "NaN" in again or "Infinity" in again
    return {"corrupt": wrong}


FAULT = Fault(
    "F13",
    "Case files changed at random, nested 100,000 deep, as large as may be",
    "refused in words or kept as they say, each within 2 s and 500 MB",
    run,
    control,
    "the standard library's reader, which takes NaN and 1e400",
)

"""The keys: a right secret opens, nothing else does, and damage is no wrong password."""

from __future__ import annotations

import json
import secrets
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from records.faults import RecordsError, RefusedError, SignInError, StoreError
from records.keys.key_file import KeyFile, fits, read_key_file, write_key_file
from records.keys.key_ring import (
    PersonSecret,
    new_keys,
    opened_by_password,
    opened_by_recovery,
    with_person,
    with_recovery,
    without_person,
)
from records.keys.passwords import check_password, check_pin
from records.keys.recovery_key import new_recovery_key, read_recovery_key
from records.keys.wrapping import PRODUCTION_COSTS, Argon2Costs, new_data_key, unwrap, wrap

if TYPE_CHECKING:
    from pathlib import Path

CHEAP = Argon2Costs(memory_kib=32, passes=1, lanes=1)
WHILE_ENGLISH_AND_LONG = "wet towels on line 4"


def ring(*people: tuple[str, str, str]) -> tuple[KeyFile, bytes, str]:
    data_key, recovery_key = new_data_key(), new_recovery_key()
    keys = new_keys("store-1", data_key, recovery_key, CHEAP)
    for person, name, password in people:
        keys = with_person(keys, data_key, PersonSecret(person, name, password), CHEAP)
    return keys, data_key, recovery_key


def refusal_of(error: pytest.ExceptionInfo[RecordsError]) -> str:
    return error.value.code


def test_each_person_and_the_recovery_key_open_the_same_data_key() -> None:
    keys, data_key, recovery_key = ring(("p1", "ada", "wet towels"), ("p2", "ben", "dry towels"))
    assert opened_by_password(keys, "ada", "wet towels", CHEAP) == ("p1", data_key)
    assert opened_by_password(keys, " BEN ", "dry towels", CHEAP) == ("p2", data_key)
    assert opened_by_recovery(keys, recovery_key.lower().replace("-", " ")) == data_key


@pytest.mark.hazard("H62")
@pytest.mark.parametrize(
    "password",
    ["", "wet towel", "wet towels ", "WET TOWELS", "wet\0towels", "🔑" * 50, "x" * 100_000],
)
def test_another_password_opens_nothing(password: str) -> None:
    keys, _, _ = ring(("p1", "ada", "wet towels"))
    with pytest.raises(SignInError) as refused:
        opened_by_password(keys, "ada", password, CHEAP)
    assert refusal_of(refused) == "wrong_password"


@pytest.mark.parametrize("password", ["wet\0towels", "🔑 Schlüssel", "ключ от склада", "x" * 5_000])
def test_any_letters_make_a_password_in_either_spelling(password: str) -> None:
    keys, data_key, _ = ring(("p1", "ada", password))
    decomposed = password.replace("ü", "u\u0308")
    assert opened_by_password(keys, "ada", decomposed, CHEAP) == ("p1", data_key)


def test_who_works_here_is_not_told() -> None:
    keys, _, _ = ring(("p1", "ada", "wet towels"))
    with pytest.raises(SignInError) as refused:
        opened_by_password(keys, "nobody", "wet towels", CHEAP)
    assert refusal_of(refused) == "wrong_password"


def test_a_removed_person_opens_nothing_and_the_others_still_do() -> None:
    keys, data_key, recovery_key = ring(("p1", "ada", "wet towels"), ("p2", "ben", "dry towels"))
    keys = without_person(keys, "p1")
    with pytest.raises(SignInError):
        opened_by_password(keys, "ada", "wet towels", CHEAP)
    assert opened_by_password(keys, "ben", "dry towels", CHEAP) == ("p2", data_key)
    assert opened_by_recovery(keys, recovery_key) == data_key


def test_a_new_password_takes_the_place_of_the_former_one() -> None:
    keys, data_key, _ = ring(("p1", "ada", "wet towels"))
    keys = with_person(keys, data_key, PersonSecret("p1", "ada", "new towels"), CHEAP)
    assert len(keys.people) == 1
    assert opened_by_password(keys, "ada", "new towels", CHEAP) == ("p1", data_key)
    with pytest.raises(SignInError):
        opened_by_password(keys, "ada", "wet towels", CHEAP)


def test_a_new_recovery_key_ends_the_former_one() -> None:
    keys, data_key, former = ring()
    newer = new_recovery_key()
    keys = with_recovery(keys, data_key, newer, CHEAP)
    assert opened_by_recovery(keys, newer) == data_key
    with pytest.raises(SignInError) as refused:
        opened_by_recovery(keys, former)
    assert refusal_of(refused) == "wrong_recovery_key"


def test_a_sealed_key_in_another_persons_place_does_not_open() -> None:
    keys, _, _ = ring(("p1", "ada", "wet towels"), ("p2", "ben", "dry towels"))
    ada, ben = keys.people
    swapped = keys.replace(people=(ada, ben.replace(key=ada.key)))
    with pytest.raises(SignInError):
        opened_by_password(swapped, "ben", "wet towels", CHEAP)


@pytest.mark.hazard("H62")
def test_every_single_slip_in_a_recovery_key_is_called_a_slip() -> None:
    right = new_recovery_key()
    places = [place for place, symbol in enumerate(right) if symbol != "-"]
    typed = [
        right[:place] + symbol + right[place + 1 :]
        for place in places
        for symbol in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        if symbol != right[place]
    ]
    typed += [
        right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        for place, following in pairwise(places)
        if following == place + 1 and right[place] != right[following]
    ]
    typed += ["", right[:-1], right + "0", right.replace(right[0], "U"), "é" + right[1:]]
    assert len(typed) > 930
    for text in typed:
        with pytest.raises(SignInError) as refused:
            read_recovery_key(text)
        assert refusal_of(refused) == "recovery_mistyped"


def test_letters_that_look_like_digits_are_taken_for_them() -> None:
    while True:
        printed = new_recovery_key()
        if "0" in printed and "1" in printed:
            break
    assert read_recovery_key(printed.replace("0", "o").replace("1", "l")) == printed


def test_recovery_keys_do_not_repeat() -> None:
    made = {new_recovery_key() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(key.replace("-", "")) == 30 for key in made)


def test_the_key_file_comes_back_as_it_was_and_shows_no_secret(tmp_path: Path) -> None:
    keys, data_key, recovery_key = ring(("p1", "ada", "wet towels"))
    place = tmp_path / "keys.json"
    write_key_file(place, keys)
    assert read_key_file(place) == keys
    content = place.read_text(encoding="utf-8")
    assert "wet towels" not in content
    assert recovery_key not in content
    assert data_key.hex() not in content


@pytest.mark.hazard("H62")
def test_a_damaged_key_file_is_never_taken_for_a_wrong_password(tmp_path: Path) -> None:
    keys, _, _ = ring(("p1", "ada", "wet towels"))
    place = tmp_path / "keys.json"
    write_key_file(place, keys)
    whole = place.read_bytes()
    told: set[str] = set()
    for at in range(0, len(whole), 7):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << (at % 7)
        place.write_bytes(flipped)
        try:
            read = read_key_file(place)
        except StoreError as error:
            told.add(error.code)
        else:
            # White space between the keys carries nothing.
            assert read == keys
    assert told == {"keys_damaged"}
    for size in range(0, len(whole) - 2, 97):
        place.write_bytes(whole[:size])
        with pytest.raises(StoreError) as damaged:
            read_key_file(place)
        assert refusal_of(damaged) == "keys_damaged"


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b'{"keys":1,"sha256":2}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_key_file_is_damaged(content: bytes, tmp_path: Path) -> None:
    place = tmp_path / "keys.json"
    place.write_bytes(content)
    with pytest.raises(StoreError) as damaged:
        read_key_file(place)
    assert refusal_of(damaged) == "keys_damaged"


def test_the_keys_of_a_newer_program_are_told_apart(tmp_path: Path) -> None:
    keys, _, _ = ring()
    place = tmp_path / "keys.json"
    write_key_file(place, keys)
    document = json.loads(place.read_text(encoding="utf-8"))
    document["keys"]["format"] = "kd-bedside.keys/2"
    _with_checksum(place, document["keys"])
    with pytest.raises(StoreError) as newer:
        read_key_file(place)
    assert refusal_of(newer) == "keys_newer"


def _with_checksum(place: Path, table: object) -> None:
    from hashlib import sha256

    text = json.dumps(table, sort_keys=True, separators=(",", ":"))
    content = {"keys": table, "sha256": sha256(text.encode()).hexdigest()}
    place.write_text(json.dumps(content), encoding="utf-8")


def test_a_key_file_cannot_ask_for_all_the_memory(tmp_path: Path) -> None:
    keys, _, _ = ring(("p1", "ada", "wet towels"))
    place = tmp_path / "keys.json"
    write_key_file(place, keys)
    table = json.loads(place.read_text(encoding="utf-8"))["keys"]
    table["recovery"]["costs"]["memory_kib"] = 2**31
    _with_checksum(place, table)
    with pytest.raises(StoreError) as damaged:
        read_key_file(place)
    assert refusal_of(damaged) == "keys_damaged"


@pytest.mark.hazard("H62")
def test_twenty_wrong_data_keys_are_none_of_this_store() -> None:
    keys, data_key, _ = ring()
    assert fits(keys, data_key)
    assert not any(fits(keys, secrets.token_bytes(32)) for _ in range(20))


def test_the_costs_of_a_password_are_above_the_floor() -> None:
    # OWASP: at least 19 MiB and two passes; the reference asks for 64 MiB, three and four lanes.
    assert Argon2Costs(memory_kib=64 * 1024, passes=3, lanes=4) == PRODUCTION_COSTS
    data_key = new_data_key()
    wrapped = wrap(data_key, WHILE_ENGLISH_AND_LONG, PRODUCTION_COSTS, "p")
    assert wrapped.costs == PRODUCTION_COSTS
    assert unwrap(wrapped, WHILE_ENGLISH_AND_LONG, "p") == data_key
    assert unwrap(wrapped, WHILE_ENGLISH_AND_LONG, "q") is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("seven77", "password_short"),
        ("", "password_short"),
        ("password1", "password_common"),
        ("Kawasaki123", "password_common"),
        ("aaaaaaaaaa", "password_common"),
        ("23456789", "password_common"),
        ("hgfedcba", "password_common"),
        ("ada.lovelace", "password_like_name"),
        ("Ada.Lovelace1", "password_like_name"),
        ("ecalevol.ada", "password_like_name"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_password(password, "ada.lovelace", "")
    assert refusal_of(refused) == code


def test_a_phrase_is_a_password_without_rules_about_its_characters() -> None:
    check_password("eight wet", "ada.lovelace")
    check_password("seven777", "ada.lovelace")


@pytest.mark.parametrize("pin", ["123", "1111", "1234", "4321", "12a4", "1" * 13, "", "１２９４"])
def test_a_pin_that_is_guessed_first_is_refused(pin: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_pin(pin)
    assert refusal_of(refused) == "pin_form"
    check_pin("2580")

"""Who can open the store: adding, changing and removing people, and opening it as one of them.

Every function takes the keys as they are and returns them as they become; the data key stays the
same, so nothing that is stored is ever encrypted anew for a person's sake.
"""

from __future__ import annotations

import secrets
import unicodedata

from records.faults import SignInError
from records.keys.key_file import KeyFile, PersonKey, check_value
from records.keys.recovery_key import read_recovery_key
from records.keys.wrapping import Argon2Costs, stretched, unwrap, wrap


def sign_in_name(typed: str) -> str:
    """Return a name for signing in as it is kept and compared: the one place that decides.

    Folding can take a letter apart that stands whole in the key file, so spelling comes last too.
    """
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def new_keys(store: str, data_key: bytes, recovery_key: str, costs: Argon2Costs) -> KeyFile:
    """Return the keys of a new store, which so far only the recovery key opens."""
    return KeyFile(
        store=store,
        check=check_value(data_key),
        recovery=wrap(data_key, recovery_key, costs, _about(store, "recovery")),
    )


def with_recovery(keys: KeyFile, data_key: bytes, recovery_key: str, costs: Argon2Costs) -> KeyFile:
    """Return the keys with a new recovery key; the former one opens nothing any more."""
    return keys.replace(
        recovery=wrap(data_key, recovery_key, costs, _about(keys.store, "recovery"))
    )


def with_person(
    keys: KeyFile, data_key: bytes, person: PersonSecret, costs: Argon2Costs
) -> KeyFile:
    """Return the keys with a person added, or with a person's new password."""
    about = _about(keys.store, person.person)
    added = PersonKey(
        person=person.person,
        name=sign_in_name(person.name),
        key=wrap(data_key, person.password, costs, about),
    )
    return keys.replace(people=(*_others(keys, person.person), added))


def without_person(keys: KeyFile, person: str) -> KeyFile:
    """Return the keys without a person."""
    return keys.replace(people=_others(keys, person))


def person_named(keys: KeyFile, name: str) -> PersonKey | None:
    """Return who signs in under a name."""
    wanted = sign_in_name(name)
    return next((known for known in keys.people if known.name == wanted), None)


def opened_by_password(
    keys: KeyFile, name: str, password: str, costs: Argon2Costs
) -> tuple[str, bytes]:
    """Return the person and the data key.

    Raises:
        SignInError: ``wrong_password``, also for a name that is not known: who works here is
            not told to whoever asks, neither in words nor by how long the answer takes.
    """
    known = person_named(keys, name)
    if known is None:
        stretched(password, secrets.token_bytes(16), costs)
        raise SignInError("wrong_password")
    data_key = unwrap(known.key, password, _about(keys.store, known.person))
    if data_key is None:
        raise SignInError("wrong_password")
    return known.person, data_key


def opened_by_recovery(keys: KeyFile, typed: str) -> bytes:
    """Return the data key.

    Raises:
        SignInError: ``recovery_mistyped``, or ``wrong_recovery_key`` of another store.
    """
    recovery_key = read_recovery_key(typed)
    data_key = unwrap(keys.recovery, recovery_key, _about(keys.store, "recovery"))
    if data_key is None:
        raise SignInError("wrong_recovery_key")
    return data_key


class PersonSecret:
    """Who is to open the store and with which password; it never shows the password."""

    __slots__ = ("name", "password", "person")

    def __init__(self, person: str, name: str, password: str) -> None:
        self.person, self.name, self.password = person, name, password


def _others(keys: KeyFile, person: str) -> tuple[PersonKey, ...]:
    return tuple(known for known in keys.people if known.person != person)


def _about(store: str, whom: str) -> str:
    return f"{store}/{whom}"

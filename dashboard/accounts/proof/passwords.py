"""Passwords: kept as Argon2id hashes (RFC 9106), with the parameters that argon2-cffi advises.

A log-in for a name that nobody has takes as long as one with a wrong password, so neither says whether there is one.
"""

from __future__ import annotations

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from dashboard.accounts.errors import AccountError

LEAST, MOST = 10, 1_024
"""Characters of a password."""
_AT_ONCE = 2
"""Each hash takes 64 MiB and a core for a moment: so many at a time, the rest waits."""
_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(_AT_ONCE)


def check(password: str, name: str) -> None:
    """Raise `AccountError` where it is no password that holds."""
    if not LEAST <= len(password) <= MOST:
        sentence = f"A password has {LEAST} to {MOST:,} characters: a few words in a row are easy to keep in mind."
        raise AccountError(sentence)
    if name.lower() in password.lower() and len(password) - len(name) < LEAST:
        sentence = "The password is little more than the account's name: take another."
        raise AccountError(sentence)
    if len(set(password)) < LEAST // 2:
        sentence = "The password has too few different characters: take another."
        raise AccountError(sentence)


def hashed(password: str) -> str:
    """What is kept of it."""
    with _places:
        return _hasher.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password that was kept; None stands for an account that is not there."""
    with _places:
        try:
            _hasher.verify(kept or _nobodys(), password)
        except (Argon2Error, InvalidHashError):
            return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Whether it was kept with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe())

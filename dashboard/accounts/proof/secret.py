"""Random secrets that are given out once; the store keeps their hash alone."""

from __future__ import annotations

import secrets
from hashlib import sha256

_BYTES = 32
_ID_BYTES = 6


def new(prefix: str = "") -> str:
    """A secret of 256 random bits after the prefix, which cannot be guessed: a plain hash of it is enough."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> str:
    """What the store keeps."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_id() -> str:
    """A short name for something that has a secret, which may be shown."""
    return secrets.token_hex(_ID_BYTES)

"""Takes the secrets of a table's settings out of what is told: an answer may repeat the password that it was given."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pydantic import SecretStr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic import BaseModel

HIDDEN = "***"
_LEAST_SECRET = 4
"""A shorter text is no secret that could be hidden: it is in every sentence."""
_LEAST_PART = 8
"""A part of a secret path that is shorter says where, not who: `hook`, `v2`."""


def hider(settings: BaseModel, *, whole_urls: bool = False) -> Callable[[str], str] | None:
    """What puts `***` in place of the secrets of `settings`; None where they have none.

    A secret is a `SecretStr`, and the password in one that is a URL. With `whole_urls` also a URL's path and query, as
    of a webhook that everybody may call who knows it.
    """
    found = {secret for secret in _secrets(settings) for secret in (secret, *_of_url(secret, whole=whole_urls))}
    words = sorted(_spellings(found), key=len, reverse=True)
    if not words:
        return None
    pattern = re.compile("|".join(map(re.escape, words)))
    return lambda text: pattern.sub(HIDDEN, text)


def one_line(text: str) -> str:
    """The text without line ends, control characters and repeated spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _spellings(secrets: Iterable[str]) -> set[str]:
    """Secrets as they may stand in a message: as they are, in a URL, in JSON."""
    return {
        spelt
        for secret in secrets
        if len(secret) >= _LEAST_SECRET
        for spelt in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1])
    }


def _secrets(settings: BaseModel) -> Iterator[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for secret in value.values() if isinstance(value, dict) else (value,):
            if isinstance(secret, SecretStr):
                yield secret.get_secret_value()


def _of_url(text: str, *, whole: bool) -> Iterator[str]:
    if "://" not in text:
        return
    parts = urlsplit(text)
    password = parts.netloc.rpartition("@")[0].partition(":")[2]
    yield from (password, unquote(password)) if password else ()
    if whole:
        yield f"{parts.path}?{parts.query}" if parts.query else parts.path
        pieces = [*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))]
        yield from (piece for piece in pieces if len(piece) >= _LEAST_PART)

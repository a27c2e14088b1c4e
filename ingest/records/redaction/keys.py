r"""Which keys have a secret as their value.

A key is secret if it ends in one of `WORDS`, in any case and with any separators (``apiKey``, ``X-Api-Key``,
``access_token``), or if one of its dotted parts ends so (``token.value``), as if it were nested. A name with a slash
(``authorization.k8s.io/decision``) is no such path. Own words count only
as whole words of a key. Some words (`DOUBTFUL`) say it only together with the value: ``pwd`` is a password or a folder.

The words are those of gitleaks' and detect-secrets' rules for keys, and of what OWASP's Logging Cheat Sheet leaves out
of logs (passwords, keys, connection strings, session ids). Python and RE2 read the patterns alike.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

HEADERS = ("authorization", "cookie")
"""Headers whose values have a form of their own; `set-cookie` ends in one of them."""
WORDS = (
    *("password", "passwd", "passphrase", "passcode", "secret", "token", "api_key", *HEADERS),
    *("private_key", "secret_key", "access_key", "account_key", "auth_key", "signing_key", "encryption_key"),
    *("subscription_key", "jsessionid", "phpsessid"),
    *("passwort", "contraseña", "mot_de_passe", "пароль", "密码", "密碼", "口令"),
)
"""Keys whose values are never stored, unless redaction is off."""

_PLURALS = ("password", "secret", "api_key", "cookie")
_SEPARATOR = r"[_\-. ]?"
_PIECES = re.compile(r"[A-Z]?[^\W_A-Z]+|[A-Z]+(?![^\W_A-Z])|[^\W_]")
_LONGEST = 80
_RANDOM = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9%+/=_~.\-]{16,}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLACE = re.compile(r"[/~.$]|[A-Za-z]:[\\/]|-?\Z")


def is_random(value: str) -> bool:
    """Whether a value looks like an id that was drawn: at least 16 characters, letters and digits."""
    return _RANDOM.fullmatch(value) is not None and _TIME.match(value) is None


def _is_no_place(value: str) -> bool:
    return _PLACE.match(value) is None


def _anything(_: str) -> bool:
    return True


DOUBTFUL: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"(?:\A|[^A-Za-z])[Pp][Ww][Dd]|[a-z]P(?:wd|WD)", _is_no_place),
    (r"(?i:sess(?:ion)?[_\-. ]?(?:id|key))|(?:\A|[^A-Za-z])[Ss][Ii][Dd]|(?i:credentials?|creds)", is_random),
)
"""Ends of keys that hold a secret where the value says so, too, in JSON and in texts."""
IN_TEXTS = (
    *DOUBTFUL,
    (r"(?:\A|[?&\-_.])(?i:sig|signature|assertion|samlresponse)|[?&](?i:code|key|auth)", is_random),
)
"""The same for ``key=value`` in texts, where addresses have such parameters."""


def pieces(key: str) -> list[str]:
    """The words of a key in lower case: `userApiKey`, `user-api-key` and `USER_API_KEY` are user, api, key."""
    return [piece.lower() for piece in _PIECES.findall(key)]


def _telling(key: str) -> str:
    joined = _SEPARATOR.join(map(re.escape, pieces(key)))
    return f"{joined}s?" if key in _PLURALS else joined


def _telling_own(key: str) -> str:
    """An own word at the beginning of a word of the key."""
    first, *rest = pieces(key)
    tail = "".join(_SEPARATOR + re.escape(piece) for piece in rest)
    start, upper = re.escape(first), re.escape(first[0].upper()) + f"(?i:{re.escape(first[1:])}{tail})"
    return rf"(?:\b|_)(?i:{start}{tail})|[a-z0-9]{upper}"


def _escaped(word: str) -> list[str]:
    """A word as JSON writes it in ASCII, if that differs."""
    forms = {json.dumps(word)[1:-1], json.dumps(word.upper())[1:-1]}
    return [re.escape(form).replace(r"\\", r"\\+") for form in sorted(forms) if "\\" in form]


class SecretKeys:
    """The keys that are secret, with the user's own words."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        own = tuple(dict.fromkeys(key for key in own if pieces(key)))
        more = list(map(_telling_own, own))
        escaped = [form for word in (*WORDS, *own) for form in _escaped(word)]
        headers = "|".join(map(_telling, HEADERS))
        others = "|".join(_telling(word) for word in WORDS if word not in HEADERS)
        self.words = "|".join([f"(?i:{others}|{headers})", *more])
        self.end = rf"(?:{self.words})(?:\.[^\"'\\\s/]*)?"
        """The end of a secret key, before its closing quote."""
        self.end_of_plain = rf"(?:{'|'.join([f'(?i:{others})', *more])})(?:\.[^\"'\\\s=/]*)?"
        """The same without headers."""
        self.escaped = "|".join(escaped)
        """Words with letters that are not ASCII, as JSON escapes them."""
        self._key = re.compile(rf"(?:{self.words})(?:\.[^/]*)?\Z")
        self._header = re.compile(rf"(?i:{headers})\Z")
        self._doubtful = [(re.compile(rf"(?:{end})\Z"), check) for end, check in DOUBTFUL]
        self._in_texts = [(re.compile(rf"(?:{end})\Z"), check) for end, check in IN_TEXTS]
        self.check = lru_cache(4096)(self._check)
        self.check_in_text = lru_cache(4096)(self._check_in_text)
        self.is_header = lru_cache(4096)(self._is_header)

    def is_telling(self, key: str) -> bool:
        """Whether the value of this key is secret, whatever it is."""
        return self._key.search(key) is not None

    def _check(self, key: str) -> Callable[[str], bool] | None:
        """What says of a text under this key whether it is secret; None if it never is."""
        return self._of(key, self._doubtful)

    def _check_in_text(self, key: str) -> Callable[[str], bool] | None:
        """The same for a key and its value that were written in a text."""
        return self._of(key, self._in_texts)

    def _of(
        self, key: str, doubtful: Sequence[tuple[re.Pattern[str], Callable[[str], bool]]]
    ) -> Callable[[str], bool] | None:
        if self.is_telling(key):
            return _anything
        ending = key[-_LONGEST:]
        return next((check for end, check in doubtful if end.search(ending)), None)

    def _is_header(self, key: str) -> bool:
        return self._header.search(key[-_LONGEST:]) is not None

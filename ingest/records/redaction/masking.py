r"""Finds and hides the secrets in a text: values of secret keys, credentials in messages, matches of own patterns.

A key is secret if it ends in one of the words, in any case and with any separators (``apiKey``, ``X-Api-Key``,
``access_token``). It is also secret if one of its dotted parts ends so (``token.value``), as if it were nested. Own
words count only as whole words of a key. Only the values are replaced; the rest of a record stays as it was written.
The regular expressions have the same meaning in Python and in RE2, which DuckDB uses.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REDACTED = "[redacted]"
WORDS = ("password", "passwd", "secret", "token", "api_key", "authorization", "cookie")
"""Keys whose values are never stored, unless redaction is off; `set-cookie` ends in one of them."""

BEARER = r"""(?i)(\bbearer(?:\s|%20|\+)+)([^\s"',;<>()\[\]{}&]+)"""
SCHEME = (
    r"""(?i)(authorization["'\\]*\s*[:=]\s*["'\\]*(?:basic|digest|negotiate|ntlm|apikey|token)\s+)"""
    r"""([^\s"',;<>()\[\]{}&]+)"""
)
STRING = r'"(?:[^"\\]|\\.)*"'
PLAIN = (
    rf"(?:{STRING}|-?[0-9][0-9.eE+\-]*|true|false"
    rf'|\[(?:[^\[\]{{}}"]|{STRING})*\]|\{{(?:[^\[\]{{}}"]|{STRING})*\}})'
)
"""A JSON value that is not an object or array."""

_PLURALS = ("password", "secret", "api_key", "cookie")
_SEPARATOR = r"[_\-. ]?"
_PIECES = re.compile(r"[A-Z]?[^\W_A-Z]+|[A-Z]+(?![^\W_A-Z])|[^\W_]")
_STRING = re.compile(STRING, re.DOTALL)
_COLON = re.compile(r"\s*:\s*")
_NEXT_VALUE = re.compile(r'\s*,\s*"(?:values?|v|val)"\s*:\s*')
_BRACKETS = re.compile(rf"{STRING}|[{{}}\[\]]", re.DOTALL)
_BARE = re.compile(r"[^\s,\]}]+")
_TOKEN = re.compile(rf"{STRING}|-?[0-9][0-9.eE+\-]*", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING = re.compile(r"""[bBuUrR]?(?:(?P<escape>\\*)(?P<quote>["'])|(?P<unicode>\\+u0022))""")
_NOTHING = re.compile(r"null\b|None\b")
_TO_QUOTE = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*\\?", re.DOTALL) for quote in "\"'"}
_REST_OF_HEADER = re.compile(r"""[^\r\n"']+""")
_REST_OF_WORD = re.compile(r"""[^\s"']+""")
_REST_OF_ITEM = re.compile(r"""[^\s"',}\])]+""")
_UNICODE_END = re.compile(r'\\+u0022|"')
_MORE_THAN_KEYS = re.compile(r"""[\\']|[bB][eE][aA][rR][eE][rR]|"(?:[vV]alues?|v|val)"|[aA][uU][tT][hH]\w*\s*[:=]""")
_PAIR_NAMES = frozenset({"name", "key", "k", "header", "field"})


def pieces(key: str) -> list[str]:
    """The words of a key in lower case: `userApiKey`, `user-api-key` and `USER_API_KEY` are user, api, key."""
    return [piece.lower() for piece in _PIECES.findall(key)]


def _literals(key: str) -> set[str]:
    """The forms of a key's words in a line, in any case of ASCII letters."""
    plain = {separator.join(pieces(key)) for separator in ("", "_", "-", ".", " ")}
    cased = {form for word in plain for form in (word, word.upper(), word.capitalize())}
    return cased | {json.dumps(word)[1:-1] for word in cased}


def _telling(key: str) -> str:
    joined = _SEPARATOR.join(map(re.escape, pieces(key)))
    return f"{joined}s?" if key in _PLURALS else joined


def _telling_own(key: str) -> str:
    """An own word at the beginning of a word of the key."""
    first, *rest = pieces(key)
    tail = "".join(_SEPARATOR + re.escape(piece) for piece in rest)
    start, upper = re.escape(first), re.escape(first[0].upper()) + f"(?i:{re.escape(first[1:])}{tail})"
    return rf"(?:\b|_)(?i:{start}{tail})|[a-z0-9]{upper}"


class Secrets:
    """The rules of one process: the words and patterns whose values are hidden."""

    def __init__(self, keys: Iterable[str] = (), patterns: Iterable[str] = ()) -> None:
        own = tuple(dict.fromkeys(key for key in keys if pieces(key)))
        self.literals = frozenset({"bearer", *(form for word in (*WORDS, *own) for form in _literals(word))})
        """Every text with a secret, except those of own patterns, contains one of these, in any case."""
        self.patterns = tuple(patterns)
        words = "|".join([f"(?i:{'|'.join(map(_telling, WORDS))})", *map(_telling_own, own)])
        self.key_end = rf"(?:{words})(?:\.[^\"'\\\s]*)?"
        """The end of a secret key, before its closing quote."""
        self._key = re.compile(rf"(?:{words})(?:\.|\Z)")
        self._json_key = re.compile(rf"{self.key_end}\"\s*:\s*")
        self._written_key = re.compile(rf"(?P<key>(?:{words}))(?:\.[^\"'\\\s]*)?(?:\\*[\"']|\\+u0022)\s*(?:=>|[:=])\s*")
        self._any_key = re.compile(
            rf"(?P<key>(?:{words}))(?:\.[^\"'\\\s]*)?(?P<closing>\\*[\"']|\\+u0022)?\s*(?:=>|[:=])\s*"
        )
        self._credentials = (re.compile(BEARER), re.compile(SCHEME))
        self._own = tuple(re.compile(pattern) for pattern in self.patterns)

    def is_telling(self, key: str) -> bool:
        """Whether the value of this key is secret."""
        return self._key.search(key) is not None

    def record(self, text: str) -> tuple[str, int]:
        """A valid JSON text without its secrets, and how many there were."""
        if not self._own and _MORE_THAN_KEYS.search(text) is None:
            return self._values_of_keys(text)
        parts: list[str] = []
        count, position = 0, 0
        found = _TOKEN.search(text)
        while found:
            start, end, hidden, number = self._token(text, found)
            if number:
                parts += [text[position:start], hidden]
                count, position = count + number, end
            found = _TOKEN.search(text, end)
        return ("".join([*parts, text[position:]]), count) if parts else (text, 0)

    def _values_of_keys(self, text: str) -> tuple[str, int]:
        """The same for a JSON text without escapes that has secrets only under secret keys."""
        parts: list[str] = []
        count, position = 0, 0
        found = self._json_key.search(text)
        while found:
            start = end = found.end()
            if not _NOTHING.match(text, start):
                end = _value_end(text, start)
                parts += [text[position:start], f'"{REDACTED}"']
                count, position = count + 1, end
            found = self._json_key.search(text, end)
        return "".join([*parts, text[position:]]), count

    def _token(self, text: str, found: re.Match[str]) -> tuple[int, int, str, int]:
        """The change of a string or number in a JSON text: begin, end, the new text, how many secrets."""
        token, start, end = found.group(), found.start(), found.end()
        if token[0] != '"':
            is_hidden = any(pattern.search(token) for pattern in self._own)
            return start, end, f'"{REDACTED}"', int(is_hidden)
        word, colon = _decoded(token), _COLON.match(text, end)
        if colon is None:
            hidden, number = self.text(word)
            return start, end, _encoded(hidden) if number else token, number
        secret_at = colon.end() if self.is_telling(word) else self._value_of_pair(text, word, colon.end())
        if secret_at is None:
            return start, colon.end(), "", 0
        nothing = _NOTHING.match(text, secret_at)
        if nothing:
            return start, nothing.end(), "", 0
        return secret_at, _value_end(text, secret_at), f'"{REDACTED}"', 1

    def _value_of_pair(self, text: str, word: str, position: int) -> int | None:
        """Begin and end of the value in ``{"name":"authorization","value":…}``; None if it is not such a pair."""
        if word.lower() not in _PAIR_NAMES:
            return None
        name = _STRING.match(text, position)
        if name is None or not self.is_telling(_decoded(name.group())):
            return None
        following = _NEXT_VALUE.match(text, name.end())
        return following.end() if following else None

    def text(self, text: str) -> tuple[str, int]:
        """Any text without its secrets: JSON in it, quoted keys and their values, credentials, own patterns."""
        count = 0
        if self._written_key.search(text) or (text[:1] in "{[" and _NEXT_VALUE.search(text)):
            text, count = self.record(text) if _is_json(text) else _hide_values(text, self._written_key, _named)
        for pattern in self._credentials:
            text, number = pattern.subn(rf"\1{REDACTED}", text)
            count += number
        for pattern in self._own:
            text, number = pattern.subn(REDACTED, text)
            count += number
        return text, count

    def mask(self, raw: bytes) -> tuple[bytes, int]:
        """An invalid line with a ``*`` for each byte of its secrets; its length stays.

        It is not valid JSON. If the end of a value is not certain, more is hidden than in a record.
        """
        text, count = _hide_values(raw.decode("latin-1"), self._any_key, _starred)
        for pattern in self._credentials:
            text, number = pattern.subn(lambda found: found[1] + "*" * len(found[2]), text)
            count += number
        for pattern in self._own:
            text, number = pattern.subn(lambda found: "*" * len(found.group()), text)
            count += number
        return text.encode("latin-1"), count


def _named(_: str) -> str:
    return REDACTED


def _starred(value: str) -> str:
    return "*" * len(value)


def _decoded(token: str) -> str:
    r"""The text of a JSON string; unchanged if it is not valid JSON, for example with a tab in it."""
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1]


def _encoded(text: str) -> str:
    return json.dumps(text, ensure_ascii=_SURROGATE.search(text) is not None)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _value_end(text: str, start: int) -> int:
    """The end of the JSON value that begins at `start`."""
    if text[start] == '"':
        found = _STRING.match(text, start)
        return found.end() if found else len(text)
    if text[start] not in "{[":
        found = _BARE.match(text, start)
        return found.end() if found else start
    depth = 0
    for bracket in _BRACKETS.finditer(text, start):
        if bracket.group() in "{[":
            depth += 1
        elif bracket.group() in "}]":
            depth -= 1
            if depth == 0:
                return bracket.end()
    return len(text)


def _hide_values(text: str, key: re.Pattern[str], hidden: Callable[[str], str]) -> tuple[str, int]:
    """`text` with the value after each match of `key` replaced by the result of `hidden`, and how many there were."""
    parts: list[str] = []
    count, position = 0, 0
    found = key.search(text)
    while found:
        start, end = _written_value(text, found)
        if start < end:
            parts += [text[position:start], hidden(text[start:end])]
            count, position = count + 1, end
        found = key.search(text, max(end, found.end()))
    return "".join([*parts, text[position:]]), count


def _written_value(text: str, key: re.Match[str]) -> tuple[int, int]:
    """Begin and end of the value after `key`, written as JSON, as Python or as plain text."""
    start = key.end()
    if _NOTHING.match(text, start):
        return start, start
    if text[start : start + 1] in ("{", "[", "("):
        return start, len(text)
    opening = _OPENING.match(text, start)
    if opening:
        return opening.end(), _closing(text, opening)
    if not key.groupdict().get("closing", "quoted"):
        is_header = key["key"].lower().rstrip("s").endswith(("authorization", "cookie"))
        plain = (_REST_OF_HEADER if is_header else _REST_OF_WORD).match(text, start)
    else:
        plain = _REST_OF_ITEM.match(text, start)
    return start, plain.end() if plain else start


def _closing(text: str, opening: re.Match[str]) -> int:
    """The end of the string that `opening` begins; the end of the text if it was cut off."""
    if opening["unicode"]:
        end = _UNICODE_END.search(text, opening.end())
        return end.start() if end else len(text)
    quote, depth = opening["quote"], len(opening["escape"])
    if depth == 0:
        inside = _TO_QUOTE[quote].match(text, opening.end())
        return inside.end() if inside else opening.end()
    for end in re.finditer(rf"(\\*){quote}", text[opening.end() :]):
        if len(end[1]) <= depth:
            return opening.end() + end.start()
    return len(text)

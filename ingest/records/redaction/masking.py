r"""Finds and hides the secrets in a record or an invalid line.

Secrets are the values of secret keys (`keys`), keys and values in texts (`pairs`), credentials in headers, what looks
like a secret by itself (`shapes`), and where the settings say so numbers of people (`personal`) and own patterns. Only
they are replaced; the rest of a record stays as it was written. The regular expressions that `batch` uses have the same
meaning in Python and in RE2, which DuckDB and Arrow use.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ingest.records.redaction import pairs
from ingest.records.redaction.keys import SecretKeys
from ingest.records.redaction.pairs import OPENING, closing
from ingest.records.redaction.personal import Personal
from ingest.records.redaction.shapes import ADDRESSES, REDACTED, TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

BEARER = r"""((?i:\bbearer)(?:\s|%20|\+)+)([^\s"',;<>()\[\]{}&]+)"""
SCHEME = (
    r"""((?i:authorization)["'\\]*\s*[:=]\s*["'\\]*(?i:basic|negotiate|ntlm|apikey|token)\s+)"""
    r"""([^\s"',;<>()\[\]{}&]+)"""
)
STRING = r'"(?:[^"\\]|\\.)*"'
_FILLED = rf'(?:[^\s\[\]{{}}"]|{STRING})(?:[^\[\]{{}}"]|{STRING})*'
PLAIN = (
    rf'(?:"(?:[^"\\]|\\.)+"|-?[0-9][0-9.eE+\-]*|true|false'
    rf"|\[\s*{_FILLED}\]|\{{\s*{_FILLED}\}})"
)
"""A JSON value that holds something, and no object or array within it."""
EMPTY = r'(?:null|""|\[\s*\]|\{\s*\})'
"""A JSON value that holds nothing, so no secret."""

_STRING = re.compile(STRING, re.DOTALL)
_COLON = re.compile(r"\s*:\s*")
_NEXT_VALUE = re.compile(r'\s*,\s*"(?:values?|v|val)"\s*:\s*')
_BRACKETS = re.compile(rf"{STRING}|[{{}}\[\]]", re.DOTALL)
_BARE = re.compile(r"[^\s,\]}]+")
_STARRED = re.compile(r"(?:[\w\-]+ )?\*+\Z")
_TOKEN = re.compile(rf"{STRING}|-?[0-9][0-9.eE+\-]*", re.DOTALL)
_QUOTE = re.compile("[\"']|u0022")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOTHING = re.compile(rf"{EMPTY}|None\b")
_REST_OF_HEADER = re.compile(r"""[^\r\n"']+""")
_REST_OF_WORD = re.compile(r"""[^\s"']+""")
_REST_OF_ITEM = re.compile(r"""[^\s"',}\])]+""")
_PAIR_NAMES = frozenset({"name", "key", "k", "header", "field"})


@dataclass(frozen=True, slots=True)
class Finder:
    """One way to find secrets in a text."""

    trigger: str
    """A pattern for RE2 that matches each line, also a JSON text, in which it may find something."""
    spans: Callable[[str], Iterable[tuple[int, int]]]


_PIECE, _SHARED, _LONGEST_PIECE = 16_384, 4_096, 1 << 20
"""Bytes of a long line that are looked at together, and how many of them again with the next piece."""
_OPEN = b"*" * _SHARED


class Secrets:
    """The rules of one process: the words, patterns and kinds whose values are hidden."""

    def __init__(self, keys: Iterable[str] = (), patterns: Iterable[str] = (), personal: Iterable[str] = ()) -> None:
        self.keys = SecretKeys(keys)
        self.patterns = tuple(patterns)
        self.personal = Personal(personal)
        key = rf"(?P<key>(?:{self.keys.words}))(?:\.[^\"'\\\s/]{{0,100}})?"
        self._written_key = re.compile(rf"{key}(?:\\*[\"']|\\+u0022)\s*(?:=>|[:=])\s*")
        self._any_key = re.compile(rf"{key}(?P<closing>\\*[\"']|\\+u0022)?\s*(?:=>|[:=])\s*")
        self._own = tuple(re.compile(pattern) for pattern in self.patterns)
        self.asked_for = (
            *(Finder(rf"(?:{pattern})|\\", partial(_groups, re.compile(pattern), 0)) for pattern in self.patterns),
            *([Finder(self.personal.trigger, self.personal.spans)] if self.personal.trigger else []),
        )
        """The finders that the settings ask for."""
        self.finders = (
            Finder("(?i:bearer)", partial(_groups, re.compile(BEARER), 2)),
            Finder(SCHEME, partial(_groups, re.compile(SCHEME), 2)),
            Finder(ADDRESSES.trigger, ADDRESSES.spans),
            Finder(pairs.triggers(self.keys), partial(pairs.spans, self.keys)),
            Finder(TOKENS.trigger, TOKENS.spans),
            *self.asked_for,
        )
        """What finds secrets in a text, in the order in which it is asked."""

    def record(self, text: str, finders: Sequence[Finder] | None = None) -> tuple[str, int]:
        """A valid JSON text without its secrets, and how many there were. `finders` are those that may find any."""
        finders = self.finders if finders is None else finders
        parts: list[str] = []
        count, position = 0, 0
        found = _TOKEN.search(text)
        while found:
            start, end, hidden, number = self._token(text, found, finders)
            if number:
                parts += [text[position:start], hidden]
                count, position = count + number, end
            found = _TOKEN.search(text, end)
        return ("".join([*parts, text[position:]]), count) if parts else (text, 0)

    def _token(self, text: str, found: re.Match[str], finders: Sequence[Finder]) -> tuple[int, int, str, int]:
        """The change of a string or number in a JSON text: begin, end, the new text, how many secrets."""
        token, start, end = found.group(), found.start(), found.end()
        if token[0] != '"':
            return start, end, f'"{REDACTED}"', int(self._is_hidden_number(token))
        word, colon = _decoded(token), _COLON.match(text, end)
        if colon is None:
            hidden, number = self.text(word, finders)
            return start, end, _encoded(hidden) if number else token, number
        secret_at = colon.end() if self._is_secret(word, text, colon.end()) else None
        secret_at = secret_at or self._value_of_pair(text, word, colon.end())
        if secret_at is None:
            return start, colon.end(), "", 0
        nothing = _NOTHING.match(text, secret_at)
        if nothing:
            return start, nothing.end(), "", 0
        return secret_at, _value_end(text, secret_at), f'"{REDACTED}"', 1

    def _is_hidden_number(self, token: str) -> bool:
        return any(pattern.search(token) for pattern in self._own) or (0, len(token)) in self.personal.spans(token)

    def _is_secret(self, key: str, text: str, position: int) -> bool:
        """Whether the value at `position` is a secret, for its key."""
        check = self.keys.check(key)
        if check is None or self.keys.is_telling(key):
            return check is not None
        value = _STRING.match(text, position)
        return value is not None and check(_decoded(value.group()))

    def _value_of_pair(self, text: str, word: str, position: int) -> int | None:
        """Begin and end of the value in ``{"name":"authorization","value":…}``; None if it is not such a pair."""
        if word.lower() not in _PAIR_NAMES:
            return None
        name = _STRING.match(text, position)
        following = _NEXT_VALUE.match(text, name.end()) if name else None
        if name is None or following is None:
            return None
        return following.end() if self._is_secret(_decoded(name.group()), text, following.end()) else None

    def text(self, text: str, finders: Sequence[Finder] | None = None) -> tuple[str, int]:
        """Any text without its secrets: JSON in it, keys and their values, credentials, shapes, own patterns."""
        finders, count = self.finders if finders is None else finders, 0
        if _QUOTE.search(text) and (self._written_key.search(text) or _may_hide_more(text)):
            is_json = _is_json(text)
            text, count = self.record(text, finders) if is_json else _hide_values(text, self._written_key, _named)
        text, number = _hide_in_text(text, finders, _named)
        return text, count + number

    def mask(self, raw: bytes) -> tuple[bytes, int]:
        """An invalid line with a ``*`` for each byte of its secrets; its length stays.

        It is not valid JSON. If the end of a value is not certain, more is hidden than in a record. A long line is
        looked at in pieces that overlap: no other thread runs while a pattern is looked for.
        A secret that stands where two pieces overlap may be counted twice; one without an end hides the rest.
        """
        if len(raw) <= _PIECE:
            return self._masked(raw)
        hidden, count, start, end = bytearray(raw), 0, 0, 0
        while end < len(raw):
            size = _PIECE
            piece, number = self._masked(raw[start : start + size])
            while (is_open := start + size < len(raw) and piece.endswith(_OPEN)) and size < _LONGEST_PIECE:
                size *= 4  # a secret that goes on
                piece, number = self._masked(raw[start : start + size])
            end = len(raw) if is_open else start + size
            if number:
                _star(hidden, start, piece)
                hidden[start + size : end] = b"*" * (end - start - size)
            count += number
            start = end - _SHARED
        return bytes(hidden), count

    def _masked(self, raw: bytes) -> tuple[bytes, int]:
        text, count = _hide_in_text(raw.decode(errors="surrogateescape"), self.finders, _starred)
        text, number = _hide_values(text, self._any_key, _starred)
        return text.encode(errors="surrogateescape"), count + number


def _star(hidden: bytearray, start: int, piece: bytes) -> None:
    """Put the stars of a piece where it begins; what is hidden there already stays."""
    for stars in re.finditer(rb"\*+", piece):
        hidden[start + stars.start() : start + stars.end()] = stars.group()


def _hide_in_text(text: str, finders: Sequence[Finder], hidden: Callable[[str], str]) -> tuple[str, int]:
    count = 0
    for finder in finders:
        text, number = _hide(text, finder.spans(text), hidden)
        count += number
    return text, count


def _may_hide_more(text: str) -> bool:
    """Whether a text may be JSON that has to be read: with escapes, or with pairs of a name and a value."""
    return text[:1] in "{[" and ("\\" in text or _NEXT_VALUE.search(text) is not None)


def _groups(pattern: re.Pattern[str], group: int, text: str) -> Iterator[tuple[int, int]]:
    return (found.span(group) for found in pattern.finditer(text))


def _hide(text: str, spans: Iterable[tuple[int, int]], hidden: Callable[[str], str]) -> tuple[str, int]:
    """`text` with each of the spans replaced by the result of `hidden`, and how many there were."""
    parts: list[str] = []
    count, position = 0, 0
    for start, end in sorted(spans):
        if start >= position and start < end:
            parts += [text[position:start], hidden(text[start:end])]
            count, position = count + 1, end
    return ("".join([*parts, text[position:]]), count) if count else (text, 0)


def _named(_: str) -> str:
    return REDACTED


def _starred(value: str) -> str:
    return "*" * len(value.encode(errors="surrogateescape"))


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
        if start < end and not _STARRED.match(text[start:end]):
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
    opening = OPENING.match(text, start)
    if opening:
        return opening.end(), closing(text, opening)
    if not key.groupdict().get("closing", "quoted"):
        is_header = key["key"].lower().rstrip("s").endswith(("authorization", "cookie"))
        plain = (_REST_OF_HEADER if is_header else _REST_OF_WORD).match(text, start)
    else:
        plain = _REST_OF_ITEM.match(text, start)
    return start, plain.end() if plain else start

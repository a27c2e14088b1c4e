r"""Turns a dict as Python prints it (``{'a': None, 'b': True}``) into JSON, token by token.

No code is run. A tuple becomes an array; a `datetime`, a `UUID` and a `Decimal` become their values. A text with
anything else that JSON does not have (sets, objects between ``<`` and ``>``, calls) is refused.

Source: the Python Language Reference, 2.4 "Literals", and what `repr` writes.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<mark>[{}\[\]:,])
    | (?P<tuple>[()])
    | (?P<bytes>b?)(?:'(?P<single>(?:[^'\\\n]|\\.)*)'|"(?P<double>(?:[^"\\\n]|\\.)*)")
    | (?P<word>None|True|False|nan|-?inf)(?![\w.])
    | (?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])
    | (?:datetime\.)?datetime\((?P<moment>[\d, ]+?)
        (?P<utc>,\ tzinfo=(?:datetime\.timezone\.utc|zoneinfo\.ZoneInfo\(key='UTC'\)|<UTC>))?\)
    | UUID\('(?P<uuid>[0-9a-f-]{36})'\)
    | Decimal\('(?P<decimal>-?\d+(?:\.\d+)?)'\)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"""\\(?:x(?P<x>[0-9a-f]{2})|u(?P<u>[0-9a-f]{4})|U(?P<long>[0-9a-f]{8})|(?P<one>[\\'"nrtabfv0])|(?P<other>.))""",
    re.DOTALL,
)
_ONES = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS = {"None": "null", "True": "true", "False": "false", "nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


class _NoLiteralError(ValueError):
    """The text is not such a dict."""


def as_json(text: str) -> str | None:
    """The dict in `text` as JSON; None if it is not a Python dict, or if it is JSON already."""
    if not (text.startswith("{") and ("'" in text or re.search(r"\b(?:None|True|False)\b", text))):
        return None
    try:
        parts = list(_parts(text))
    except (ValueError, OverflowError):  # also numbers that are not a character or a date
        return None
    changed = "".join(part for part, _ in parts)
    return changed if any(is_told for _, is_told in parts) else None


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Each token as JSON, and whether only Python writes it so."""
    position, is_comma_due = 0, False
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _NoLiteralError
        position = match.end()
        if match["mark"] == "," and not is_comma_due:
            is_comma_due = True  # an array does not have the comma after the only element of a tuple
            continue
        if is_comma_due and not match["space"]:
            is_comma_due = False
            if match["tuple"] != ")":
                yield ",", False
        yield _part(match)
    if is_comma_due:
        yield ",", False


def _part(match: re.Match[str]) -> tuple[str, bool]:
    for name, value in (("single", match["single"]), ("double", match["double"])):
        if value is not None:
            return json.dumps(_unescaped(value, is_bytes=bool(match["bytes"]))), name == "single"
    if match["word"]:
        return _WORDS[match["word"]], True
    if match["tuple"]:
        return "[" if match["tuple"] == "(" else "]", False
    if match["moment"]:
        return json.dumps(_moment(match["moment"], is_utc=bool(match["utc"]))), True
    if match["uuid"]:
        return json.dumps(match["uuid"]), True
    return match["decimal"] or match[0], False


def _unescaped(body: str, *, is_bytes: bool) -> str:
    text = _ESCAPE.sub(_character, body)
    if not is_bytes:
        return text
    return text.encode("latin-1").decode()  # a UnicodeError is a ValueError: bytes that are not text are refused


def _character(match: re.Match[str]) -> str:
    code = match["x"] or match["u"] or match["long"]
    if code:
        return chr(int(code, 16))
    if match["other"]:
        raise _NoLiteralError
    return _ONES.get(match["one"], match["one"])


def _moment(numbers: str, *, is_utc: bool) -> str:
    year, month, day, hour, minute, second, micro = ([int(number) for number in numbers.split(",")] + [0] * 7)[:7]
    moment = datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 (as it is written)
    return moment.isoformat() + ("Z" if is_utc else "")

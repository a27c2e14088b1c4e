"""Finds the JSON objects in a text, one after the other, or the reason why there are none."""

from __future__ import annotations

import json
import re
from typing import Any

NOT_JSON = "not JSON"
CUT_OFF = "cut-off JSON"
TOO_DEEP = "JSON nested too deeply"

_LONE_SURROGATE = re.compile(
    r"\\u(?:d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab]..\\u)d[c-f][0-9a-f]{2})", re.IGNORECASE
)
_decoder = json.JSONDecoder()


def objects(text: str) -> tuple[list[str], str | None]:
    """The complete objects of `text`, with only spaces and commas between them, and the reason where there are none."""
    found: list[str] = []
    start = 0
    while start < len(text):
        try:
            value, end = _decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            is_cut = error.msg.startswith("Unterminated") or error.pos >= len(text) - 1
            return [], CUT_OFF if is_cut else NOT_JSON
        except RecursionError:
            return [], TOO_DEEP
        except ValueError:
            return [text], None  # a number that is too long for Python, but not for DuckDB
        if not isinstance(value, dict):
            return [], NOT_JSON
        found.append(_LONE_SURROGATE.sub(r"\\ufffd", text[start:end]))
        start = skip(text, end)
    return found, None


def elements(text: str) -> list[str]:
    """The elements of a valid JSON array of objects, as text."""
    found: list[str] = []
    start = skip(text, 1)
    while text[start] != "]":
        _, end = _decoder.raw_decode(text, start)
        found.append(text[start:end])
        start = skip(text, end)
    return found


def skip(text: str, start: int) -> int:
    """The position after the spaces and commas at `start`."""
    while start < len(text) and text[start] in " \t\r\n,":
        start += 1
    return start


def load(line: str) -> dict[str, Any] | None:
    """The object in a line; None if Python cannot read it."""
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def load_value(text: str | None) -> Any:
    """A JSON value; very long integers become floats. None if it is nested too deeply for Python."""
    try:
        return json.loads(text, parse_int=_number) if text else None
    except (ValueError, RecursionError):
        return None


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:  # more digits than Python turns into a number
        return float(text)

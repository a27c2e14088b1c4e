"""Values as text: a column of a result in JSON, in CSV and on a terminal.

A naive TIMESTAMP is UTC everywhere in Longtail, so every time is written in ISO 8601 with a Z. A JSON column is JSON in
JSON output, byte for byte. Bytes are text with replacement characters, their base64 stands beside where they are not
UTF-8. NaN and infinities are null in JSON, which knows none.
"""

from __future__ import annotations

import base64
import json
import math
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.results import far_times

Texts = list[str | None]
_encode = json.JSONEncoder(ensure_ascii=False).encode
_ZERO_FRACTION = r"\.0+$"
# C0 and C1 controls, the marks that turn the direction of text, and bytes of file names that are no UTF-8 (PEP 383)
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ORDINARY = re.compile(r"\d{4}-")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """The text with control characters, escape sequences and direction marks written out, so that it stays text."""
    return _INVISIBLE.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 (PEP 383)
        code -= 0xDC00
    return _SHORT.get(match.group()) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")  # noqa: PLR2004 (a byte)


def as_text(column: pa.Array) -> Texts:
    """Each value as plain text, None for null; exact for CSV."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _list(column)
    if pa.types.is_timestamp(kind):
        return _times(column)
    return [None if value is None else _text(value) for value in _list(column)]


def as_json(column: pa.Array, duckdb_type: str) -> list[str]:
    """Each value as a fragment of JSON on one line."""
    kind = column.type
    if duckdb_type == "JSON":
        return ["null" if value is None else _one_line(value) for value in as_text(column)]
    if pa.types.is_boolean(kind) or _is_number(kind) or pa.types.is_decimal(kind):
        return ["null" if value is None else _number(value) for value in _list(column)]
    if pa.types.is_binary(kind):
        return ["null" if value is None else _encode(value.decode("utf-8", "replace")) for value in _list(column)]
    if pa.types.is_nested(kind):
        return ["null" if value is None else _encode(_plain(value, kind)) for value in _list(column)]
    return ["null" if value is None else _encode(value) for value in as_text(column)]


def not_utf8(column: pa.Array) -> list[str | None]:
    """The base64 of each value that is no UTF-8, None for the others."""
    return [None if value is None or _is_utf8(value) else base64.b64encode(value).decode() for value in _list(column)]


def _list(column: pa.Array) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        values = [far_times.held(scalar) for scalar in column]
    return values


def _times(column: pa.Array) -> Texts:
    naive = column.cast(pa.timestamp(column.type.unit, "UTC")).cast(pa.timestamp(column.type.unit))
    texts = pc.replace_substring_regex(naive.cast(pa.string()), _ZERO_FRACTION, "")
    return [
        None
        if text is None
        else f"{text[:10]}T{text[11:]}Z"
        if _ORDINARY.match(text)
        else far_times.time_text(column[place].value, column.type.unit)
        for place, text in enumerate(_list(texts))
    ]


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _one_line(text: str) -> str:
    """JSON on one line; a raw line break in it can only be space between tokens."""
    return text.replace("\n", " ").replace("\r", " ")


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "null"
    return f"{value:f}" if not isinstance(value, int) else str(value)


def _text(value: Any) -> str:
    """One value that is not text."""
    match value:
        case bool():
            text = "true" if value else "false"
        case bytes():
            text = value.decode("utf-8", "backslashreplace")
        case pa.MonthDayNano():
            text = _interval(value)
        case list() | dict() | tuple():
            text = _encode(_plain(value, None))
        case date() | time():
            text = value.isoformat()
        case Decimal():
            text = f"{value:f}"
        case _:
            text = str(value)
    return text


def _interval(value: Any) -> str:
    """ISO 8601 duration."""
    days = "".join(f"{count}{unit}" for count, unit in ((value.months, "M"), (value.days, "D")) if count)
    seconds = f"T{value.nanoseconds / 1e9:.9f}".rstrip("0").rstrip(".") + "S" if value.nanoseconds else ""
    return f"P{days or ('' if seconds else '0D')}{seconds}"


def _plain(value: Any, kind: pa.DataType | None) -> Any:
    """A nested value in what JSON knows: lists, objects with text keys, texts, numbers."""
    if isinstance(value, dict):
        struct = kind if kind is not None and pa.types.is_struct(kind) else None
        return {key: _plain(item, struct.field(key).type if struct else None) for key, item in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, pa.MonthDayNano):
        if kind is not None and pa.types.is_map(kind):
            return {str(_plain(key, None)): _plain(item, kind.item_type) for key, item in value}
        inner = kind.value_type if kind is not None and hasattr(kind, "value_type") else None
        return [_plain(item, inner) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """What JSON has for a single value."""
    match value:
        case None | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return aware.replace(tzinfo=None).isoformat() + "Z"
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return _text(value)

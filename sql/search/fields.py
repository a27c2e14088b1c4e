"""The fields that a search may name: the columns of `logs` by kind, their short names, and what is said with `is:`."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """How a field's values compare."""

    NAME = "a name: equal whatever the case"
    TEXT = "a text: contains, whatever the case"
    ID = "an id: equal to the letter"
    LEVEL = "a level: in order of severity"
    NUMBER = "a number"
    DURATION = "a number of milliseconds"
    TIME = "a moment"
    JSON = "the attributes as one text"


COLUMNS: Mapping[str, Kind] = {
    "ts": Kind.TIME,
    "level": Kind.LEVEL,
    "source": Kind.NAME,
    "service": Kind.NAME,
    "host": Kind.NAME,
    "logger": Kind.NAME,
    "message": Kind.TEXT,
    "trace_id": Kind.ID,
    "span_id": Kind.ID,
    "request_id": Kind.ID,
    "user_id": Kind.ID,
    "method": Kind.NAME,
    "path": Kind.NAME,
    "route": Kind.NAME,
    "status": Kind.NUMBER,
    "duration_ms": Kind.DURATION,
    "client_ip": Kind.NAME,
    "error_type": Kind.NAME,
    "error_message": Kind.TEXT,
    "stack_trace": Kind.TEXT,
    "error_id": Kind.ID,
    "attributes": Kind.JSON,
    "file_id": Kind.NUMBER,
    "line_number": Kind.NUMBER,
    "byte_offset": Kind.NUMBER,
}
SHORT_NAMES: Mapping[str, str] = {
    "time": "ts",
    "severity": "level",
    "msg": "message",
    "trace": "trace_id",
    "span": "span_id",
    "request": "request_id",
    "user": "user_id",
    "duration": "duration_ms",
    "ip": "client_ip",
    "stack": "stack_trace",
}
IS = "is"
LEVELS = ("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LEVEL_NAMES: Mapping[str, str] = {level: level for level in LEVELS} | {
    "WARN": "WARNING",
    "ERR": "ERROR",
    "FATAL": "CRITICAL",
    "CRIT": "CRITICAL",
}
_ATTRIBUTES = "attributes."
NAME = re.compile(r"(?:[^\W\d]|@)[\w@$-]*(?:\.[\w@$-]+)*")
"""The pattern of a field's name in a search."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_MILLISECONDS: Mapping[str, float] = {
    "": 1.0,
    "us": 0.001,
    "µs": 0.001,
    "ms": 1.0,
    "s": 1_000.0,
    "min": 60_000.0,
    "m": 60_000.0,
    "h": 3_600_000.0,
}


def column_of(name: str) -> str | None:
    """The column that a field's name means, None where it means an attribute."""
    lowered = name.lower()
    column = SHORT_NAMES.get(lowered, lowered)
    return column if column in COLUMNS else None


def is_name(text: str) -> bool:
    """Whether a search can name such a field."""
    return NAME.fullmatch(text) is not None


def attribute_path(name: str) -> tuple[str, ...]:
    """The keys that lead to an attribute: `cart.items` and `attributes.cart.items` are the same."""
    bare = name[len(_ATTRIBUTES) :] if name.lower().startswith(_ATTRIBUTES) else name
    return tuple(bare.split("."))


def pointer(keys: tuple[str, ...]) -> str:
    """The JSON pointer (RFC 6901) of an attribute."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def number(text: str) -> float | None:
    """A number as it is written, None where it is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def milliseconds(text: str) -> float | None:
    """A duration in milliseconds: `250`, `250ms`, `1.5s`, `2min`; None where it is none."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    factor = _MILLISECONDS.get(text[match.end() :].strip().lower())
    return None if factor is None else float(match.group()) * factor

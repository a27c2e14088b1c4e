"""A question as SQL that a person can read, copy and run: each `$name` replaced by its value, written as a literal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.reads.moments import naive_utc

if TYPE_CHECKING:
    from dashboard.reads import Question, Value

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$([A-Za-z_]\w*)", re.DOTALL)
_COMPARED = r"(?:=|<>|!=|<|>|\blike|\bilike|\bin|\bbetween|\band)\s*\(?\s*\${name}\b|\${name}\s*(?:=|<>|!=|<|>)"


def literal(value: Value) -> str:
    """A value as DuckDB reads it: `'it''s'`, `timestamp '2026-11-20 14:00:00'`, `['app', 'access']`, `null`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"timestamp '{value:%Y-%m-%d %H:%M:%S.%f}'".replace(".000000'", "'")
        case tuple():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return str(value)


def runnable(question: Question) -> str:
    """The statement with its parameters written into it; strings, names and comments stay as they are."""
    values = dict(question.values)

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        return match.group(0) if name is None or name not in values else literal(values[name])

    return _TOKEN.sub(fill, question.text) + ";"


def parameter_names(text: str) -> list[str]:
    """The names that the statement leaves to be filled in, in the order they come."""
    return list(dict.fromkeys(match.group(1) for match in _TOKEN.finditer(text) if match.group(1)))


def guessed(text: str, name: str, value: str) -> Value:
    """What a person typed for `$name`, as the statement most likely wants it.

    Where the parameter is compared with something it stays text, which DuckDB reads as that other thing is; elsewhere
    a number is a number, and `true`, a date or a time are what they look like.
    """
    if re.search(_COMPARED.replace("{name}", re.escape(name)), text, re.IGNORECASE):
        return value
    for read in (int, float, _boolean, _moment):
        try:
            return read(value)
        except ValueError:
            continue
    return value


def _boolean(value: str) -> bool:
    truths = {"true": True, "false": False}
    if value.lower() not in truths:
        raise ValueError(value)
    return truths[value.lower()]


def _moment(value: str) -> datetime:
    return naive_utc(datetime.fromisoformat(value))


def kind_of(value: Value) -> str:
    """What a person calls the type of a value."""
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case datetime():
            return "time, UTC"
        case _:
            return "text"


def parameter_list(question: Question) -> str:
    """The parameters, one a line: `$from_ts = timestamp '…'`."""
    return "\n".join(f"${name} = {literal(value)}" for name, value in question.values)

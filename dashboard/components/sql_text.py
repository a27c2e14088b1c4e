"""A question as SQL that a person can read, copy and run: each `$name` replaced by its value, written as a literal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.reads import Question, Value

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|\$([a-z_][a-z0-9_]*)")


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


def parameter_list(question: Question) -> str:
    """The parameters, one a line: `$from_ts = timestamp '…'`."""
    return "\n".join(f"${name} = {literal(value)}" for name, value in question.values)

"""Values as DuckDB reads them, and statements with values written into them in the place of their parameters."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Value: TypeAlias = "str | int | float | bool | datetime | tuple[str, ...] | None"
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$([A-Za-z_]\w*)", re.DOTALL)
_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*")


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


def filled(text: str, written: Mapping[str, str]) -> str:
    """The statement with SQL in the place of its parameters; texts, names and comments stay as they are."""

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        return match.group(0) if name is None else written.get(name, match.group(0))

    return _TOKEN.sub(fill, text)


def parameter_names(text: str) -> list[str]:
    """The names that the statement leaves to be filled in, in the order they come."""
    return list(dict.fromkeys(match.group(1) for match in _TOKEN.finditer(text) if match.group(1)))


def identifier(name: str) -> str:
    """The name of a column as a statement writes it."""
    return name if _SIMPLE.fullmatch(name) else '"' + name.replace('"', '""') + '"'

"""A question as SQL that a person can read, copy and run: each `$name` replaced by its value, written as a literal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.reads.moments import naive_utc
from sql.literals import filled, literal, parameter_names

if TYPE_CHECKING:
    from dashboard.reads import Question, Value

__all__ = ["guessed", "kind_of", "literal", "parameter_list", "parameter_names", "runnable"]

_COMPARED = r"(?:=|<>|!=|<|>|\blike|\bilike|\bin|\bbetween|\band)\s*\(?\s*\${name}\b|\${name}\s*(?:=|<>|!=|<|>)"


def runnable(question: Question) -> str:
    """The statement with its parameters written into it; strings, names and comments stay as they are."""
    return filled(question.text, {name: literal(value) for name, value in question.values}) + ";"


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

"""Writes a rule's text: from its parts, and with another number in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from monitor.kinds import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_KEYS = ("title", "severity", "labels", "every", "for", "when", "recovers", "parameters")
"""The order in which a header is written; other keys come after."""
_PARAMETERS = re.compile(r"(?m)^(?P<key>--[ \t]*parameters:)(?P<pairs>.*)$")
_PAIR = re.compile(r"(?P<name>[a-z_][a-z0-9_]*)(?P<sign>\s*=\s*)(?P<value>'[^']*'|\"[^\"]*\"|[^,]+?)(?=\s*(?:,|$))")
_NUMBER = re.compile(r"(?m)^(?P<key>--[ \t]*when:[ \t]*value[ \t]*(?:<=|>=|!=|<>|<|>|=)[ \t]*)[-0-9.+*/() \t]+$")
_DURATION = re.compile(r"\d+(\.\d+)?\s*(ms|s|m|h|d|w)")


def text_of(header: Mapping[str, Any], query: str) -> str:
    """The file of a rule. Keys may have `_` for a blank; labels and parameters are tables. Raises `SettingsError`."""
    told = {key.replace("_", " "): value for key, value in header.items() if value not in (None, "", {}, [])}
    keys = [*(key for key in FIRST_KEYS if key in told), *(key for key in told if key not in FIRST_KEYS)]
    lines = [f"-- {key}: {_line(key, told[key])}" for key in keys]
    return "\n".join([*lines, query.strip()]) + "\n"


def _line(key: str, value: Any) -> str:
    if isinstance(value, dict):
        write = parameter if key == "parameters" else _plain
        sign = " = " if key == "parameters" else "="
        text = ", ".join(f"{name}{sign}{write(inner)}" for name, inner in value.items())
    elif isinstance(value, list | tuple):
        text = ", ".join(map(_plain, value))
    else:
        text = _plain(value)
    if text != " ".join(text.splitlines()):
        sentence = f"{key} has several lines: write it in one."
        raise SettingsError(sentence)
    return text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def parameter(value: Any) -> str:
    """A parameter's value as a header has it: a number, a duration, or a text in quotes. Raises `SettingsError`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _plain(float(value))
    text = str(value)
    if _DURATION.fullmatch(text) and seconds_of(text):
        return text
    quote = next((one for one in "'\"" if one not in text), None)
    if quote is None or not text.isprintable():
        sentence = f"The text {text[:60]!r} cannot be a parameter: write it into the query."
        raise SettingsError(sentence)
    return f"{quote}{text}{quote}"


def with_parameter(text: str, name: str, value: Any) -> str:
    """The same text with another value of a parameter that its header names."""

    def written(pair: re.Match[str]) -> str:
        return f"{pair['name']}{pair['sign']}{parameter(value)}" if pair["name"] == name else pair[0]

    return _PARAMETERS.sub(lambda line: line["key"] + _PAIR.sub(written, line["pairs"]), text, count=1)


def with_number(text: str, value: float) -> str:
    """The same text with another number that `when` compares with; a condition with parameters stays."""
    return _NUMBER.sub(lambda line: f"{line['key']}{value:.12g}", text, count=1)

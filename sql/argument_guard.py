"""Judges the arguments that decide what a call costs: formats, patterns, structures and counts.

They must be written in the statement (or be its parameters), so that they can be looked at before it runs. Each bound
comes from a finding of `python -m tests.security.functions`, see docs/design/function-fuzzer.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sql import offered
from sql.errors import QueryError
from sql.syntax_tree import arguments, literal, nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sql.syntax_tree import Node

MOST_FORMAT = 200
MOST_PATTERN = 1_000
MOST_STRUCTURE = 10_000
MOST_LEVELS = 32
MOST_TOP = 100

_FORMATS = frozenset({"strftime", "strptime", "try_strptime"})
_GROWING = frozenset(
    {"repeat", "replace", "regexp_replace", "lpad", "rpad", "format", "printf", "concat", "concat_ws", "bin", "hex"}
    | {"to_binary", "to_hex", "to_base64", "base64", "url_encode", "array_to_string", "list_aggregate", "list_aggr"}
    | {"list_string_agg", "translate", "range", "generate_series", "list_resize", "array_resize", "list_reduce"}
)
"""What may make a long text of a short one."""
_PATTERNS = frozenset(
    {"regexp_matches", "regexp_full_match", "regexp_extract", "regexp_extract_all", "regexp_replace"}
    | {"regexp_split_to_array", "regexp_split_to_table", "string_split_regex", "str_split_regex", "~", "!~"}
)
_STRUCTURES = frozenset({"from_json", "from_json_strict", "json_transform", "json_transform_strict"})
_KEEPING = frozenset({"||", "concat", "lower", "upper", "regexp_escape", "list_value"})
"""What a written text may be put together with."""
_REFUSED_TYPE = re.compile(r"\b(variant|geometry)\b", re.IGNORECASE)


def judge(node: Node, name: str, values: Mapping[str, Any]) -> None:
    """Raise `QueryError` where the call of function `name` takes what may cost too much; `values` are parameters."""
    if name in _FORMATS:
        _judge_format(node, name, values)
    elif name in _PATTERNS:
        _judge_pattern(node, name, values)
    elif name in _STRUCTURES:
        _judge_structure(node, name, values)
    elif name == "approx_top_k":
        _judge_count(node, name, values)


def written(node: object, values: Mapping[str, Any]) -> str | None:
    """The text that literals and parameters make of an argument; None where anything else is in it."""
    if not isinstance(node, dict):
        return None
    if node.get("class") == "PARAMETER":
        return str(values.get(str(node.get("identifier")), ""))
    if node.get("class") == "CAST":
        return written(node.get("child"), values)
    if str(node.get("function_name")) in _KEEPING:
        parts = [written(part, values) for part in arguments(node)]
        return None if None in parts else "".join(part for part in parts if part is not None)
    if node.get("class") == "CONSTANT":
        return literal(node) or ""
    return None


def _judge_format(function: Node, name: str, values: Mapping[str, Any]) -> None:
    """Either argument may be the format; DuckDB takes none that comes from a column."""
    texts, grows = 0, False
    for node in nodes(function):
        grows = grows or str(node.get("function_name", "")).lower() in _GROWING
        texts += len(written(node, values) or "") if node.get("class") in ("CONSTANT", "PARAMETER") else 0
    if grows or texts > MOST_FORMAT:
        sentence = f"{name}() is refused here unless its format is written out, with at most {MOST_FORMAT} characters."
        raise QueryError(sentence)


def _judge_pattern(function: Node, name: str, values: Mapping[str, Any]) -> None:
    """A pattern from a column is made ready for each row, a long one takes seconds for each."""
    given = arguments(function)
    pattern = written(given[1], values) if len(given) > 1 else ""
    if pattern is None:
        sentence = f"{name}() with a pattern that is computed from columns is refused: write it out, or use contains()."
        raise QueryError(sentence)
    if len(pattern) > MOST_PATTERN:
        sentence = f"{name}() is refused with a pattern of {len(pattern):,} characters: at most {MOST_PATTERN:,}."
        raise QueryError(sentence)


def _judge_structure(function: Node, name: str, values: Mapping[str, Any]) -> None:
    """DuckDB recurses over the structure, and over values as deep as that."""
    given = arguments(function)
    structure = written(given[1], values) if len(given) > 1 else ""
    if structure is None or len(structure) > MOST_STRUCTURE or _levels(structure) > MOST_LEVELS:
        sentence = (
            f"{name}() is refused here unless its structure is written out, with at most {MOST_STRUCTURE:,} characters "
            f"and {MOST_LEVELS} levels."
        )
        raise QueryError(sentence)
    refused = _REFUSED_TYPE.search(structure)
    if refused:
        sentence = f"The type {refused[1].upper()} {offered.reason_for_type(refused[1])}."
        raise QueryError(sentence)


def _levels(text: str) -> int:
    level = most = 0
    for sign in text:
        level += (sign in "[{(") - (sign in "]})")
        most = max(most, level)
    return most


def _judge_count(function: Node, name: str, values: Mapping[str, Any]) -> None:
    """Each group keeps several times as many values, and setting them up cannot be interrupted."""
    given = arguments(function)
    counted = given[1] if len(given) > 1 else None
    count = counted.get("value", {}).get("value") if isinstance(counted, dict) and "value" in counted else None
    if isinstance(counted, dict) and counted.get("class") == "PARAMETER":
        count = values.get(str(counted.get("identifier")))
    if counted is not None and (not isinstance(count, int) or count > MOST_TOP):
        sentence = f"{name}() is refused here unless its count is written out, and at most {MOST_TOP:,}."
        raise QueryError(sentence)

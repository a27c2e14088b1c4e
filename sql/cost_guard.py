"""Judges what a statement costs where DuckDB cannot be interrupted: while it plans, and within a vector of 2,048 rows.

What sql/guards bound is one value; here the statement's syntax tree is bounded: how wide a result can become, how often
growing functions are called, what a lambda does with each element, which patterns backtrack. The numbers leave room for
anything that a person writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sql import argument_guard
from sql.errors import QueryError
from sql.syntax_tree import arguments, literal, nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sql.syntax_tree import Node

MOST_WIDENINGS = 1_000
"""The product, over all parts of the statement, of stars × tables: each may multiply the columns of the one before."""

MOST_NESTED_FIELDS = 10_000
"""The product of the sizes of all structs, maps and rows that are built: each may hold the one before several times."""

MOST_GROWING = 32
"""Calls that make a longer text or a list."""

_GROWING = frozenset(
    {"||", "concat", "concat_ws", "format", "printf", "repeat", "lpad", "rpad", "range", "generate_series", "replace"}
    | {"regexp_replace", "list_resize", "array_resize", "bitstring", "list_concat", "list_cat", "array_concat"}
    | {"array_cat", "flatten", "translate", "bin", "to_binary", "hex", "to_hex", "url_encode", "regexp_escape"}
)
_WRITTEN_TWICE = frozenset(
    {
        "repeat",
        "lpad",
        "rpad",
        "range",
        "generate_series",
        "list_resize",
        "array_resize",
        "bitstring",
        "format",
        "printf",
    }
    | {"bin", "to_binary", "hex", "to_hex", "to_base64", "base64", "url_encode", "regexp_escape"}
    | {"json_group_structure"}
    | {"levenshtein", "editdist3", "damerau_levenshtein", "jaro_similarity", "jaro_winkler_similarity"}
)
"""Functions whose guard writes an argument more than once, besides those with lambdas."""

MOST_NESTED = 4
"""How often these may stand within one another: each doubles what is within it."""

_BUILDING = frozenset({"struct_pack", "row", "map", "struct_insert", "struct_concat", "list_value", "list_pack"})
_WITH_LAMBDAS = frozenset(
    {"list_transform", "list_apply", "array_transform", "array_apply", "apply"}
    | {"list_filter", "array_filter", "filter", "list_reduce", "array_reduce", "reduce"}
)
_IN_LAMBDAS = frozenset(
    {"+", "-", "*", "/", "//", "%", "**", "^", "&", "|", "<<", ">>", "~", "@"}
    | {"abs", "round", "floor", "ceil", "ceiling", "trunc", "sign", "sqrt", "pow", "power", "ln", "log", "exp", "mod"}
    | {"lower", "upper", "lcase", "ucase", "trim", "ltrim", "rtrim", "length", "len", "strlen", "left", "right"}
    | {"substr", "substring", "split_part", "contains", "starts_with", "prefix", "ends_with", "suffix", "strpos"}
    | {"instr", "regexp_matches", "regexp_extract", "regexp_full_match", "~~", "!~~", "~~*", "!~~*"}
    | {"struct_extract", "array_extract", "list_extract", "list_element", "element_at", "map_extract_value"}
    | {"json_extract_string", "->>", "json_extract", "->", "greatest", "least", "isnan", "isfinite", "hash", "md5"}
    | {"date_trunc", "date_part", "datediff", "date_diff", "epoch", "epoch_ms", "strftime", "typeof", "chr", "ascii"}
)
_TAKING_OUT = frozenset({"array_extract", "list_extract", "list_element", "element_at", "map_extract_value"})
_MATCHING = frozenset(
    {"~~", "!~~", "~~*", "!~~*", "~~~", "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"}
)
_MOST_FIELDS = 16


def judge(tree: object, values: Mapping[str, Any]) -> None:
    """Raise `QueryError` where the statement could take more than can be stopped; `values` are its parameters."""
    _judge_nesting(tree)
    widenings = nested = 1
    growing = 0
    for node in nodes(tree):
        if node.get("type") == "SELECT_NODE":
            widenings = min(widenings * _widening(node), 10**9)
        name = str(node.get("function_name", "")).lower()
        if name in _BUILDING:
            nested = min(nested * max(1, len(arguments(node))), 10**9)
        growing += name in _GROWING
        _judge_call(node, name, values)
        if node.get("class") == "LAMBDA":
            _judge_lambda(node)
        _judge_materialized(node)
    if widenings > MOST_WIDENINGS:
        sentence = "This statement is refused: its stars could give many thousand columns; name the columns."
        raise QueryError(sentence)
    if nested > MOST_NESTED_FIELDS:
        sentence = "This statement is refused: it nests structs, maps or lists of them too often."
        raise QueryError(sentence)
    if growing > MOST_GROWING:
        sentence = f"This statement is refused: it makes longer texts or lists {growing} times, at most {MOST_GROWING}."
        raise QueryError(sentence)


def _judge_call(node: Node, name: str, values: Mapping[str, Any]) -> None:
    argument_guard.judge(node, name, values)
    if name in ("replace", "regexp_replace"):
        _judge_replacement(node, name)
    if name in ("format", "printf"):
        _judge_format(node, name)
    if name in _MATCHING:
        _judge_pattern(node, name, values)


def _judge_nesting(tree: object) -> None:
    waiting: list[tuple[object, int]] = [(tree, 0)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, list):
            waiting += [(part, depth) for part in item]
        elif isinstance(item, dict):
            name = str(item.get("function_name", "")).lower()
            deeper = depth + (name in _WRITTEN_TWICE or name in _WITH_LAMBDAS)
            if deeper > MOST_NESTED:
                sentence = (
                    f"{name}() is refused within {MOST_NESTED} calls of its kind: take it apart with a WITH clause."
                )
                raise QueryError(sentence)
            waiting += [(part, deeper) for part in item.values()]


def _widening(select: Node) -> int:
    """How many times the columns of one table this part can have."""
    stars = sum(node.get("class") == "STAR" for node in nodes(select.get("select_list")))
    return max(1, stars * _tables(select.get("from_table"))) if stars else 1


def _tables(tree: object) -> int:
    """The tables side by side in a FROM clause; those in a subquery count there."""
    waiting, found = [tree], 0
    while waiting:
        item = waiting.pop()
        if not isinstance(item, dict):
            continue
        if item.get("type") == "JOIN":
            waiting += [item.get("left"), item.get("right")]
        else:
            found += 1
    return max(1, found)


def _judge_replacement(function: Node, name: str) -> None:
    """The guard writes what is put more than once, and replace() what is looked for."""
    rest = arguments(function)[1 if name == "replace" else 2 :]
    if any(str(node.get("function_name", "")).lower() in _GROWING for node in nodes(rest)):
        sentence = f"{name}() is refused with a growing text in the place of another: write out what is to be put."
        raise QueryError(sentence)


def _judge_format(function: Node, name: str) -> None:
    pattern = literal(next(iter(arguments(function)), None)) or ""
    if pattern.count("{") + pattern.count("%") > _MOST_FIELDS:
        sentence = f"{name}() is refused here with more than {_MOST_FIELDS} places to fill."
        raise QueryError(sentence)


def _judge_pattern(function: Node, name: str, values: Mapping[str, Any]) -> None:
    """A pattern with several `%` between which `_` stands is tried at every place for each: minutes on long texts."""
    given = arguments(function)
    pattern = argument_guard.written(given[1], values) if len(given) > 1 else ""
    if pattern is None:
        sentence = (
            "A pattern that is computed from columns is refused: write it out, or use contains() or regexp_matches()."
        )
        raise QueryError(sentence)
    many, one = ("*", "?[") if name == "~~~" else ("%", "_")
    inner = pattern.rstrip(many)
    if inner.count(many) > 1 and (name == "~~~" or any(sign in inner for sign in one)):
        sentence = (
            f"The pattern '{pattern[:60]}' is refused: with several {many} it may take minutes; use regexp_matches()."
        )
        raise QueryError(sentence)


def _judge_lambda(function: Node) -> None:
    own = {name for node in nodes(function.get("lhs")) for name in node.get("column_names", [])[:1]}
    waiting: list[tuple[object, bool]] = [(function.get("expr"), False)]
    while waiting:
        item, taken_out = waiting.pop()
        if isinstance(item, list):
            waiting += [(part, taken_out) for part in item]
        if not isinstance(item, dict):
            continue
        name = str(item.get("function_name", "")).lower()
        if item.get("class") == "LAMBDA" or name in _WITH_LAMBDAS or "subquery" in item:
            sentence = "A lambda within a lambda, or a subquery in one, is refused: unnest() the list and join instead."
            raise QueryError(sentence)
        if name and name not in _IN_LAMBDAS:
            sentence = f"{name}() is refused within a lambda: unnest() the list, and call it on the rows."
            raise QueryError(sentence)
        if item.get("class") == "COLUMN_REF" and not taken_out and item["column_names"][0] not in own:
            named = ".".join(item["column_names"])
            sentence = (
                f"{named} is refused within a lambda: only one element of it, as in {named}[1], can be used there."
            )
            raise QueryError(sentence)
        takes_out = item.get("type") == "ARRAY_EXTRACT" or name in _TAKING_OUT
        waiting += [(part, takes_out) for part in item.values()]


def _judge_materialized(node: Node) -> None:
    if node.get("materialized") == "CTE_MATERIALIZE_NEVER":
        sentence = "NOT MATERIALIZED is refused: leave it out."
        raise QueryError(sentence)

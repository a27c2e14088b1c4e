"""Bounds what aggregates give that collect values: a text of a megabyte beside 2,048 rows is copied for each of them.

A guard cannot take the place of an aggregate, because DISTINCT, FILTER and ORDER BY belong to aggregates alone. So the
call is put into one of sql/guards/bounded.sql, in DuckDB's own syntax tree. What a statement gives as a whole column of
its result stays as it is: it is made once for each row, and nothing is done with it. Over a window it does not: there
all rows have the value of all rows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sql.errors import QueryError
from sql.steps import freed_states
from sql.syntax_tree import arguments, nodes

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from duckdb import DuckDBPyConnection

    from sql.syntax_tree import Node

MOST_CHARACTERS = 32_768
"""What sql/guards/bounded.sql lets through."""
MOST_IN_FRAME = 1_000
_TEXTS = frozenset({"string_agg", "listagg", "group_concat"})
_LISTS = frozenset({"list", "array_agg", "json_group_array"})
_OTHERS = frozenset({"histogram", "histogram_exact", "bitstring_agg", "json_group_object", "json_group_structure"})
_OF_SEVERAL = {
    **dict.fromkeys(("min", "max"), 2),
    **dict.fromkeys(("arg_min", "arg_max", "argmin", "argmax", "min_by", "max_by", "arg_min_nulls_last"), 3),
    **dict.fromkeys(("arg_max_nulls_last", "arg_min_null", "arg_max_null"), 3),
}
"""Aggregates that give a list of the so many largest where they have one argument more."""
_DIGESTS = frozenset({"md5", "sha1", "sha256", "hash", "length", "len", "strlen"})
"""What reads a value once and gives a short one: `md5(string_agg(…))` compares whole tables."""
_NARROW = frozenset({"EXPR_PRECEDING_ROWS", "CURRENT_ROW_ROWS", "EXPR_FOLLOWING_ROWS"})

_ALONE: Node = {
    "type": "SELECT_NODE",
    "modifiers": [],
    "cte_map": {"map": []},
    "from_table": {"type": "EMPTY", "alias": "", "sample": None, "query_location": 0},
    "where_clause": None,
    "group_expressions": [],
    "group_sets": [],
    "aggregate_handling": "STANDARD_HANDLING",
    "having": None,
    "sample": None,
    "qualify": None,
}
"""A query of nothing but columns."""


def makes_long(node: Node) -> bool:
    """Whether a call collects values in one."""
    return _bound_for(node) is not None


def _bound_for(node: Node) -> str | None:
    """The macro that bounds the call."""
    name = str(node.get("function_name", "")).lower()
    if name in _TEXTS:
        return "bounded_text"
    if name in _LISTS or (name in _OF_SEVERAL and len(arguments(node)) == _OF_SEVERAL[name]):
        return "bounded_list"
    return "bounded_other" if name in _OTHERS else None


def rewritten(cursor: DuckDBPyConnection, tree: Node) -> str | None:
    """The statement with its aggregates bounded, and computed as they have to be (sql/steps/freed_states.py).

    `tree` is changed as well. None where there is nothing to change.

    Raises `QueryError` for such an aggregate over a window without bounds, and for what cannot be computed so.
    """
    for node in nodes(tree):
        if node.get("class") == "WINDOW" and makes_long(node):
            _judge_window(node)
    kept = {id(node) for node in columns_of(tree)}
    calls = [node for node in nodes(tree) if node.get("class") in ("FUNCTION", "WINDOW") and id(node) not in kept]
    found = [node for node in calls if makes_long(node)]
    kept_apart = freed_states.found(tree)
    windows = freed_states.windows(tree)
    if not found and not kept_apart and not windows:
        return None
    _keep_names(cursor, tree, {id(node) for node in (*found, *kept_apart, *windows)})
    bounds = [str(_bound_for(node)) for node in found]
    for node in kept_apart:
        freed_states.change(node)
    for node in windows:
        freed_states.end_later(node)
    for node, bound in zip(found, bounds, strict=True):
        _wrap(node, bound)
    return _text(cursor, tree)


def _text(cursor: DuckDBPyConnection, tree: Node) -> str:
    row = cursor.execute("select json_deserialize_sql($tree::json)", {"tree": json.dumps(tree)}).fetchone()
    return str(row[0]) if row else ""


def _keep_names(cursor: DuckDBPyConnection, tree: Node, found: Container[int]) -> None:
    """Name the columns that have no name of their own after what the statement says, not what it becomes."""
    for query in [node for node in nodes(tree) if "select_list" in node or node.get("type") == "PIVOT"]:
        items = query["select_list"] if "select_list" in query else query["aggregates"]
        if query.get("type") == "PIVOT" and len(items) == 1:
            continue  # its columns are named after the values alone
        for item in items:
            inside = list(nodes(item))
            if any(node.get("class") == "STAR" for node in inside):
                continue  # COLUMNS() names each
            if not item.get("alias") and any(id(node) in found for node in inside):
                alone = {"node": {**_ALONE, "select_list": [item]}, "named_param_map": []}
                item["alias"] = _text(cursor, {"error": False, "statements": [alone]}).removeprefix("SELECT ")


def columns_of(tree: Node) -> Iterator[Node]:
    """The columns of the statement's result, but for windows; and what one of them gives only a digest or length of."""
    for columns in columns_in(tree["statements"][0]["node"]):
        for column in columns:
            if column.get("class") != "WINDOW":
                yield column
            if column.get("class") == "FUNCTION" and str(column.get("function_name", "")).lower() in _DIGESTS:
                yield from (one for one in arguments(column) if one.get("class") == "FUNCTION")


def columns_in(query: Node) -> Iterator[list[Node]]:
    """The columns of a query, and of each part of a UNION."""
    waiting = [query]
    while waiting:
        query = waiting.pop()
        waiting += reversed(sides(query))
        if "select_list" in query:
            yield query["select_list"]


def sides(query: Node) -> list[Node]:
    """The parts of a UNION, and of a recursive query."""
    found = query.get("children") or [query.get("left"), query.get("right")]
    return [side for side in found if isinstance(side, dict)] if "from_table" not in query else []


def _wrap(node: Node, macro: str) -> None:
    """Put the call into that of a macro, in its place in the tree."""
    node_alias = node.get("alias", "")
    inner: dict[str, Any] = {**node, "alias": ""}
    node.clear()
    node.update(
        {
            "class": "FUNCTION",
            "type": "FUNCTION",
            "alias": node_alias,
            "query_location": inner["query_location"],
            "function_name": macro,
            "schema": "",
            "children": [inner],
            "filter": None,
            "order_bys": {"type": "ORDER_MODIFIER", "orders": []},
            "distinct": False,
            "is_operator": False,
            "export_state": False,
            "catalog": "",
        }
    )


def _judge_window(window: Node) -> None:
    """In an order, each row has a text or list of its own of all rows before it: that is a square."""
    frame = [window.get("start"), window.get("end")]
    sizes = [(window.get(side) or {}).get("value", {}).get("value", 0) for side in ("start_expr", "end_expr")]
    is_small = all(isinstance(size, int) and 0 <= size <= MOST_IN_FRAME for size in sizes)
    if window["orders"] and not (is_small and _NARROW.issuperset(frame)):
        sentence = (
            f"{window['function_name']}() over a window with an order is refused here unless its frame is rows between "
            f"at most {MOST_IN_FRAME:,} preceding and following: use it with GROUP BY, and join."
        )
        raise QueryError(sentence)

"""Has aggregates keep their values where DuckDB frees them when a statement is stopped.

The states of some aggregates hold memory of their own, one piece for each group: quantiles, `mode`, `entropy`,
`approx_top_k`, histograms, `min` and `max` of texts, and all that have an ORDER BY. DuckDB 1.5 frees them when a group
is finished, but not those of a GROUP BY that is stopped after it has put a part of its groups aside, or whose rows are
not all taken: a statement with many groups costs the process 50 MB to 2 GB for good. A list is in memory that belongs
to the statement, and so are the states of `arg_max`. So `quantile_cont(x, 0.9)` becomes
`list_aggregate(list(x), 'quantile_cont', 0.9)`, `max(x)` becomes `arg_max(x, x)`, and `list(x order by y)` is a list of
pairs that is sorted; the results are the same, in 0.7 to 1.4 times the time. Windows over whole partitions keep such
states too, for one partition each; where a frame has an end, however far, DuckDB frees them (in 0.6 to 2 times).
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from sql import offered
from sql.errors import QueryError
from sql.syntax_tree import arguments, nodes

if TYPE_CHECKING:
    from sql.syntax_tree import Node

_QUANTILES = frozenset({"quantile", "quantile_cont", "quantile_disc", "approx_quantile", "reservoir_quantile"})
_OF_ONE = frozenset({"entropy", "mad", "median", "mode"})
NAMES = _QUANTILES | _OF_ONE
_LISTS = frozenset({"list", "array_agg"})
_IN_ORDER = _LISTS | {"string_agg", "listagg", "group_concat", "mode"}
"""Aggregates whose result depends on their ORDER BY."""
_FIRSTS = frozenset({"first", "last", "any_value", "arbitrary"})
"""Those that DuckDB itself computes without a state of an order: they become `arg_min` and `arg_max`."""
_ENDS = {"min": "arg_min", "max": "arg_max"}
_TIED = frozenset({f"{name}{end}" for name in ("arg_min", "arg_max") for end in ("", "_null", "_nulls_last")}) | {
    "argmin",
    "argmax",
    "min_by",
    "max_by",
}
_KEPT_ALONE = frozenset({"last", "bit_and", "bit_or", "bit_xor"})
"""Those of one argument whose states are large for some types."""
_IN_BINS = frozenset({"histogram", "histogram_exact"})
_VOLATILE = frozenset({"random", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "nextval", "setseed"})
_NO_ORDER = {"type": "ORDER_MODIFIER", "orders": []}
_FALLING = frozenset({"DESCENDING", "ORDER_DESCENDING"})
_BITS = 3
"""The arguments of `bitstring_agg` that says its bounds."""
_TOP, _TOP_ARGUMENTS = "approx_top_k", 2
_HOLDING = NAMES | _ENDS.keys() | _KEPT_ALONE | _IN_BINS | {_TOP, "bitstring_agg"}
_WHOLE = frozenset({"UNBOUNDED_PRECEDING", "UNBOUNDED_FOLLOWING"})
_PEERS = frozenset({"CURRENT_ROW_RANGE", "CURRENT_ROW_GROUPS"})
_ROWS = 1 << 62


def found(tree: Node) -> list[Node]:
    """The calls that are to be changed: those of statements that group, but for windows."""
    if not any(map(_groups, nodes(tree))):
        return []
    return [node for node in nodes(tree) if node.get("class") == "FUNCTION" and _is_changed(node)]


def windows(tree: Node) -> list[Node]:
    """The windows over whole partitions, whose states are kept in the same way, for one partition each."""
    return [node for node in nodes(tree) if node.get("class") == "WINDOW" and _is_whole(node) and _holds(node)]


def _is_whole(window: Node) -> bool:
    """Whether all rows of a partition have the same frame. Without an order, all of them are peers."""
    ends = _WHOLE if window.get("orders") else _WHOLE | _PEERS
    is_framed = window.get("start") in ends and window.get("end") in ends
    return is_framed and window.get("exclude_clause") == "NO_OTHER" and not window.get("distinct")


def _holds(window: Node) -> bool:
    name = str(window.get("function_name", "")).lower()
    return name in _HOLDING or (bool(window.get("arg_orders")) and offered.is_function(name, "aggregate"))


def end_later(window: Node) -> None:
    """Have a frame end so many rows later that it is as large, but that DuckDB looks at it row by row."""
    place = window.get("query_location", 0)
    window |= {"start": "UNBOUNDED_PRECEDING", "end": "EXPR_FOLLOWING_ROWS", "end_expr": _constant(_ROWS, place)}


def _groups(node: Node) -> bool:
    """Whether a part of a statement makes groups: GROUP BY, PIVOT, and subqueries, which may be asked for each row."""
    return (
        bool(node.get("group_expressions"))
        or node.get("aggregate_handling") == "FORCE_AGGREGATES"
        or node.get("type") == "PIVOT"
        or node.get("class") == "SUBQUERY"
        or (node.get("type") == "JOIN" and (node.get("right") or {}).get("type") == "SUBQUERY")
    )


def _orders(node: Node) -> list[Any]:
    return list((node.get("order_bys") or {}).get("orders") or [])


def _is_changed(node: Node) -> bool:
    name, given = str(node.get("function_name", "")).lower(), arguments(node)
    if _orders(node):
        return name not in _FIRSTS and offered.is_function(name, "aggregate")
    one = len(given) == 1
    return (
        (name in _QUANTILES and len(given) > 1)
        or (name in _OF_ONE | _KEPT_ALONE | _ENDS.keys() and one)
        or (name in _IN_BINS and bool(given))
        or (name == _TOP and len(given) == _TOP_ARGUMENTS)
        or name == "bitstring_agg"
    )


def change(node: Node) -> None:
    """Change the call in its place in the tree.

    Raises `QueryError` for the few that cannot be computed in another way.
    """
    name, given, orders = str(node["function_name"]).lower(), arguments(node), _orders(node)
    if name in _QUANTILES | _OF_ONE and orders and len(given) == (0 if name in _OF_ONE else 1):
        given, orders = _within_group(name, given, orders), []
    if name not in _IN_ORDER:
        _judge_order(name, orders)
        orders = []
    if name in _IN_BINS and (len(given) > 1 or name == "histogram_exact"):
        sentence = (
            f"{name}() with bins is refused in a statement with groups: group by the bin as well, with count(*), or "
            "use histogram(x)."
        )
        raise QueryError(sentence)
    if name == "bitstring_agg" and len(given) != _BITS:
        sentence = "bitstring_agg() in a statement with groups needs its bounds: bitstring_agg(x, least, most)."
        raise QueryError(sentence)
    if name in _ENDS and len(given) == 1 and not _is_once(given[0]):
        whole: Node = {**node, "function_name": _ENDS[name], "distinct": False, "order_bys": deepcopy(_NO_ORDER)}
        whole["children"] = [given[0], given[0]]
    elif orders or _is_changed({**node, "children": given, "order_bys": deepcopy(_NO_ORDER)}):
        whole = _of_list(node, name, given, orders)
    else:
        whole = {**node, "order_bys": deepcopy(_NO_ORDER)}
    alias = node.get("alias", "")
    node.clear()
    node.update({**whole, "alias": alias})


def _judge_order(name: str, orders: list[Any]) -> None:
    """An order changes nothing in other aggregates but which of several equal rows `arg_max` takes."""
    if orders and name in _TIED:
        sentence = f"ORDER BY within {name}() is refused in a statement with groups: put it into what decides."
        raise QueryError(sentence)


def _within_group(name: str, given: list[Any], orders: list[Any]) -> list[Any]:
    """The arguments of `… within group (order by x)` as those of a call."""
    share = given
    if orders[0].get("type") in _FALLING and name in _QUANTILES:
        constant = (given[0].get("value") or {}).get("value")
        if given[0].get("class") != "CONSTANT" or isinstance(constant, bool) or not isinstance(constant, int | float):
            sentence = f"{name}() within an order that falls is refused here, but for one number: let the order rise."
            raise QueryError(sentence)
        share = [_call("-", given, given[0].get("query_location", 0))]
    return [orders[0]["expression"], *share]


def _is_once(value: object) -> bool:
    """Whether a value may be asked for only once: it is another each time, or costs a query."""
    return any(
        node.get("class") == "SUBQUERY" or str(node.get("function_name", "")).lower() in _VOLATILE
        for node in nodes(value)
    )


def _of_list(node: Node, name: str, given: list[Any], orders: list[Any]) -> Node:
    """The aggregate over a list of the values, which is in order where that matters."""
    place = node.get("query_location", 0)
    collected = _pair(given[0], orders, place) if orders else given[0]
    listed = {
        **_call("list", [collected], place),
        "filter": node.get("filter"),
        "distinct": node.get("distinct", False),
    }
    if orders:
        if node.get("distinct") and not all(_same(order["expression"], given[0]) for order in orders):
            sentence = "With DISTINCT, an aggregate can only be in the order of its own values."
            raise QueryError(sentence)
        listed = _second_of(_call("list_sort", [listed], place), place)
    if name in _LISTS:
        return listed
    if name == _TOP:
        return _call("most_frequent", [listed, *given[1:]], place)
    whole = _call("list_aggregate", [listed, _constant(name, place), *given[1:]], place)
    if name == "entropy":  # of nothing it is 0
        whole = _call("coalesce", [whole, _constant(0, place)], place)
        whole |= {"class": "OPERATOR", "type": "OPERATOR_COALESCE"}
    return whole


def _pair(value: Any, orders: list[Any], place: int) -> Node:
    """What sorts a value, and the value."""
    keys: list[Any] = []
    for order in orders:
        if any(node.get("class") == "COLLATE" for node in nodes(order)):
            sentence = "COLLATE within an aggregate's ORDER BY is refused in a statement with groups: use lower(x)."
            raise QueryError(sentence)
        direction = "DESC" if order.get("type") in _FALLING else "ASC"
        nulls = "FIRST" if "FIRST" in str(order.get("null_order", "")) else "LAST"
        keys += [order["expression"], _constant(f"{direction} NULLS {nulls}", place)]
    return _call("row", [_call("create_sort_key", keys, place), value], place)


def _second_of(pairs: Node, place: int) -> Node:
    """The values of pairs. The schema is said so that the call is DuckDB's, not that of a guard."""
    pair: Node = {"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "query_location": place}
    pair["column_names"] = ["sorted pair"]
    second = {
        "class": "OPERATOR",
        "type": "ARRAY_EXTRACT",
        "alias": "",
        "query_location": place,
        "children": [deepcopy(pair), _constant(2, place)],
    }
    each = {"class": "LAMBDA", "type": "LAMBDA", "alias": "", "query_location": place, "lhs": pair, "expr": second}
    return {**_call("list_transform", [pairs, each], place), "schema": "main", "catalog": "system"}


def _same(one: object, other: object) -> bool:
    """Whether two parts of a tree say the same, wherever they stand."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = (one.keys() | other.keys()) - {"query_location"}
        return all(_same(one.get(name), other.get(name)) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


def _call(name: str, children: list[Any], place: int) -> Node:
    return {
        "class": "FUNCTION",
        "type": "FUNCTION",
        "alias": "",
        "query_location": place,
        "function_name": name,
        "schema": "",
        "children": children,
        "filter": None,
        "order_bys": deepcopy(_NO_ORDER),
        "distinct": False,
        "is_operator": False,
        "export_state": False,
        "catalog": "",
    }


def _constant(value: str | int, place: int) -> Node:
    kind = "VARCHAR" if isinstance(value, str) else "BIGINT" if value == _ROWS else "INTEGER"
    return {
        "class": "CONSTANT",
        "type": "VALUE_CONSTANT",
        "alias": "",
        "query_location": place,
        "value": {"type": {"id": kind, "type_info": None}, "is_null": False, "value": value},
    }

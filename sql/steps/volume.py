"""Estimates how many bytes one step of a statement makes at most, before it runs.

A step computes all expressions of one query for 2,048 rows, and each call keeps its results until the step is over. So
200 calls within one another, over a text of 10,000 characters, take 4 GB, which DuckDB neither counts nor interrupts.
The estimate goes by names: a column is as large as the largest expression that has its name, and one that the statement
does not make is taken to be as short as what stands in logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sql.errors import QueryError
from sql.shape_guard import too_deep
from sql.steps import sizes
from sql.steps.bounded import MOST_CHARACTERS, columns_in, columns_of, makes_long, sides
from sql.syntax_tree import arguments, literal

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from sql.syntax_tree import Node

ROWS = 2_048
MOST_BYTES = 784 << 20
"""A step that could make more is refused."""
HEAVY_BYTES = 1 << 26
"""Statements with such steps run one at a time (sql/turns.py)."""
ALONE_BYTES = 1 << 28
"""Statements with such steps run with no other beside them: each of DuckDB's threads computes a step of its own."""
_STORED = 256
"""What a column of a table is taken to hold."""
_ROW = 1 << 20
"""What a whole row of a table may hold, where a join puts it beside many others: an invalid line, a stack trace."""
_SCALAR = 16
_IN_WINDOW = 64
"""Values of a partition that a window may put beside each of its rows, before sql/guards/bounded.sql looks at them."""
_LARGEST = 1 << 50
_PASSES = 4
_TURNS = 100
"""How often a recursive query may add to its values as much as in the last pass; what doubles is far too large then."""
_QUERIES = ("cte_map", "from_table", "left")
"""The parts of a query that come before the others, because these use their names."""
_COUNTING = frozenset({"range", "generate_series"})
"""Table functions that give numbers."""


def judge(tree: Node, values: Mapping[str, Any]) -> int:
    """The bytes of all steps at most. Raises `QueryError` where they are too many; `values` are its parameters."""
    estimate = _Estimate(values, {id(node) for node in columns_of(tree)})
    try:
        size = estimate.total(tree) * ROWS
    except RecursionError:
        raise too_deep() from None
    if size > MOST_BYTES:
        sentence = (
            "This statement is refused: it could make more than 784 MB of text or lists at once; call fewer functions "
            "on long texts and lists, or cut them first, as in left(text, 100)."
        )
        raise QueryError(sentence)
    return size


class _Estimate:
    """Sizes in bytes of one row: of names, and of the expressions seen."""

    def __init__(self, values: Mapping[str, Any], columns: Container[int]) -> None:
        self._values = values
        self._columns = columns
        self._made: dict[str, int] = {}
        self._rows: set[str] = set()
        self._elements: dict[str, int] = {}
        self._sizes: dict[int, int] = {}
        self._widest = _STORED
        self._bytes = 0

    def total(self, tree: Node) -> int:
        """What all calls give together."""
        self._any(tree)
        return self._bytes

    def _any(self, item: object) -> int:
        """The size of an expression; of anything else, that of all expressions in it."""
        if isinstance(item, list):
            return min(sum(self._any(part) for part in item if isinstance(part, dict | list)), _LARGEST)
        if not isinstance(item, dict):
            return 0
        size = min(self._expression(item) if "class" in item else self._part(item), _LARGEST)
        self._sizes[id(item)] = size
        self._name(item, size)
        return size

    def _part(self, part: Node) -> int:
        if part.get("type") == "TABLE_FUNCTION" and part["function"]["function_name"].lower() in _COUNTING:
            return _SCALAR
        if part.get("type") == "JOIN":
            self._name_rows(part)
        sizes_of = {name: self._any(part[name]) for name in _QUERIES if name in part}
        if part.get("type") == "RECURSIVE_CTE_NODE":
            self._repeat(part)
        rest = {name: value for name, value in part.items() if name not in _QUERIES and isinstance(value, dict | list)}
        sizes_of |= {name: self._any(value) for name, value in rest.items()}
        if str(part.get("type")) in ("RECURSIVE_CTE_NODE", "SET_OPERATION_NODE"):
            self._name_sides(part)
        return sizes_of.get("select_list", sum(sizes_of.values()))

    def _name_rows(self, join: Node) -> None:
        """The name of a joined table stands for its whole row, as in `max(t0)`."""
        for side in (join["left"], join["right"]):
            if side.get("type") == "BASE_TABLE":
                self._rows.add(str(side.get("alias") or side["table_name"]).lower())

    def _repeat(self, query: Node) -> None:
        """See how a recursive query adds to what it made, and let its names be as large as after many turns."""
        before: dict[str, int] = {}
        for _ in range(_PASSES):
            before = dict(self._made)
            counted = self._bytes
            self._name(query, self._any(query["right"]))
            self._name_sides(query)
            self._bytes = counted
        for name, size in before.items():
            self._made[name] = min(self._made[name] + _TURNS * (self._made[name] - size), _LARGEST)

    def _name_sides(self, query: Node) -> None:
        """The columns of all parts of a UNION have the names of the first."""
        ours, *others = [next(columns_in(side), []) for side in sides(query)]
        for theirs in others:
            sizes_of = [self._sizes.get(id(item), 0) for item in theirs]
            is_even = len(ours) == len(theirs) and not any(item.get("class") == "STAR" for item in (*ours, *theirs))
            for place, item in enumerate(ours):
                size = sizes_of[place] if is_even else max(sizes_of, default=0)
                for name in (item.get("alias"), *item.get("column_names", ())[-1:]):
                    if name:
                        self._made[name.lower()] = max(self._made.get(name.lower(), 0), size)

    def _name(self, item: Node, size: int) -> None:
        """Remember how large what has a name is; a name that is given to several is as large as the largest."""
        names = [item.get("alias"), *item.get("column_name_alias", ()), *item.get("aliases", ())]
        if item.get("type") == "TABLE_FUNCTION":
            names.append((item.get("function") or {}).get("function_name"))
        elif item.get("type") == "EXPRESSION_LIST":
            names += [f"col{place}" for place in range(len(next(iter(item.get("values") or ()), ())))]
        for name in names if size else ():
            if isinstance(name, str) and name:
                self._made[name.lower()] = max(self._made.get(name.lower(), 0), size)
                self._elements[name.lower()] = max(self._elements.get(name.lower(), 0), self._element(item))
        if item.get("class") not in (None, "COLUMN_REF", "STAR", "CONSTANT"):
            self._widest = max(self._widest, size)

    def _expression(self, node: Node) -> int:
        kind = node["class"]
        if kind == "CONSTANT":
            return len(literal(node) or "") + _SCALAR
        if kind == "PARAMETER":
            return len(str(self._values.get(str(node.get("identifier")), ""))) + _SCALAR
        if kind == "COLUMN_REF":
            return self._column(node["column_names"])
        if kind == "STAR":
            self._part(node)
            return max(_STORED, sum(self._made.values()))
        if kind == "POSITIONAL_REFERENCE":
            return self._widest
        size = self._call(node) if "function_name" in node else self._other(node)
        self._bytes = min(self._bytes + size, _LARGEST)
        return size

    def _column(self, names: list[str]) -> int:
        if len(names) == 1 and names[0].lower() in self._rows:
            return _ROW
        known = [self._made[name] for part in names if (name := part.lower()) in self._made]
        return max(known, default=_STORED if names[-1].isidentifier() else self._widest)

    def _other(self, node: Node) -> int:
        """What is no call: casts, cases, operators, subqueries."""
        size = self._part(node)
        if node["class"] in ("COMPARISON", "CONJUNCTION", "BETWEEN"):
            return _SCALAR
        if node.get("type") == "ARRAY_EXTRACT":
            return self._element(arguments(node)[0])
        if node["class"] == "CASE":
            branches = [check["then_expr"] for check in node["case_checks"]] + [node.get("else_expr")]
            return max(self._sizes.get(id(branch), 0) for branch in branches)
        if node.get("type") == "OPERATOR_COALESCE":
            return max(self._sizes.get(id(part), 0) for part in arguments(node))
        return sizes.cast(node, size) if node["class"] == "CAST" else size + _SCALAR

    def _call(self, node: Node) -> int:
        given = arguments(node)
        name = str(node["function_name"]).lower()
        if name in sizes.WITH_LAMBDAS and len(given) > 1:
            return self._with_lambda(given)
        taken = [self._any(part) for part in given]
        self._part({key: value for key, value in node.items() if key not in ("children", "arguments")})
        if makes_long(node) and node["class"] == "WINDOW":
            return max(MOST_CHARACTERS, _IN_WINDOW * sum(taken))
        if makes_long(node):
            return _STORED if id(node) in self._columns else MOST_CHARACTERS
        size = self._element(given[0]) if name in sizes.TAKING_OUT and given else sizes.call(name, given, taken)
        self._bytes = min(self._bytes + (sizes.weight(name) - 1) * max(size, sum(taken)), _LARGEST)
        return size

    def _with_lambda(self, given: list[Any]) -> int:
        """The result for each element, as often as there may be elements."""
        taken = self._any(given[0])
        one = given[1] if isinstance(given[1], dict) else {}
        for part in _parameters(one.get("lhs")):
            self._made[part] = max(self._made.get(part, 0), self._element(given[0]))
        many = min(sizes.elements(given[0]), max(1, taken // sizes.LEAST_ELEMENT))
        before = self._bytes
        size = self._any(one.get("expr")) + sum(self._any(part) for part in given[2:])
        self._bytes = min(before + (self._bytes - before) * many, _LARGEST)
        return max(taken, size * many)

    def _element(self, node: object) -> int:
        """How large one element of a list may be that was seen before."""
        if not isinstance(node, dict):
            return 0
        size = self._sizes.get(id(node), _STORED)
        name = str(node.get("function_name", "")).lower()
        given = arguments(node) if "function_name" in node or node.get("class") == "OPERATOR" else []
        if node.get("class") == "COLUMN_REF":
            found = [self._elements[part.lower()] for part in node["column_names"] if part.lower() in self._elements]
            return min(size, max(found, default=size))
        if name in sizes.COLLECTING:
            return min(size, sum(self._sizes.get(id(part), size) for part in given))
        if name in sizes.KEEPING_ELEMENTS or node.get("type") in ("OPERATOR_COALESCE", "ARRAY_SLICE"):
            return max((self._element(part) for part in given), default=size)
        return min(size, _SCALAR) if name in _COUNTING else size


def _parameters(node: object) -> list[str]:
    """The names of a lambda's parameters."""
    if not isinstance(node, dict):
        return []
    if node.get("class") == "COLUMN_REF":
        return [str(node["column_names"][-1]).lower()]
    return [name for part in arguments(node) for name in _parameters(part)]

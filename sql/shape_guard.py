"""Judges how deep and wide a statement is: what DuckDB plans in a time or a stack that grows without bound.

Planning cannot be interrupted. Its time doubles with each subquery within a subquery (32 of them: for ever) and grows
with the fourth power of the joins (100: 16 s); functions over deep types recurse. Nobody writes as many by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_DEPTH = 200
"""Expressions within expressions, such as `a + b + c`, which stands for `(a + b) + c`."""
MOST_SUBQUERIES = 10
"""Subqueries within the expressions of subqueries."""
MOST_QUERIES = 50
"""Queries within queries, also in FROM and WITH."""
MOST_JOINS = 50
MOST_NESTED = 32
"""Lists, structs and maps within one another, as values and as types."""

_BUILDING = frozenset({"list_value", "list_pack", "array_value", "struct_pack", "row", "map"})
_TOO_DEEP = "This statement is refused: it nests expressions more than {} deep; take it apart with a WITH clause."
_LIMITS = {
    "expressions": (MOST_DEPTH, _TOO_DEEP),
    "subqueries": (
        MOST_SUBQUERIES,
        "This statement is refused: it has subqueries more than {} deep; write joins, or a WITH clause.",
    ),
    "queries": (MOST_QUERIES, "This statement is refused: it nests queries more than {} deep."),
    "nested": (MOST_NESTED, "This statement is refused: it nests lists, structs, maps or types more than {} deep."),
}
Counts = tuple[int, int, int, int]


def too_deep() -> QueryError:
    """What is said where a statement is so deep that its tree cannot even be read."""
    return QueryError(_TOO_DEEP.format(MOST_DEPTH))


def judge(tree: object) -> None:
    """Raise `QueryError` where the statement is too deep, or joins too much."""
    joins = 0
    for node, counts in _walked(tree):
        joins += node.get("type") == "JOIN"
        for count, (most, sentence) in zip(counts, _LIMITS.values(), strict=True):
            if count > most:
                raise QueryError(sentence.format(most))
    if joins > MOST_JOINS:
        sentence = f"This statement is refused: it joins {joins + 1} tables, at most {MOST_JOINS + 1} can be planned."
        raise QueryError(sentence)


def _walked(tree: object) -> Iterator[tuple[dict[str, Any], Counts]]:
    """Each object of the tree with the depths in the order of `_LIMITS`, itself counted in."""
    waiting: list[tuple[object, Counts]] = [(tree, (0, 0, 0, 0))]
    while waiting:
        item, counts = waiting.pop()
        if isinstance(item, list):
            waiting += [(part, counts) for part in item]
        elif isinstance(item, dict):
            deeper = _deeper(item, counts)
            yield item, deeper
            waiting += [(part, deeper) for part in item.values() if isinstance(part, (dict, list))]


def _deeper(node: dict[str, Any], counts: Counts) -> Counts:
    expressions, subqueries, queries, nested = counts
    kind = node.get("class")
    is_built = kind == "TYPE" or str(node.get("function_name", "")).lower() in _BUILDING
    return (
        expressions + (kind is not None),
        subqueries + (kind == "SUBQUERY"),
        queries + str(node.get("type", "")).endswith("_NODE"),
        nested + is_built,
    )

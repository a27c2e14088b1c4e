"""Walks the syntax tree that DuckDB's json_serialize_sql gives of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]


def nodes(tree: object) -> Iterator[Node]:
    """Every object of the syntax tree (a stack, not recursion: nesting must not overflow ours)."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def arguments(function: Node) -> list[Any]:
    """The arguments of a call, in order."""
    found = function.get("children")
    return found if isinstance(found, list) else [entry["expression"] for entry in function.get("arguments") or []]


def literal(node: object) -> str | None:
    """The text of a literal; None for what is none."""
    if not isinstance(node, dict):
        return None
    value = node.get("literal", {}).get("text") if "literal" in node else (node.get("value") or {}).get("value")
    return value if isinstance(value, str) else None

"""Conditions that a schema asks of a record besides its keys, as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.records.plans.extraction import quoted

if TYPE_CHECKING:
    from ingest.formats.log_format import Condition


def holds(condition: Condition, line: str) -> str:
    """Whether the object in the column `line` meets `condition`, as SQL that is never null."""
    tests = [_test(condition, line, quoted(pointer)) for pointer in condition.pointers]
    return f"coalesce({' or '.join(tests)}, false)"


def _test(condition: Condition, line: str, pointer: str) -> str:
    if condition.is_of_each:
        types = f"json_type({line}, {pointer})"
        return f"list_distinct({types}) = [{_words(condition.types)}]"
    if condition.types:
        return f"json_type({line}, {pointer}) in ({_words(condition.types)})"
    if condition.prefix:
        return f"starts_with(json_extract_string({line}, {pointer}), {quoted(condition.prefix)})"
    if condition.values:
        return f"json_extract_string({line}, {pointer}) in ({_words(condition.values)})"
    return f"json_exists({line}, {pointer})"


def _words(texts: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, texts))

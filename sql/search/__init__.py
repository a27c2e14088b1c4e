"""The search language of the Logs page: a text becomes a tree, and the tree a condition with bound parameters.

A query of sql/queries that can be searched has the line ``and true /* search */``; the condition takes the place of
that `true`. Without one, the query runs as it stands.
"""

from __future__ import annotations

from functools import lru_cache

from sql.search.condition import Condition, condition
from sql.search.errors import SearchError
from sql.search.grammar import LONGEST, parse

__all__ = ["LONGEST", "MARK", "Condition", "SearchError", "condition", "parse", "within"]

MARK = "true /* search */"
"""Where a query takes a search's condition."""


@lru_cache(maxsize=1_000)
def _condition(text: str) -> Condition:
    return condition(text)


def within(query: str, text: str) -> Condition:
    """A query with a search in it, and the parameters that the search adds.

    Raises `SearchError` where the search cannot be understood.
    """
    found = _condition(text)
    return Condition(query.replace(MARK, found.sql), found.parameters)

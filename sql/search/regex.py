"""Whether DuckDB takes a regular expression (RE2: linear in the text, whatever the expression)."""

from __future__ import annotations

import threading
from functools import cache, lru_cache

import duckdb

_lock = threading.Lock()


@cache
def _judge() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1, "enable_external_access": False})


@lru_cache(maxsize=1_000)
def problem(expression: str) -> str | None:
    """The error of an expression in a few words, or None."""
    with _lock:
        try:
            _judge().execute("select regexp_matches('', $expression)", {"expression": expression}).fetchone()
        except duckdb.Error as error:
            return str(error).splitlines()[0].removeprefix("Invalid Input Error: ").rstrip(".")
    return None

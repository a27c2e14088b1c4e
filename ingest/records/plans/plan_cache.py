"""A cache of query plans: for a few lines, planning the SELECT takes five times as long as running it.

DuckDB plans a prepared statement again if a table, view or macro that the statement can see was made or dropped since.
Therefore the statements have their own cursor, where nothing is ever made. DuckDB also plans for the values that a
table has at that moment, but the next lines may be different. Therefore the lines are a parameter, so that it cannot
know them.
"""

from __future__ import annotations

import base64
import json
from collections import OrderedDict
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

MOST_LINES = 500
"""With more lines than this, planning is a small part of the work."""

_MOST_BYTES = 1_000_000
_MOST_PLANS = 8
_MOST_SEEN = 64
"""The most statements that are remembered after their first run: the shapes of a log alternate."""

_COLUMNS = {
    "position": "bigint",
    "plan": "integer",
    "source": "varchar",
    "known_service": "varchar",
    "zone": "varchar",
    "file_time": "varchar",
    "file_id": "integer",
    "line_number": "bigint",
    "byte_offset": "bigint",
    "record_index": "integer",
    "line": "varchar",
}
_TEXTS = f"select unnest(from_json(decode(from_base64($1::varchar)), '{json.dumps([_COLUMNS])}'), recursive := true)"


class KeptPlans:
    """Runs statements that read from `texts`, and keeps the plans of those that are repeated.

    `connect` opens a cursor that may stay open. For one thread.
    """

    def __init__(self, connect: Callable[[], DuckDBPyConnection]) -> None:
        self._connect = connect
        self._cursor: DuckDBPyConnection | None = None
        self._plans: OrderedDict[str, str] = OrderedDict()
        self._numbers = count(1)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def rows(self, statement: str, texts: pa.Table) -> pa.Table | None:
        """The rows that `statement` makes from the table `texts`; None if there are many lines, or on its first run.

        Raises duckdb.Error as the statement does.
        """
        if texts.num_rows > MOST_LINES or texts.nbytes > _MOST_BYTES:
            return None
        if statement not in self._plans and statement not in self._seen:
            self._seen[statement] = None
            if len(self._seen) > _MOST_SEEN:
                self._seen.popitem(last=False)
            return None
        try:
            return self._run(statement, texts)
        except duckdb.Error:
            self.close()
            raise

    def _run(self, statement: str, texts: pa.Table) -> pa.Table:
        if self._cursor is None:
            self._cursor = self._connect()
        cursor = self._cursor
        name = self._plans.get(statement)
        if name is None:
            name = f"plan_{next(self._numbers)}"
            cursor.execute(f"prepare {name} as with texts as ({_TEXTS}) {statement}")
            self._plans[statement] = name
            if len(self._plans) > _MOST_PLANS:
                cursor.execute(f"deallocate {self._plans.popitem(last=False)[1]}")
        self._plans.move_to_end(statement)
        lines = base64.b64encode(json.dumps(texts.to_pylist()).encode()).decode()
        return cursor.execute(f"execute {name}('{lines}')").to_arrow_table()

    def close(self) -> None:
        """Forget all plans."""
        self._plans.clear()
        self._seen.clear()
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            with suppress(duckdb.Error):
                cursor.close()

"""Plans that are kept: for a few lines, planning the SELECT that reads them takes five times as long as running it.

DuckDB plans a prepared statement anew whenever a table, a view or a macro that it can see was made or dropped since, so
the statements stand on a cursor of their own, where nothing ever is. And it plans by what it knows of a table's values
at that moment, which the next lines need not be like: so the lines are a parameter, of which it knows nothing.
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
"""Beyond so many lines a plan of their own is a small part of the work."""

_MOST_BYTES = 1_000_000
_MOST_PLANS = 8
_MOST_SEEN = 64
"""Statements that are remembered to have come once: shapes of a log take turns."""

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
    """Runs statements that read from `texts`, and keeps the plans of those that come again.

    `connect` opens a cursor that may stay open. For one thread.
    """

    def __init__(self, connect: Callable[[], DuckDBPyConnection]) -> None:
        self._connect = connect
        self._cursor: DuckDBPyConnection | None = None
        self._plans: OrderedDict[str, str] = OrderedDict()
        self._numbers = count(1)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def rows(self, statement: str, texts: pa.Table) -> pa.Table | None:
        """What `statement` makes of the table `texts`; None where there is much to read or this is its first time.

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
        """Forget the plans; the next statement begins anew."""
        self._plans.clear()
        self._seen.clear()
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            with suppress(duckdb.Error):
                cursor.close()

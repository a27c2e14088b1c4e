"""A cache of query plans: planning the SELECT of a plan takes as long as running it for fifty thousand lines.

DuckDB plans a prepared statement again if a table, view or macro that the statement can see was made or dropped since.
Therefore the statements have their own cursor, where nothing is made after its first moment: what they read is an
object whose content changes, and which DuckDB asks for an Arrow stream at each run.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from ingest.records.tables import scannable

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

MOST_LINES = 50_000
"""With more lines than this, handing over the rows takes longer than planning."""

_MOST_PLANS = 8
_MOST_SEEN = 64
"""The most statements that are remembered after their first run: the shapes of a log alternate."""

_TEXT = pa.dictionary(pa.int32(), pa.string())
TEXTS = pa.schema(
    {
        "position": pa.int64(),
        "plan": pa.int32(),
        "source": _TEXT,
        "known_service": _TEXT,
        "zone": _TEXT,
        "file_time": _TEXT,
        "file_id": pa.int32(),
        "line_number": pa.int64(),
        "byte_offset": pa.int64(),
        "record_index": pa.int32(),
        "line": pa.large_string(),
    }
)
"""The table `texts`: the lines that plans read."""

ERRORS = pa.schema(
    {
        "error_type": pa.string(),
        "error_message": pa.string(),
        "stack_trace": pa.string(),
        "message": pa.string(),
        "ids": pa.list_(pa.int64()),
    }
)
"""The table `batch_errors`: what tells errors from one another."""

_INPUTS = {"texts": TEXTS, "batch_errors": ERRORS}


class _Input:
    """A table under a name that stays, with rows that change (Arrow PyCapsule interface)."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.table: pa.Table = schema.empty_table()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


class KeptPlans:
    """Runs statements that read from `texts` or `batch_errors`, and keeps the plans of those that are repeated.

    `connect` opens a cursor that may stay open. For one thread.
    """

    def __init__(self, connect: Callable[[], DuckDBPyConnection]) -> None:
        self._connect = connect
        self._cursor: DuckDBPyConnection | None = None
        self._inputs: dict[str, _Input] = {}
        self._plans: OrderedDict[str, str] = OrderedDict()
        self._numbers = count(1)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def rows(self, statement: str, texts: pa.Table) -> pa.Table | None:
        """The rows that `statement` makes from the table `texts`; None if there are many lines, or on its first run.

        Raises duckdb.Error as the statement does.
        """
        if texts.num_rows > MOST_LINES:
            return None
        if statement not in self._plans and statement not in self._seen:
            self._seen[statement] = None
            if len(self._seen) > _MOST_SEEN:
                self._seen.popitem(last=False)
            return None
        return self.run(statement, "texts", texts)

    def run(self, statement: str, name: str, table: pa.Table) -> pa.Table:
        """The rows that `statement` makes from `table` under its `name`: its plan is kept from the first run on.

        Raises duckdb.Error as the statement does.
        """
        try:
            return self._run(statement, name, table)
        except duckdb.Error:
            self.close()
            raise

    def _run(self, statement: str, name: str, table: pa.Table) -> pa.Table:
        if self._cursor is None:
            self._cursor = self._connect()
            self._inputs = {given: _Input(schema) for given, schema in _INPUTS.items()}
            for given, source in self._inputs.items():
                self._cursor.register(given, source)
        source = self._inputs[name]
        source.table = scannable(table.cast(source.schema))
        try:
            return self._cursor.execute(f"execute {self._prepared(self._cursor, statement)}").to_arrow_table()
        finally:
            source.table = source.schema.empty_table()

    def _prepared(self, cursor: DuckDBPyConnection, statement: str) -> str:
        """The name of the prepared statement."""
        if statement not in self._plans:
            plan = f"plan_{next(self._numbers)}"
            cursor.execute(f"prepare {plan} as {statement}")
            self._plans[statement] = plan
            if len(self._plans) > _MOST_PLANS:
                cursor.execute(f"deallocate {self._plans.popitem(last=False)[1]}")
        self._plans.move_to_end(statement)
        return self._plans[statement]

    def close(self) -> None:
        """Forget all plans."""
        self._plans.clear()
        self._seen.clear()
        self._inputs.clear()
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            with suppress(duckdb.Error):
                cursor.close()

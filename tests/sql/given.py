"""Puts records into a warehouse the way the writer does: logs, sources, rollup and errors in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ingest.store import id_filters, sources
from ingest.store.copies import copy_marks
from ingest.store.errors import occurrences
from ingest.store.rollups import hourly_rollup
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

COLUMNS: Mapping[str, pa.DataType] = {
    "ts": pa.timestamp("us"),
    "level": pa.string(),
    "source": pa.string(),
    "service": pa.string(),
    "host": pa.string(),
    "logger": pa.string(),
    "message": pa.string(),
    "trace_id": pa.string(),
    "span_id": pa.string(),
    "request_id": pa.string(),
    "user_id": pa.string(),
    "method": pa.string(),
    "path": pa.string(),
    "route": pa.string(),
    "status": pa.int16(),
    "duration_ms": pa.float64(),
    "client_ip": pa.string(),
    "error_type": pa.string(),
    "error_message": pa.string(),
    "stack_trace": pa.string(),
    "error_id": pa.string(),
    "attributes": pa.string(),
    "file_id": pa.int32(),
    "line_number": pa.int64(),
    "byte_offset": pa.int64(),
    "record_index": pa.int32(),
}


def at(text: str) -> datetime:
    """A time of 20 November 2026, as `10:00:00.5`, or a whole ISO time."""
    return datetime.fromisoformat(text if "-" in text else f"2026-11-20 {text}")


def record(time: str, source: str, service: str | None = "shop", /, **fields: Any) -> dict[str, Any]:
    """One row of logs; `line` says where it stands in its file (file 1 where none is named)."""
    line = fields.pop("line", 1)
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {"ts": at(time), "source": source, "service": service, "file_id": 1, "record_index": 0}
    return row | {"line_number": line, "byte_offset": line * 100} | fields


def warehouse() -> AbstractContextManager[Warehouse]:
    """An empty warehouse in memory."""
    return warehouses.in_memory(threads=1)


def make_batch(cursor: DuckDBPyConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the temporary table `batch` as the normaliser does; error_id where it is not given is the macro's."""
    frame = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in COLUMNS.items()})
    cursor.register("given_rows", frame)
    cursor.execute("create or replace temporary table batch as select * from logs limit 0")
    cursor.execute("insert into batch by name select given_rows.*, false as is_copy from given_rows")
    if any(row["error_id"] is None for row in rows):
        cursor.execute(
            """
            update batch set error_id = error_id(error_type, error_message, stack_trace, message)
            where error_id is null
                and is_error(level, error_type, stack_trace, status)
            """
        )
    cursor.unregister("given_rows")


def write(target: Warehouse, *batches: Sequence[Mapping[str, Any]]) -> None:
    """Write each batch of records in a transaction of its own."""
    for rows in batches:
        with target.transaction() as cursor:
            make_batch(cursor, rows)
            for module in (sources, copy_marks):
                module.apply(cursor)
            cursor.execute("insert into logs by name select * from batch")
            for module in (hourly_rollup, occurrences, id_filters):
                module.apply(cursor)


def make_older(target: Warehouse) -> None:
    """Take away what later versions of the schema added, as if the warehouse had been written by the first."""
    with target.transaction() as cursor:
        cursor.execute("drop table unjudged_hours")
        for table in ("logs", "hourly_rollup"):
            cursor.execute(f"alter table {table} drop column is_copy")
        cursor.execute("alter table sources drop column copies")
        for table in ("stream_rollup", "coarse_rollup", "coarse_stream_rollup", "user_sketches"):
            cursor.execute(f"drop table {table}")
        for table, column in (
            ("error_status", "comment"),
            ("error_status", "known_after"),
            ("errors", "version"),
            ("error_echoes", "version"),
        ):
            cursor.execute(f"alter table {table} drop column {column}")
        cursor.execute("update meta set value = '1' where key = 'schema_version'")


def read(target: Warehouse, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with target.reader() as cursor:
        return cursor.execute(query).fetchall()


def sorted_rows(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Rows in an order that does not depend on the query's."""
    return sorted((tuple(row) for row in rows), key=repr)

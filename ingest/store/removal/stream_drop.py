"""Removes one stream, and everything that it added to other tables, in one transaction.

Afterwards every total is as if the stream had never been read. Only hourly numbers of records that retention had
dropped before stay, because these records are no longer known. The ledger keeps the row of the stream, with the state
`dropped`, and `dropped_streams` says who did it and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.store.copies import copy_marks
from sql import catalog
from sql.errors import LongtailError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

_ROLLUP = (
    "merge_rollup_without",
    "delete_due_rollup",
    "store_merged_rollup",
    "delete_due_streams",
    "store_streams",
    "delete_due_coarse",
    "store_coarse",
    "delete_due_coarse_streams",
    "store_coarse_streams",
)
_ERRORS = (
    "load_known_sightings",
    "delete_matching_errors",
    "delete_matching_echoes",
    "delete_stream_sightings",
    "match_sightings",
    "store_errors",
    "store_echoes",
)


class UnknownStreamError(LongtailError):
    """There is no stream of that number, or it was dropped before."""


@dataclass(frozen=True, slots=True)
class DropOrder:
    """Which stream to drop, who asked for it, and which other stream has its lines (None: unknown)."""

    file_id: int
    author: str
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class StreamDrop:
    """What a drop removed, and its note in the ledger."""

    file_id: int
    path: str
    rows: int
    rejects: int
    note: str


def drop(warehouse: Warehouse, order: DropOrder) -> StreamDrop:
    """Remove the stream.

    Raises `UnknownStreamError`, and `LongtailError` if the warehouse could not be written; then nothing was removed.
    """
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with warehouse.transaction() as cursor:
        path = _path(cursor, order.file_id)
        note = f"Dropped {now.isoformat()}Z by {order.author}"
        note += "." if order.same_as is None else f": its lines stand in file {order.same_as}."
        _run(cursor, "collect_stream_records", file_id=order.file_id)
        _run(cursor, "choose_stream_hours")
        _take_out_of_rollups(cursor, order.file_id)
        _run(cursor, "count_source_without", file_id=order.file_id)
        _run(cursor, "delete_empty_sources")
        _take_out_of_errors(cursor, order.file_id)
        rows = _run(cursor, "delete_stream_logs", file_id=order.file_id)
        _judge_what_is_left(cursor)
        rejects = _run(cursor, "delete_stream_rejects", file_id=order.file_id)
        _run(cursor, "mark_stream_dropped", file_id=order.file_id, note=note)
        trace = {"dropped_at": now, "author": order.author, "same_as": order.same_as}
        _run(cursor, "record_dropped_stream", file_id=order.file_id, rows=rows, rejects=rejects, **trace)
    warehouse.checkpoint()
    return StreamDrop(order.file_id, path, rows, rejects, note)


def _path(cursor: DuckDBPyConnection, file_id: int) -> str:
    row = cursor.execute("select path, state from files where file_id = $id", {"id": file_id}).fetchone()
    if row is None:
        sentence = f"There is no file {file_id} in the ledger: `longtail files` lists them."
        raise UnknownStreamError(sentence)
    path, state = row
    if state == "dropped":
        sentence = f"{path} (file {file_id}) was dropped before: nothing of it is stored."
        raise UnknownStreamError(sentence)
    return str(path)


def _take_out_of_rollups(cursor: DuckDBPyConnection, file_id: int) -> None:
    for name in _ROLLUP:
        _run(cursor, name)
    _run(cursor, "merge_users_without", file_id=file_id)
    _run(cursor, "delete_stream_users")
    _run(cursor, "store_merged_users")


def _take_out_of_errors(cursor: DuckDBPyConnection, file_id: int) -> None:
    """Match the errors of the stream again, from the rows of the other streams."""
    _run(cursor, "collect_stream_sightings", file_id=file_id)
    for name in _ERRORS:
        parameters = {"file_id": file_id} if name == "delete_stream_sightings" else {}
        _run(cursor, name, **parameters)


def _judge_what_is_left(cursor: DuckDBPyConnection) -> None:
    """Count the events of the stream under other streams that also have them."""
    for (hour,) in cursor.execute("select hour from due_hours order by hour").fetchall():
        copy_marks.judge_anew(cursor, hour)


def _run(cursor: DuckDBPyConnection, name: str, **parameters: object) -> int:
    """Run a statement; returns how many rows it changed."""
    row = cursor.execute(catalog.statement(name).body, parameters).fetchone()
    return int(row[0]) if row else 0

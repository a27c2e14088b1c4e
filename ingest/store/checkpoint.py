"""Loads and saves the ledger: how far each stream was read, in the same transaction as the rows."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.files.identity import paths
from ingest.files.reading.chunk import ChunkCounts
from ingest.files.streams.stored_file import StoredFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.files.reading.chunk import Checkpoint

_NOTHING = ChunkCounts(lines=0, rows=0, row_lines=0, rejected=0, blank=0, first_ts=None, last_ts=None)

_TYPES = {
    "file_id": pa.int32(),
    "path": pa.string(),
    "source": pa.string(),
    "service": pa.string(),
    "state": pa.string(),
    "compression": pa.string(),
    "device": pa.int64(),
    "inode": pa.int64(),
    "head_length": pa.int32(),
    "head_hash": pa.string(),
    "head_keys": pa.string(),
    "tail_length": pa.int32(),
    "tail_hash": pa.string(),
    "content_crc": pa.int64(),
    "size": pa.int64(),
    "bytes_read": pa.int64(),
    "gap": pa.string(),
    "gap_bytes": pa.int64(),
    "note": pa.string(),
    "zone": pa.string(),
    "modified_at": pa.timestamp("us"),
    "duplicate_until": pa.int64(),
    "possible_duplicates": pa.int64(),
    "lines": pa.int64(),
    "rows": pa.int64(),
    "row_lines": pa.int64(),
    "rejected": pa.int64(),
    "blank": pa.int64(),
    "first_ts": pa.timestamp("us"),
    "last_ts": pa.timestamp("us"),
    "redacted": pa.int64(),
    "flagged": pa.int64(),
    "was_read": pa.bool_(),
}
_SCHEMA = pa.schema(list(_TYPES.items()))

_LOAD = """
select
    file_id, path, source, service, state, compression, device, inode, head_length, head_hash,
    tail_length, tail_hash, content_crc, size, bytes_read, lines, rows, rejected, gap, gap_bytes, note, modified_at,
    duplicate_until, head_keys, zone
from files
order by file_id
"""

_MERGE = """
create or replace temp table ledger_rows as
select
    c.file_id, c.path, c.source, c.service, c.state, c.compression, c.device, c.inode, c.head_length, c.head_hash,
    c.head_keys, c.duplicate_until, c.tail_length, c.tail_hash, c.content_crc, c.size, c.bytes_read,
    coalesce(f.lines, 0) + c.lines as lines,
    coalesce(f.rows, 0) + c.rows as rows,
    coalesce(f.row_lines, 0) + c.row_lines as row_lines,
    coalesce(f.rejected, 0) + c.rejected as rejected,
    coalesce(f.blank, 0) + c.blank as blank,
    coalesce(f.possible_duplicates, 0) + c.possible_duplicates as possible_duplicates,
    least(f.first_ts, c.first_ts) as first_ts,
    greatest(f.last_ts, c.last_ts) as last_ts,
    coalesce(f.redacted, 0) + c.redacted as redacted,
    coalesce(f.flagged, 0) + c.flagged as flagged,
    coalesce(f.dropped_rows, 0) as dropped_rows,
    coalesce(f.dropped_lines, 0) as dropped_lines,
    coalesce(f.dropped_rejects, 0) as dropped_rejects,
    c.gap, c.gap_bytes, c.note, c.zone, c.modified_at,
    coalesce(f.first_seen_at, $now) as first_seen_at,
    case when c.was_read then $now else f.last_read_at end as last_read_at
from ledger_checkpoints as c
left join files as f on f.file_id = c.file_id
"""


def load(cursor: DuckDBPyConnection) -> list[StoredFile]:
    """All rows of the ledger, oldest stream first; paths are raw, as the system takes them."""
    stored = [StoredFile(*row) for row in cursor.execute(_LOAD).fetchall()]
    return [replace(row, path=paths.raw(row.path)) if "\\" in row.path else row for row in stored]


def save(cursor: DuckDBPyConnection, checkpoints: Sequence[Checkpoint], counts: Mapping[int, ChunkCounts]) -> None:
    """Write the rows of these streams, adding `counts` up, on a cursor that is inside a transaction.

    However many streams there are, this is one delete and one insert.
    """
    if not checkpoints:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [_row(checkpoint, counts.get(checkpoint.file_id)) for checkpoint in checkpoints]
    cursor.register("ledger_checkpoints", pa.Table.from_pylist(rows, schema=_SCHEMA))
    try:
        cursor.execute(_MERGE, {"now": now})
        cursor.execute("delete from files where file_id in (select file_id from ledger_rows)")
        cursor.execute("insert into files by name select * from ledger_rows")
        cursor.execute("drop table ledger_rows")
    finally:
        cursor.unregister("ledger_checkpoints")


def _row(checkpoint: Checkpoint, counts: ChunkCounts | None) -> dict[str, object]:
    told = {
        "path": paths.told(checkpoint.path),
        "gap": checkpoint.gap and paths.safe(checkpoint.gap),
        "note": checkpoint.note and paths.safe(checkpoint.note),
    }
    return asdict(checkpoint) | told | asdict(counts or _NOTHING) | {"was_read": counts is not None}

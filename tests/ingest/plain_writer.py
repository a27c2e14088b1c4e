"""A writer that knows one shape of line only: tests of reading look at lines, not at formats.

``{"message": …}`` is a record, an empty line is blank, everything else is a reject; all of it stands in the tables of
the real warehouse, in one transaction with the ledger, as with the real writer.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.files.reading.chunk import Chunk, ChunkCounts
from ingest.store import checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.reading.chunk import Checkpoint, Overlong
    from sql.warehouse import Warehouse

_TS = datetime(2026, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without a zone)
_ROWS = pa.schema(
    [("message", pa.string()), ("file_id", pa.int32()), ("line_number", pa.int64()), ("byte_offset", pa.int64())]
)
_REJECTS = pa.schema(
    [("raw", pa.binary()), ("file_id", pa.int32()), ("line_number", pa.int64()), ("byte_offset", pa.int64())]
)


class AtOnce:
    """A writer that does everything when it commits."""

    def prepare(self, chunks: Sequence[Chunk | Overlong]) -> _Late:
        """Do nothing yet."""
        return _Late(self, chunks)

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store it."""
        raise NotImplementedError


class _Late:
    def __init__(self, writer: AtOnce, chunks: Sequence[Chunk | Overlong]) -> None:
        self._writer, self._chunks = writer, chunks

    def commit(self, checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        return self._writer.write(self._chunks, checkpoints)

    def discard(self) -> None:
        """There is nothing to let go of."""


class PlainWriter(AtOnce):
    """Stores lines; `calls` counts transactions, `before_commit` may interfere."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.calls = 0
        self.largest = 0

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store chunks and checkpoints in one transaction."""
        self.calls += 1
        rows: list[dict[str, object]] = []
        rejects: list[dict[str, object]] = []
        counts: dict[int, ChunkCounts] = {}
        self.largest = max(self.largest, sum(len(c.data if isinstance(c, Chunk) else c.raw) for c in chunks))
        for chunk in chunks:
            counts[chunk.file_id] = _take(chunk, rows, rejects)
        with self._warehouse.transaction() as cursor:
            if rows:
                cursor.register("new_rows", pa.Table.from_pylist(rows, schema=_ROWS))
                cursor.execute(
                    "insert into logs by name select *, $ts as ts, 0 as record_index from new_rows", {"ts": _TS}
                )
            if rejects:
                cursor.register("new_rejects", pa.Table.from_pylist(rejects, schema=_REJECTS))
                cursor.execute(
                    "insert into rejects by name select *, 'no record' as reason, $now as rejected_at from new_rejects",
                    {"now": datetime.now(UTC).replace(tzinfo=None)},
                )
            checkpoint.save(cursor, checkpoints, counts)
        return counts


def _take(chunk: Chunk | Overlong, rows: list[dict[str, object]], rejects: list[dict[str, object]]) -> ChunkCounts:
    lines: list[bytes] = bytes(chunk.data).split(b"\n") if isinstance(chunk, Chunk) else [chunk.raw]
    if isinstance(chunk, Chunk) and lines[-1] == b"":
        lines.pop()
    offset, before = chunk.byte_offset, (len(rows), len(rejects))
    for number, line in enumerate(lines, chunk.line_number):
        place = {"file_id": chunk.file_id, "line_number": number, "byte_offset": offset}
        offset += len(line) + 1
        message = _message(line) if isinstance(chunk, Chunk) else None
        if message is not None:
            rows.append(place | {"message": message})
        elif line.strip() or not isinstance(chunk, Chunk):
            rejects.append(place | {"raw": line})
    stored, rejected = len(rows) - before[0], len(rejects) - before[1]
    return ChunkCounts(len(lines), stored, stored, rejected, len(lines) - stored - rejected, _TS, _TS)


def _message(line: bytes) -> str | None:
    try:
        return str(json.loads(line.removeprefix(b"\xef\xbb\xbf"))["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None

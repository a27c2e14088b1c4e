"""One call, one transaction: rows, rejects, sources, rollup, errors and the ledger commit together or not at all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ingest import checkpoint, occurrences, rejects, rollup, sources
from ingest.chunk import Chunk, ChunkCounts
from ingest.normalise import Normalised, Normaliser
from ingest.rejects import Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from ingest.chunk import Checkpoint, Overlong
    from ingest.settings import Settings
    from sql.warehouse import Warehouse


class Writer:
    """Writes what was read into the warehouse. One thread uses it at a time."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._normaliser = Normaliser()
        self._last_times: dict[int, datetime] = {}

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store the chunks' records and rejects and save the checkpoints; what became of the lines, by file_id.

        A checkpoint without a chunk only updates its row in `files`. Raises `LongtailError` where nothing was stored.
        """
        complete = [chunk for chunk in chunks if isinstance(chunk, Chunk)]
        overlong = [_overlong(item) for item in chunks if not isinstance(item, Chunk)]
        normalised = Normalised([], {}, {})
        with self._warehouse.transaction() as cursor:
            if complete:
                normalised = self._normaliser.run(cursor, complete, self._previous(cursor, complete))
                cursor.execute("insert into logs select * from batch")
            rejects.store(cursor, [*normalised.rejects, *overlong])
            if any(count.rows for count in normalised.counts.values()):
                sources.apply(cursor)
                rollup.apply(cursor)
                occurrences.apply(cursor)
            counts = _with_overlong(normalised.counts, overlong)
            checkpoint.save(cursor, checkpoints, counts)
            cursor.execute("drop table if exists batch")
        self._last_times |= normalised.last_times
        return counts

    def _previous(self, cursor: DuckDBPyConnection, chunks: Iterable[Chunk]) -> dict[int, datetime]:
        """The time of the last record that was stored of each chunk's file."""
        unknown = [chunk.file_id for chunk in chunks if chunk.line_number > 1 and chunk.file_id not in self._last_times]
        if unknown:
            rows = cursor.execute(
                "select file_id, last_ts from files where file_id in $ids", {"ids": unknown}
            ).fetchall()
            self._last_times |= {file_id: last_ts for file_id, last_ts in rows if last_ts is not None}
        return self._last_times


def _overlong(item: Overlong) -> Reject:
    reason = f"line longer than the limit: {item.length} bytes, the first {len(item.raw)} are kept"
    return Reject(item.file_id, item.line_number, item.byte_offset, reason, item.raw)


def _with_overlong(counts: dict[int, ChunkCounts], overlong: Sequence[Reject]) -> dict[int, ChunkCounts]:
    result = dict(counts)
    for file_id, number in Counter(reject.file_id for reject in overlong).items():
        known = result.get(file_id, ChunkCounts(0, 0, 0, 0, 0, None, None))
        result[file_id] = ChunkCounts(
            lines=known.lines + number,
            rows=known.rows,
            row_lines=known.row_lines,
            rejected=known.rejected + number,
            blank=known.blank,
            first_ts=known.first_ts,
            last_ts=known.last_ts,
        )
    return result

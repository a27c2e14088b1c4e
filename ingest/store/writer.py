"""One call, one transaction: rows, invalid lines, sources, rollup, errors and the ledger are committed together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.files.reading.chunk import Chunk, ChunkCounts
from ingest.records.normalise import Normalised, Normaliser
from ingest.records.plans.plan_cache import KeptPlans
from ingest.records.redaction.batch import Redaction
from ingest.records.reject import Reject
from ingest.store import checkpoint, id_filters, rejects, rereading, sources
from ingest.store.copies import copy_marks
from ingest.store.errors import fingerprints, occurrences
from ingest.store.rollups import hourly_rollup
from ingest.store.routes.known_routes import Routes
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from ingest.files.reading.chunk import Checkpoint, Overlong
    from ingest.records.plans.skeletons import Skeletons
    from ingest.settings import Settings
    from ingest.store.rereading import Reread
    from sql.warehouse import Warehouse


class Prepared:
    """Chunks that are ready to be stored: their rows are in the temporary table `batch` of a separate cursor."""

    def __init__(
        self, writer: Writer, cursor: DuckDBPyConnection, normalised: Normalised, overlong: list[tuple[Reject, int]]
    ) -> None:
        self._writer = writer
        self._cursor = cursor
        self._normalised = normalised
        self._overlong = overlong

    def commit(self, checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store everything in one transaction; returns the counts of lines, by file_id.

        A checkpoint without a chunk only updates its row in `files`. Raises `LongtailError` where nothing was stored.
        """
        normalised = self._normalised
        counts = _with_overlong(normalised.counts, self._overlong)
        try:
            with self._writer.warehouse.transaction(self._cursor) as cursor:
                self._store_rows(cursor)
                rejects.store(cursor, [*normalised.rejects, *(reject for reject, _ in self._overlong)])
                checkpoint.save(cursor, checkpoints, counts)
        except BaseException:
            self._writer.forget()
            raise
        return counts

    def commit_again(self, again: Sequence[Reread]) -> int:
        """Store in one transaction what is made of rejected entries now, in their place; returns the number of rows."""
        counts = self._normalised.counts
        try:
            with self._writer.warehouse.transaction(self._cursor) as cursor:
                self._store_rows(cursor)
                rereading.replace_entries(cursor, again, self._normalised.rejects, counts)
        except BaseException:
            self._writer.forget()
            raise
        return sum(count.rows for count in counts.values())

    def _store_rows(self, cursor: DuckDBPyConnection) -> None:
        if not any(count.rows for count in self._normalised.counts.values()):
            return
        self._writer.routes.apply(cursor)
        sources.apply(cursor)
        copy_marks.apply(cursor)
        cursor.execute("insert into logs by name select * from batch")
        hourly_rollup.apply(cursor)
        if self._normalised.has_new_fingerprints:
            fingerprints.apply(cursor)
        occurrences.apply(cursor)
        id_filters.apply(cursor)

    def discard(self) -> None:
        """Close the cursor without storing anything."""
        self._writer.forget()
        self._cursor.close()


class Writer:
    """Writes what was read into the warehouse, in two steps, so that one batch is prepared while another is stored.

    One thread prepares, one commits, in the same order.
    """

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self.warehouse = warehouse
        self._settings = settings
        self._redaction = Redaction.of(settings)
        self._normaliser = Normaliser(
            KeptPlans(warehouse.resident), self._redaction, settings.format_paths, settings.timezone, settings.keys
        )
        self._last_times: dict[int, datetime | None] = {}
        self.routes = Routes()

    @property
    def skeletons(self) -> Skeletons:
        """The known shapes of records."""
        return self._normaliser.skeletons

    def prepare(self, chunks: Sequence[Chunk | Overlong]) -> Prepared:
        """Turn lines into rows, outside any transaction. This is most of the work of writing."""
        complete = [chunk for chunk in chunks if isinstance(chunk, Chunk)]
        overlong = [self._redaction.masked(_overlong(item)) for item in chunks if not isinstance(item, Chunk)]
        normalised = Normalised([], {}, {})
        with self.warehouse.preparation() as cursor:
            if complete:
                normalised = self._normaliser.run(cursor, complete, lambda: self._previous(cursor, complete))
                copy_marks.prepare(cursor)
        self._last_times |= normalised.last_times
        return Prepared(self, cursor, normalised, overlong)

    def read_again(self, source: str, service: str | None) -> int:
        """Read the rejected entries of a stream again, which may have a format by now; returns the number of rows."""
        rows = 0
        for chunks, again in rereading.pieces(self.warehouse, source, service):
            rows += self.prepare(chunks).commit_again(again)
        self.forget()
        return rows

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Both steps: store the records and invalid lines of the chunks, and save the checkpoints."""
        return self.prepare(chunks).commit(checkpoints)

    def last_times(self, chunks: Sequence[Chunk]) -> dict[int, datetime]:
        """For each file the time of the last of these lines that has one. Nothing is stored."""
        with self.warehouse.preparation() as cursor:
            found = self._normaliser.run(cursor, chunks, dict).last_times
            cursor.close()
        return found

    def forget(self) -> None:
        """Forget prepared batches that were not stored: the ledger has the times that records without one take."""
        self._last_times = {}
        self.routes.forget()

    def _previous(self, cursor: DuckDBPyConnection, chunks: Iterable[Chunk]) -> dict[int, datetime | None]:
        """The last own time of the records before each chunk, for files that are not new."""
        last_times = self._last_times
        unknown = [chunk.file_id for chunk in chunks if chunk.line_number > 1 and chunk.file_id not in last_times]
        if unknown:
            last_times |= dict.fromkeys(unknown)
            rows = cursor.execute(catalog.statement("last_stored_times").body, {"ids": unknown}).fetchall()
            last_times |= dict(rows)
        return last_times


def _overlong(item: Overlong) -> Reject:
    reason = f"line longer than the limit: {item.length} bytes, the first {len(item.raw)} are kept"
    return Reject(item.file_id, item.line_number, item.byte_offset, reason, item.raw)


def _with_overlong(counts: dict[int, ChunkCounts], overlong: Sequence[tuple[Reject, int]]) -> dict[int, ChunkCounts]:
    result = dict(counts)
    for reject, hidden in overlong:
        known = result.get(reject.file_id, ChunkCounts(0, 0, 0, 0, 0, None, None))
        result[reject.file_id] = replace(
            known, lines=known.lines + 1, rejected=known.rejected + 1, redacted=known.redacted + hidden
        )
    return result

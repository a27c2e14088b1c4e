"""Rejected entries that are read again, because a format for them is known by now.

They keep their place in the file, so their records are those that the file would have given. Entries that follow each
other are read together, so that a record has the lines that belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from ingest.files.reading.chunk import Chunk
from ingest.store import rejects
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from ingest.files.reading.chunk import ChunkCounts
    from ingest.records.reject import Reject
    from sql.warehouse import Warehouse

_TOGETHER = 20_000


@dataclass(frozen=True, slots=True)
class Reread:
    """The place of a rejected entry that is read again."""

    file_id: int
    byte_offset: int


class _Entry(NamedTuple):
    file_id: int
    line_number: int
    byte_offset: int
    raw: bytes
    modified_at: datetime
    zone: str | None


def pieces(warehouse: Warehouse, source: str, service: str | None) -> Iterator[tuple[list[Chunk], list[Reread]]]:
    """The entries of a stream that were in no known format, as chunks, with their places; some thousand at a time."""
    after = (-1, -1)
    while True:
        with warehouse.reader() as cursor:
            parameters = {"source": source, "service": service, "most": _TOGETHER}
            parameters |= {"after_file": after[0], "after_offset": after[1]}
            rows = cursor.execute(catalog.statement("unread_entries").body, parameters).fetchall()
        entries = [_Entry(*row) for row in rows]
        if not entries:
            return
        yield list(_chunks(entries, source, service)), [Reread(item.file_id, item.byte_offset) for item in entries]
        after = (entries[-1].file_id, entries[-1].byte_offset)


def _chunks(entries: Sequence[_Entry], source: str, service: str | None) -> Iterator[Chunk]:
    for run in _runs(entries):
        first = run[0]
        yield Chunk(
            file_id=first.file_id,
            source=source,
            service=service,
            data=b"".join(item.raw + b"\n" for item in run),
            byte_offset=first.byte_offset,
            line_number=first.line_number,
            modified_at=first.modified_at,
            final=True,
            zone=first.zone,
        )


def _runs(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Entries that follow each other in their file. After one that was masked, or has another line end, a run ends."""
    run = [entries[0]]
    for before, item in pairwise(entries):
        ends_at = (
            before.file_id,
            before.byte_offset + len(before.raw) + 1,
            before.line_number + before.raw.count(b"\n") + 1,
        )
        if ends_at != (item.file_id, item.byte_offset, item.line_number):
            yield run
            run = []
        run.append(item)
    yield run


def replace_entries(
    cursor: DuckDBPyConnection,
    again: Sequence[Reread],
    invalid: Sequence[Reject],
    counts: Mapping[int, ChunkCounts],
) -> None:
    """Put what is still `invalid` in the place of the entries, and correct the counts of their files."""
    places = pa.table(
        {
            "file_id": pa.array([item.file_id for item in again], pa.int32()),
            "byte_offset": pa.array([item.byte_offset for item in again], pa.int64()),
        }
    )
    cursor.register("reread", places)
    try:
        cursor.execute(catalog.statement("delete_reread").body)
    finally:
        cursor.unregister("reread")
    rejects.store(cursor, invalid)
    for file_id, count in counts.items():
        before = sum(item.file_id == file_id for item in again)
        told = {
            "file_id": file_id,
            "rows": count.rows,
            "row_lines": count.row_lines,
            "rejected": count.rejected - before,
            "blank": count.blank - (count.lines - before),
            "redacted": count.redacted,
            "flagged": count.flagged,
            "first_ts": count.first_ts,
            "last_ts": count.last_ts,
        }
        cursor.execute(catalog.statement("count_reread").body, told)

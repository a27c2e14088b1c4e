"""Records without a time, or with an impossible one: every record gets a time, and a flag if it is not reliable.

The attribute `_longtail` of such a record is ``{"time": …}``: `from_previous` (the time of the record before it in its
file), `from_file` (when the file was last changed), `future` (more than a day ahead of when it was read) or `ancient`
(before the year 2000); the latter two are kept as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.files.reading.chunk import Chunk

EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001 (UTC without a zone, as everywhere in the warehouse)
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """The result for the times of a batch, by file."""

    flagged: dict[int, int]
    """How many records are flagged."""
    last_times: dict[int, datetime] | None = None
    """The time of the last record that has its own; None if all records have one."""


def settle(
    cursor: DuckDBPyConnection, chunks: Sequence[Chunk], previous: Callable[[], Mapping[int, datetime | None]]
) -> Settled:
    """Fill and flag the times of the temporary table `batch`. `previous` has the last own time of each file before it.

    If all times are valid, this only reads the smallest and the largest.
    """
    bounds = {"earliest": EARLIEST, "latest": datetime.now(UTC).replace(tzinfo=None) + AHEAD}
    row = cursor.execute(
        "select count(*) > count(ts), coalesce(min(ts) < $earliest or max(ts) > $latest, false) from batch", bounds
    ).fetchone()
    is_missing, is_odd = row or (False, False)
    if not (is_missing or is_odd):
        return Settled({})
    flagged = dict(cursor.execute(catalog.statement("count_flagged").body, bounds).fetchall())
    if is_odd:
        cursor.execute(catalog.statement("flag_times").body, bounds)
    if not is_missing:
        return Settled(flagged)
    last_times = dict(cursor.execute(catalog.statement("last_own_times").body).fetchall())
    _give(cursor, chunks, previous())
    return Settled(flagged, last_times)


def _give(cursor: DuckDBPyConnection, chunks: Sequence[Chunk], previous: Mapping[int, datetime | None]) -> None:
    files = {chunk.file_id: chunk for chunk in reversed(chunks)}
    cursor.register(
        "file_times",
        pa.table(
            {
                "file_id": pa.array(list(files), pa.int32()),
                "previous": pa.array([previous.get(file_id) for file_id in files], pa.timestamp("us")),
                "modified_at": pa.array(
                    [chunk.modified_at.replace(tzinfo=None) for chunk in files.values()], pa.timestamp("us")
                ),
            }
        ),
    )
    try:
        cursor.execute(catalog.statement("fill_times").body)
    finally:
        cursor.unregister("file_times")

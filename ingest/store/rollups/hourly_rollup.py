"""The hourly rollup: partial rows are appended with the records that they count, and merged when there are many.

Three smaller rollups have the sums of the merged rows: `stream_rollup` without endpoints, `coarse_rollup` by six hours,
`coarse_stream_rollup` both. They change in the transaction that merges. So each of them together with the partial rows
is always complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.rollups import user_sketches
from ingest.store.rollups.merging import Merging
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

MIN_PARTIALS = 100_000
"""Unmerged rows that cost nearly nothing to read: one DuckDB row group holds 122,880."""

_MERGING = Merging(
    "partial_rollup",
    "due_hours",
    (
        "merge_rollup",
        "delete_due_rollup",
        "store_merged_rollup",
        "delete_due_streams",
        "store_streams",
        "delete_due_coarse",
        "store_coarse",
        "delete_due_coarse_streams",
        "store_coarse_streams",
    ),
    most_rows=200_000,
)
"""The coarser rollups count merged rows only, so they are kept where rows are merged."""


def apply(cursor: DuckDBPyConnection) -> None:
    """Append the totals of the temporary table `batch` (columns of `logs`), on the writer's cursor."""
    cursor.execute(catalog.statement("record_rollup").body)
    user_sketches.apply(cursor)


def compact(warehouse: Warehouse, *, min_partials: int = MIN_PARTIALS, patience: int = 1) -> int:
    """Merge partial rows if at least `min_partials` can be merged; returns their number.

    Asking costs about a millisecond while there is nothing to do, so it may be called after every commit. Every sum
    over the rollup stays the same (sums of durations up to the last digits of a double). Sketches of users are merged
    at the same time, by a limit of their own. `patience` multiplies the number of rows to wait for.
    """
    user_sketches.compact(warehouse, min_partials=user_sketches.MIN_PARTIALS * patience)
    return _MERGING.run(warehouse, min_partials * patience)

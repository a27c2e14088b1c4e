"""Sketches of users by hour: partial ones are appended with their records, and merged when there are many.

A sketch is a small summary that gives an estimate of the number of distinct users, also for several sketches merged: a
multi-resolution bitmap (Estan, Varghese, Fisk, 2003), counted linearly (Whang, Vander-Zanden, Taylor, 1990).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.rollups.merging import Merging
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

MIN_PARTIALS = 20_000
"""Unmerged sketches that cost nearly nothing to read: one in eight is a kilobyte of mostly zeros, others a third."""

_MERGING = Merging(
    "partial_users",
    "due_user_hours",
    ("merge_users", "delete_merged_users", "store_merged_users"),
    most_rows=60_000,
)


def apply(cursor: DuckDBPyConnection) -> None:
    """Append sketches of the users in the temporary table `batch` (columns of `logs`), on the writer's cursor."""
    cursor.execute(catalog.statement("record_users").body)


def compact(warehouse: Warehouse, *, min_partials: int = MIN_PARTIALS) -> int:
    """Merge partial sketches if at least `min_partials` can be merged; returns their number.

    The sketches of any time range stay the same to the bit.
    """
    return _MERGING.run(warehouse, min_partials)

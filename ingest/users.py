"""Sketches of users by hour: partial ones appended with the records they tell of, merged once many have piled up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

MIN_PARTIALS = 5_000
"""Unmerged sketches that are read without noticing: each is a kilobyte of mostly zeros."""


def apply(cursor: DuckDBPyConnection) -> None:
    """Append sketches of the users in the temporary table `batch` (columns of `logs`), on the writer's cursor."""
    cursor.execute(catalog.statement("record_users").body)


def compact(warehouse: Warehouse, *, min_partials: int = MIN_PARTIALS) -> int:
    """Merge partial sketches where there are at least `min_partials`, in one transaction; says how many there were.

    What any range's sketches tell stays the same to the bit.
    """
    with warehouse.reader() as cursor:
        row = cursor.execute(catalog.statement("partial_users").body).fetchone()
    partials = int(row[0]) if row else 0
    if partials < min_partials:
        return 0
    with warehouse.transaction() as cursor:
        for name in ("merge_users", "forget_merged_users", "store_merged_users"):
            cursor.execute(catalog.statement(name).body)
    return partials

"""Versions of the fingerprint: what people decided about a group holds when a new version tells its errors otherwise.

Version 2 tells errors apart by their root cause, and generic ones by what their message is about. An error that is
seen for the first time since then takes over the decisions on the group that version 1 put it into: its status, what
it was merged with, and the rules that took it apart. Stored errors are told anew once, when a warehouse of before is
opened (`sql.warehouse`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import catalog
from sql.warehouse import INHERIT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def apply(cursor: DuckDBPyConnection) -> None:
    """Take over the decisions on errors of the temporary table `batch_fingerprints`, before these are stored."""
    cursor.execute(catalog.statement("new_versions").body)
    if cursor.execute("select 1 from new_versions limit 1").fetchone() is None:
        return
    for name in INHERIT:
        cursor.execute(catalog.statement(name).body)

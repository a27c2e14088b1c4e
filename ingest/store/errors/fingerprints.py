"""Versions of the fingerprint: decisions about a group stay valid when a new version changes its fingerprints.

Version 2 separates errors by their root cause, and generic ones by the topic of their message. An error that is new
since then takes over the decisions about the group that version 1 put it into: its status, its merges and its splits.
Stored errors get new fingerprints once, when an older warehouse is opened (`sql.warehouse`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import catalog
from sql.warehouse import INHERIT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def apply(cursor: DuckDBPyConnection) -> None:
    """Copy the decisions for errors of the temporary table `batch_fingerprints`, before these are stored."""
    cursor.execute(catalog.statement("new_versions").body)
    if cursor.execute("select 1 from new_versions limit 1").fetchone() is None:
        return
    for name in INHERIT:
        cursor.execute(catalog.statement(name).body)

"""The command itself, everything on: formats, error fingerprints, rollups, id filters, ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import duckdb

from dashboard.command_line import run
from tests.bench.contender import Stored

if TYPE_CHECKING:
    from pathlib import Path

WAREHOUSE = "longtail.duckdb"
"""Where in its folder it writes; a warehouse that stands there already is read into."""


def read(log: Path, folder: Path) -> None:
    """`longtail ingest` into a warehouse."""
    if run(["ingest", str(log), "--warehouse", str(folder / WAREHOUSE)]):
        sys.exit("longtail ingest failed")


def stored(folder: Path) -> Stored:
    """By the ledger: lines that are records, rejected or blank."""
    path = folder / WAREHOUSE
    with duckdb.connect(str(path), read_only=True) as connection:
        lines = connection.execute("select sum(lines)::bigint from files").fetchall()[0][0]
    return Stored(lines, path.stat().st_size)

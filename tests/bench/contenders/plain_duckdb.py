"""DuckDB with nothing around it: `create table as` over `read_json`, with the schema given by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tests.bench import schema
from tests.bench.contender import Stored

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "plain.duckdb"


def read(log: Path, folder: Path) -> None:
    """One statement; with as much memory as Longtail gives DuckDB."""
    with duckdb.connect(str(folder / _FILE)) as connection:
        connection.execute("set memory_limit = '1GB'")
        connection.execute(
            "create table logs as select * from read_json($file, format = 'newline_delimited', columns = $columns)",
            {"file": str(log), "columns": dict(schema.DUCKDB)},
        )


def stored(folder: Path) -> Stored:
    """Its rows, in one file."""
    path = folder / _FILE
    with duckdb.connect(str(path), read_only=True) as connection:
        lines = connection.execute("select count(*) from logs").fetchall()[0][0]
    return Stored(lines, path.stat().st_size)

"""ClickHouse's engine into one column of its `JSON` type: no schema, every key a column of its own on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.clickhouse import opened, quoted
from tests.bench.contender import Stored

if TYPE_CHECKING:
    from pathlib import Path


def read(log: Path, folder: Path) -> None:
    """One statement into a MergeTree, in the order of the file."""
    with opened(folder / "chdb") as engine:
        engine.execute("create table logs (record JSON) engine = MergeTree order by tuple()")
        engine.execute(f"insert into logs select record from file({quoted(str(log))}, 'JSONAsObject', 'record JSON')")


def stored(folder: Path) -> Stored:
    """After merges have settled."""
    with opened(folder / "chdb") as engine:
        return Stored(*engine.settled("logs"))

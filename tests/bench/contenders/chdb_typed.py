"""ClickHouse's engine into typed columns, with the schema given by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import schema
from tests.bench.clickhouse import opened, quoted
from tests.bench.contender import Stored

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ", ".join(f"{name} {kind}" for name, kind in schema.CLICKHOUSE.items())


def read(log: Path, folder: Path) -> None:
    """One statement into a MergeTree ordered by time."""
    with opened(folder / "chdb") as engine:
        engine.execute(f"create table logs ({_COLUMNS}) engine = MergeTree order by timestamp")
        engine.execute(
            f"insert into logs select * from file({quoted(str(log))}, 'JSONEachRow', {quoted(_COLUMNS)}) "
            "settings date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1, "
            "input_format_json_read_objects_as_strings = 1"
        )


def stored(folder: Path) -> Stored:
    """After merges have settled."""
    with opened(folder / "chdb") as engine:
        return Stored(*engine.settled("logs"))

"""The other side of `beside`, in a process of its own: loads rows into ClickHouse's engine on disk, and asks it.

`python -m tests.bench.rival FILE FOLDER RUNS` reads rows from a Parquet file and pairs of SQL and told column as JSON
from standard input; it prints milliseconds and the number for each.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.clickhouse import Engine, opened, quoted

_KINDS = {
    "ts": "DateTime64(6, 'UTC')",
    "level": "LowCardinality(String)",
    "source": "LowCardinality(String)",
    "service": "LowCardinality(String)",
    "host": "LowCardinality(String)",
    "logger": "LowCardinality(String)",
    "message": "String",
    "trace_id": "String",
    "span_id": "String",
    "request_id": "String",
    "user_id": "String",
    "method": "LowCardinality(String)",
    "path": "String",
    "route": "LowCardinality(String)",
    "status": "Nullable(UInt16)",
    "duration_ms": "Nullable(Float64)",
    "client_ip": "String",
    "error_type": "LowCardinality(String)",
    "error_message": "String",
    "stack_trace": "String",
    "error_id": "LowCardinality(String)",
    "attributes": "String",
    "is_record": "Bool",
    "is_request": "Bool",
}
COLUMNS = tuple(_KINDS)
_INDEXES = "".join(
    f", index by_{column} {column} type bloom_filter(0.01) granularity 1"
    for column in ("trace_id", "span_id", "request_id")
)


def load(engine: Engine, file: Path) -> dict[str, float]:
    """A MergeTree ordered by time, with bloom filters over ids as its documents advise for traces, merged into one."""
    columns = ", ".join(f"{name} {kind}" for name, kind in _KINDS.items())
    engine.execute(f"create table logs ({columns}{_INDEXES}) engine = MergeTree order by ts")
    begun = time.perf_counter()
    engine.execute(f"insert into logs select {', '.join(COLUMNS)} from file({quoted(str(file))}, 'Parquet')")
    seconds = time.perf_counter() - begun
    rows, size = engine.settled("logs")
    return {"rows": rows, "load_seconds": seconds, "bytes_on_disk": size}


def ask(engine: Engine, statement: str, told: str, runs: int) -> dict[str, Any]:
    """A first run that is not counted, then the milliseconds of `runs`."""
    rows = engine.rows(statement)
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        engine.execute(statement)
        taken.append((time.perf_counter() - begun) * 1000)
    number = sum(float(row[told]) for row in rows) if told else len(rows)
    return {"milliseconds": taken, "number": number}


def main(file: Path, folder: Path, runs: int) -> None:
    """Load, ask everything, print one object; what a question found before must not answer it again, as on our side."""
    questions = json.load(sys.stdin)
    with opened(folder) as engine:
        loaded = load(engine, file)
        engine.execute("set use_query_condition_cache = 0")
        answers = [ask(engine, statement, told, runs) for statement, told in questions]
    sys.stdout.write("\n" + json.dumps({**loaded, "answers": answers}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

"""A month of logs of any density: half a day of the demo shop, read in by Longtail, then again and again before it.

What `tests/bench/warehouse.py` makes record by record, this makes by copying tables with other times: 100 million rows
in minutes. Every half day is as dense as the last one, so a total has as many rows as reading would have made:
services, routes and patterns of messages are those of the half day, and ids come again in each. Every three days there
is a deploy. Samples, results of probes and rejected lines are there as the settings keep them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard.demo import shop
from ingest.service import IngestService
from ingest.settings import Settings
from ingest.store.rollups import hourly_rollup
from sql.warehouse import Warehouse
from tests.bench.warehouse import FOR_EVER, NOW

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DAYS = 30
_HALF_DAY = timedelta(hours=12)
_HALVES_OF_A_VERSION = 6
_ROWS_AT_RATE_ONE = 56_500
"""Rows of half a day where the shop's rate is 1."""
SERIES = 500
_SAMPLES_END = NOW.replace(tzinfo=None)

_TIMES = {
    "logs": ("ts",),
    "errors": ("ts",),
    "error_echoes": ("ts",),
    "hourly_rollup": ("hour",),
    "stream_rollup": ("hour",),
    "coarse_rollup": ("begin",),
    "coarse_stream_rollup": ("begin",),
    "user_sketches": ("hour",),
    "id_filters": ("min_ts", "max_ts"),
}
"""What is copied, and the columns that say when."""
_VERSIONED = {
    "logs": 'if(attributes is null, null, replace(attributes::varchar, \'"version":"\', $release)) as attributes',
    "errors": "right($release, -11) || version as version",
    "error_echoes": "right($release, -11) || version as version",
}
_WHOLE = {
    "sources": (
        "rows * $halves as rows, requests * $halves as requests, copies * $halves as copies, "
        "first_ts - $back::interval as first_ts"
    ),
    "files": (
        "rows * $halves as rows, row_lines * $halves as row_lines, lines * $halves as lines, size * $halves as size, "
        "bytes_read * $halves as bytes_read, first_ts - $back::interval as first_ts"
    ),
}
_SERIES_OF = """
    insert into series
    select
        number::integer,
        case
            when number < 400 and number % 40 < 8 then 'celery_task_' || [
                'sent', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected'
            ][number % 40 + 1] || '_total'
            when number < 400 then 'celery_task_runtime_' || ['sum', 'count', 'bucket'][1 + least(number % 40 - 8, 2)]
            else [
                'cpu_usage_percent', 'memory_usage_percent', 'disk_usage_percent', 'disk_usage_percent',
                'disk_usage_percent', 'celery_queue_length', 'celery_worker_up', 'load', 'load', 'load'
            ][number % 10 + 1]
        end,
        case
            when number < 400 then map {'name': 'shop.task' || number // 40, 'le': (number % 40)::varchar}
            else map {
                'host': 'h' || number // 10, 'hostname': 'h' || number // 10, 'queue_name': 'q' || number // 10,
                'mount': '/' || number % 10, 'cpu': 'all', 'mode': 'used'
            }
        end,
        if(number < 400, 'counter', 'gauge'),
        $now::timestamp - interval 400 days
    from range($series) as t(number)
"""
_VALUE = "if(i % $series % 10 = 6, 1.0, 20.0 + (hash(i // ($series * 240)) % 40)::double)"
_GREW = "if(i % $series < 400, (hash(i) % if(i % $series % 40 = 4, 2, 50))::double, null)"
_SAMPLES = {
    "samples_raw": (15, 2 * 5760, f"select (i % $series)::integer, {{when}}, {_VALUE}, {_GREW}"),
    "sample_minutes": (60, 30 * 1440, f"select (i % $series)::integer, {{when}}, 4, 20, 60, {_VALUE}, 40, {_GREW}"),
    "sample_hours": (3600, 400 * 24, f"select (i % $series)::integer, {{when}}, 240, 20, 60, {_VALUE}, 40, {_GREW}"),
}
_WHEN = "$now::timestamp - to_seconds({seconds} * ({steps} - i // $series))"
_PROBES = """
    insert into probe_results
    select
        $now::timestamp - to_seconds(30 * (20160 - i // 50)),
        'probe-' || i % 50,
        ['http', 'postgresql', 'redis', 'tls', 'tcp'][i % 5 + 1],
        'host-' || i % 50,
        if(hash(i // 500) % 400 = 0, 'unhealthy', 'healthy'),
        if(hash(i // 500) % 400 = 0, 'unhealthy', 'healthy'),
        (5 + hash(i) % 30)::double,
        '',
        if(i % 5 = 3, '{"days_left": 60}', null)
    from range(50 * 20160) as t(i)
"""
_REJECTS = """
    insert into rejects
    select 1, i, i * 100, 'not JSON', 'what is this'::blob, $now::timestamp - to_seconds(26 * (100000 - i))
    from range(100000) as t(i)
"""


def make(path: Path, rows: int, folder: Path | None = None, series: int = SERIES) -> int:
    """Write `DAYS` days that have about `rows` rows of logs to `path`, which must not exist yet; how many there are."""
    halves = DAYS * 2
    with tempfile.TemporaryDirectory(dir=folder) as place:
        seed = _half_day(Path(place), rows / halves)
        Warehouse.open(path).close()
        with duckdb.connect(path, config={"memory_limit": "3GB", "temp_directory": place}) as target:
            target.execute(f"attach '{seed}' as seed (read_only)")
            target.execute(f"attach '{Path(place) / 'sorted.duckdb'}' as sorted")
            target.execute("create table sorted.logs as from seed.logs order by ts")
            for back in range(halves - 1, -1, -1):
                _copy(target, back)
            values = {"halves": halves, "back": (halves - 1) * _HALF_DAY}
            for table, columns in _WHOLE.items():
                target.execute(f"insert into {table} select * replace ({columns}) from seed.{table}", values)
            target.execute("insert into routes from seed.routes")
            _watch(target, series)
            target.execute("checkpoint")
            return int(target.execute("select count(*) from logs").fetchall()[0][0])


def _half_day(folder: Path, rows: float) -> Path:
    """Half a day of the shop as Longtail reads it."""
    shop.simulate(folder / "shop", now=NOW, days=_HALF_DAY / timedelta(days=1), rate=rows / _ROWS_AT_RATE_ONE)
    path = folder / "seed.duckdb"
    settings = Settings(warehouse=path, retention_days=FOR_EVER, rollup_days=0)
    with Warehouse.open(path) as opened:
        IngestService(opened, settings, [str(folder / "shop")]).run_once()
        hourly_rollup.compact(opened, min_partials=1)
    return path


def _copy(target: DuckDBPyConnection, back: int) -> None:
    """All that is known of the half day, so many half days earlier."""
    values: dict[str, Any] = {"earlier": back * _HALF_DAY}
    release = f'"version":"{DAYS - back // _HALVES_OF_A_VERSION}.'
    for table, times in _TIMES.items():
        columns = [f"{name} - $earlier::interval as {name}" for name in times]
        told = _VERSIONED.get(table)
        source = f"{'sorted' if table == 'logs' else 'seed'}.{table}"
        target.execute(
            f"insert into {table} select * replace ({', '.join([*columns, *([told] if told else [])])}) from {source}",
            values | ({"release": release} if told else {}),
        )


def _watch(target: DuckDBPyConnection, series: int) -> None:
    """Samples, results of probes and rejected lines up to `NOW`."""
    values = {"now": _SAMPLES_END, "series": series}
    target.execute(_SERIES_OF, values)
    for table, (seconds, steps, columns) in _SAMPLES.items():
        text = columns.format(when=_WHEN.format(seconds=seconds, steps=steps))
        target.execute(f"insert into {table} {text} from range($series * {steps}) as t(i)", values)
    for statement in (_PROBES, _REJECTS):
        target.execute(statement, {"now": _SAMPLES_END})


def main() -> int:
    """Make the warehouse that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.month", description=__doc__)
    parser.add_argument("file", type=Path, help="the warehouse to write")
    parser.add_argument("--rows", type=int, default=100_000_000, help="rows of logs, about (default: 100,000,000)")
    parser.add_argument("--dir", type=Path, default=None, help="where the logs on the way are written")
    options = parser.parse_args()
    sys.stdout.write(f"{make(options.file, options.rows, options.dir):,} rows in {options.file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A warehouse of any size for measuring queries: a month of the demo shop, read in by Longtail, then many times over.

The shop's month is simulated and ingested once, up to a million records. Every further row is one of those a few
minutes earlier, with ids, users, durations and numbers of its own, so that one trace stays one through all its files.
Rows go in as live reading leaves them: in order of time, a row group at a time, through the same steps in one
transaction, so that `sources`, the rollups and `errors` say what `logs` says; the ledger is counted last.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dashboard.demo import shop
from ingest.service import IngestService
from ingest.settings import Settings
from ingest.store import id_filters, sources
from ingest.store.copies import copy_marks
from ingest.store.errors import occurrences
from ingest.store.rollups import hourly_rollup
from sql.warehouse import ROW_GROUP_ROWS, Warehouse

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

ROWS = 20_000_000
"""What the marks are for."""

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
"""When the last record was written."""

DAYS = 30.0
_SEED_ROWS = 1_000_000
_GROWTH_SHARE = 0.75
"""What is left of the plan's rate over so many days, because the shop was smaller a month ago."""

_SLICE = timedelta(hours=6)
_EARLIER = timedelta(minutes=10)
_MERGE_EVERY = 20
FOR_EVER = {"*": 0, "error*": 0, "slow*": 0, "business*": 0}

_GROW = r"""
insert into pending by name
select grown.*
from (
    select
        * exclude (copy, draw, shift, number, factor, parent) replace (
            ts - to_microseconds(shift) as ts,
            regexp_replace(message, '\b\d{7,}\b', number, 'g') as message,
            regexp_replace(error_message, '\b\d{7,}\b', number, 'g') as error_message,
            regexp_replace(stack_trace, '\b\d{7,}\b', number, 'g') as stack_trace,
            regexp_replace(path, '\b\d{7,}\b', number, 'g') as path,
            if(copy = 0, trace_id, md5(trace_id || copy)) as trace_id,
            if(copy = 0, span_id, left(md5(span_id || copy), 16)) as span_id,
            if(copy = 0, request_id, left(md5(request_id || copy), 16)) as request_id,
            case
                when copy = 0 then duration_ms
                when duration_ms >= 500 then greatest(500, duration_ms * factor)
                else least(499.999, duration_ms * factor)
            end as duration_ms,
            'u-' || (substr(user_id, 3)::bigint + copy * 10000) as user_id,
            replace(
                regexp_replace(attributes::varchar, '\b\d{7,}\b', number, 'g'),
                parent,
                if(copy = 0, parent, left(md5(parent || copy), 16))
            ) as attributes
        )
    from (
        select
            logs.*,
            copies.copy,
            hash(coalesce(trace_id, request_id, message), copies.copy) as draw,
            if(copies.copy = 0, 0, draw % $earlier)::bigint as shift,
            (10000000 + draw % 900000000)::varchar as number,
            exp((hash(coalesce(span_id, message), copies.copy) % 2001)::bigint / 2000 - 0.5) as factor,
            regexp_extract(attributes::varchar, '"parent_span_id":"([0-9a-f]+)"', 1) as parent
        from seed.logs
        cross join range($copies) as copies(copy)
        where logs.ts >= $begin
            and logs.ts < $end + to_microseconds($earlier)
    )
) as grown
where grown.ts >= $begin
    and grown.ts < $end
"""
_TAKE = """
create or replace table batch as
select
    taken.* replace (
        coalesce(places.lines, 0) + row_number() over in_file as line_number,
        (coalesce(places.lines, 0) + row_number() over in_file) * 512 as byte_offset,
        0 as record_index
    )
from (select * from pending order by ts limit $rows) as taken
left join places on places.file_id = taken.file_id
window in_file as (partition by taken.file_id order by taken.ts, taken.trace_id, taken.span_id)
order by taken.ts
"""
_KEEP = "create or replace table pending as select * from pending order by ts offset $rows"
_PLACE = """
create or replace table places as
select file_id, sum(lines)::bigint as lines
from (from places union all select file_id, count(*) from batch group by file_id)
group by file_id
"""
_LEDGER = """
insert into files by name
select
    seed_files.* replace (
        counted.rows as rows,
        counted.rows as row_lines,
        counted.rows + seed_files.rejected + seed_files.blank as lines,
        counted.rows * 512 as size,
        counted.rows * 512 as bytes_read,
        counted.first_ts as first_ts,
        counted.last_ts as last_ts
    )
from seed_files
join (
    select file_id, count(*) as rows, min(ts) as first_ts, max(ts) as last_ts from logs group by file_id
) as counted on counted.file_id = seed_files.file_id
"""


def make(path: Path, rows: int = ROWS, folder: Path | None = None) -> int:
    """Write a warehouse of at least `rows` rows to `path`, which must not exist yet; gives how many there are.

    What is needed on the way is written into `folder` (some hundred megabytes) and taken away again.
    """
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        seed = _seed(Path(scratch), rows)
        with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": scratch}) as forge:
            forge.execute(f"attach '{seed}' as seed (read_only)")
            with Warehouse.open(path) as target:
                return _fill(target, forge, rows)


def _seed(folder: Path, rows: int) -> Path:
    """The shop's month as Longtail reads it."""
    rate = min(rows, _SEED_ROWS) / (DAYS * 86_400 * _GROWTH_SHARE)
    shop.simulate(folder / "shop", now=NOW, days=DAYS, rate=rate)
    path = folder / "seed.duckdb"
    settings = Settings(warehouse=path, retention_days=FOR_EVER, rollup_days=0)
    with Warehouse.open(path) as opened:
        IngestService(opened, settings, [str(folder / "shop")]).run_once()
    return path


def _fill(target: Warehouse, forge: DuckDBPyConnection, rows: int) -> int:
    begin, last, stored = forge.execute(
        "select date_trunc('day', min(ts)), max(ts), count(*) from seed.logs"
    ).fetchall()[0]
    forge.execute("create table pending as select * replace (attributes::varchar as attributes) from seed.logs limit 0")
    forge.execute("create table places (file_id integer, lines bigint)")
    bounds = {"copies": ceil(rows / stored), "earlier": int(_EARLIER / timedelta(microseconds=1))}
    groups = 0
    while begin <= last:
        forge.execute(_GROW, bounds | {"begin": begin, "end": begin + _SLICE})
        begin += _SLICE
        while _count(forge, "pending") >= ROW_GROUP_ROWS or (begin > last and _count(forge, "pending") > 0):
            _store(target, _take(forge))
            groups += 1
            if groups % _MERGE_EVERY == 0:
                hourly_rollup.compact(target)
    hourly_rollup.compact(target, min_partials=1)
    with target.transaction() as cursor:
        cursor.register("seed_files", forge.execute("from seed.files").to_arrow_table())
        cursor.execute(_LEDGER)
    with target.reader() as cursor:
        return _count(cursor, "logs")


def _take(forge: DuckDBPyConnection) -> pa.Table:
    """The oldest pending rows, as many as a row group holds, on the next lines of their files."""
    bounds = {"rows": ROW_GROUP_ROWS}
    forge.execute(_TAKE, bounds)
    forge.execute(_KEEP, bounds)
    forge.execute(_PLACE)
    return forge.execute("from batch").to_arrow_table()


def _store(target: Warehouse, rows: pa.Table) -> None:
    """Store rows in the steps of the writer."""
    with target.transaction() as cursor:
        cursor.register("taken", rows)
        cursor.execute("create or replace temporary table batch as from logs limit 0")
        cursor.execute("insert into batch by name from taken")
        for part in (sources, copy_marks):
            part.apply(cursor)
        cursor.execute("insert into logs select * from batch")
        for part in (hourly_rollup, occurrences, id_filters):
            part.apply(cursor)


def _count(connection: DuckDBPyConnection, table: str) -> int:
    row = connection.execute("select count(*) from query_table($table)", {"table": table}).fetchone()
    return int(row[0]) if row else 0


def main() -> int:
    """Make the warehouse that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.warehouse", description=__doc__)
    parser.add_argument("file", type=Path, help="the warehouse to write")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"rows of logs, at least (default: {ROWS:,})")
    parser.add_argument("--dir", type=Path, default=None, help="where the logs on the way are written")
    options = parser.parse_args()
    sys.stdout.write(f"{make(options.file, options.rows, options.dir):,} rows in {options.file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

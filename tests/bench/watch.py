"""Watching: what probes, scrapes and the host cost beside idle reading, and how long charts of samples take.

The same server is measured twice: with nothing to watch but itself, and with the probes and scrapes of a few dozen
machines. Its targets are in the process that measures, so their work is not counted.
"""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from dashboard import reads
from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.measures import sample_charts
from dashboard.reads import health, samples
from dashboard.reads.samples import Kept, Wanted
from dashboard.reads.services import celery
from sql import catalog
from sql.warehouse import Warehouse
from tests.bench import idle
from tests.bench.server import serving, wait_until

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

Figures = dict[str, Any]
_SERIES_A_SCRAPE = 1000
_STEP = 15
_RANGES = ("15m", "1h", "24h", "7d", "30d")
_A_DAY = 5760
"""Samples of a series a day, every 15 seconds."""
_SERIES = """
    insert into series
    select
        number::integer,
        case
            when number >= 400 then if(number % 100 < 20, 'disk_used_bytes', 'other_' || number % 100)
            when number % 40 < 8 then 'celery_task_' || [
                'sent', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected'
            ][number % 40 + 1] || '_total'
            else if(number % 40 < 24, 'celery_task_runtime_bucket', 'celery_task_queue_wait_time_bucket')
        end,
        case
            when number >= 400 then map {'host': 'h' || number // 100, 'mount': '/' || number % 20}
            else map {
                'job': 'celery',
                'name': 'shop.task' || number // 40,
                'le': if(number % 16 = 15, '+Inf', (number % 16 + 1)::varchar)
            }
        end,
        if(number < 400, 'counter', 'gauge'),
        $begin
    from range($series) as t(number)
"""
"""The first 400 are of ten tasks of Celery; of the others each hundred is a host, with twenty disks."""
_RAW = """
    insert into samples_raw
    select
        (i % $series)::integer,
        $from_ts::timestamp + to_seconds($seconds * (i // $series)),
        1e9 + hash(i) % 1000000,
        if(i % $series < 400, (hash(i) % 100)::double, null)
    from range($series * $steps) as t(i)
"""
_ROLLED = """
    insert into {table}
    select
        (i % $series)::integer,
        $from_ts::timestamp + to_seconds($seconds * (i // $series)),
        $n,
        1e9,
        2e9,
        1e9 + hash(i) % 1000000,
        1e9,
        if(i % $series < 400, (hash(i) % 100)::double, null)
    from range($series * $steps) as t(i)
"""
"""As the product writes them: all series of a moment together, one moment after the other."""
_PROBES = """
    insert into probe_hours
    select
        $from_ts::timestamp + to_hours(hour),
        'probe-' || probe,
        if(hash(hour, probe) % 400 = 0, 'unhealthy', 'healthy'),
        (200 + bucket + probe % 10)::smallint,
        4,
        400.0,
        false
    from range(9600) as h(hour), range($probes) as p(probe), range(30) as b(bucket)
"""


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--probes", type=int, default=50, help="probes, every 30 s (default: 50)")
    parser.add_argument("--scrapes", type=int, default=20, help="scrapes of 1,000 series, every 15 s (default: 20)")
    parser.add_argument("--watch-seconds", type=float, default=60, help="for how long, each time (default: 60)")
    parser.add_argument("--charts-only", action="store_true", help="leave out what watching costs")
    parser.add_argument("--watched-files", type=int, default=500, help="files that are watched too (default: 500)")
    parser.add_argument(
        "--sample-series",
        type=int,
        default=500,
        help="series of the charts: 8,680 are 100 M samples of two days, and 458 M minutes and hours (default: 500)",
    )


def measure(options: argparse.Namespace) -> Figures:
    """CPU and memory with and without what is watched, and milliseconds of charts by range."""
    if options.charts_only:
        return {"charts": _charts(options)}
    with _target() as port:
        watched = _settings(options, port)
        spans = {name: _served(options, text) for name, text in (("idle", ""), ("watching", watched))}
    more = {key: spans["watching"][key] - spans["idle"][key] for key in ("cpu_share", "resident_bytes")}
    return {
        "probes": options.probes,
        "scrapes": options.scrapes,
        "series": options.scrapes * _SERIES_A_SCRAPE,
        **spans,
        "more": more,
        "charts": _charts(options),
    }


def _settings(options: argparse.Namespace, port: int) -> str:
    scrapes = [
        f'[[scrape]]\nname = "scrape-{number}"\nurl = "http://127.0.0.1:{port}/{number}"\n'
        for number in range(options.scrapes)
    ]
    probes = [
        f'[[probe]]\nname = "probe-{number}"\nkind = "http"\nurl = "http://127.0.0.1:{port}/ok"\nevery = "30s"\n'
        for number in range(options.probes)
    ]
    return "\n".join([*scrapes, *probes])


class _Target(BaseHTTPRequestHandler):
    """A thousand series at every path, each value another at each request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        now = time.time()
        lines = [
            f'work_total{{path="/api/v1/{number}",method="GET",status="200"}} {now * (number + 1):.0f}'
            for number in range(_SERIES_A_SCRAPE if self.path != "/ok" else 1)
        ]
        body = ("\n".join(lines) + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def _target() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Target)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _served(options: argparse.Namespace, settings: str) -> Figures:
    """The medians of `--runs` spans of a server with these settings."""
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        config = Path(place) / "longtail.toml"
        config.write_text(settings, encoding="utf-8")
        rows = idle.write_files(Path(place) / "logs", options.watched_files)
        with serving(Path(place) / "logs", Path(place), config) as server:
            wait_until(lambda: server.caught_up(rows), "the files are read")
            idle.calm(server)
            spans = [idle.span(server, options.watch_seconds) for _ in range(options.runs)]
    return {key: float(median(span[key] for span in spans)) for key in spans[0]}


def _charts(options: argparse.Namespace) -> Figures:
    """Times of the charts of a host, of Celery and of probes by range, and how many rows there are."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0, second=0)
    with tempfile.TemporaryDirectory(dir=options.dir) as place, Warehouse.open(Path(place) / "s.duckdb") as warehouse:
        rows = _fill(warehouse, options, now)
        times = {
            name: {part: _ms(warehouse, question, options.runs) for part, question in questions.items()}
            for name, questions in _questions(now).items()
        }
    return {"rows": rows, "times": times}


def _fill(warehouse: Warehouse, options: argparse.Namespace, now: datetime) -> Figures:
    """Two days of samples, thirty of minutes, 400 of hours and of probes: how many rows each table has then."""
    given = {"series": options.sample_series}
    _run(warehouse, _SERIES, {**given, "begin": now - timedelta(days=400)})
    hour = now.replace(minute=0)
    for day in range(400, 0, -20):
        more = {"from_ts": hour - timedelta(days=day), "seconds": 3600, "steps": 20 * 24, "n": 240}
        _run(warehouse, _ROLLED.format(table="sample_hours"), given | more)
    for day in range(30, 0, -1):
        more = {"from_ts": now - timedelta(days=day), "seconds": 60, "steps": 1440, "n": 4}
        _run(warehouse, _ROLLED.format(table="sample_minutes"), given | more)
    for day in (2, 1):
        more = {"from_ts": now - timedelta(days=day), "seconds": 15, "steps": _A_DAY}
        _run(warehouse, _RAW, given | more)
    _run(warehouse, _PROBES, {"probes": options.probes, "from_ts": hour - timedelta(days=400)})
    _run(warehouse, catalog.statement("sum_up_probe_days").body, {"before": now})
    warehouse.checkpoint()
    tables = ("samples_raw", "sample_minutes", "sample_hours", "probe_hours")
    with warehouse.reader() as cursor:
        counts = [cursor.execute(f"select count(*) from {table}").fetchone() for table in tables]
    return {table: row[0] if row else 0 for table, row in zip(tables, counts, strict=True)}


def _run(warehouse: Warehouse, statement: str, values: Figures) -> None:
    with warehouse.transaction() as cursor:
        cursor.execute(statement, values)


def _questions(now: datetime) -> dict[str, dict[str, reads.Question]]:
    """By chart, and by range where it has one."""
    kept, wanted = Kept(now), Wanted(("disk_used_bytes",), by="mount", only=("host=h4",), combine="max")
    found: dict[str, dict[str, reads.Question]] = {}
    for name in _RANGES:
        shown = time_range.window_of(TimeRange(name), now=now, timezone="UTC")
        window = sample_charts.window_of(shown)
        asked = {
            "disks of a host": samples.series(window, wanted, kept),
            "Celery: states": celery.states(window, kept, from_logs=False),
            "Celery: rate": celery.rate(window, kept, from_logs=False),
            "Celery: durations": celery.durations(window, kept, from_logs=False),
            "Celery: tasks": celery.tasks(window, kept, from_logs=False),
            "probes in periods": health.periods(shown, now),
        }
        for chart, question in asked.items():
            found.setdefault(chart, {})[name] = question
    month = time_range.window_of(TimeRange("30d"), now=now, timezone="UTC")
    found["disks by hour and weekday"] = {"30d": samples.week(month, wanted, kept)}
    found["forecast of all disks"] = {"7d": samples.disk_forecast(kept)}
    year = reads.Window(now - timedelta(days=400), now, bucket=timedelta(days=1))
    found["probes in periods, 400 days"] = {"30d": health.periods(year, now)}
    return found


def _ms(warehouse: Warehouse, question: reads.Question, runs: int) -> Figures:
    """The medians of milliseconds until the answer, and of processor time, which other programs do not change."""
    walls, works = [], []
    for _ in range(runs + 1):
        begun, worked = time.monotonic(), time.process_time()
        reads.run(warehouse, question)
        walls.append(1000 * (time.monotonic() - begun))
        works.append(1000 * (time.process_time() - worked))
    return {"ms": float(median(walls[1:])), "cpu_ms": float(median(works[1:]))}


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as tables."""
    charts = figures["charts"]
    lines = _costs(figures) if "watching" in figures else []
    rows = ", ".join(f"{table} {count:,}" for table, count in charts["rows"].items())
    lines += [
        f"| ms (of processor time) | {' | '.join(_RANGES)} |",
        f"|---|{'---:|' * len(_RANGES)}",
        *(
            f"| {chart} | {' | '.join(_cell(told.get(name)) for name in _RANGES)} |"
            for chart, told in charts["times"].items()
        ),
        "",
        f"Rows: {rows}. {about['machine']}.",
    ]
    return "\n".join(lines)


def _cell(told: Figures | None) -> str:
    return "" if told is None else f"{told['ms']:.0f} ({told['cpu_ms']:.0f})"


def _costs(figures: Figures) -> list[str]:
    rows = [
        f"| {name} | {figures[name]['cpu_share']:.2%} of a core | {figures[name]['resident_bytes'] / 1e6:,.0f} MB |"
        for name in ("idle", "watching", "more")
    ]
    about = f"{figures['probes']} probes, {figures['scrapes']} scrapes, {figures['series']:,} series, and the host."
    return [about, "", "| | CPU | memory (RSS) |", "|---|---:|---:|", *rows, ""]

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
from dashboard.reads import samples
from dashboard.reads.samples import Kept, Wanted
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
_FILL = (
    """
    insert into series
    select number, 'disk_used_bytes', map {'host': 'h' || number // 20, 'mount': '/' || number % 20}, 'gauge', $begin
    from range($series) as t(number)
    """,
    """
    insert into samples_raw
    select number, $now - to_seconds(15 * step), 1e9 + hash(number, step) % 1000000, null
    from range($series) as t(number), range(5760 * 2) as s(step) order by step desc
    """,
    """
    insert into sample_minutes
    select number, date_trunc('minute', $now) - to_minutes(step), 4, 1e9, 2e9, 1e9 + hash(number, step) % 1000000, 1e9,
        null
    from range($series) as t(number), range(1, 60 * 24 * 30) as s(step) order by step // 60 desc, number
    """,
    """
    insert into sample_hours
    select number, date_trunc('hour', $now) - to_hours(step), 240, 1e9, 2e9, 1e9 + hash(number, step) % 1000000, 1e9,
        null
    from range($series) as t(number), range(1, 24 * 400) as s(step) order by step desc, number
    """,
)


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--probes", type=int, default=50, help="probes, every 30 s (default: 50)")
    parser.add_argument("--scrapes", type=int, default=20, help="scrapes of 1,000 series, every 15 s (default: 20)")
    parser.add_argument("--watch-seconds", type=float, default=60, help="for how long, each time (default: 60)")
    parser.add_argument("--watched-files", type=int, default=500, help="files that are watched too (default: 500)")
    parser.add_argument(
        "--sample-series", type=int, default=200, help="series of the charts: 2,000 are 129 M samples (default: 200)"
    )


def measure(options: argparse.Namespace) -> Figures:
    """CPU and memory with and without what is watched, and milliseconds of charts by range."""
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
    """Milliseconds of a chart of one host's twenty disks, by range, and of the forecast; and how many rows."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with tempfile.TemporaryDirectory(dir=options.dir) as place, Warehouse.open(Path(place) / "s.duckdb") as warehouse:
        for statement in _FILL:
            with warehouse.transaction() as cursor:
                given = {"series": options.sample_series, "now": now, "begin": now - timedelta(days=400)}
                cursor.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})
        warehouse.checkpoint()
        kept = Kept(now.replace(second=0))
        wanted = Wanted(("disk_used_bytes",), by="mount", only=("host=h1",))
        questions = {"forecast": samples.disk_forecast(kept)}
        for name in _RANGES:
            window = sample_charts.window_of(time_range.window_of(TimeRange(name), now=now, timezone="UTC"))
            questions[name] = samples.series(window, wanted, kept)
        times = {name: _ms(warehouse, question, options.runs) for name, question in questions.items()}
        with warehouse.reader() as cursor:
            counts = "select (select count(*) from samples_raw) + (select count(*) from sample_minutes)"
            row = cursor.execute(counts).fetchone()
    return {"rows": row[0] if row else 0, **times}


def _ms(warehouse: Warehouse, question: reads.Question, runs: int) -> float:
    times = []
    for _ in range(runs + 1):
        begun = time.monotonic()
        reads.run(warehouse, question)
        times.append(1000 * (time.monotonic() - begun))
    return float(median(times[1:]))


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as two tables."""
    rows = [
        f"| {name} | {figures[name]['cpu_share']:.2%} of a core | {figures[name]['resident_bytes'] / 1e6:,.0f} MB |"
        for name in ("idle", "watching", "more")
    ]
    charts = figures["charts"]
    times = " | ".join(f"{charts[name]:.0f} ms" for name in (*_RANGES, "forecast"))
    return "\n".join(
        [
            f"{figures['probes']} probes, {figures['scrapes']} scrapes, {figures['series']:,} series, and the host.",
            "",
            "| | CPU | memory (RSS) |",
            "|---|---:|---:|",
            *rows,
            "",
            f"| rows | {' | '.join((*_RANGES, 'forecast'))} |",
            f"|---:|{'---:|' * (len(_RANGES) + 1)}",
            f"| {charts['rows']:,} | {times} |",
            "",
            f"{about['machine']}.",
        ]
    )

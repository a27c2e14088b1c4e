"""Freshness: seconds from a line written to a file until the API of a real server shows it, while pages are open."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.bench import writer
from tests.bench.browser import watching
from tests.bench.contender import ROOT
from tests.bench.measure import percentile
from tests.bench.server import Served, serving, wait_until

if TYPE_CHECKING:
    import argparse

Figures = dict[str, Any]
_POLL_SECONDS = 0.02
_LAST_SECONDS = 120
_SEEN = "select ts, message from logs where ts >= $since and logger = $logger"
_FIRST_LINES = 1000
"""What pages have to show when they are opened."""


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--rates", default="1000,10000", help="lines per second (default: 1000,10000)")
    parser.add_argument("--write-seconds", type=float, default=20, help="for how long at each rate (default: 20)")
    parser.add_argument("--pages", type=int, default=4, help="pages of Overview in Chromium (default: 4)")


def measure(options: argparse.Namespace) -> Figures:
    """The medians of `--runs` runs at each rate, each with a new server and a new warehouse."""
    rates = [int(rate) for rate in options.rates.split(",")]
    found = []
    for rate in rates:
        runs = [_run(rate, options.write_seconds, options.pages, options.dir) for _ in range(options.runs)]
        middle = {key: float(median(run[key] for run in runs)) for key in runs[0]}
        found.append({"lines_per_second": rate, **middle, "worst_p99_seconds": max(run["p99_seconds"] for run in runs)})
    return {"pages": options.pages, "seconds": options.write_seconds, "runs": options.runs, "rates": found}


def _run(rate: int, seconds: float, pages: int, folder: Path | None) -> Figures:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        logs = Path(place) / "logs"
        logs.mkdir()
        (logs / "app_first.log").write_bytes(b"".join(writer.line(writer.now(), t) for t in writer.texts(_FIRST_LINES)))
        with serving(logs, Path(place)) as server:
            wait_until(lambda: server.caught_up(_FIRST_LINES), "the first lines are read")
            with watching(server.url, pages):
                return _watched(server, logs / "app_live.log", rate, seconds)


def _watched(server: Served, log: Path, rate: int, seconds: float) -> Figures:
    """Write, and look for the markers until all are seen."""
    command = [sys.executable, "-m", writer.__name__, str(log), str(rate), str(seconds)]
    looking = _Looking(server)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        asked, cpu = server.questions(), _cpu_seconds(server)
        begun = time.monotonic()
        while process.poll() is None:
            looking.look()
        told: Figures = json.loads(process.stdout.readline())
    lasted = time.monotonic() - begun
    questions, cpu = server.questions() - asked, _cpu_seconds(server) - cpu
    looking.until(told["markers"])
    return {
        "p50_seconds": percentile(looking.waits.values(), 0.50),
        "p99_seconds": percentile(looking.waits.values(), 0.99),
        "most_seconds": max(looking.waits.values()),
        "look_seconds": percentile(looking.taken, 0.50),
        "markers": told["markers"],
        "lines": told["lines"],
        "late_seconds": told["late_seconds"],
        "questions_of_pages_per_second": questions / lasted,
        "cpu_share": cpu / lasted,
    }


def _cpu_seconds(server: Served) -> float:
    used = server.process.cpu_times()
    return float(used.user + used.system)


class _Looking:
    """Asks what is stored whenever a commit was made; `waits` is seconds by marker, `taken` seconds of each look."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self._generation = -1
        self._since = datetime.now(UTC).replace(tzinfo=None).isoformat()
        self.waits: dict[int, float] = {}
        self.taken: list[float] = []

    def look(self) -> None:
        """One look: cheap where nothing was committed since the last one."""
        begun = time.monotonic()
        generation = self._server.status()["generation"]
        if generation != self._generation:
            self._generation = generation
            self._see()
        self.taken.append(time.monotonic() - begun)
        time.sleep(max(0.0, _POLL_SECONDS - self.taken[-1]))

    def _see(self) -> None:
        rows = self._server.sql(_SEEN, since=self._since, logger=writer.LOGGER)
        now = time.monotonic_ns()
        new = [at for row in rows if (at := int(row["message"])) not in self.waits]
        self.waits |= {at: (now - at) / 1e9 for at in new}
        self._since = max([self._since, *(row["ts"].rstrip("Z") for row in rows)])

    def until(self, markers: int) -> None:
        """Look until so many markers were seen; raises `TimeoutError` where they do not come."""
        deadline = time.monotonic() + _LAST_SECONDS
        while len(self.waits) < markers:
            if time.monotonic() > deadline:
                sentence = f"{len(self.waits)} of {markers} markers were seen {_LAST_SECONDS} s after the last line."
                raise TimeoutError(sentence)
            self.look()


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as a table."""
    head = (
        "| lines/s | p50 | p99 | most | worst p99 of the runs | server's CPU | questions/s of the pages |\n"
        "|---:|---:|---:|---:|---:|---:|---:|"
    )
    rows = [
        f"| {item['lines_per_second']:,} | {item['p50_seconds'] * 1000:,.0f} ms | {item['p99_seconds'] * 1000:,.0f} ms "
        f"| {item['most_seconds'] * 1000:,.0f} ms | {item['worst_p99_seconds'] * 1000:,.0f} ms "
        f"| {item['cpu_share']:.0%} of a core | {item['questions_of_pages_per_second']:.1f} |"
        for item in figures["rates"]
    ]
    look = max(item["look_seconds"] for item in figures["rates"])
    late = max(item["late_seconds"] for item in figures["rates"])
    note = (
        f"{figures['seconds']:.0f} s at each rate, medians of {figures['runs']} runs, {figures['pages']} pages of "
        "Overview in Chromium on the same machine, each asking again every 5 s; a marker every 50 ms, looked for every "
        f"{_POLL_SECONDS * 1000:.0f} ms (p50 of a look {look * 1000:.0f} ms); the writer was at most "
        f"{late * 1000:.0f} ms late. {about['machine']}."
    )
    return "\n".join([head, *rows, "", note])

"""Idle: CPU and memory of a real server with nothing happening, while it watches many files."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from dashboard.demo.bulk import write_lines
from tests.bench.server import Served, serving, wait_until

if TYPE_CHECKING:
    import argparse

Figures = dict[str, Any]
_LINES_A_FILE = 100
_CALM_SHARE = 0.1
_CALM_SECONDS = 5
_LOOK_SECONDS = 1.0


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--files", type=int, default=500, help="files that are watched (default: 500)")
    parser.add_argument("--idle-seconds", type=float, default=60, help="for how long, each time (default: 60)")


def measure(options: argparse.Namespace) -> Figures:
    """The medians of `--runs` spans, one after the other, once the files are read and the server is calm."""
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        logs = Path(place) / "logs"
        rows = write_files(logs, options.files)
        with serving(logs, Path(place)) as server:
            wait_until(lambda: server.caught_up(rows), f"{options.files} files are read")
            calm(server)
            spans = [span(server, options.idle_seconds) for _ in range(options.runs)]
            watched = server.status()["ingest"]["files_watched"]
    middle = {key: float(median(span[key] for span in spans)) for key in spans[0]}
    return {"files_watched": watched, "seconds": options.idle_seconds, "runs": options.runs, **middle}


def write_files(logs: Path, files: int) -> int:
    """A day's log of as many services; gives how many lines there are."""
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "whole.log"
        write_lines(whole, files * _LINES_A_FILE)
        with whole.open("rb") as lines:
            for number in range(files):
                folder = logs / f"service-{number:04}"
                folder.mkdir(parents=True)
                text = b"".join(next(lines) for _ in range(_LINES_A_FILE))
                (folder / "app_2026-11-16.log").write_bytes(text)
    return files * _LINES_A_FILE


def calm(server: Served) -> None:
    """Wait until what a start brings with it is done: five seconds in a row with little to do."""
    looks = 0

    def is_calm() -> bool:
        nonlocal looks
        looks = looks + 1 if span(server, _LOOK_SECONDS)["cpu_share"] < _CALM_SHARE else 0
        return looks >= _CALM_SECONDS

    wait_until(is_calm, "the server is calm")


def span(server: Served, seconds: float) -> Figures:
    """CPU as a share of one core over some seconds, and the memory at their end."""
    before, begun = server.process.cpu_times(), time.monotonic()
    time.sleep(seconds)
    after, lasted = server.process.cpu_times(), time.monotonic() - begun
    used = (after.user - before.user) + (after.system - before.system)
    memory = server.process.memory_full_info()
    return {
        "cpu_share": used / lasted,
        "resident_bytes": memory.rss,
        "proportional_bytes": getattr(memory, "pss", memory.uss),
    }


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as a table."""
    row = (
        f"| {figures['files_watched']:,} | {figures['cpu_share']:.2%} of a core "
        f"| {figures['resident_bytes'] / 1e6:,.0f} MB | {figures['proportional_bytes'] / 1e6:,.0f} MB |"
    )
    note = f"Medians of {figures['runs']} spans of {figures['seconds']:.0f} s, no page open. {about['machine']}."
    return f"| files watched | CPU | memory (RSS) | memory (PSS) |\n|---:|---:|---:|---:|\n{row}\n\n{note}"

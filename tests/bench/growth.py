"""Growth: what reading in and asking cost as the warehouse grows, and what memory takes as files grow or get many."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from dashboard.demo.bulk import write_lines
from tests.bench import contender, queries, warehouse
from tests.bench.contenders import longtail
from tests.bench.measure import percentile

if TYPE_CHECKING:
    import argparse

Figures = dict[str, Any]
_FOR_EVER = {"LONGTAIL_RETENTION_DAYS": json.dumps(dict.fromkeys(("*", "error*", "slow*", "business*"), 0))}
"""Lines are of fixed days, so that no run depends on the day it is made: nothing may be dropped for its age."""
_SAMPLE_LINES = 10_000


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--sizes", default="100000,1000000", help="rows of the warehouses (default: 100000,1000000)")
    parser.add_argument("--into", type=int, default=300_000, help="lines read into each, every run (default: 300,000)")
    parser.add_argument("--asking", default="overview", help="questions whose name contains this (default: overview)")
    parser.add_argument("--one-file", type=int, default=200, help="megabytes of one big file (default: 200)")
    parser.add_argument("--many-files", type=int, default=100, help="how many files beside it (default: 100)")
    parser.add_argument("--many-size", type=float, default=2, help="megabytes of each of them (default: 2)")


def measure(options: argparse.Namespace) -> Figures:
    """Warehouses of each size, one after the other; then the big file and the many, each into a new warehouse."""
    sizes = [int(size) for size in options.sizes.split(",") if size]
    return {
        "runs": options.runs,
        "into": options.into,
        "asking": options.asking,
        "sizes": [_sized(rows, options) for rows in sizes],
        "memory": [_one_file(options), _many_files(options)],
    }


def _sized(rows: int, options: argparse.Namespace) -> Figures:
    """A generated warehouse: asked first, then read into, every run another log."""
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        folder = Path(place)
        stored = warehouse.make(folder / longtail.WAREHOUSE, rows, options.dir)
        asked = queries.time_all(folder / longtail.WAREHOUSE, options.runs, options.asking)["queries"]
        runs = [_read_into(folder, options.into, seed) for seed in range(1, options.runs + 1)]
    seconds = float(median(run["seconds"] for run in runs))
    return {
        "rows": stored,
        "lines_per_second": options.into / seconds,
        "cpu_seconds_per_million_lines": float(median(run["cpu_seconds"] for run in runs)) / options.into * 1e6,
        "peak_memory_bytes": float(median(run["peak_memory_bytes"] for run in runs)),
        "p50_ms": percentile([query["p50_ms"] for query in asked], 0.50),
        "p95_ms": max(query["p95_ms"] for query in asked),
        "slowest": max(asked, key=lambda query: query["p95_ms"])["name"],
    }


def _read_into(folder: Path, lines: int, seed: int) -> Figures:
    log = folder / f"app_more-{seed}.log"
    write_lines(log, lines, seed)
    figures = contender.run("longtail", log, folder, _FOR_EVER)
    log.unlink()
    return figures


def _one_file(options: argparse.Namespace) -> Figures:
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        logs = Path(place) / "logs"
        logs.mkdir()
        size = _write(logs / "app_2026-11-16.log", options.one_file, 1)
        return _peak("one file", logs, size, options.runs)


def _many_files(options: argparse.Namespace) -> Figures:
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        logs = Path(place) / "logs"
        logs.mkdir()
        size = sum(
            _write(logs / f"app_{number:04}.log", options.many_size, number)
            for number in range(1, options.many_files + 1)
        )
        return _peak(f"{options.many_files:,} files", logs, size, options.runs)


def _write(log: Path, megabytes: float, seed: int) -> int:
    """A log of about so many megabytes; gives its size."""
    sample = write_lines(log, _SAMPLE_LINES, seed) / _SAMPLE_LINES
    return write_lines(log, max(1, round(megabytes * 1e6 / sample)), seed)


def _peak(what: str, logs: Path, size: int, runs: int) -> Figures:
    taken = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=logs.parent) as folder:
            taken.append(contender.run("longtail", logs, Path(folder), _FOR_EVER))
    return {
        "what": what,
        "raw_bytes": size,
        "lines": taken[0]["lines_stored"],
        "lines_per_second": taken[0]["lines_stored"] / float(median(run["seconds"] for run in taken)),
        "peak_memory_bytes": float(median(run["peak_memory_bytes"] for run in taken)),
    }


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as two tables."""
    first = figures["sizes"][0]["lines_per_second"] if figures["sizes"] else 0
    sizes = [
        "| rows before | lines/s | of the first | CPU s per million | peak memory | p50 | slowest p95 | which |",
        "|---:|---:|---:|---:|---:|---:|---:|---|",
        *(
            f"| {item['rows']:,} | {item['lines_per_second']:,.0f} | {item['lines_per_second'] / first:.2f} "
            f"| {item['cpu_seconds_per_million_lines']:.1f} | {item['peak_memory_bytes'] / 1e6:,.0f} MB "
            f"| {item['p50_ms']:,.1f} ms | {item['p95_ms']:,.1f} ms | {item['slowest']} |"
            for item in figures["sizes"]
        ),
    ]
    memory = [
        "| reading | MB | lines | lines/s | peak memory |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {item['what']} | {item['raw_bytes'] / 1e6:,.0f} | {item['lines']:,} | {item['lines_per_second']:,.0f} "
            f"| {item['peak_memory_bytes'] / 1e6:,.0f} MB |"
            for item in figures["memory"]
        ),
    ]
    note = (
        f"{figures['into']:,} lines read in each time; questions whose name contains “{figures['asking']}”, over every "
        f"range and filter; medians of {figures['runs']} runs. {about['machine']}."
    )
    return "\n".join([*(sizes if figures["sizes"] else ()), "", *memory, "", note]).lstrip()

"""Ingest: lines per second, CPU, memory and size on disk of every contender, on the same log in the same run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from dashboard.demo.bulk import write_lines
from tests.bench import contender

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

Figures = dict[str, Any]
SPEED_OF: Mapping[str, str] = {"plain_duckdb": "DuckDB", "chdb_json": "chdb JSON", "gzip_6": "gzip"}
"""Whom speeds are compared with, and what the column is called."""
SIZE_OF = "gzip_6"
"""Whom sizes are compared with."""
_FIRST_LINES = 1000


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--lines", type=int, default=300_000, help="lines of log (default: 300,000)")


def measure(options: argparse.Namespace) -> Figures:
    """The medians of `--runs` runs per contender, taken in turns, so that a busy minute hits all alike."""
    absent = contender.missing()
    taken: dict[str, list[Figures]] = {name: [] for name in contender.names() if name not in absent}
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        _load(taken, Path(folder))
        log = Path(folder) / "app_2026-11-16.log"
        size = write_lines(log, options.lines)
        for _ in range(options.runs):
            for name, figures in taken.items():
                figures.append(_run(name, log, options.lines))
    found = [_summary(name, figures, options.lines, size) for name, figures in taken.items()]
    return {
        "lines": options.lines,
        "raw_bytes": size,
        "runs": options.runs,
        "missing": absent,
        "contenders": [item | _ratios(item, found) for item in found],
    }


def _load(names: Iterable[str], folder: Path) -> None:
    """Have each contender read a few lines, so that no program has to come from the disk once it counts."""
    log = folder / "first.log"
    write_lines(log, _FIRST_LINES)
    for name in names:
        _run(name, log, _FIRST_LINES)
    log.unlink()


def _run(name: str, log: Path, lines: int) -> Figures:
    with tempfile.TemporaryDirectory(dir=log.parent) as folder:
        figures = contender.run(name, log, Path(folder))
    if figures["lines_stored"] != lines:
        sentence = f"{name} stored {figures['lines_stored']:,} of {lines:,} lines: its figures would mean nothing."
        raise RuntimeError(sentence)
    return figures


def _summary(name: str, runs: list[Figures], lines: int, size: int) -> Figures:
    def middle(key: str) -> float:
        return float(median(run[key] for run in runs))

    return {
        "name": name,
        "seconds": middle("seconds"),
        "load_seconds": middle("load_seconds"),
        "lines_per_second": lines / middle("seconds"),
        "megabytes_per_second": size / 1e6 / middle("seconds"),
        "cpu_seconds_per_million_lines": middle("cpu_seconds") / lines * 1e6,
        "peak_memory_bytes": middle("peak_memory_bytes"),
        "bytes_on_disk": middle("bytes_on_disk"),
        "share_of_raw": middle("bytes_on_disk") / size,
    }


def _ratios(item: Figures, found: list[Figures]) -> Figures:
    """Speed over each reference's, and size over that of gzip; null where the reference did not run."""
    by_name = {other["name"]: other for other in found}
    speeds = {
        name: item["lines_per_second"] / by_name[name]["lines_per_second"] if name in by_name else None
        for name in SPEED_OF
    }
    return {"speed_ratios": speeds, "size_ratio": item["bytes_on_disk"] / by_name[SIZE_OF]["bytes_on_disk"]}


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as a table."""
    head = (
        "| | lines/s | MB/s | CPU s per million | peak memory | on disk | of raw | of gzip | "
        + " | ".join(f"× {title}" for title in SPEED_OF.values())
        + " | to load |\n|---|"
        + "---:|" * (len(SPEED_OF) + 8)
    )
    rows = [
        f"| {item['name']} | {item['lines_per_second']:,.0f} | {item['megabytes_per_second']:,.0f} "
        f"| {item['cpu_seconds_per_million_lines']:.1f} | {item['peak_memory_bytes'] / 1e6:,.0f} MB "
        f"| {item['bytes_on_disk'] / 1e6:,.1f} MB | {item['share_of_raw']:.3f} | {item['size_ratio']:.2f} | "
        + " | ".join("–" if ratio is None else f"{ratio:.2f}" for ratio in item["speed_ratios"].values())
        + f" | {item['load_seconds']:.1f} s |"
        for item in figures["contenders"]
    ]
    return "\n".join([head, *rows, "", f"{_note(figures)} {about['machine']}."])


def _note(figures: Figures) -> str:
    said = (
        f"{figures['lines']:,} lines, {figures['raw_bytes'] / 1e6:,.0f} MB; medians of {figures['runs']}; "
        "× is speed over that contender's; loading the libraries is not in the other figures."
    )
    if figures["missing"]:
        packages = sorted({contender.NEEDS[name] for name in figures["missing"]})
        said += f" Not measured: {', '.join(figures['missing'])} ({', '.join(packages)} is not installed)."
    return said

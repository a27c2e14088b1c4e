"""Ingest: lines per second, CPU, memory and size on disk, each run in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

Figures = dict[str, Any]

# The schema that the demo's layout would be given by hand.
_TYPED = {
    "timestamp": "TIMESTAMP",
    "level": "VARCHAR",
    "service": "VARCHAR",
    "host": "VARCHAR",
    "logger": "VARCHAR",
    "message": "VARCHAR",
    "trace_id": "VARCHAR",
    "span_id": "VARCHAR",
    "request_id": "VARCHAR",
    "user_id": "VARCHAR",
    "method": "VARCHAR",
    "path": "VARCHAR",
    "status": "SMALLINT",
    "duration_ms": "DOUBLE",
    "client_ip": "VARCHAR",
    "exception": "JSON",
}


def longtail(log: Path, warehouse: Path) -> None:
    """The command itself, everything on: formats, error fingerprints, rollup, errors, ledger."""
    from dashboard.cli import run  # noqa: PLC0415 (each contender loads what it needs, in a process of its own)

    if run(["ingest", str(log), "--warehouse", str(warehouse)]):
        sys.exit("longtail ingest failed")


def plain_duckdb(log: Path, warehouse: Path) -> None:
    """`create table as` over `read_json`, with the schema given and nothing else."""
    import duckdb  # noqa: PLC0415 (see above)

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set memory_limit = '1GB'")
        connection.execute(
            "create table logs as select * from read_json($file, format = 'newline_delimited', columns = $columns)",
            {"file": str(log), "columns": _TYPED},
        )


CONTENDERS = {"longtail": longtail, "plain_duckdb": plain_duckdb}


def measure(log: Path, lines: int, size: int, runs: int) -> list[Figures]:
    """The medians of `runs` runs per contender, taken in turns, so that a busy minute hits all alike."""
    taken: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, figures in taken.items():
            figures.append(_run(name, log))
    found = [_summary(name, figures, lines, size) for name, figures in taken.items()]
    reference = next(item for item in found if item["name"] == "plain_duckdb")
    for item in found:
        item["speed_ratio"] = item["lines_per_second"] / reference["lines_per_second"]
    return found


def _run(name: str, log: Path) -> Figures:
    warehouse = log.with_name(f"{name}.duckdb")
    command = [sys.executable, "-m", "tests.bench.ingest", name, str(log), str(warehouse)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for path in log.parent.glob(f"{name}.duckdb*"):
        path.unlink()
    figures: Figures = json.loads(output.splitlines()[-1])
    return figures


def _summary(name: str, runs: list[Figures], lines: int, size: int) -> Figures:
    def middle(key: str) -> float:
        return float(median(run[key] for run in runs))

    return {
        "name": name,
        "lines": lines,
        "raw_bytes": size,
        "lines_per_second": lines / middle("seconds"),
        "megabytes_per_second": size / 1e6 / middle("seconds"),
        "cpu_seconds_per_million_lines": middle("cpu_seconds") / lines * 1e6,
        "peak_memory_bytes": middle("peak_memory_bytes"),
        "bytes_on_disk": middle("bytes_on_disk"),
        "share_of_raw": middle("bytes_on_disk") / size,
    }


def markdown(figures: list[Figures], about: Figures) -> str:
    """The figures as a table."""
    head = (
        "| | lines/s | MB/s | CPU s per million | peak memory | on disk | of raw | speed ratio |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    rows = [
        f"| {item['name']} | {item['lines_per_second']:,.0f} | {item['megabytes_per_second']:.0f} "
        f"| {item['cpu_seconds_per_million_lines']:.1f} | {item['peak_memory_bytes'] / 1e6:,.0f} MB "
        f"| {item['bytes_on_disk'] / 1e6:,.1f} MB | {item['share_of_raw']:.2f} | {item['speed_ratio']:.2f} |"
        for item in figures
    ]
    first = figures[0]
    note = (
        f"{first['lines']:,} lines, {first['raw_bytes'] / 1e6:,.0f} MB; {about['cores']} cores, "
        f"Python {about['python']}, DuckDB {about['duckdb']}."
    )
    return "\n".join([head, *rows, "", note])


def _child(name: str, log: Path, warehouse: Path) -> Figures:
    began = time.perf_counter()
    CONTENDERS[name](log, warehouse)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_memory_bytes": usage.ru_maxrss * 1024,
        "bytes_on_disk": warehouse.stat().st_size,
    }


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(_child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))

"""`python -m tests.bench`: how fast Longtail reads logs in, beside plain DuckDB on the same file in the same run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

import duckdb

from dashboard.demo.bulk import write_lines
from tests.bench import ingest


def main() -> int:
    """Measure, and print the table as Markdown on standard output (or the figures as JSON)."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--lines", type=int, default=300_000, help="lines of the demo's layout (default: 300,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts (default: 3)")
    parser.add_argument("--dir", type=Path, default=None, help="where the log and the warehouses are written")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        log = Path(folder) / "app_2026-11-16.log"
        size = write_lines(log, options.lines)
        figures = ingest.measure(log, options.lines, size, options.runs)
    about = {"python": platform.python_version(), "duckdb": duckdb.__version__, "cores": os.cpu_count()}
    text = json.dumps({**about, "ingest": figures}, indent=2) if options.json else ingest.markdown(figures, about)
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

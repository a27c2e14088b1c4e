"""`python -m tests.bench [PART…]`: how fast Longtail reads logs in, and how fast it answers.

- `ingest`: lines per second, beside plain DuckDB on the same file in the same run
- `queries`: every question behind the pages, on a generated warehouse

Without a part, both run, small enough for a few minutes. The marks of `queries` are for 20 million rows:
`python -m tests.bench.warehouse FILE` makes such a warehouse, `python -m tests.bench queries --warehouse FILE` asks it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard.demo.bulk import write_lines
from tests.bench import ingest, queries, warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("ingest", "queries")


def main() -> int:
    """Measure, and print tables as Markdown on standard output (or the figures as JSON)."""
    options = _options()
    about = {"python": platform.python_version(), "duckdb": duckdb.__version__, "cores": os.cpu_count()}
    measured: dict[str, Any] = {part: _MEASURED[part](options) for part in options.parts or PARTS}
    if options.json:
        text = json.dumps({**about, **measured}, indent=2)
    else:
        text = "\n\n".join(_MARKDOWN[part](figures, about) for part, figures in measured.items())
    sys.stdout.write(text + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--runs", type=int, default=3, help="runs of each measurement (default: 3)")
    parser.add_argument("--dir", type=Path, default=None, help="where logs and warehouses are written")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--lines", type=int, default=300_000, help="ingest: lines of log (default: 300,000)")
    parser.add_argument("--rows", type=int, default=200_000, help="queries: rows to generate (default: 200,000)")
    parser.add_argument("--warehouse", type=Path, default=None, help="queries: a warehouse to ask instead")
    parser.add_argument("--only", default="", help="queries: only those whose name contains this")
    return parser.parse_args()


def _ingest(options: argparse.Namespace) -> Any:
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        log = Path(folder) / "app_2026-11-16.log"
        size = write_lines(log, options.lines)
        return ingest.measure(log, options.lines, size, options.runs)


def _queries(options: argparse.Namespace) -> Any:
    if options.warehouse is not None:
        return queries.measure(options.warehouse, options.runs, options.only)
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        path = Path(folder) / "bench.duckdb"
        warehouse.make(path, options.rows, options.dir)
        return queries.measure(path, options.runs, options.only)


_MEASURED: dict[str, Callable[[argparse.Namespace], Any]] = {"ingest": _ingest, "queries": _queries}
_MARKDOWN: dict[str, Callable[[Any, Any], str]] = {"ingest": ingest.markdown, "queries": queries.markdown}


if __name__ == "__main__":
    sys.exit(main())

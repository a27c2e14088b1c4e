"""`python -m tests.bench [PART…]`: how fast Longtail reads logs in, and how fast it answers.

- `ingest`: lines per second, CPU, memory and size, beside plain DuckDB, ClickHouse's engine, gzip and zstd
- `profile`: which step of reading takes the CPU's time
- `queries`: every question behind the pages, on a generated warehouse
- `beside`: questions behind the pages, ours and ClickHouse's engine on the same rows
- `freshness`: from a line written until the API shows it, with pages open in a browser
- `growth`: reading in and asking as the warehouse grows; memory as files grow or get many
- `idle`: CPU and memory of a server with nothing happening
- `rules`: what evaluating alert rules costs, and how long replaying a month of one takes
- `watch`: the same with probes and scrapes, and how long charts of samples take

Without a part, `ingest` and `queries` run (each question with few ranges and filters), small enough for two minutes;
docs/benchmarks.md has the commands for the figures there. ClickHouse's engine takes part where it is installed
(`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tests.bench import beside, freshness, growth, idle, ingest, machine, profile, queries, rules, watch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Part(Protocol):
    """What can be measured alone."""

    def add_options(self, parser: argparse._ArgumentGroup) -> None:
        """Say what can be chosen."""

    def measure(self, options: argparse.Namespace) -> Any:
        """Measure; gives the figures, as JSON takes them."""

    def markdown(self, figures: Any, about: dict[str, Any]) -> str:
        """The figures for people."""


PARTS: Mapping[str, Part] = {
    "ingest": ingest,
    "profile": profile,
    "queries": queries,
    "beside": beside,
    "freshness": freshness,
    "growth": growth,
    "idle": idle,
    "rules": rules,
    "watch": watch,
}
SMALL = ("ingest", "queries")
"""What runs where no part is named."""
_SMALL_CASES = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print tables as Markdown on standard output (or the figures as JSON)."""
    options = _options(arguments)
    about = machine.about()
    measured: dict[str, Any] = {part: PARTS[part].measure(options) for part in options.parts or SMALL}
    if options.json:
        text = json.dumps({**about, **measured}, indent=2)
    else:
        text = "\n\n".join(PARTS[part].markdown(figures, about) for part, figures in measured.items())
    sys.stdout.write(text + "\n")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--runs", type=int, default=3, help="runs of each measurement (default: 3)")
    parser.add_argument("--dir", type=Path, default=None, help="where logs and warehouses are written")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--warehouse", type=Path, default=None, help="queries, beside, rules: a warehouse to ask")
    parser.add_argument(
        "--rows", type=int, default=200_000, help="queries, beside, rules: rows to generate else (default: 200,000)"
    )
    for name, part in PARTS.items():
        part.add_options(parser.add_argument_group(name))
    options = parser.parse_args(arguments)
    if not options.parts:
        options.cases = options.cases or _SMALL_CASES
    return options


if __name__ == "__main__":
    sys.exit(main())

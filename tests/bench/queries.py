"""Queries: milliseconds of every question behind the pages, beside the marks they are to reach."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sql.warehouse import Warehouse
from tests.bench import warehouse as forge
from tests.bench.measure import MARKS, Span, found, summary, timed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from tests.bench.measure import Measure

Figures = dict[str, Any]


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--only", default="", help="only those whose name contains this")
    parser.add_argument(
        "--cases", type=int, default=None, help="at most so many ranges and filters of each (default: all)"
    )


def measure(options: argparse.Namespace) -> Figures:
    """Time what `--only` and `--cases` choose on `--warehouse`, or on a generated one of `--rows`."""
    with chosen_warehouse(options) as path:
        return time_all(path, options.runs, options.only, options.cases)


@contextmanager
def chosen_warehouse(options: argparse.Namespace) -> Iterator[Path]:
    """`--warehouse`, or one of `--rows` that is taken away at the end."""
    if options.warehouse is not None:
        yield options.warehouse
        return
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        path = Path(folder) / "bench.duckdb"
        forge.make(path, options.rows, options.dir)
        yield path


def time_all(path: Path, runs: int, only: str = "", cases: int | None = None) -> Figures:
    """Time every measurement whose name contains `only`, on the warehouse at `path`, which is only read.

    Of each, at most `cases` ranges and filters, taken from all over them.
    """
    with Warehouse.open(path, read_only=True) as warehouse:
        with warehouse.reader() as cursor:
            rows, first, last = cursor.execute(
                "select sum(rows)::bigint, min(first_ts), max(last_ts) from sources"
            ).fetchall()[0]
        chosen = _spread([one for one in found(Span(first, last)) if only in one.name], cases)
        for one in {one.name: one for one in chosen}.values():
            timed(one, warehouse, 1)
        taken = [(one, timed(one, warehouse, runs)) for one in chosen]
    queries = summary(taken)
    size = path.stat().st_size
    return {"rows": rows, "bytes_on_disk": size, "runs": runs, "marks": _marks(queries), "queries": queries}


def _spread(measures: Sequence[Measure], cases: int | None) -> list[Measure]:
    """At most `cases` of each name, at even steps."""
    by_name: dict[str, list[Measure]] = {}
    for one in measures:
        by_name.setdefault(one.name, []).append(one)
    return [one for named in by_name.values() for one in named[:: ceil(len(named) / (cases or len(named)))]]


def _marks(queries: Sequence[Figures]) -> list[Figures]:
    """Each mark beside the slowest of its queries; those without a measurement are left out."""
    found_marks = []
    for mark, most in MARKS.items():
        mine = [query for query in queries if query["mark"] == mark]
        if mine:
            worst = max(mine, key=lambda query: query["p95_ms"])
            found_marks.append({"mark": mark, "most_ms": most, "p95_ms": worst["p95_ms"], "query": worst["name"]})
    return found_marks


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as two tables: the marks, and every query."""
    marks = [
        "| view | mark | p95 of its slowest query | which |",
        "|---|---:|---:|---|",
        *(
            f"| {item['mark']} | {item['most_ms']:,.0f} ms | {item['p95_ms']:,.0f} ms | {item['query']} |"
            for item in figures["marks"]
        ),
    ]
    queries = [
        "| query | p50 | p95 | slowest case | its median |",
        "|---|---:|---:|---|---:|",
        *(
            f"| {item['name']} | {item['p50_ms']:,.1f} ms | {item['p95_ms']:,.1f} ms "
            f"| {item['slowest_case']} | {item['slowest_case_ms']:,.1f} ms |"
            for item in figures["queries"]
        ),
    ]
    note = (
        f"{figures['rows']:,} rows, {figures['bytes_on_disk'] / 1e6:,.0f} MB; {figures['runs']} runs of each case; "
        f"{about['machine']}."
    )
    return "\n".join([*marks, "", *queries, "", note])

"""Queries: milliseconds of every question behind the pages, beside the marks they are to reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sql.warehouse import Warehouse
from tests.bench.measure import MARKS, Span, found, summary, timed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Figures = dict[str, Any]


def measure(path: Path, runs: int, only: str = "") -> Figures:
    """Time every measurement whose name contains `only`, on the warehouse at `path`, which is only read."""
    with Warehouse.open(path, read_only=True) as warehouse:
        with warehouse.reader() as cursor:
            rows, first, last = cursor.execute(
                "select sum(rows)::bigint, min(first_ts), max(last_ts) from sources"
            ).fetchall()[0]
        chosen = [one for one in found(Span(first, last)) if only in one.name]
        for one in {one.name: one for one in chosen}.values():
            timed(one, warehouse, 1)
        taken = [(one, timed(one, warehouse, runs)) for one in chosen]
    queries = summary(taken)
    return {"rows": rows, "bytes_on_disk": path.stat().st_size, "marks": _marks(queries), "queries": queries}


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
        f"{figures['rows']:,} rows, {figures['bytes_on_disk'] / 1e6:,.0f} MB; {about['cores']} cores, "
        f"Python {about['python']}, DuckDB {about['duckdb']}."
    )
    return "\n".join([*marks, "", *queries, "", note])

"""What is measured of queries: each measurement is a name, the mark it belongs to, and something to do.

`tests/bench/measures/` is a registry: every module there has `measures(span)`, which gives the measurements of one page
or tool. A new page's queries are one new file.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any

from dashboard import reads
from dashboard.components.controls.time_range import ALL, PRESETS, TimeRange, window_of
from sql.errors import QueryTimeoutError
from tests.bench import measures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from dashboard.reads import Question, Window
    from sql.warehouse import Warehouse

TILES = "every tile of Overview, Trends, Requests, Errors at any range"
FILTERED_ROWS = "newest 100 rows of Logs, with a level or service filter"
RARE_WORD = "newest 100 rows for a word that matches 1 row in 10,000"
MISSING_WORD = "a word that matches nothing, over everything"
ONE_TRACE = "all rows of one trace or request id"
MARKS: Mapping[str, float] = {TILES: 100, FILTERED_ROWS: 100, RARE_WORD: 200, MISSING_WORD: 2000, ONE_TRACE: 200}
"""The marks in milliseconds, at the 95th percentile, on 20 million rows and two cores."""

FILTERS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "service": {"services": ("storefront",)},
    "level": {"levels": ("ERROR", "WARNING")},
    "source": {"sources": ("access",)},
    "route": {"routes": ("/api/products/{id}",)},
    "host": {"hosts": ("web-1",)},
}
"""What is filtered by, one dimension at a time; the values are the demo shop's."""


@dataclass(frozen=True, slots=True)
class Span:
    """What the warehouse holds: times of its first and last record."""

    first: datetime
    last: datetime

    def windows(self) -> dict[str, Window]:
        """The windows of the ranges that pages offer, with the last record as now."""
        choices = {name: TimeRange(name) for name in (*PRESETS, ALL)}
        return {
            name: window_of(choice, now=self.last, timezone="Europe/Berlin", data=(self.first, self.last))
            for name, choice in choices.items()
        }

    def filtered(self) -> dict[str, Window]:
        """Every range, without a filter and with each of `FILTERS`."""
        return {
            f"{name} {label}".strip(): replace(window, **chosen)
            for label, chosen in FILTERS.items()
            for name, window in self.windows().items()
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement: `run` is timed; `case` says for which range and filter, `mark` is one of `MARKS`."""

    mark: str
    name: str
    case: str
    run: Callable[[Warehouse], object]


def asking(
    mark: str, name: str, windows: Mapping[str, Window], read: Callable[[Window], Question]
) -> Iterable[Measure]:
    """A question over each of `windows`."""
    for case, window in windows.items():
        yield Measure(mark, name, case, partial(_run, read(window)))


def _run(question: Question, warehouse: Warehouse) -> object:
    return reads.run(warehouse, question)


def found(span: Span) -> list[Measure]:
    """All measurements of the registry."""
    modules = [
        importlib.import_module(f"{measures.__name__}.{one.name}") for one in pkgutil.iter_modules(measures.__path__)
    ]
    return [measure for module in modules for measure in module.measures(span)]


def timed(measure: Measure, warehouse: Warehouse, runs: int) -> list[float]:
    """Milliseconds of each of `runs` runs; a run that was given up counts as long as it took."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        with suppress(QueryTimeoutError):
            measure.run(warehouse)
        taken.append((time.perf_counter() - began) * 1_000)
    return taken


def percentile(values: Iterable[float], share: float) -> float:
    """By nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def summary(samples: Iterable[tuple[Measure, list[float]]]) -> list[dict[str, Any]]:
    """One entry per name: its mark, p50 and p95 over all cases, and which case is slowest (by its median)."""
    by_name: dict[tuple[str, str], list[tuple[str, list[float]]]] = {}
    for measure, values in samples:
        by_name.setdefault((measure.mark, measure.name), []).append((measure.case, values))
    entries = []
    for (mark, name), cases in by_name.items():
        together = [value for _, values in cases for value in values]
        slowest, of_slowest = max(cases, key=lambda case: percentile(case[1], 0.5))
        entries.append(
            {
                "mark": mark,
                "name": name,
                "samples": len(together),
                "p50_ms": percentile(together, 0.50),
                "p95_ms": percentile(together, 0.95),
                "slowest_case": slowest,
                "slowest_case_ms": percentile(of_slowest, 0.50),
            }
        )
    return entries

"""How long searches of the Logs page take: `python -m tests.bench.search WAREHOUSE`, of 20 million rows or any.

Each case is asked over ranges that differ, so that nothing comes from a cache. Beside the wall clock stands the CPU
time by the number of cores: what the wall clock would say on a machine that does nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import Window
from dashboard.reads.search import Search
from dashboard.searching import Searching, Wanted
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.searching import Found

_RUNS = 10
_PAGE = 100
_WAIT_SECONDS = 120.0


def _page(searching: Searching) -> Found:
    return searching.look(_WAIT_SECONDS)


def _all(searching: Searching) -> Found:
    return searching.wait(_WAIT_SECONDS)


def cases(warehouse: Warehouse) -> Mapping[str, tuple[Search, Callable[[Searching], Found]]]:
    """What is measured: a search over everything, and how far one waits for it."""
    first, last = reads.run(warehouse, reads.data_range()).select("first_ts", "last_ts").row(0)
    window = Window(first, last + timedelta(seconds=1))
    service = reads.run(warehouse, reads.filter_values(window)).filter(dimension="service")["value"][-1]
    return {
        "newest 100, no filter": (Search(window), _page),
        "newest 100, level ERROR": (Search(replace(window, levels=("ERROR",))), _page),
        "newest 100, level WARNING": (Search(replace(window, levels=("WARNING",))), _page),
        "newest 100, rarest service": (Search(replace(window, services=(service,))), _page),
        "newest 100, level and service": (Search(replace(window, levels=("ERROR",), services=(service,))), _page),
        "newest 100, rare word": (Search(window, "timeout"), _page),
        "no match, over everything": (Search(window, "wordthatmatchesnothing"), _all),
        "no match, id-like word": (Search(window, "4bf92f3577b34da6a3ce929d0e0e4736"), _all),
        "no match, attribute": (Search(window, "order_id:-1"), _all),
        "rare word, counted to the end": (Search(window, "timeout"), _all),
    }


def measure(warehouse: Warehouse, search: Search, until: Callable[[Searching], Found]) -> tuple[float, float, int]:
    """95th percentile of the wall clock and of CPU seconds by core, and the rows of the page."""
    walls, cpus, rows = [], [], 0
    for run in range(_RUNS):
        window = replace(search.window, to_ts=search.window.to_ts - timedelta(minutes=7 * run))
        searching = Searching(warehouse, Wanted(replace(search, window=window), _PAGE, counting=until is _all))
        started, used = time.perf_counter(), time.process_time()
        found = until(searching.start())
        walls.append(time.perf_counter() - started)
        cpus.append((time.process_time() - used) / (os.cpu_count() or 1))
        searching.stop()
        searching.wait(_WAIT_SECONDS)
        rows = 0 if found.rows is None else found.rows.height
    return sorted(walls)[int(0.95 * (_RUNS - 1) + 0.5)], sorted(cpus)[int(0.95 * (_RUNS - 1) + 0.5)], rows


def main(path: Path) -> None:
    """Measure and print a table."""
    with Warehouse.open(path, read_only=True, threads=2) as warehouse:
        print(f"{'search':34} {'p95 wall':>10} {'p95 cpu/core':>13} {'rows':>5}")  # noqa: T201
        for name, (search, until) in cases(warehouse).items():
            wall, cpu, rows = measure(warehouse, search, until)
            print(f"{name:34} {wall * 1000:7.0f} ms {cpu * 1000:10.0f} ms {rows:5}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))

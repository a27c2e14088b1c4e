"""`python -m tests.bench.traces FILE`: how long all rows of one id take, with and without the filters of ids.

Asks a warehouse that exists (it is only read) for ids drawn at random from its rows, half of them trace ids, half
request or span ids, and for ids that nobody has. Prints milliseconds at the 50th and 95th percentile.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import traces
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_IDS = 40
_SCANS = 5
_SEED = 7


def drawn(warehouse: Warehouse, count: int = _IDS) -> list[str]:
    """Ids of rows all over the warehouse: of each row its trace's, its request's or its span's."""
    with warehouse.reader() as cursor:
        rows = cursor.execute(
            f"select trace_id, request_id, span_id from logs using sample reservoir({count} rows) repeatable ({_SEED})"
        ).fetchall()
    draw = random.Random(_SEED)
    found = [draw.choice([row[0], row[0], row[1], row[2]]) or row[0] for row in rows]
    return [one for one in found if one]


def look_up(warehouse: Warehouse, identity: str) -> int:
    """All events of one id, as the page Traces asks for them; how many there are."""
    found = traces.find_id(warehouse, identity)
    return 0 if found is None else reads.run(warehouse, traces.records(found)).height


def scan(warehouse: Warehouse, identity: str) -> int:
    """The same rows without the filters."""
    with warehouse.reader() as cursor:
        return len(
            cursor.execute(
                "select * from logs where trace_id = $id or request_id = $id or span_id = $id", {"id": identity}
            ).fetchall()
        )


def timed(run: Callable[[str], object], identities: Sequence[str]) -> tuple[float, float]:
    """Milliseconds at the 50th and the 95th percentile."""
    taken = []
    for identity in identities:
        began = time.perf_counter()
        run(identity)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.95))]


def main(path: Path) -> int:
    """Measure and print the table as Markdown."""
    with Warehouse.open(path, read_only=True) as warehouse:
        known = drawn(warehouse)
        unknown = [f"{random.Random(number).getrandbits(128):032x}" for number in range(_IDS)]
        measured = {
            "all events of an id": timed(lambda one: look_up(warehouse, one), known),
            "an id that nobody has": timed(lambda one: look_up(warehouse, one), unknown),
            "without filters": timed(lambda one: scan(warehouse, one), known[:_SCANS]),
        }
    lines = [
        "| | p50 | p95 |",
        "|---|---|---|",
        *(f"| {k} | {a:.0f} ms | {b:.0f} ms |" for k, (a, b) in measured.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

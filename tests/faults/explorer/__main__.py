"""`python -m tests.faults.explorer`: explore orders of events; prints the shortest script of each that fails.

Prints what was excused, by name, and how many orders it took; the exit status is 1 where anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.faults.explorer import orders, trial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.explorer.orders import Order


def main() -> int:
    """Run the orders that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=20_000, help="random orders (20,000)")
    parser.add_argument("--points", type=int, default=12, help="points of each pause in the systematic orders (12)")
    parser.add_argument("--longest", type=int, default=14, help="events in a random order (14)")
    parser.add_argument("--seed", type=int, default=1, help="where the random orders begin (1)")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count(), help="processes")
    parser.add_argument("--tell", type=int, default=5, help="failing orders that are shrunk and printed (5)")
    given = parser.parse_args()
    planned = itertools.chain(orders.systematic(given.points), _random(given.seed, given.orders, given.longest))
    started, count, excused, failed = time.monotonic(), 0, Counter[str](), []
    with (
        tempfile.TemporaryDirectory(prefix="orders-") as place,
        multiprocessing.Pool(given.workers, trial.work_below, (place,)) as pool,
    ):
        for order, outcome in pool.imap_unordered(_tried, planned, chunksize=50):
            count += 1
            excused += outcome.excused
            if outcome.faults:
                failed.append((order, outcome))
    minutes = (time.monotonic() - started) / 60
    told: set[Order] = set()
    for order, outcome in reversed(failed):
        shortest = trial.shrunk(order, outcome.kind) if len(told) < given.tell else order
        if len(told) < given.tell and shortest not in told:
            told.add(shortest)
            _tell(shortest)
    for reason, lines in excused.most_common():
        print(f"{lines:>9} lines: {reason}")
    print(f"{count} orders in {minutes:.1f} minutes ({count / minutes:.0f} a minute), {len(failed)} failed")
    return 1 if failed else 0


def _random(seed: int, count: int, longest: int) -> Iterator[Order]:
    return (orders.drawn(random.Random(f"{seed}-{number}"), longest) for number in range(count))


def _tried(order: Order) -> tuple[Order, trial.Outcome]:
    outcome = trial.run(order)
    outcome.script = []
    return order, outcome


def _tell(order: Order) -> None:
    outcome = trial.run(order)
    print(f"\n{order}\n")
    print("\n".join(outcome.script))
    print("\n".join(f"=> {fault}" for fault in outcome.faults) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())

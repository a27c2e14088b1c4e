"""Many lines of the shop's own app and access layout, fast, for benchmarks: busier, and with more errors."""

from pathlib import Path
from random import Random

from dashboard.demo import traffic
from dashboard.demo.clock import DAY, MINUTE, parse_stamp
from dashboard.demo.plan import Plan
from dashboard.demo.records import Line
from dashboard.demo.services import DOOR

BEGAN = parse_stamp("2026-11-16T00:00:00+00:00")
ERROR_SHARE = 0.04
KINDS = ("/app", "/access")


def write_lines(path: Path, lines: int, seed: int = 1) -> int:
    """Write exactly `lines` lines of application and access log to the one file `path`; gives its size in bytes.

    They tell of about a day from 16 November 2026 on, in order of time; ids and values are random, one line in 25 is
    an error with its stack. The same `lines` and `seed` give the same bytes. Memory stays flat.
    """
    plan = Plan(seed, BEGAN, BEGAN + DAY, max(lines / 86_400 * 1.1, 0.01), 0)
    left, size, minute = lines, 0, BEGAN // MINUTE
    waiting: list[Line] = []
    with path.open("wb") as file:
        while left:
            waiting.extend(_minute(plan, minute))
            waiting.sort()
            minute += 1
            ready = [text for ts, _, text in waiting if ts < minute * MINUTE]
            waiting = waiting[len(ready) :]
            size += file.write("".join(ready[:left]).encode())
            left -= min(left, len(ready))
    return size


def _minute(plan: Plan, index: int) -> list[Line]:
    """A minute's app and access lines, and as many failures on top as make up the share of errors."""
    usual = [line for line in traffic.minute(plan, index) if _is_wanted(line)]
    more = traffic.Traffic(plan, Random(f"{plan.seed}/{index}/failures"), index * MINUTE)
    share = len(usual) * ERROR_SHARE / (1 - 2 * ERROR_SHARE)
    for _ in range(traffic.poisson(more.rng, share)):
        more.fail(index * MINUTE + int(more.rng.random() * MINUTE))
    return usual + [line for line in more.lines if _is_wanted(line)]


def _is_wanted(line: Line) -> bool:
    return line[1].endswith(KINDS) and not line[1].startswith(DOOR.name)

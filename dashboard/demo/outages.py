"""Outages of the shop's Redis while somebody looks: when they begin, and what stands in the logs of its worker.

A newsletter brings forty customers a minute, and Redis on `cache-1` refuses connections for two whole minutes. So most
requests to the catalogue fail, the storefront cannot show its pages, Celery has lost its broker, and probes and samples
say so too. Each is stored in the plan before its first minute, so the lines of a minute still depend on nothing else.

After one of four, the worker's log has too little room for some minutes, and lines that are cut off.
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from dashboard.demo import files, records
from dashboard.demo.clock import MINUTE, SECOND, stamp
from dashboard.demo.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dashboard.demo.plan import Plan
    from dashboard.demo.records import Line

VISITS = 40
"""Customers a minute that the newsletter brings."""
FAILS = 0.75
"""The share of the catalogue's requests that cannot do without the cache."""
LEAST_PAUSE, MOST_PAUSE = 30, 60
"""Minutes between two outages."""
CUT_AFTER, CUT_MINUTES, CUT_SHARE = 12, 8, 0.25
"""Minutes from an outage's begin until lines are cut off, for how many minutes, and after what share of outages."""
HEAD_START = 5 * SECOND
_KEPT = 48
_RECENT = 10 * MINUTE
_RETRY = 8 * SECOND
_BROKER = "redis://cache-1:6379/1"


def due(plan: Plan, ts: int, *, is_start: bool) -> int:
    """When the next outage is to begin: at once in a demo that was just started, unless the last one is hardly over."""
    if not plan.outages or (is_start and ts - plan.outages[-1] > _RECENT):
        return ts
    last = plan.outages[-1]
    return last + Random(f"{plan.seed}/{last}/outage").randint(LEAST_PAUSE, MOST_PAUSE) * MINUTE


def coming_minute(ts: int) -> int:
    """The first whole minute of which nothing was written at `ts`, with time to say so."""
    return ((ts + HEAD_START) // MINUTE + 1) * MINUTE


def announced(directory: Path, plan: Plan, start: int) -> Plan:
    """The plan with an outage from `start` (a whole minute) on, which from now on stands in the demo's folder."""
    plan = replace(plan, outages=(*plan.outages[1 - _KEPT :], start))
    path = directory / files.NOTES / "plan.json"
    partial = path.with_name(f"plan-{os.getpid()}.part")
    partial.write_text(plan.to_json(), "utf-8", newline="\n")
    partial.replace(path)
    return plan


def cuts(plan: Plan, start: int) -> bool:
    """Whether lines are cut off after the outage that began at `start`."""
    return Random(f"{plan.seed}/{start}/cut").random() < CUT_SHARE


def has_cut_lines(plan: Plan, began: int) -> bool:
    """Whether lines are cut off in the minute that began at `began`."""
    return any(
        CUT_AFTER * MINUTE <= began - start < (CUT_AFTER + CUT_MINUTES) * MINUTE and cuts(plan, start)
        for start in plan.outages
    )


def cut_lines(plan: Plan, began: int) -> Iterator[Line]:
    """A line a second of the worker's log that ends in the middle, in the minute that began at `began`."""
    series, hosts = SERVICES["worker"].series, SERVICES["worker"].hosts
    for place, ts in enumerate(range(began + SECOND // 2, began + MINUTE, SECOND)):
        who = records.deployed("worker", hosts[place % len(hosts)], f"{series}.{plan.release('worker', began)}")
        yield ts, "worker/app", f'{{"timestamp":"{stamp(ts)}","level":"DEBUG","logger":"worker.heartbeat",{who},"mess\n'


def broker_lines(plan: Plan, began: int) -> Iterator[Line]:
    """What the worker's hosts log about their broker in the minute that began at `began`."""
    is_first, is_last = not plan.is_out(began - MINUTE), not plan.is_out(began + MINUTE)
    release = plan.release("worker", began)
    for number, host in enumerate(SERVICES["worker"].hosts):
        deployed = records.deployed("worker", host, f"{SERVICES['worker'].series}.{release}")
        ids = records.context(f"broker-{host}-{began // MINUTE}", f"{began // MINUTE:032x}", "0" * 16, None)
        lines: list[Line] = []
        worker = records.Request(lines, "worker", release, deployed, ids)
        if is_first:
            text = "consumer: Connection to broker lost. Trying to re-establish the connection..."
            worker.app(began + SECOND + number, "WARNING", "celery.worker.consumer.consumer", text)
        for ts in range(began + 2 * SECOND + number, began + MINUTE, _RETRY):
            text = f"consumer: Cannot connect to {_BROKER}: Error 111 connecting to cache-1:6379. Connection refused."
            worker.app(ts, "ERROR", "celery.worker.consumer.connection", text)
        if is_last:
            end = began + MINUTE + 2 * SECOND + number
            worker.app(end, "INFO", "celery.worker.consumer.connection", f"Connected to {_BROKER}")
        yield from lines

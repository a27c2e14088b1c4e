"""Rules: what evaluating all of them costs, and how long a month of one takes to replay, on a generated warehouse.

Each rule that is shipped is asked at moments one after the other, as evaluation asks it; its processor time by how
often it is evaluated is its share of a core. Twice the shipped rules stand for those of a team.
"""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ingest.settings import Settings
from monitor.rules import finding
from monitor.rules.question import Asking, Grid
from monitor.rules.replay import replay
from sql.errors import QueryError
from sql.warehouse import Warehouse
from tests.bench import warehouse as generated

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.rules.rule import Rule

Figures = dict[str, Any]
_TEAM = 2
"""How many times the shipped rules a team has."""


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--replay-days", type=float, default=30.0, help="days of a replay (default: 30)")
    parser.add_argument("--replay-step", type=float, default=60.0, help="seconds between its moments (default: 60)")
    parser.add_argument("--rule", action="append", default=[], help="a rule to measure, more than once (default: all)")


def measure(options: argparse.Namespace) -> Figures:
    """By rule: processor time of an evaluation and of a replay, in seconds, and how long the replay took."""
    if options.warehouse is not None:
        with Warehouse.open(options.warehouse) as warehouse:
            return _measured(warehouse, options)
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        path = Path(place) / "rules.duckdb"
        generated.make(path, options.rows, Path(place))
        with Warehouse.open(path) as warehouse:
            return _measured(warehouse, options)


def _measured(warehouse: Warehouse, options: argparse.Namespace) -> Figures:
    rules = [rule for rule in finding.all_rules(Settings()) if not options.rule or rule.name in options.rule]
    with warehouse.reader() as cursor:
        rows, last = cursor.execute("select count(*), max(ts) from logs").fetchall()[0]
    found = {rule.name: {**_evaluation(warehouse, rule, last, options.runs), "every": rule.every} for rule in rules}
    for rule in rules:
        found[rule.name] |= _replay(warehouse, rule, last, options)
    share = sum(one["evaluation_cpu"] / one["every"] for one in found.values())
    return {"rows": rows, "rules": found, "share": share, "days": options.replay_days, "step": options.replay_step}


def _evaluation(warehouse: Warehouse, rule: Rule, last: datetime, runs: int) -> Figures:
    """The median processor time of one moment, the first one left out: its rows are read from the disk."""
    asking, step = Asking(warehouse, rule), timedelta(seconds=rule.every)
    works = []
    for run in range(runs + 1):
        worked = time.process_time()
        for _moment, _points in asking.points(Grid(last - (runs - run) * step, step, 1)):
            pass
        works.append(time.process_time() - worked)
    return {"evaluation_cpu": median(works[1:])}


def _replay(warehouse: Warehouse, rule: Rule, last: datetime, options: argparse.Namespace) -> Figures:
    begun, worked, said = time.monotonic(), time.process_time(), ""
    try:
        found = replay(warehouse, rule, last - timedelta(days=options.replay_days), last, every=options.replay_step)
        said = f"{found.moments:,} moments, fired {len(found.episodes):,} times"
    except QueryError as error:
        said = str(error)
    return {
        "replay_seconds": time.monotonic() - begun,
        "replay_cpu": time.process_time() - worked,
        "replay_said": said,
    }


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as a table."""
    about_all = (
        f"Replays of {figures['days']:g} days, a moment each {figures['step']:g} s; {figures['rows']:,} rows of logs. "
        f"{about['machine']}."
    )
    lines = [
        "| rule | evaluation, ms of processor time | every | share of a core | replay, s (of processor time) | |",
        "|---|---:|---:|---:|---:|---|",
        *(_row(name, one) for name, one in figures["rules"].items()),
        "",
        f"All rules: {figures['share']:.2%} of a core; {_TEAM} times as many: {_TEAM * figures['share']:.2%}.",
        about_all,
    ]
    return "\n".join(lines)


def _row(name: str, one: Figures) -> str:
    cells: Sequence[str] = (
        f"`{name}`",
        f"{1000 * one['evaluation_cpu']:.1f}",
        f"{one['every']:g} s",
        f"{one['evaluation_cpu'] / one['every']:.3%}",
        f"{one['replay_seconds']:.1f} ({one['replay_cpu']:.1f})",
        one["replay_said"],
    )
    return f"| {' | '.join(cells)} |"

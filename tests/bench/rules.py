"""Rules: what evaluating all of them costs, and how long a month of one takes to replay, on a generated warehouse.

Each rule is asked at moments one after the other, as evaluation asks it; its processor time by how often it is
evaluated is its share of a core. To the shipped rules come those that a team makes of ready questions, fifty in all.
"""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ingest.settings import Settings
from monitor.rules import finding, rule
from monitor.rules.making import ready
from monitor.rules.question import Asking, Grid
from monitor.rules.replay import replay
from sql.errors import QueryError
from sql.warehouse import Warehouse
from tests.bench import disturbed, month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.rules.rule import Rule

Figures = dict[str, Any]
_TEAM = (
    *(
        ("count_of_a_search", {"search": text, "by": by})
        for text in ("level:ERROR", "timeout")
        for by in ("service", "")
    ),
    *(("count_of_a_search", {"search": f"service:{name}", "by": "level"}) for name in ("orders", "payments", "worker")),
    *(("error_rate", {"service": name}) for name in ("storefront", "catalogue", "orders", "payments")),
    *(
        ("p95_of_a_route", {"route": name})
        for name in ("/api/search", "/api/products/{id}", "/api/categories/{id}", "/")
    ),
    *(("sample_past_a_value", {"sample": f"{name}_usage_percent"}) for name in ("cpu", "memory", "disk")),
    *(("probe_status", {"probe": f"probe-{number}"}) for number in (0, 1)),
    *(("source_silent", {"source": name}) for name in ("access", "app")),
    ("new_error", {"service": "orders"}),
)
"""Ready questions with what is filled in: with the shipped rules fifty."""


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--replay-days", type=float, default=30.0, help="days of a replay (default: 30)")
    parser.add_argument("--replay-step", type=float, default=60.0, help="seconds between its moments (default: 60)")
    parser.add_argument("--replay-limit", type=float, default=120.0, help="seconds of a replay (default: 120)")
    parser.add_argument("--rule", action="append", default=[], help="a rule to measure, more than once (default: all)")
    parser.add_argument(
        "--disturbed", type=int, default=0, help="turns in which pages and reading are measured beside them (it writes)"
    )
    parser.add_argument("--rule-series", type=int, default=500, help="series of samples (default: 500)")


def measure(options: argparse.Namespace) -> Figures:
    """By rule: processor time of an evaluation and of a replay, in seconds, and how long the replay took."""
    if options.warehouse is not None:
        with Warehouse.open(options.warehouse) as warehouse:
            return _measured(warehouse, options)
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        path = Path(place) / "rules.duckdb"
        month.make(path, options.rows, Path(place), series=options.rule_series)
        with Warehouse.open(path) as warehouse:
            return _measured(warehouse, options)


def _measured(warehouse: Warehouse, options: argparse.Namespace) -> Figures:
    rules = [one for one in (*finding.all_rules(Settings()), *_made()) if not options.rule or one.name in options.rule]
    with warehouse.reader() as cursor:
        rows, last = cursor.execute("select count(*), max(ts) from logs").fetchall()[0]
    found = {one.name: {**_evaluation(warehouse, one, last, options.runs), "every": one.every} for one in rules}
    for one in rules:
        found[one.name] |= _replay(warehouse, one, last, options)
    beside = {"disturbed": disturbed.measure(warehouse, rules, last, options.disturbed)} if options.disturbed else {}
    share = sum(one["evaluation_cpu"] / one["every"] for one in found.values())
    told = {"rows": rows, "rules": found, "share": share, "days": options.replay_days, "step": options.replay_step}
    return told | beside


def _made() -> Iterator[Rule]:
    """The team's rules."""
    for number, (name, typed) in enumerate(_TEAM):
        question = ready.named(name)
        if question is not None:
            yield rule.parse(question.text(typed), f"team_{number}_{name}")


def _evaluation(warehouse: Warehouse, one: Rule, last: datetime, runs: int) -> Figures:
    """The median processor time of one moment, the first one left out: its rows are read from the disk."""
    asking, step = Asking(warehouse, one), timedelta(seconds=one.every)
    works = []
    for run in range(runs + 1):
        worked = time.process_time()
        for _moment, _points in asking.points(Grid(last - (runs - run) * step, step, 1)):
            pass
        works.append(time.process_time() - worked)
    return {"evaluation_cpu": median(works[1:])}


def _replay(warehouse: Warehouse, one: Rule, last: datetime, options: argparse.Namespace) -> Figures:
    begun, worked, said = time.monotonic(), time.process_time(), ""
    first = last - timedelta(days=options.replay_days)
    try:
        found = replay(
            warehouse,
            one,
            first,
            last,
            every=options.replay_step,
            stop=lambda: time.monotonic() - begun > options.replay_limit,
        )
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
        f"{len(figures['rules'])} rules: {figures['share']:.2%} of a core.",
        about_all,
        *(["", disturbed.markdown(figures["disturbed"])] if "disturbed" in figures else []),
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

"""Databases: where is it tight? PostgreSQL, MySQL, Redis and RabbitMQ that are measured, one of them in full."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.layout import tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.measures import sample_charts, statement_table
from dashboard.components.measures.sample_charts import Chart, Column, Unit
from dashboard.components.tables import tables
from dashboard.reads import samples
from dashboard.reads.samples import Combine, Wanted
from dashboard.style import numbers
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(
    title="Databases",
    question="Where is it tight?",
    icon="database",
    section="Services",
    order=76,
    needs_window=False,
)
_HEIGHT = 220
_ROWS = 6
_BY_WEEK = "Queries by hour and weekday"


@dataclass(frozen=True, slots=True)
class _Panel:
    """A chart of one target: a name of samples, the label that tells lines apart, and the unit."""

    title: str
    name: str
    unit: Unit
    by: str = ""
    column: Column = "value"
    combine: Combine = "sum"
    stacked: bool = False
    more: tuple[str, ...] = ()


_KINDS: Mapping[str, tuple[str, tuple[_Panel, ...]]] = {
    "postgres_max_connections": (
        "PostgreSQL",
        (
            _Panel("Connections", "postgres_connections", "count", "state", stacked=True),
            _Panel("Queries", "postgres_queries_per_second", "rate"),
            _Panel("Transactions", "postgres_transactions_total", "rate", "result", "per_second"),
            _Panel("Read from the cache", "postgres_cache_hit_ratio", "share", combine="mean"),
            _Panel("Longest transaction", "postgres_longest_transaction_seconds", "seconds", combine="max"),
            _Panel("Locks, granted or not", "postgres_locks", "count", "granted"),
            _Panel("Deadlocks", "postgres_deadlocks_total", "rate", "database", "per_second"),
            _Panel("Replication, bytes behind", "postgres_replication_lag_bytes", "bytes", "replica", combine="max"),
            _Panel("Size", "postgres_database_size_bytes", "bytes", "database"),
        ),
    ),
    "mysql_max_connections": (
        "MySQL",
        (
            _Panel("Connections", "mysql_connections", "count", "state", stacked=True),
            _Panel("Queries", "mysql_queries_per_second", "rate"),
            _Panel("Transactions", "mysql_transactions_total", "rate", "result", "per_second"),
            _Panel("Read from the cache", "mysql_cache_hit_ratio", "share", combine="mean"),
            _Panel("Longest transaction", "mysql_longest_transaction_seconds", "seconds", combine="max"),
            _Panel("Waiting for locks", "mysql_locks_waiting", "count"),
            _Panel("Slow queries", "mysql_slow_queries_total", "rate", "", "per_second"),
            _Panel("Replication, behind", "mysql_replication_lag_seconds", "seconds", combine="max"),
            _Panel("Size", "mysql_database_size_bytes", "bytes", "database"),
        ),
    ),
    "redis_connected_clients": (
        "Redis",
        (
            _Panel("Clients", "redis_connected_clients", "count", more=("redis_blocked_clients",)),
            _Panel("Commands", "redis_queries_per_second", "rate"),
            _Panel("Memory", "redis_memory_usage_bytes", "bytes", more=("redis_memory_max_bytes",)),
            _Panel("Hit rate", "redis_hit_ratio", "share", combine="mean"),
            _Panel("Keys", "redis_keys", "count", "db"),
            _Panel(
                "Evicted and expired",
                "redis_evicted_keys_total",
                "rate",
                "",
                "per_second",
                more=("redis_expired_keys_total",),
            ),
        ),
    ),
    "rabbitmq_queue_messages": (
        "RabbitMQ",
        (
            _Panel("Messages in queues", "rabbitmq_queue_messages", "count", "queue"),
            _Panel("Not acknowledged", "rabbitmq_queue_messages_unacked", "count", "queue"),
            _Panel("Consumers", "rabbitmq_queue_consumers", "count", "queue"),
            _Panel("Published", "rabbitmq_queue_messages_published_total", "rate", "queue", "per_second"),
            _Panel("Delivered", "rabbitmq_queue_messages_delivered_total", "rate", "queue", "per_second"),
            _Panel("Memory of queues", "rabbitmq_queue_memory_bytes", "bytes", "queue"),
        ),
    ),
}
_WEEKS: Mapping[str, _Panel] = {
    "postgres_max_connections": _Panel(_BY_WEEK, "postgres_queries_per_second", "rate"),
    "mysql_max_connections": _Panel(_BY_WEEK, "mysql_queries_per_second", "rate"),
    "redis_connected_clients": _Panel(_BY_WEEK, "redis_queries_per_second", "rate"),
    "rabbitmq_queue_messages": _Panel(
        "Published by hour and weekday", "rabbitmq_queue_messages_published_total", "rate", "", "per_second"
    ),
}
"""How busy each kind is by hour and weekday."""
_NAMES: Mapping[str, str] = {
    "redis_connected_clients": "connected",
    "redis_blocked_clients": "blocked",
    "redis_memory_usage_bytes": "used",
    "redis_memory_max_bytes": "limit",
    "redis_evicted_keys_total": "evicted",
    "redis_expired_keys_total": "expired",
    "true": "granted",
    "false": "waiting",
}


def render(context: PageContext) -> None:
    """Draw the page."""
    try:
        found = cache.ask(samples.known(tuple(_KINDS), "job"))
    except LongtailError as error:
        tiles.failed(plain(str(error)), height=80)
        return
    targets = {row["label"]: row["name"] for row in found.iter_rows(named=True) if row["label"]}
    if not targets:
        _nothing()
        return
    chosen = url.own("target", list(targets), next(iter(targets)))
    _all(context, targets, chosen)
    st.markdown(f"#### {plain(chosen)} :gray[{_KINDS[targets[chosen]][0]}]")
    panels = _measured(_KINDS[targets[chosen]][1], chosen)
    for start in range(0, len(panels), 3):
        for place, panel in zip(st.columns(3, gap="small"), panels[start : start + 3], strict=False):
            with place:
                sample_charts.draw(context, _chart(panel, chosen), height=_HEIGHT)
    busy = _WEEKS[targets[chosen]]
    if targets[chosen] in statement_table.NAMES:
        left, right = st.columns([3, 2], gap="small")
        with left:
            statement_table.draw(context, targets[chosen], chosen)
        with right:
            sample_charts.draw_week(context, _chart(busy, chosen))
    else:
        sample_charts.draw_week(context, _chart(busy, chosen))


def _measured(panels: tuple[_Panel, ...], job: str) -> list[_Panel]:
    """The panels that the target has numbers for: one without replicas tells nothing of their lag."""
    names = tuple(panel.name for panel in panels)
    told = set(cache.ask(samples.known(names, "job")).filter(pl.col("label") == job)["name"])
    return [panel for panel in panels if panel.name in told]


def _nothing() -> None:
    with st.container(border=True, key="tile-no-databases"):
        tiles.note(
            "No database is measured. Name one in the settings as a `[[collector]]` of kind postgresql, mysql, redis "
            "or rabbitmq; `longtail serve` then asks it every 30 seconds.",
            height=100,
        )


def _chart(panel: _Panel, job: str) -> Chart:
    wanted = Wanted((panel.name, *panel.more), by=panel.by, only=(f"job={job}",), combine=panel.combine)
    return Chart(
        key=f"database-{panel.name.replace('_', '-')}{'-week' if panel in _WEEKS.values() else ''}",
        title=panel.title,
        wanted=wanted,
        unit=panel.unit,
        column=panel.column,
        names={name: text for name, text in _NAMES.items() if panel.by in ("", "granted")},
        stacked=panel.stacked,
    )


_COLUMNS = {
    "job": tables.text("Name", width=140),
    "kind": tables.text("Kind", width=100),
    "state": tables.text("Answers", width=80),
    "load": tables.number_text("Queries", width=90),
    "connections": tables.number_text("Connections", width=105),
    "hits": tables.number_text("From cache", width=95),
    "memory": tables.number_text("Size", width=90),
    "waiting": tables.number_text("Longest, or waiting", width=130),
}
_PRESENT = (
    "up",
    "postgres_queries_per_second",
    "mysql_queries_per_second",
    "redis_queries_per_second",
    "postgres_connections",
    "mysql_connections",
    "redis_connected_clients",
    "rabbitmq_connections",
    "postgres_max_connections",
    "mysql_max_connections",
    "postgres_cache_hit_ratio",
    "mysql_cache_hit_ratio",
    "redis_hit_ratio",
    "postgres_database_size_bytes",
    "mysql_database_size_bytes",
    "redis_memory_usage_bytes",
    "postgres_longest_transaction_seconds",
    "mysql_longest_transaction_seconds",
    "rabbitmq_queue_messages",
)


def _all(context: PageContext, targets: Mapping[str, str], chosen: str) -> None:
    tile = Tile(
        key="databases",
        title="Databases",
        unit="now; click for one",
        question=samples.present(_PRESENT, context.now),
        empty="No database answered in the last five minutes.",
    )

    def show(frame: pl.DataFrame) -> None:
        sums: dict[tuple[str, str], float] = {}
        for name, labels, value in frame.select("name", "labels", "value").iter_rows():
            job = json.loads(labels).get("job", "")
            part = name.partition("_")[2] if name != "up" else name
            sums[job, part] = sums.get((job, part), 0.0) + value
        rows = [_row(job, _KINDS[kind][0], sums) for job, kind in targets.items()]
        found = pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String))
        tables.show(
            found,
            _COLUMNS,
            rows=_ROWS,
            key=f"databases-table-{chosen}",
            on_pick=lambda place: url.set_own("target", found["job"][place], next(iter(targets))),
        )

    tiles.show(tile, show, height=tables.height_of(min(_ROWS, max(4, len(targets)))))


def _row(job: str, kind: str, sums: Mapping[tuple[str, str], float]) -> dict[str, str]:
    def first(*parts: str) -> float | None:
        return next((sums[job, part] for part in parts if (job, part) in sums), None)

    up, most = first("up"), first("max_connections")
    used = first("connections", "connected_clients")
    longest, queued = first("longest_transaction_seconds"), first("queue_messages")
    waiting = numbers.milliseconds(longest * 1000) if longest is not None else numbers.NOTHING
    return {
        "job": job,
        "kind": kind,
        "state": "not known" if up is None else "yes" if up else "no",
        "load": numbers.rate(first("queries_per_second")),
        "connections": numbers.count(used) + (f" of {numbers.count(most)}" if most else ""),
        "hits": numbers.percent(first("cache_hit_ratio", "hit_ratio")),
        "memory": numbers.byte_size(first("database_size_bytes", "memory_usage_bytes")),
        "waiting": f"{numbers.count(queued)} messages" if queued is not None else waiting,
    }

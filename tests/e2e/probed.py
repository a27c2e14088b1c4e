"""A warehouse with the history of a few probes: one was down an hour ago, one is down, one was never asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.health import store
from monitor.health.store import Batch, Change, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sql.warehouse import Warehouse

_MARKUP = "<b>It refuses</b> [connections](http://example.com)."
_PROBES = {"orders-db": "postgresql", "shop <b>site</b>": "http", "backup": "heartbeat"}


def fill(warehouse: Warehouse, now: datetime) -> None:
    """Three probes over a day, once a minute; `now` is UTC without a zone."""
    changes = [
        Change(now - timedelta(minutes=minutes), probe, _PROBES[probe], "target", before, after, _MARKUP)
        for minutes, probe, before, after in (
            (1440, "orders-db", "unknown", "healthy"),
            (60, "orders-db", "healthy", "unhealthy"),
            (40, "orders-db", "unhealthy", "healthy"),
            (5, "shop <b>site</b>", "unknown", "unhealthy"),
        )
    ]
    with warehouse.transaction() as cursor:
        store.write(cursor, Batch(list(_results(now)), changes))
        for place, (probe, kind) in enumerate(_PROBES.items()):
            values = [probe, kind, "target", 60, False, None, None, place]
            cursor.execute("insert into probes values ($1, $2, $3, $4, $5, $6, $7, $8)", values)


def _results(now: datetime) -> Iterator[Result]:
    for minutes in range(1440, 0, -1):
        ts, status = now - timedelta(minutes=minutes), "unhealthy" if 40 < minutes <= 60 else "healthy"
        latency = None if status == "unhealthy" else 20.0 + minutes % 7
        yield Result(ts, "orders-db", "postgresql", "target", status, status, latency, _MARKUP, {"version": "15"})
        if minutes <= 5:
            yield Result(ts, "shop <b>site</b>", "http", "target", "unhealthy", "unhealthy", None, _MARKUP, {})

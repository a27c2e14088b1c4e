"""What the shop's hosts, its PostgreSQL and its Redis would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboard.demo import troubles
from dashboard.demo.clock import DAY
from dashboard.demo.services import SERVICES
from dashboard.demo.watched.signals import counter, gauge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.demo.watched.signals import Floats, Moments, Signal

_STATEMENTS = (
    ("select * from orders where order_id = $1", 0.46, 0.7),
    ("select quantity from stock where sku = $1 for update", 0.21, 4.8),
    ("insert into orders (user_id, total, currency) values ($1, $2, $3)", 0.12, 1.9),
    ("update payments set state = $1 where charge_id = $2", 0.08, 1.2),
)
"""Text, share of all queries, and milliseconds of one."""
GIB = 2.0**30
MIB = 2.0**20
_DATA_DISK = 120 * GIB
_FULL_IN_DAYS = 9.0
"""How long the database's disk still lasts at the demo's end."""
_BACKUP_DISK = 200 * GIB
_REPORTS_ON = "worker-2"


def signals() -> list[Signal]:
    """Hosts, the database and the cache."""
    hosts = [(host, name) for name, service in SERVICES.items() for host in service.hosts]
    found = [signal for host, name in hosts for signal in _host(host, name)]
    found += [signal for host in ("db-1", "cache-1") for signal in _host(host, host)]
    found += _disk("db-1", "/var/lib/postgresql", _data_used, _DATA_DISK)
    found += _disk("db-1", "/var/backups", _backups, _BACKUP_DISK)
    return [*found, *_database(), *_cache()]


def _host(host: str, service: str) -> Iterator[Signal]:
    waits = 1.0 if service == "orders" else 0.4 if service == "db-1" else 0.0
    of = {"host": host}

    def reports(at: Moments) -> Floats:
        return at.during(troubles.REPORT) if host == _REPORTS_ON else np.zeros(len(at.ts))

    def used(at: Moments) -> Floats:
        usual = 6 + 21 * at.busy * (1 - 0.4 * waits * at.bad) + at.noise(f"cpu {host}", 3)
        return np.clip(usual + 85 * reports(at), 1, 98)

    def waiting(at: Moments) -> Floats:
        return np.clip(0.6 + 22 * (service == "db-1") * at.bad + at.noise(f"iowait {host}", 0.4), 0.05, 90)

    def memory(at: Moments) -> Floats:
        usual = 0.46 + 0.04 * at.busy + 0.33 * waits * at.bad + at.noise(f"memory {host}", 0.01)
        return np.clip(usual + 0.45 * reports(at), 0.05, 0.98)

    def load(share: float) -> Callable[[Moments], Floats]:
        return lambda at: np.clip(used(at) / 25 * (0.9 + 0.1 * share) + 5 * share * waits * at.bad, 0.02, None)

    def sent(at: Moments) -> Floats:
        return np.clip(
            MIB * (0.3 + 1.1 * at.busy) * (1 - 0.5 * waits * at.bad) + at.noise(f"net {host}", 6e4), 1e3, None
        )

    size = 8 * GIB
    yield gauge("cpu_usage_percent", used, cpu="all", mode="used", **of)
    yield gauge("cpu_usage_percent", lambda at: used(at) * 0.74, cpu="all", mode="user", **of)
    yield gauge("cpu_usage_percent", lambda at: used(at) * 0.26, cpu="all", mode="system", **of)
    yield gauge("cpu_usage_percent", waiting, cpu="all", mode="iowait", **of)
    yield gauge("cpu_cores", lambda at: np.full(len(at.ts), 4.0), **of)
    for period, share in (("1m", 1.0), ("5m", 0.8), ("15m", 0.5)):
        yield gauge("load_average", load(share), period=period, **of)
    yield gauge("memory_usage_percent", lambda at: 100 * memory(at), **of)
    yield gauge("memory_usage_bytes", lambda at: size * memory(at), state="used", **of)
    yield gauge("memory_usage_bytes", lambda at: np.full(len(at.ts), size), state="total", **of)
    yield gauge("memory_usage_bytes", lambda at: size * (1 - memory(at)), state="available", **of)
    yield counter("network_io_bytes_total", sent, interface="eth0", direction="transmit", **of)
    yield counter("network_io_bytes_total", lambda at: sent(at) * 0.6, interface="eth0", direction="receive", **of)
    yield counter("disk_io_bytes_total", lambda at: sent(at) * 0.3, device="sda", direction="write", **of)
    yield counter("disk_io_bytes_total", lambda at: sent(at) * 0.1, device="sda", direction="read", **of)
    yield from _programs(host, service, used, lambda at: size * memory(at))
    yield gauge("processes", lambda at: np.round(140 + 12 * at.busy + 60 * waits * at.bad), state="sleeping", **of)
    yield from _disk(
        host, "/", lambda at: 40 * GIB * (0.42 + 0.002 * _days(at)) + at.noise(f"disk {host}", 2e7), 40 * GIB
    )


def _programs(
    host: str, service: str, used: Callable[[Moments], Floats], memory: Callable[[Moments], Floats]
) -> Iterator[Signal]:
    """What runs there: one program does most of the work, of four cores."""
    main = {"db-1": "postgres", "cache-1": "redis-server", "worker": "celery"}.get(service, "uvicorn")
    for program, of_time, of_memory in ((main, 0.82, 0.7), ("filebeat", 0.07, 0.02), ("systemd", 0.01, 0.01)):
        of = {"host": host, "program": program}
        yield gauge("program_cpu_percent", _part_of(used, 4 * of_time, most=100.0), **of)
        yield gauge("program_memory_bytes", _part_of(memory, of_memory), **of)


def _part_of(
    whole: Callable[[Moments], Floats], share: float, *, worse: float = 0.0, most: float | None = None
) -> Callable[[Moments], Floats]:
    """A share of something, `worse` times as much beside it in the incident, and never more than `most`."""
    return lambda at: np.clip(share * whole(at) * (1 + worse * at.bad), 0.0, most)


def _days(at: Moments) -> Floats:
    return (at.ts - at.plan.now) / DAY


def _data_used(at: Moments) -> Floats:
    """It grows by as much a day as fills the disk nine days after the demo's history ends."""
    return _DATA_DISK * (0.81 + 0.19 * _days(at) / _FULL_IN_DAYS) + at.noise("data", 5e7)


def _backups(at: Moments) -> Floats:
    """They grow for more than a day, until the disk is nearly full and somebody deletes the old ones."""
    begun, ended = troubles.span(at.plan, troubles.BACKUPS)
    share = np.where(at.during(troubles.BACKUPS) > 0, 0.52 + 0.45 * (at.ts - begun) / max(ended - begun, 1), 0.3)
    return _BACKUP_DISK * share + at.noise("backups", 5e7)


def _disk(host: str, mount: str, used: Callable[[Moments], Floats], size: float) -> Iterator[Signal]:
    device = {"/": "/dev/sda1", "/var/backups": "/dev/sdc1"}.get(mount, "/dev/sdb1")
    of = {"host": host, "mount": mount, "device": device}

    def taken(at: Moments) -> Floats:
        return np.clip(used(at), 0, size)

    yield gauge("disk_used_bytes", taken, **of)
    yield gauge("disk_free_bytes", lambda at: size - taken(at), **of)
    yield gauge("disk_total_bytes", lambda at: np.full(len(at.ts), size), **of)
    yield gauge("disk_usage_percent", lambda at: 100 * taken(at) / size, **of)


def _database() -> Iterator[Signal]:
    of = {"job": "orders-db", "instance": "db-1:5432"}

    def connections(state: str, calm: float, bad: float) -> Signal:
        def at(moments: Moments) -> Floats:
            noise = moments.noise(f"connections {state}", 1)
            return np.clip(np.round(calm * moments.busy + bad * moments.bad + noise), 0, 100)

        return gauge("postgres_connections", at, state=state, **of)

    def queries(at: Moments) -> Floats:
        return np.clip(85 * at.busy * (1 - 0.55 * at.bad) + at.noise("queries", 5), 1, None)

    yield gauge("up", lambda at: 1 - at.during(troubles.DATABASE), **of)
    yield connections("active", 4, 11)
    yield connections("idle", 22, -14)
    yield connections("idle in transaction", 1, 58)
    yield gauge("postgres_max_connections", lambda at: np.full(len(at.ts), 100.0), **of)
    yield gauge("postgres_queries_per_second", queries, **of)
    yield gauge("postgres_cache_hit_ratio", lambda at: np.clip(0.991 + at.noise("cache", 0.002), 0, 1), **of)
    yield gauge(
        "postgres_longest_transaction_seconds",
        lambda at: np.clip(1.4 + 28 * at.bad + at.noise("longest", 0.6), 0.05, None),
        **of,
    )
    yield gauge("postgres_database_size_bytes", _data_used, database="orders", **of)
    yield counter("postgres_transactions_total", lambda at: queries(at) * 0.4, database="orders", **of)
    yield counter("postgres_deadlocks_total", lambda at: 0.02 * at.bad, database="orders", **of)
    yield gauge("postgres_locks", lambda at: np.round(9 * at.busy + 30 * at.bad), mode="RowLock", granted="true", **of)
    yield gauge("postgres_locks", lambda at: np.round(44 * at.bad), mode="RowLock", granted="false", **of)
    for number, (text, share, ms) in enumerate(_STATEMENTS, 1):
        names = {"queryid": str(number), "query": text, **of}
        yield counter("postgres_statement_calls_total", _part_of(queries, share), **names)
        yield counter("postgres_statement_seconds_total", _part_of(queries, share * ms / 1_000, worse=90.0), **names)


def _cache() -> Iterator[Signal]:
    of = {"job": "cache", "instance": "cache-1:6379"}

    def commands(at: Moments) -> Floats:
        return at.up * np.clip(310 * at.busy * (1 - 0.2 * at.bad) + at.noise("commands", 12), 1, None)

    yield gauge("up", lambda at: at.up, **of)
    yield gauge("redis_connected_clients", lambda at: at.up * np.round(24 + 6 * at.busy + 30 * at.bad), **of)
    yield gauge("redis_memory_usage_bytes", lambda at: MIB * (190 + 40 * at.busy + at.noise("redis", 3)), **of)
    yield gauge("redis_memory_max_bytes", lambda at: np.full(len(at.ts), 512 * MIB), **of)
    yield gauge("redis_hit_ratio", lambda at: np.clip(0.93 + at.noise("hits", 0.01), 0, 1), **of)
    yield gauge("redis_keys", lambda at: np.round(52_000 + 9_000 * at.busy), db="0", **of)
    yield gauge("redis_commands_per_second", commands, **of)
    yield gauge("redis_queries_per_second", commands, **of)
    yield counter("redis_commands_total", commands, **of)
    yield counter("redis_evicted_keys_total", lambda at: np.zeros(len(at.ts)), **of)

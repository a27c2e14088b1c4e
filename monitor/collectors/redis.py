"""A Redis or Valkey server: clients, memory, hit rate, evictions, keys, replication."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from monitor import targets
from monitor.collectors import _rates
from monitor.kinds import KindSettings
from monitor.links import redis as link
from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.limits import Limit

EXAMPLE = 'kind = "redis"\nname = "cache"\nurl = "redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0"\n'
_KEYSPACE = re.compile(r"keys=(\d+),expires=(\d+)")
_REPLICA = re.compile(r"ip=([^,]+),port=(\d+),.*offset=(\d+)")
_GAUGES = {
    "redis_connected_clients": "connected_clients",
    "redis_blocked_clients": "blocked_clients",
    "redis_memory_usage_bytes": "used_memory",
    "redis_memory_resident_bytes": "used_memory_rss",
    "redis_memory_max_bytes": "maxmemory",
    "redis_uptime_seconds": "uptime_in_seconds",
    "redis_connected_replicas": "connected_slaves",
    "redis_commands_per_second": "instantaneous_ops_per_sec",
    "redis_changes_since_save": "rdb_changes_since_last_save",
}
_COUNTERS = {
    "redis_commands_total": "total_commands_processed",
    "redis_connections_total": "total_connections_received",
    "redis_rejected_connections_total": "rejected_connections",
    "redis_hits_total": "keyspace_hits",
    "redis_misses_total": "keyspace_misses",
    "redis_evicted_keys_total": "evicted_keys",
    "redis_expired_keys_total": "expired_keys",
}


class Settings(KindSettings):
    """Where the server is."""

    url: link.Url
    verify: targets.VerifyTls = True
    ca_file: targets.CaFile = None

    @property
    def instance(self) -> str:
        """Host and port."""
        return targets.parse(self.url.get_secret_value(), link.SCHEMES).shown.partition("/")[0]


class Collector:
    """Asks one server for `INFO`, on a connection of its own each time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rates = _rates.Rates()

    def collect(self, limit: Limit) -> list[Sample]:
        """All of the server. Raises what the driver raises, and `OSError`."""
        told = self._settings
        connection = link.connection(told.url, limit, ca_file=told.ca_file, verify=told.verify)
        try:
            connection.connect()  # type: ignore[no-untyped-call]
            connection.send_command("INFO")  # type: ignore[no-untyped-call]
            answer = connection.read_response()
        finally:
            connection.disconnect()  # type: ignore[no-untyped-call]
        of = {"job": self._settings.name, "instance": self._settings.instance}
        return [sample.labelled(**of) for sample in self._all(_info(answer))]

    def _all(self, told: Mapping[str, str]) -> Iterator[Sample]:
        for name, key in _GAUGES.items():
            if key in told:
                yield gauge(name, float(told[key]))
        for name, key in _COUNTERS.items():
            if key in told:
                yield counter(name, float(told[key]))
        hits = float(told.get("keyspace_hits", 0))
        share = self._rates.share("hits", hits, hits + float(told.get("keyspace_misses", 0)))
        if share is not None:
            yield gauge("redis_hit_ratio", share)
        rate = self._rates.per_second("commands", float(told.get("total_commands_processed", 0)), time.monotonic())
        if rate is not None:
            yield gauge("redis_queries_per_second", rate)
        for key, value in told.items():
            if key.startswith("db") and (found := _KEYSPACE.match(value)):
                yield gauge("redis_keys", float(found[1]), db=key[2:])
                yield gauge("redis_expiring_keys", float(found[2]), db=key[2:])
        yield from _replication(told)


def _info(answer: bytes | str) -> dict[str, str]:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    lines = (line.partition(":") for line in text.splitlines() if ":" in line and not line.startswith("#"))
    return {key: value for key, _, value in lines}


def _replication(told: Mapping[str, str]) -> Iterator[Sample]:
    yield gauge("redis_is_replica", float(told.get("role") == "slave"))
    if told.get("role") == "slave":
        yield gauge("redis_replication_up", float(told.get("master_link_status") == "up"))
        yield gauge("redis_replication_lag_seconds", float(told.get("master_last_io_seconds_ago", -1)))
    written = float(told.get("master_repl_offset", 0))
    for key, value in told.items():
        if key.startswith("slave") and (found := _REPLICA.match(value)):
            behind = max(0.0, written - float(found[3]))
            yield gauge("redis_replication_lag_bytes", behind, replica=f"{found[1]}:{found[2]}")

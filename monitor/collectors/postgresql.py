"""A PostgreSQL server: connections, transactions, cache, locks, replication, sizes, slow statements.

`pg_monitor` is enough as a role. Slow statements are told where the extension `pg_stat_statements` is installed in the
database of the URL.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pydantic import Field

from monitor import targets
from monitor.collectors import _rates
from monitor.kinds import KindSettings
from monitor.links import postgresql as link
from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pg8000.native

    from monitor.limits import Limit

EXAMPLE = 'kind = "postgresql"\nname = "orders-db"\nurl = "postgresql://longtail:${DB_PASSWORD}@127.0.0.1/orders"\n'
_MOST_DATABASES = 50

_CONNECTIONS = """
    select coalesce(state, 'unknown'), count(*) from pg_stat_activity where backend_type = 'client backend' group by 1
"""
_DATABASES = f"""
    select
        datname, xact_commit, xact_rollback, blks_hit, blks_read, deadlocks, conflicts, temp_bytes,
        tup_returned, tup_inserted + tup_updated + tup_deleted
    from pg_stat_database where datname is not null and datname not in ('template0', 'template1')
    order by xact_commit desc limit {_MOST_DATABASES}
"""
_COUNTED: tuple[tuple[str, dict[str, str]], ...] = (
    ("postgres_transactions_total", {"result": "commit"}),
    ("postgres_transactions_total", {"result": "rollback"}),
    ("postgres_blocks_total", {"from": "cache"}),
    ("postgres_blocks_total", {"from": "disk"}),
    ("postgres_deadlocks_total", {}),
    ("postgres_conflicts_total", {}),
    ("postgres_temporary_bytes_total", {}),
    ("postgres_rows_total", {"what": "read"}),
    ("postgres_rows_total", {"what": "written"}),
)
_SIZES = f"""
    select datname, pg_database_size(oid) from pg_database
    where not datistemplate and has_database_privilege(oid, 'connect') limit {_MOST_DATABASES}
"""
_LOCKS = "select mode, granted, count(*) from pg_locks group by mode, granted"
_AGES = """
    select
        coalesce(extract(epoch from max(now() - xact_start)), 0),
        coalesce(extract(epoch from max(now() - query_start) filter (where state = 'active')), 0)
    from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
"""
_REPLICA = """
    select pg_is_in_recovery(), case
        when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
        else extract(epoch from now() - pg_last_xact_replay_timestamp())
    end
"""
_REPLICAS = """
    select coalesce(nullif(application_name, ''), client_addr::text, 'replica'),
        pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)
    from pg_stat_replication where not pg_is_in_recovery()
"""
_HAS_STATEMENTS = "select count(*) from pg_extension where extname = 'pg_stat_statements'"
_STATEMENTS = """
    select queryid::text, left(regexp_replace(query, '\\s+', ' ', 'g'), 200), sum(calls), sum(total_exec_time) / 1000
    from pg_stat_statements where query not like '%pg_stat_%' group by 1, 2 order by 4 desc limit {most}
"""
_CALLS = "select coalesce(sum(calls), 0) from pg_stat_statements"


class Settings(KindSettings):
    """Where the server is, and what is told of it."""

    url: link.Url
    statements: int = Field(default=10, ge=0, le=100, description="How many slow statements are told.")
    verify: targets.VerifyTls = True
    ca_file: targets.CaFile = None

    @property
    def instance(self) -> str:
        """Host and port."""
        return targets.parse(self.url.get_secret_value(), link.SCHEMES).shown.partition("/")[0]


class Collector:
    """Asks one server, on a connection of its own each time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rates = _rates.Rates()

    def collect(self, limit: Limit) -> list[Sample]:
        """All of the server. Raises what the driver raises, and `OSError`."""
        told = self._settings
        with link.connected(told.url, limit, ca_file=told.ca_file, verify=told.verify) as connection:
            samples = list(self._all(connection))
        of = {"job": self._settings.name, "instance": self._settings.instance}
        return [sample.labelled(**of) for sample in samples]

    def _all(self, connection: pg8000.native.Connection) -> Iterator[Sample]:
        for state, count in connection.run(_CONNECTIONS):
            yield gauge("postgres_connections", count, state=state)
        yield gauge("postgres_max_connections", float(connection.run("show max_connections")[0][0]))
        databases = connection.run(_DATABASES)
        yield from self._databases(databases)
        for database, size in connection.run(_SIZES):
            yield gauge("postgres_database_size_bytes", size, database=database)
        for mode, granted, count in connection.run(_LOCKS):
            yield gauge("postgres_locks", count, mode=mode, granted=str(granted).lower())
        longest, query = connection.run(_AGES)[0]
        yield gauge("postgres_longest_transaction_seconds", float(longest))
        yield gauge("postgres_longest_query_seconds", float(query))
        yield from _replication(connection)
        transactions = sum(float(row[1]) + float(row[2]) for row in databases)
        yield from self._statements(connection, transactions)

    def _databases(self, databases: list[list[Any]]) -> Iterator[Sample]:
        for database, *numbers in databases:
            for (name, of), number in zip(_COUNTED, numbers, strict=True):
                yield counter(name, float(number or 0), database=database, **of)
        hits, reads = (sum(float(row[place] or 0) for row in databases) for place in (3, 4))
        share = self._rates.share("cache", hits, hits + reads)
        if share is not None:
            yield gauge("postgres_cache_hit_ratio", share)

    def _statements(self, connection: pg8000.native.Connection, transactions: float) -> Iterator[Sample]:
        """Queries a second: of the statements where they are counted, else of transactions."""
        has_statements = bool(connection.run(_HAS_STATEMENTS)[0][0])
        total = float(connection.run(_CALLS)[0][0]) if has_statements else transactions
        rate = self._rates.per_second("queries", total, time.monotonic())
        if rate is not None:
            yield gauge("postgres_queries_per_second", rate)
        if has_statements and self._settings.statements:
            for number, text, calls, seconds in connection.run(_STATEMENTS.format(most=self._settings.statements)):
                of = {"queryid": number, "query": text}
                yield counter("postgres_statement_calls_total", float(calls), **of)
                yield counter("postgres_statement_seconds_total", float(seconds), **of)


def _replication(connection: pg8000.native.Connection) -> Iterator[Sample]:
    is_replica, lag = connection.run(_REPLICA)[0]
    yield gauge("postgres_is_replica", float(is_replica))
    if is_replica:
        yield gauge("postgres_replication_lag_seconds", float(lag or 0))
    for replica, behind in connection.run(_REPLICAS):
        if behind is not None:
            yield gauge("postgres_replication_lag_bytes", float(behind), replica=replica)

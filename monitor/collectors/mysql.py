"""A MySQL or MariaDB server: connections, queries, transactions, cache, locks, replication, sizes, slow statements.

The privileges `PROCESS`, `REPLICATION CLIENT` and `SELECT` on `performance_schema` are enough. What the server does not
tell is left out.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pymysql
import pymysql.cursors
from pydantic import Field

from monitor import targets
from monitor.collectors import _rates
from monitor.kinds import Duration, KindSettings
from monitor.links import mysql as link
from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.limits import Limit

EXAMPLE = 'kind = "mysql"\nname = "shop-db"\nurl = "mysql://longtail:${DB_PASSWORD}@127.0.0.1:3306"\n'
_MOST_SCHEMAS = 50
_COUNTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("mysql_queries_total", "Questions", {}),
    ("mysql_slow_queries_total", "Slow_queries", {}),
    ("mysql_transactions_total", "Com_commit", {"result": "commit"}),
    ("mysql_transactions_total", "Com_rollback", {"result": "rollback"}),
    ("mysql_row_lock_waits_total", "Innodb_row_lock_waits", {}),
    ("mysql_deadlocks_total", "Innodb_deadlocks", {}),
    ("mysql_network_bytes_total", "Bytes_received", {"direction": "receive"}),
    ("mysql_network_bytes_total", "Bytes_sent", {"direction": "transmit"}),
    ("mysql_aborted_connections_total", "Aborted_connects", {}),
)
_DEADLOCKS = "select count as n from information_schema.innodb_metrics where name = 'lock_deadlocks'"
_LONGEST = """
    select coalesce(max(timestampdiff(second, trx_started, now())), 0) as seconds from information_schema.innodb_trx
"""
_WAITING = "select count(*) as n from information_schema.innodb_trx where trx_state = 'LOCK WAIT'"
_SIZES = f"""
    select table_schema as name, sum(data_length + index_length) as bytes from information_schema.tables
    where table_schema not in ('information_schema', 'performance_schema', 'mysql', 'sys')
    group by table_schema limit {_MOST_SCHEMAS}
"""
_STATEMENTS = """
    select digest, left(digest_text, 200) as text, sum(count_star) as calls, sum(sum_timer_wait) / 1e12 as seconds
    from performance_schema.events_statements_summary_by_digest where digest is not null
    group by digest, text order by seconds desc limit %s
"""


class Settings(KindSettings):
    """Where the server is, and what is told of it."""

    url: link.Url
    statements: int = Field(default=10, ge=0, le=100, description="How many slow statements are told.")
    sizes_every: Duration = Field(
        default=300.0, description="How often sizes are asked for, which takes the server long."
    )
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
        self._sizes: list[Sample] = []
        self._sized = -settings.sizes_every

    def collect(self, limit: Limit) -> list[Sample]:
        """All of the server. Raises what the driver raises, and `OSError`."""
        told = self._settings
        with (
            link.connected(told.url, limit, ca_file=told.ca_file, verify=told.verify) as connection,
            connection.cursor(pymysql.cursors.DictCursor) as cursor,
        ):
            samples = list(self._all(cursor))
        of = {"job": self._settings.name, "instance": self._settings.instance}
        return [sample.labelled(**of) for sample in samples]

    def _all(self, cursor: pymysql.cursors.DictCursor) -> Iterator[Sample]:
        status = _table(cursor, "show global status")
        limits = _table(cursor, "show global variables like 'max_connections'")
        connected, running = _number(status, "Threads_connected"), _number(status, "Threads_running")
        yield gauge("mysql_connections", running, state="running")
        yield gauge("mysql_connections", max(0.0, connected - running), state="idle")
        yield gauge("mysql_max_connections", _number(limits, "max_connections"))
        for name, variable, of in _COUNTED:
            if variable in status:
                yield counter(name, _number(status, variable), **of)
        rate = self._rates.per_second("queries", _number(status, "Questions"), time.monotonic())
        if rate is not None:
            yield gauge("mysql_queries_per_second", rate)
        asked = _number(status, "Innodb_buffer_pool_read_requests")
        share = self._rates.share("cache", asked - _number(status, "Innodb_buffer_pool_reads"), asked)
        if share is not None:
            yield gauge("mysql_cache_hit_ratio", share)
        if "Innodb_deadlocks" not in status:
            yield from (counter("mysql_deadlocks_total", float(row["n"])) for row in _rows(cursor, _DEADLOCKS))
        yield from (
            gauge("mysql_longest_transaction_seconds", float(row["seconds"])) for row in _rows(cursor, _LONGEST)
        )
        yield from (gauge("mysql_locks_waiting", float(row["n"])) for row in _rows(cursor, _WAITING))
        yield from _replication(cursor)
        yield from self._by_schema(cursor)
        for row in _rows(cursor, _STATEMENTS, self._settings.statements) if self._settings.statements else ():
            of = {"digest": row["digest"], "query": row["text"]}
            yield counter("mysql_statement_calls_total", float(row["calls"]), **of)
            yield counter("mysql_statement_seconds_total", float(row["seconds"]), **of)

    def _by_schema(self, cursor: pymysql.cursors.DictCursor) -> list[Sample]:
        now = time.monotonic()
        if now - self._sized >= self._settings.sizes_every:
            self._sized = now
            self._sizes = [
                gauge("mysql_database_size_bytes", float(row["bytes"] or 0), database=row["name"])
                for row in _rows(cursor, _SIZES)
            ]
        return self._sizes


def _table(cursor: pymysql.cursors.DictCursor, query: str) -> dict[str, str]:
    return {row["Variable_name"]: row["Value"] for row in _rows(cursor, query)}


def _number(values: Mapping[str, str], name: str) -> float:
    try:
        return float(values.get(name, 0))
    except ValueError:
        return 0.0


def _rows(cursor: pymysql.cursors.DictCursor, query: str, *parameters: object) -> list[dict[str, Any]]:
    """None where the server has no such table, or the user may not read it."""
    try:
        cursor.execute(query, parameters or None)
        return list(cursor.fetchall())
    except (pymysql.ProgrammingError, pymysql.OperationalError) as error:
        if error.args and int(error.args[0]) in _LEFT_OUT:
            return []
        raise


_LEFT_OUT = {1044, 1045, 1046, 1049, 1054, 1064, 1109, 1142, 1143, 1146, 1227}
"""MySQL's numbers for what is not there, not known to this version, or not allowed to this user."""


def _replication(cursor: pymysql.cursors.DictCursor) -> Iterator[Sample]:
    rows = _rows(cursor, "show replica status") or _rows(cursor, "show slave status")
    yield gauge("mysql_is_replica", float(bool(rows)))
    for row in rows:
        behind = row.get("Seconds_Behind_Source", row.get("Seconds_Behind_Master"))
        if behind is not None:
            yield gauge("mysql_replication_lag_seconds", float(behind))

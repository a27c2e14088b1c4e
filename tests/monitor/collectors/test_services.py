"""Collectors of databases and brokers against real ones: what they tell of what was done there, and when they fail."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pg8000.native
import pika
import pymysql
import pytest
import redis as client

from monitor import collectors, kinds
from monitor.limits import Limit
from monitor.settings import typed
from tests import patience, services

if TYPE_CHECKING:
    from monitor.sample import Sample
    from tests.services import Service

_PLACES = {"postgresql": "/postgres", "mysql": "", "redis": "/0", "rabbitmq": ""}


def _collector(kind: str, service: Service, password: str | None = None) -> Any:
    scheme, port = ("http", service.other_port) if kind == "rabbitmq" else (kind, service.port)
    word = service.password if password is None else password
    url = f"{scheme}://{service.user}:{word}@{services.HOST}:{port}{_PLACES[kind]}"
    (settings,) = typed(collectors, [{"kind": kind, "name": "db", "url": url}], table="collector")
    return kinds.load(collectors, kind).Collector(settings)


def _told(collector: Any) -> dict[str, float]:
    """Values by name and labels, without `job` and `instance`."""
    with Limit(patience.seconds(30)) as limit:
        samples: list[Sample] = list(collector.collect(limit))
    return {_text(sample): sample.value for sample in samples}


def _text(sample: Sample) -> str:
    labels = [f"{name}={value}" for name, value in sample.series.labels if name not in ("job", "instance")]
    return ",".join([sample.series.name, *labels])


@pytest.fixture(params=["postgresql", "mysql", "redis", "rabbitmq"])
def told_kind(request: pytest.FixtureRequest) -> tuple[str, Service]:
    """Each kind with its server."""
    kind = str(request.param)
    return kind, request.getfixturevalue("mariadb" if kind == "mysql" else kind)


def test_every_sample_says_where_it_is_from(told_kind: tuple[str, Service]) -> None:
    """`job` is the name in the settings, `instance` host and port; no series comes twice, and no password anywhere."""
    kind, service = told_kind
    with Limit(patience.seconds(30)) as limit:
        samples: list[Sample] = list(_collector(kind, service).collect(limit))
    series = [sample.series for sample in samples]
    port = service.other_port if kind == "rabbitmq" else service.port
    assert {("db", f"127.0.0.1:{port}")} == {(dict(one.labels)["job"], dict(one.labels)["instance"]) for one in series}
    assert len(series) == len({one[:2] for one in series})
    assert service.password not in json.dumps([one.labels for one in series])


def test_a_wrong_password_is_a_failure(told_kind: tuple[str, Service]) -> None:
    """It raises, and does not say the password."""
    kind, service = told_kind
    with pytest.raises(Exception, match=r".") as raised:
        _told(_collector(kind, service, "wrong-pass"))
    assert "wrong-pass" not in str(raised.value)


def test_postgresql(postgresql: Service) -> None:
    """Connections by state, an open transaction with its lock, commits, sizes, and the statements that took most."""
    place = {"host": services.HOST, "port": postgresql.port, "database": "postgres"}
    with closing(pg8000.native.Connection(postgresql.user, password=postgresql.password, **place)) as own:
        own.run("create extension if not exists pg_stat_statements")
        own.run("create table if not exists stock (sku int)")
        collector = _collector("postgresql", postgresql)
        before = _told(collector)
        own.run("select pg_sleep(0.05), count(*) from stock")
        own.run("begin")
        own.run("insert into stock values (1)")
        after = _told(collector)
        own.run("rollback")
    assert 1 == after["postgres_connections,state=idle in transaction"]
    assert 30 == after["postgres_max_connections"]
    assert after["postgres_longest_transaction_seconds"] > 0
    assert after["postgres_locks,granted=true,mode=RowExclusiveLock"] >= 1
    commits = "postgres_transactions_total,database=postgres,result=commit"
    assert after[commits] >= before[commits]
    assert after["postgres_database_size_bytes,database=postgres"] > 1_000_000
    assert 0.5 < after["postgres_cache_hit_ratio"] <= 1
    assert after["postgres_queries_per_second"] > 0
    assert 0 == after["postgres_is_replica"]
    slow = [key for key in after if key.startswith("postgres_statement_seconds_total") and "pg_sleep" in key]
    assert 1 == len(slow)
    assert after[slow[0]] >= 0.05


def test_mysql(mariadb: Service) -> None:
    """Connections, queries, commits, an open transaction, and the size of a database."""
    place: dict[str, Any] = {"host": services.HOST, "port": mariadb.port}
    with closing(pymysql.connect(user=mariadb.user, password=mariadb.password, **place)) as own, own.cursor() as cursor:
        cursor.execute("create database if not exists shop")
        cursor.execute("create table if not exists shop.stock (sku int) engine=innodb")
        collector = _collector("mysql", mariadb)
        before = _told(collector)
        cursor.execute("insert into shop.stock values (1)")
        own.commit()
        after = _told(collector)
    assert after["mysql_connections,state=idle"] + after["mysql_connections,state=running"] >= 2
    assert after["mysql_queries_total"] > before["mysql_queries_total"]
    commits = "mysql_transactions_total,result=commit"
    assert 1 == after[commits] - before[commits]
    assert after["mysql_queries_per_second"] > 0
    assert after["mysql_database_size_bytes,database=shop"] > 0
    assert {"mysql_deadlocks_total", "mysql_longest_transaction_seconds", "mysql_locks_waiting"} <= set(after)


def test_redis(redis: Service) -> None:
    """Clients, keys, and the share of hits since the time before."""
    with closing(client.Redis(host=services.HOST, port=redis.port, password=redis.password)) as own:
        own.flushall()
        collector = _collector("redis", redis)
        before = _told(collector)
        own.set("a", 1)
        own.set("b", 1, ex=1000)
        for key in ("a", "a", "a", "nothing"):
            own.get(key)
        after = _told(collector)
    assert (2, 1) == (after["redis_keys,db=0"], after["redis_expiring_keys,db=0"])
    assert 0.75 == after["redis_hit_ratio"]
    grown = {
        key: after[key] - before[key] for key in ("redis_hits_total", "redis_misses_total", "redis_evicted_keys_total")
    }
    assert {"redis_hits_total": 3, "redis_misses_total": 1, "redis_evicted_keys_total": 0} == grown
    assert after["redis_connected_clients"] >= 2
    assert after["redis_memory_usage_bytes"] > 100_000


def test_rabbitmq(rabbitmq: Service) -> None:
    """Depth, what is not acknowledged, and consumers of a queue; its statistics come every few seconds."""
    credentials = pika.PlainCredentials(rabbitmq.user, rabbitmq.password)
    parameters = pika.ConnectionParameters(services.HOST, rabbitmq.port, credentials=credentials)
    with closing(pika.BlockingConnection(parameters)) as connection:
        channel = connection.channel()
        channel.queue_declare("mails")
        for number in range(3):
            channel.basic_publish("", "mails", str(number).encode())
        channel.basic_get("mails")
        collector, found = _collector("rabbitmq", rabbitmq), dict[str, float]()

        def is_known() -> bool:
            found.update(_told(collector))
            unacked = found.get("rabbitmq_queue_messages_unacked,queue=mails,vhost=/")
            return unacked == 1 and found["rabbitmq_connections"] >= 1  # each has a clock of its own

        patience.wait_for(is_known, "statistics of the queue", 60)
        channel.queue_delete("mails")
    of = ",queue=mails,vhost=/"
    assert (3, 2, 0) == tuple(
        found[f"rabbitmq_queue_{name}{of}"] for name in ("messages", "messages_ready", "consumers")
    )


def test_what_is_gone_is_a_failure() -> None:
    """Nothing listens: what is raised says so."""
    for kind in _PLACES:
        gone = services.Service(kind, services.free_port(), Path(), (), services.listens)
        gone.other_port = gone.port
        with pytest.raises((OSError, client.ConnectionError), match=r"refused"):
            _told(_collector(kind, gone))

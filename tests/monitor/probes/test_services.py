"""Real databases, brokers and web servers: up, slow, wrong password, killed, back again, and what history says."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import Settings
from monitor.health.probing import Probing
from monitor.service import Watching
from sql import catalog
from tests.monitor import troubles
from tests.monitor.probes.asked import ask, told
from tests.patience import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from sql.warehouse import Warehouse
    from tests.monitor.certificates import Authority
    from tests.services import Service

_WRONG = "wr0ng-of-tests"
_SERVICES = ("postgresql", "redis", "mariadb", "rabbitmq", "nginx")


def _table(service: Service, port: int | None = None, password: str | None = None) -> dict[str, Any]:
    at = f"{service.user}:{password or service.password}@127.0.0.1:{port or service.port}"
    return {
        "postgresql": {"kind": "postgresql", "url": f"postgresql://{at}/postgres"},
        "redis": {"kind": "redis", "url": f"redis://{at}/0"},
        "mariadb": {"kind": "mysql", "url": f"mysql://{at}/mysql"},
        "rabbitmq": {"kind": "rabbitmq", "url": f"amqp://{at}/"},
        "nginx": {"kind": "http", "url": f"http://127.0.0.1:{port or service.port}/", "contains": "ok"},
    }[service.name]


@pytest.fixture(params=_SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    """Each of the services."""
    found: Service = request.getfixturevalue(request.param)
    return found


def test_up_and_slow(service: Service) -> None:
    """It works; past its threshold it is degraded, and the sentence says by how much."""
    up = ask(**_table(service), timeout=60, latency_ms=50_000)
    with troubles.serving(troubles.slowed(service.port, 0.15)) as port:
        slow = ask(**_table(service, port), timeout=60, latency_ms=100)
    assert ("healthy", "degraded", True, True) == (
        up.status,
        slow.status,
        slow.latency_ms is not None and slow.latency_ms >= 150,
        slow.reason.endswith(" ms, more than 100 ms."),
    )


def test_history_of_an_outage(service: Service, warehouse: Warehouse) -> None:
    """Killed it is unhealthy, back it is healthy: two changes after the first, each with its reason and its time."""
    table = {**_table(service), "name": "it", "every": 0.1, "timeout": 30, "latency_ms": 50_000}
    watching = Watching(warehouse, Settings(probe=(table,)), print, [])
    probing = Probing(warehouse, Settings(probe=(table,)))
    watching.add(probing)
    watching.start()
    try:
        wait_for(lambda: probing.statuses()[0].status == "healthy", "it is healthy")
        service.kill()
        wait_for(lambda: probing.statuses()[0].status == "unhealthy", "it is unhealthy")
        service.start()
        wait_for(lambda: probing.statuses()[0].status == "healthy", "it is healthy again")
    finally:
        watching.stop()
    with warehouse.reader() as cursor:
        changes = cursor.execute("select status_before, status from probe_changes order by ts").fetchall()
        counts = cursor.execute("select count(*) = (select sum(n) from probe_hours) from probe_results").fetchall()
        states = cursor.execute(catalog.statement("last_changes").body).fetchall()
    expected = [("unknown", "healthy"), ("healthy", "unhealthy"), ("unhealthy", "healthy")]
    assert (expected, [(True,)], [("it", "healthy")]) == (changes, counts, [state[:2] for state in states])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("postgresql", 'Password authentication failed for user "longtail".'),
        ("redis", "Invalid username-password pair or user is disabled."),
        ("mariadb", "Access denied for user 'longtail'@'127.0.0.1' (using password: YES)."),
        ("rabbitmq", "It refuses the name and password."),
    ],
)
def test_wrong_password(name: str, sentence: str, request: pytest.FixtureRequest) -> None:
    """It is unhealthy, in the service's own words."""
    service: Service = request.getfixturevalue(name)
    assert ("unhealthy", sentence) == told(ask(**_table(service, password=_WRONG), timeout=60))


@pytest.mark.parametrize(("name", "secured"), [("postgresql", "?sslmode=require"), ("mariadb", "?tls=true")])
def test_databases_over_tls(name: str, secured: str, authority: Authority, request: pytest.FixtureRequest) -> None:
    """The certificate is checked against who is trusted, unless it is said not to check it."""
    table = _table(request.getfixturevalue(name))
    table |= {"url": table["url"] + secured, "timeout": 60, "latency_ms": 50_000}
    found = [told(ask(**table, **more)) for more in ({"ca_file": str(authority.file)}, {}, {"verify": False})]
    lets_in = ("healthy", "It lets in and answers.")
    not_trusted = "Its certificate is not trusted: unable to get local issuer certificate."
    assert [lets_in, ("unhealthy", not_trusted), lets_in] == found


def test_postgresql_that_runs_a_query(postgresql: Service) -> None:
    """One that fails is told in PostgreSQL's words; a password in a message is hidden."""
    wrong = ask(**_table(postgresql), query=f'select * from "{postgresql.password}"', timeout=60)
    assert ("unhealthy", 'Relation "***" does not exist.') == told(wrong)


def test_queue(rabbitmq: Service) -> None:
    """A queue that is not there, and one whose consumers are gone."""
    import pika  # noqa: PLC0415 (only this test makes a queue)

    table = {**_table(rabbitmq), "timeout": 60, "latency_ms": 50_000}
    missing = told(ask(**table, queue="mails"))
    credentials = pika.PlainCredentials(rabbitmq.user, rabbitmq.password)
    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", rabbitmq.port, credentials=credentials))
    channel = connection.channel()
    channel.queue_declare("mails")
    channel.confirm_delivery()
    for _ in range(3):
        channel.basic_publish("", "mails", b"a mail")
    found = [told(ask(**table, queue="mails", **more)) for more in ({}, {"most_messages": 2}, {"consumers": 1})]
    channel.queue_delete("mails")
    connection.close()
    held = "mails holds 3 messages for 0 consumers."
    assert [
        ("unhealthy", "The queue mails is not there."),
        ("healthy", held),
        ("degraded", held),
        ("unhealthy", "mails has 0 consumers; it needs 1."),
    ] == [missing, *found]


@pytest.mark.parametrize(
    ("path", "more", "expected"),
    [
        ("/", {}, ("healthy", "It answers with status 200.")),
        ("/down", {}, ("unhealthy", "It answers with status 503 (Service Unavailable).")),
        ("/down", {"status": [503]}, ("healthy", "It answers with status 503.")),
        ("/", {"contains": "fine"}, ("unhealthy", "Its body does not have the text 'fine'.")),
        ("/json", {"json_path": "status.db", "json_is": "ok"}, ("healthy", "It answers with status 200.")),
        ("/json", {"json_path": "$.status.ready"}, ("healthy", "It answers with status 200.")),
        ("/json", {"json_path": "n.1", "json_is": 2}, ("healthy", "It answers with status 200.")),
        ("/json", {"json_path": "n.2"}, ("unhealthy", "n.2 in its JSON is null, not true.")),
        (
            "/json",
            {"json_path": "status.db", "json_is": "bad"},
            ("unhealthy", 'status.db in its JSON is "ok", not "bad".'),
        ),
        ("/", {"json_path": "status"}, ("unhealthy", "Its body is no JSON.")),
        ("/moved", {}, ("healthy", "It answers with status 200.")),
        ("/moved", {"redirects": False}, ("healthy", "It answers with status 302.")),
        ("/round", {}, ("unhealthy", "It redirects more than 5 times.")),
        ("/token", {"token": "t0ken-of-tests"}, ("healthy", "It answers with status 200.")),
        ("/token", {"token": "wrong"}, ("unhealthy", "It answers with status 401 (Unauthorized).")),
        ("/", {"most_bytes": 1, "contains": "ok"}, ("unhealthy", "Its body does not have the text 'ok'.")),
    ],
)
def test_http(nginx: Service, path: str, more: dict[str, Any], expected: tuple[str, str]) -> None:
    """What a web server answers, and what is wanted of it."""
    url = f"http://127.0.0.1:{nginx.port}{path}"
    assert expected == told(ask(kind="http", url=url, timeout=60, latency_ms=50_000, **more))


def test_http_takes_no_secret_elsewhere(nginx: Service) -> None:
    """A redirect to another host is followed without name and password."""
    url = f"http://longtail:pw-of-tests@127.0.0.1:{nginx.port}"
    here, away = (told(ask(kind="http", url=url + path, timeout=5, latency_ms=50_000)) for path in ("/secret", "/away"))
    assert ("unhealthy", "It answers with status 500 (Internal Server Error).") == here
    assert ("healthy", "It answers with status 200.") == away


def test_celery(redis: Service, tmp_path: Path) -> None:
    """A real worker answers; one that must is missed; a frozen one does not answer, and a killed one neither."""
    broker = f"redis://:{redis.password}@127.0.0.1:{redis.port}/3"
    (tmp_path / "shop_tasks.py").write_text(f"import celery\napp = celery.Celery('shop', broker={broker!r})\n", "ascii")
    start = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "shop_tasks",
        "worker",
        "-P",
        "solo",
        "-n",
        "one@shop",
        "-l",
        "WARNING",
    ]
    table = {"kind": "celery", "url": broker, "timeout": 120, "wait": 1.0}
    no_worker = told(ask(**table))
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(start, cwd=tmp_path, stdout=log, stderr=log)
    try:
        wait_for(lambda: ask(**table).status == "healthy", "the worker answers")
        both = told(ask(**table, workers=["one@shop", "two@shop"]))
        few = told(ask(**table, at_least=2))
        up = told(ask(**table, workers=["one@shop"]))
        worker.send_signal(signal.SIGSTOP)
        frozen = told(ask(**table))
    finally:
        worker.kill()
        worker.wait()
    nobody = ("unhealthy", "No worker answers.")
    assert [nobody, ("healthy", "one@shop answered."), nobody] == [no_worker, up, frozen]
    assert ("unhealthy", "two@shop does not answer.") == both
    assert ("unhealthy", "1 of 2 workers answer.") == few

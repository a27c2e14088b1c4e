"""All probes of the settings: one file makes a kind, a restart goes on, rows stay few, and no secret is anywhere."""

from __future__ import annotations

import socket
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from ingest.settings import Settings
from monitor import probes
from monitor.asking import ask
from monitor.health import heartbeat_ids, store
from monitor.health.probing import Probing
from monitor.limits import Limit
from monitor.outcome import Context, Outcome, Status
from monitor.service import Watching
from tests import warehouses
from tests.monitor import troubles
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.health.store import Result
    from sql.warehouse import Warehouse

_KIND = '''"""Whether a word is right. Its password is wrong."""

from __future__ import annotations

from pydantic import Field, SecretStr

from monitor import outcome


class Settings(outcome.ProbeSettings):
    """A word."""

    word: str = Field(description="The word.")
    password: SecretStr = Field(default=SecretStr("s3cret-word"), description="A password.")

    @property
    def target(self) -> str:
        """The word."""
        return self.word


def probe(settings: Settings, _context: outcome.Context) -> outcome.Outcome:
    """Look at it."""
    if settings.word == "right":
        return outcome.healthy("It is right.", password=settings.password.get_secret_value())
    raise RuntimeError(f"{settings.password.get_secret_value()} is no password for\\n{settings.word}")
'''
_NOW = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.fixture
def word_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind of probe that one file in another folder adds."""
    (tmp_path / "own_word.py").write_text(_KIND, encoding="utf-8")
    monkeypatch.setattr(probes, "__path__", [*probes.__path__, str(tmp_path)])
    yield
    sys.modules.pop("monitor.probes.own_word", None)


def _settings(*words: str, **more: object) -> Settings:
    return Settings(
        probe=tuple({"name": word, "kind": "own-word", "word": word, "every": 0.05, **more} for word in words)
    )


def _rows(warehouse: Warehouse, sql: str) -> list[tuple[object, ...]]:
    with warehouse.reader() as cursor:
        return cursor.execute(sql).fetchall()


@pytest.mark.usefixtures("word_kind")
def test_one_file_makes_a_kind(warehouse: Warehouse) -> None:
    """It runs, and its results, hours and changes are stored; a driver's error is one line without the password."""
    watching = Watching(warehouse, Settings(), print, [])
    probing = Probing(warehouse, _settings("right", "wrong"))
    watching.add(probing)
    watching.start()
    wait_for(lambda: {one.status for one in probing.statuses()} == {"healthy", "unhealthy"}, "both are known")
    watching.stop()
    reasons = _rows(warehouse, "select distinct probe, reason, details::varchar from probe_results order by all")
    now = _rows(warehouse, "select probe, status, target, critical from probe_status order by place")
    assert [
        ("right", "It is right.", '{"password": "***"}'),
        ("wrong", "RuntimeError: *** is no password for wrong.", "{}"),
    ] == reasons
    assert [("right", "healthy", "right", False), ("wrong", "unhealthy", "wrong", False)] == now


@pytest.mark.usefixtures("word_kind")
def test_a_restart_goes_on(warehouse: Warehouse) -> None:
    """Status, since when, and how many bad results came before are those of the rows."""
    settings = _settings("right", failures=3)
    bad = Outcome(Status.UNHEALTHY, "Not now.")
    first = Probing(warehouse, settings)
    first.add(first.probes[0], Outcome(Status.HEALTHY, "It is right."), _NOW)
    first.add(first.probes[0], bad, _NOW + timedelta(seconds=1))
    first.add(first.probes[0], bad, _NOW + timedelta(seconds=2))
    with warehouse.transaction() as cursor:
        first.store(cursor, first.take())
    second = Probing(warehouse, settings)
    before = second.statuses()[0]
    second.add(second.probes[0], bad, _NOW + timedelta(seconds=3))
    assert (Status.HEALTHY, _NOW.replace(tzinfo=None), Status.UNHEALTHY) == (
        before.status,
        before.since,
        second.statuses()[0].status,
    )


@pytest.mark.usefixtures("word_kind")
def test_hours_are_merged_and_old_rows_go(warehouse: Warehouse) -> None:
    """An hour that is over becomes one row for each status and latency; counts stay."""
    probing = Probing(warehouse, _settings("right"))
    for minute in range(120):
        found = Outcome(Status.HEALTHY, "It is right.", latency_ms=10.0)
        probing.add(probing.probes[0], found, _NOW - timedelta(minutes=minute))
        with warehouse.transaction() as cursor:
            probing.store(cursor, probing.take())
    before = _rows(warehouse, "select count(*), sum(n) from probe_hours")
    store.tidy(warehouse, Settings(), _NOW)
    after = _rows(warehouse, "select count(*), sum(n), sum(latency_sum_ms) from probe_hours where not is_partial")
    store.tidy(warehouse, Settings(), _NOW + timedelta(days=8))
    week = _rows(warehouse, "select (select count(*) from probe_results), (select sum(n) from probe_hours)")
    store.tidy(warehouse, Settings(), _NOW + timedelta(days=500))
    year = _rows(warehouse, "select (select count(*) from probe_hours), (select count(*) from probe_changes)")
    assert ([(120, 120)], [(2, 89, 890.0)], [(0, 120)], [(0, 0)]) == (before, after, week, year)


def test_a_resolver_that_hangs(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing from outside can end it: its probe is told in time and has one thread, and others go on."""
    released, real = threading.Event(), socket.getaddrinfo

    def resolve(host: str, *more: Any, **options: Any) -> Any:
        if host == "hangs.test":
            released.wait()
        return real("127.0.0.1" if host == "hangs.test" else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with troubles.serving(troubles.silent) as port:
        table = {"kind": "tcp", "port": port, "every": 0.1}
        tables = (
            {**table, "name": "hangs", "host": "hangs.test", "timeout": 0.2},
            {**table, "name": "fine", "host": "127.0.0.1"},
        )
        watching = Watching(warehouse, Settings(), print, [])
        probing = Probing(warehouse, Settings(probe=tables))
        watching.add(probing)
        watching.start()
        wait_for(lambda: [one.status for one in probing.statuses()] == ["unhealthy", "healthy"], "both are known")
        threads = sum(thread.name == "job probe hangs" for thread in threading.enumerate())
        reason = cast("Result", probing.statuses()[0].last).reason
        released.set()
        wait_for(lambda: probing.statuses()[0].status == "healthy", "it is resolved again")
        watching.stop()
    assert (1, "It did not answer within 0.2 s.") == (threads, reason)


def test_calls_are_stored_without_their_id(tmp_path: Path) -> None:
    """A heartbeat's id is random, stays over a restart, and is in a file of its owner, not in the warehouse."""
    path = tmp_path / "longtail.duckdb"
    table = {"name": "backup", "kind": "heartbeat", "schedule": "1h"}
    with warehouses.in_file(path) as warehouse:
        probing = Probing(warehouse, Settings(probe=(table,)))
        identity = str(probing.id_of("backup"))
        again = Probing(warehouse, Settings(probe=(table,))).id_of("backup")
        body = f"done {identity} " + "x" * 20_000 + " end"
        took = (
            probing.call(identity, "start"),
            probing.call(identity, "success", 0, body),
            probing.call("other", "start"),
        )
        with warehouse.transaction() as cursor:
            probing.store(cursor, probing.take())
        calls = _rows(
            warehouse, "select event, exit_status, run_seconds < 60, body from heartbeats order by ts, event desc"
        )
        with Limit(60) as limit:
            found = ask(probing.probes[0], Context(limit, warehouse))
    mode = heartbeat_ids.path_of(path).stat().st_mode & 0o777
    assert (identity, (True, True, False), 0o600, True) == (again, took, mode, len(identity) >= 20)
    assert [("start", None, None, None), ("success", 0, True, "x" * 9996 + " end")] == calls
    assert ("healthy", False) == (found.status.value, identity.encode() in path.read_bytes())

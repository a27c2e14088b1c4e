"""Asking the server that owns a warehouse: how it is found, and when it is not believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pytest
import uvicorn

from dashboard.api import create_api
from dashboard.server import listening, remote
from dashboard.server.remote import Announcement, Question
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from sql.errors import QueryError, WarehouseBusyError, WarehouseError
from tests import warehouses
from tests.dashboard.support import environment, make_warehouse, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

COUNT = Question("select count(*) as n from logs")


@contextmanager
def _answering(token: str, warehouse: Path) -> Iterator[str]:
    """An API at /api of a server in this process, over a warehouse of its own; gives its address."""
    listener = listening.listen("127.0.0.1", 0)
    with warehouses.in_memory() as store:
        api = create_api(Runtime(Settings(warehouse=warehouse), store), token)

        async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
            await api({**scope, "root_path": "/api"}, receive, send)

        process = uvicorn.Server(uvicorn.Config(mounted, log_config=None, lifespan="off"))
        thread = threading.Thread(target=process.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            wait_for(lambda: process.started, "the server")
            yield listening.url_of(listener)
        finally:
            process.should_exit = True
            thread.join()


@contextmanager
def _held(warehouse: Path) -> Iterator[int]:
    """Another process has the warehouse open; gives its process id."""
    code = f"import duckdb, sys; c = duckdb.connect({str(warehouse)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        yield process.pid
        process.communicate()


def _count(settings: Settings, patience: float = 0) -> list[dict[str, object]]:
    with remote.ask(settings, COUNT, patience=patience) as answer:
        return [row for batch in answer.batches for row in batch.to_pylist()]


def test_announcement_round_trip(tmp_path: Path) -> None:
    """What a server says of itself is what others find."""
    warehouse = tmp_path / "w.duckdb"
    remote.announce(warehouse, "http://127.0.0.1:1", "secret", ["/logs"])
    expected = Announcement(os.getpid(), "http://127.0.0.1:1", "secret", ("/logs",))
    assert remote.find(warehouse) == expected


def test_announcement_is_its_owners_only(tmp_path: Path) -> None:
    """The token is for this user alone, also where a readable file stood before."""
    warehouse = tmp_path / "w.duckdb"
    path = remote.path_of(warehouse)
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    remote.announce(warehouse, "http://127.0.0.1:1", "secret", [])
    assert path.stat().st_mode & 0o777 == 0o600


def test_withdraw_takes_only_its_own(tmp_path: Path) -> None:
    """A server that ends does not take away another's announcement."""
    warehouse = tmp_path / "w.duckdb"
    path = remote.path_of(warehouse)
    path.write_text(json.dumps({"pid": 1, "url": "u", "token": "t", "log_paths": []}), encoding="utf-8")
    remote.withdraw(warehouse)
    stays = path.exists()
    remote.announce(warehouse, "u", "t", [])
    remote.withdraw(warehouse)
    assert (stays, path.exists()) == (True, False)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "url": "u", "token": "t", "log_paths": []}']
)
def test_a_broken_announcement_is_none(tmp_path: Path, text: str) -> None:
    """A half-written file names no server."""
    remote.path_of(tmp_path / "w.duckdb").write_text(text, encoding="utf-8")
    assert remote.find(tmp_path / "w.duckdb") is None


def test_a_free_warehouse_answers_itself(tmp_path: Path) -> None:
    """Without a server the warehouse is opened, whatever an old announcement says."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    remote.announce(settings.warehouse, "http://127.0.0.1:1", "of a server that was killed", [])
    assert _count(settings) == [{"n": 2}]


def test_a_held_warehouse_is_asked_of_its_server(tmp_path: Path) -> None:
    """With a server the answer is the server's (here, of another warehouse, to tell them apart)."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    with _held(settings.warehouse), _answering("token", settings.warehouse) as url:
        remote.announce(settings.warehouse, url, "token", [])
        assert _count(settings) == [{"n": 0}]


def test_a_server_with_another_token_is_not_believed(tmp_path: Path) -> None:
    """After a kill, another server may have the port: its answer would be of another warehouse."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    with _held(settings.warehouse), _answering("another", settings.warehouse) as url:
        remote.announce(settings.warehouse, url, "token", [])
        with pytest.raises(WarehouseBusyError):
            _count(settings)


def test_a_held_warehouse_without_a_server_names_who_holds_it(tmp_path: Path) -> None:
    """Somebody else than a server has it: one sentence with the process."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    with _held(settings.warehouse) as pid, pytest.raises(WarehouseBusyError, match=rf"process {pid}\b"):
        _count(settings)


def test_a_warehouse_that_is_let_go_is_waited_for(tmp_path: Path) -> None:
    """Two commands at once do not tell of each other where waiting a moment is enough."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    found: list[dict[str, object]] = []
    with _held(settings.warehouse):
        waiting = threading.Thread(target=lambda: found.extend(_count(settings, patience=30)))
        waiting.start()
        assert found == []
    waiting.join()
    assert found == [{"n": 2}]


def test_writing_where_a_server_reads_names_the_server(tmp_path: Path) -> None:
    """Who wants to write hears at once who serves the warehouse, where, and what it reads."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    with _held(settings.warehouse), _answering("token", settings.warehouse) as url:
        remote.announce(settings.warehouse, url, "token", ["/logs/a", "/logs/b"])
        with pytest.raises(WarehouseBusyError) as caught:
            remote.open_warehouse(settings)
    expected = (
        f"{settings.warehouse} is served at {url} by process {os.getpid()}, which reads /logs/a, /logs/b as it grows: "
        "open that address, stop that process, or choose another warehouse with --warehouse."
    )
    assert str(caught.value) == expected


def test_a_refusal_of_the_server_is_the_same_sentence(tmp_path: Path) -> None:
    """A statement that is refused here is refused there, in the same words."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    drop = Question("drop table logs")
    with pytest.raises(QueryError) as here, remote.ask(settings, drop):
        pass
    with _held(settings.warehouse), _answering("token", settings.warehouse) as url:
        remote.announce(settings.warehouse, url, "token", [])
        with pytest.raises(QueryError) as there, remote.ask(settings, drop):
            pass
    assert str(there.value) == str(here.value)


def test_no_warehouse_is_made_by_asking(tmp_path: Path) -> None:
    """A question to a warehouse that is not there leaves nothing behind."""
    settings = Settings(warehouse=tmp_path / "none" / "w.duckdb")
    with pytest.raises(WarehouseError, match=r"^There is no warehouse "):
        _count(settings)
    assert list(tmp_path.iterdir()) == []


def test_two_read_at_the_same_time(tmp_path: Path) -> None:
    """A question does not wait for another one, however long that takes."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    code = (
        "import sys; from pathlib import Path; from ingest.settings import Settings\n"
        "from dashboard.server import remote\n"
        f"with remote.ask(Settings(warehouse=Path({str(settings.warehouse)!r})), remote.Question('select 1')):\n"
        "    print('open', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, env=environment()) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        found = _count(settings)
        other.communicate()
    assert (found, other.returncode) == ([{"n": 2}], 0)


def test_an_older_warehouse_is_upgraded_for_a_question(tmp_path: Path) -> None:
    """After an upgrade of Longtail, a question brings the views up to date by itself."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("drop view top_errors")
        connection.execute("delete from meta where key = 'definitions'")
    with remote.ask(settings, Question("select count(*) as n from top_errors")) as answer:
        rows = [row for batch in answer.batches for row in batch.to_pylist()]
    assert rows == [{"n": 0}]


def test_a_question_writes_nothing(tmp_path: Path) -> None:
    """A question leaves the file as it was."""
    settings = Settings(warehouse=make_warehouse(tmp_path / "w.duckdb"))
    before = settings.warehouse.read_bytes()
    _count(settings)
    assert settings.warehouse.read_bytes() == before

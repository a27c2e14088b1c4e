"""Reads of ours find memory, whatever statements take."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from sql.errors import QueryError
from sql.sandbox import run
from sql.steps import room
from sql.steps.room import with_room
from sql.turns import TURNS
from tests import patience, warehouses
from tests.dashboard.asgi import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


def _refuse() -> None:
    message = "Out of Memory Error: failed to allocate data of size 16.0 KiB"
    raise duckdb.OutOfMemoryException(message)


def test_a_read_without_memory_stops_the_statements(target: Warehouse) -> None:
    """The statement ends with its sentence, and the read has its answer."""
    ended: list[str] = []

    def ask() -> None:
        try:
            run(target, "select sum(i * i % 7) from range(100000000000) as t(i)", timeout_seconds=patience.seconds(60))
        except QueryError as error:
            ended.append(str(error))

    def read() -> int:
        if TURNS.running():
            _refuse()
        return 1

    thread = threading.Thread(target=ask)
    thread.start()
    patience.wait_for(lambda: TURNS.running() == 1, "the statement to run")
    try:
        patience.wait_for(lambda: with_room(read) == 1, "the read to have its answer")
    finally:
        thread.join()
    assert ended == ["The statement was stopped because it needs too much memory: ask for fewer rows or columns."]


def test_a_read_that_never_finds_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked once more where no statement runs, and while some run for so long."""
    monkeypatch.setattr(room, "_LONGEST_SECONDS", 0.3)
    asked: list[int] = []

    def read() -> None:
        asked.append(TURNS.running())
        try:
            _refuse()
        except duckdb.OutOfMemoryException as error:
            sentence = "The query failed."
            raise QueryError(sentence) from error

    with pytest.raises(QueryError, match="The query failed"):
        with_room(read)
    assert asked == [0, 0]
    turn = TURNS.take("somebody")
    try:
        with pytest.raises(QueryError, match="The query failed"):
            with_room(read)
    finally:
        turn.release()
    assert len(asked) > 4


def test_what_fails_for_another_reason_is_asked_once() -> None:
    """Nobody is stopped for it."""
    asked: list[int] = []

    def read() -> None:
        asked.append(1)
        sentence = "The query failed."
        raise QueryError(sentence)

    before = room.ROOM.wanted_at
    with pytest.raises(QueryError, match="The query failed"):
        with_room(read)
    assert (asked, room.ROOM.wanted_at) == ([1], before)


def test_a_route_that_finds_no_memory(monkeypatch: pytest.MonkeyPatch, target: Warehouse) -> None:
    """Whatever it asks for itself: statements are stopped, and the answer says to ask again."""
    began = room.ROOM.wanted_at
    monkeypatch.setattr("dashboard.api.routers.files.doubled.find", lambda *_: _refuse())
    answer = Client(create_api(Runtime(Settings(), target), "")).get("/v1/files/doubled")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert room.ROOM.wanted_at > began

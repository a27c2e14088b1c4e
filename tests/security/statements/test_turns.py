"""Statements take turns: heavy ones of one client hold up nobody else, and nobody waits without end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from sql import sandbox, turns
from sql.crashes.left_behind import Hand
from sql.errors import BusyError, QueryError
from sql.judged_before import JUDGED
from sql.steps.memory import METER, Meter
from sql.turns import Turns
from tests import patience, warehouses
from tests.dashboard.asgi import Client

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from sql.warehouse import Warehouse

_ENDLESS = "select sum(i) from range(1000000000000) as t(i)"


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """Places of this test's own; nobody waits longer than half a second."""
    made = Turns(wait_seconds=0.5)
    monkeypatch.setattr(sandbox, "TURNS", made)
    return made


class _Heavy:
    """Statements that run until they are stopped, each in a thread."""

    def __init__(self, warehouse: Warehouse, clients: list[str]) -> None:
        self._over = threading.Event()
        self.ended: list[QueryError] = []
        self._threads = [threading.Thread(target=self._run, args=(warehouse, client)) for client in clients]

    def _run(self, warehouse: Warehouse, client: str) -> None:
        try:
            sandbox.run(warehouse, _ENDLESS, timeout_seconds=120, stop=self._over.is_set, client=client)
        except QueryError as error:
            self.ended.append(error)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def _wait_until_run(own: Turns, many: int) -> None:
    deadline = patience.Deadline(30)
    while own.running() != many and not deadline.is_over:
        time.sleep(0.01)
    assert own.running() == many


def test_a_short_statement_beside_eight_heavy_ones_of_another(target: Warehouse, own: Turns) -> None:
    """One client holds at most half of the places."""
    with _Heavy(target, ["greedy"] * 8):
        _wait_until_run(own, turns.MOST_OF_ONE)
        assert sandbox.run(target, "select 1 as a", client="somebody").table.to_pylist() == [{"a": 1}]


def test_a_short_statement_beside_eight_heavy_ones_of_many(target: Warehouse, own: Turns) -> None:
    """Where all places are taken, it is told so when it has waited, and that it may be asked again."""
    with _Heavy(target, [f"client {number}" for number in range(8)]) as heavy:
        _wait_until_run(own, turns.AT_ONCE)
        began = time.monotonic()
        with pytest.raises(BusyError, match=r"^The statement waited 0\.5 s for its turn, .* try again in a moment\.$"):
            sandbox.run(target, "select 1", client="somebody")
        assert time.monotonic() - began < patience.seconds(5)
    assert own.running() == 0
    assert len(heavy.ended) == 8


def test_the_queue_is_bounded(target: Warehouse, own: Turns) -> None:
    """Who comes when too many wait is told at once."""
    own.most_waiting, own.wait_seconds = 2, 60
    with _Heavy(target, ["greedy"] * 4):
        _wait_until_run(own, 2)
        deadline = patience.Deadline(30)
        while own.waiting() < 2 and not deadline.is_over:
            time.sleep(0.01)
        with pytest.raises(BusyError, match=r"^Too many statements wait: 4 run at a time"):
            sandbox.run(target, "select 1", client="somebody")


def test_clients_take_turns() -> None:
    """Of those who wait, the one with nothing under way comes first, and then one after the other."""
    places = Turns(at_once=1, most_of_one=1)
    first, order = places.take("a"), []

    def ask(client: str) -> None:
        turn = places.take(client)
        order.append(client)
        turn.release()

    threads = []
    for client in ("a", "a", "a", "b", "c"):
        threads.append(threading.Thread(target=ask, args=(client,)))
        threads[-1].start()
        deadline = patience.Deadline(30)
        while places.waiting() < len(threads) and not deadline.is_over:
            time.sleep(0.01)
    first.release()
    for thread in threads:
        thread.join()
    assert order == ["a", "b", "c", "a", "a"]


def test_the_api_says_when_to_ask_again(target: Warehouse, own: Turns) -> None:
    """503 with Retry-After; pages' data comes all the same."""
    client = Client(create_api(Runtime(Settings(), target), "token"))
    with _Heavy(target, [f"client {number}" for number in range(4)]):
        _wait_until_run(own, turns.AT_ONCE)
        reply = client.post("/v1/sql", json={"sql": "select 1"})
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "10")
        assert "for its turn" in reply.json()["detail"]
        assert client.get("/v1/status").status_code == 200
        assert client.get("/v1/logs").status_code == 200


def test_what_does_not_come_back_is_given_up() -> None:
    """Whoever waits gets an answer; what was to be done at the end is done when the thread comes back."""
    stuck, closed = threading.Event(), threading.Event()
    hand = Hand(time.monotonic())
    with pytest.raises(QueryError, match=r"^The statement was given up: it did not stop within twice its time\."):
        hand.do(stuck.wait)
    hand.finish(closed.set)
    assert not closed.is_set()
    stuck.set()
    assert closed.wait(patience.seconds(10))


def test_a_statement_that_cannot_be_interrupted_keeps_its_place(
    target: Warehouse, own: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is answered after twice its time; its place is free when DuckDB has returned."""
    stuck = threading.Event()

    def slow(*_: object) -> None:
        stuck.wait()

    monkeypatch.setattr(JUDGED, "screen", slow)
    began = time.monotonic()
    with pytest.raises(QueryError, match="was given up"):
        sandbox.run(target, "select 1", timeout_seconds=0.2)
    assert time.monotonic() - began < patience.seconds(5)
    assert own.running() == 1
    stuck.set()
    deadline = patience.Deadline(30)
    while own.running() and not deadline.is_over:
        time.sleep(0.01)
    assert own.running() == 0


def test_an_abandoned_answer_waits_for_nothing(target: Warehouse, own: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    """The garbage collector may close it in a thread that holds what giving back needs; the place is free soon."""
    may_end = threading.Event()
    monkeypatch.setattr(METER, "give_back", may_end.wait)

    def rows() -> Generator[object, None, None]:
        with sandbox.stream(target, "from range(1000000)") as found:
            yield from found.batches

    abandoned = rows()
    next(abandoned)
    abandoned.close()
    running = own.running()
    may_end.set()
    _wait_until_run(own, 0)
    assert running == 1


def test_nobody_waits_for_the_meter(target: Warehouse) -> None:
    """Who asks while another measures gets what was measured before."""
    meter = Meter()
    first = meter.sample(target)
    with meter._lock:
        assert meter.sample(target) is first

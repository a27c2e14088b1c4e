"""What waits goes out: in order, tried again where it may help, by itself for each channel, and nothing is lost."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import Settings
from monitor import clock
from monitor.notify import outbox, sender
from monitor.notify.breaker import AFTER, State
from monitor.notify.channel import Answer
from monitor.notify.sender import TRIES, Sender
from monitor.service import Watching
from tests.monitor.notify import sinks
from tests.monitor.notify.given import channel, notification
from tests.monitor.notify.sinks import Said
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.notify.channel import ChannelSettings
    from monitor.notify.notice import Notification
    from sql.warehouse import Warehouse

_OK = Answer(ok=True, status=200, text="200 OK")
_DOWN = Answer(ok=False, status=503, text="503 Service Unavailable")
_NO = Answer(ok=False, status=400, text="400 Bad Request", permanent=True)
_QUICK = (0.0, 0.0)


class _Other:
    """Another side: what it was told, and what it answers; the last answer is given again and again."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers or (_OK,))
        self.got: list[tuple[str, str, bool]] = []

    def __call__(self, settings: ChannelSettings, sent: Notification) -> Answer:
        self.got.append((settings.name, sent.key, sent.possible_repeat))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def keys(self) -> list[str]:
        """The keys that came."""
        return [key for _, key, _ in self.got]


def _channels(*names: str) -> list[ChannelSettings]:
    return [channel(kind="webhook", name=name, url="http://127.0.0.1:1") for name in names]


@contextmanager
def _sending(warehouse: Warehouse, deliver: Any, *names: str, pauses: tuple[float, ...] = _QUICK) -> Iterator[Sender]:
    made = Sender(warehouse, Settings(), _channels(*(names or ("ops",))), deliver, pauses)
    try:
        yield made
    finally:
        made.end()


def _add(warehouse: Warehouse, *keys: str, channel: str = "ops") -> None:
    with warehouse.transaction() as cursor:
        outbox.add(cursor, [notification(key=key, channel=channel) for key in keys])


def _rows(warehouse: Warehouse) -> dict[str, tuple[str, int, str]]:
    with warehouse.reader() as cursor:
        found = cursor.execute("select key, state, tries, answer from notifications").fetchall()
    return {key: (state, tries, answer) for key, state, tries, answer in found}


def _until(made: Sender, warehouse: Warehouse, **states: str) -> dict[str, tuple[str, int, str]]:
    """Look again and again, as the scheduler does, until the notifications have these states."""

    def reached() -> bool:
        made.look()
        rows = _rows(warehouse)
        return all(rows[key][0] == state for key, state in states.items())

    wait_for(reached, f"the states {states}")
    return _rows(warehouse)


def test_in_order(warehouse: Warehouse) -> None:
    """Each once, with the answer in its row."""
    other = _Other()
    with _sending(warehouse, other) as made:
        _add(warehouse, "a", "b", "c")
        rows = _until(made, warehouse, a="sent", b="sent", c="sent")
    assert (["a", "b", "c"], ("sent", 1, "200 OK"), []) == (other.keys, rows["a"], made.failing_channels())


def test_three_tries(warehouse: Warehouse) -> None:
    """What may work later is tried three times, with those behind it waiting; then it has failed."""
    other = _Other(_DOWN, _DOWN, _DOWN, _OK)
    with _sending(warehouse, other) as made:
        _add(warehouse, "a")
        _until(made, warehouse, a="failed")
        before = list(other.keys)
        (failing,) = made.failing_channels()
    assert (["a", "a", "a"], "ops", 3, "503 Service Unavailable") == (
        before,
        failing.channel,
        failing.failures,
        failing.answer,
    )


def test_what_failed_is_sent_when_the_channel_works_again(warehouse: Warehouse) -> None:
    """So an outage delays and loses nothing."""
    other = _Other(_DOWN, _DOWN, _DOWN, _OK)
    with _sending(warehouse, other) as made:
        _add(warehouse, "a", "b")
        _until(made, warehouse, a="failed")
        made._lanes["ops"].breaker._until = 0.0
        rows = _until(made, warehouse, a="sent", b="sent")
    assert (["a", "a", "a", "b", "a"], 4, []) == (other.keys, rows["a"][1], made.failing_channels())


def test_one_alone_is_tried_again(warehouse: Warehouse) -> None:
    """What failed needs no other notification to be sent in the end, but some time; it is not tried for ever."""
    other = _Other(*[_DOWN] * 4, _OK)
    with _sending(warehouse, other) as made:
        breaker = made._lanes["ops"].breaker
        _add(warehouse, "a")
        _until(made, warehouse, a="failed")
        breaker._until = 0.0
        _until(made, warehouse, a="waiting")
        wait_for(lambda: breaker.state is State.OPEN, "the trial failed")
        breaker._until = 0.0
        sent = _until(made, warehouse, a="sent")
        other.answers = [_DOWN]
        _add(warehouse, "b")
        for _ in range(sender.MOST_TRIES):
            breaker._until = 0.0
            made.look()
            made._lanes["ops"].join(60.0)
        rows = _rows(warehouse)
    assert (5, ("failed", sender.MOST_TRIES)) == (sent["a"][1], rows["b"][:2])


def test_a_refusal_is_not_repeated(warehouse: Warehouse) -> None:
    """The next one is sent."""
    other = _Other(_NO, _OK)
    with _sending(warehouse, other) as made:
        _add(warehouse, "a", "b")
        rows = _until(made, warehouse, a="refused", b="sent")
    assert (["a", "b"], ("refused", 1, "400 Bad Request")) == (other.keys, rows["a"])


@pytest.mark.parametrize(
    ("answer", "least"), [(_DOWN, 3.0), (Answer(ok=False, status=429, text="slow down", retry_after=500.0), 500.0)]
)
def test_when_it_is_tried_again(warehouse: Warehouse, answer: Answer, least: float) -> None:
    """After its pause, or after what the other side asks for; what is behind it waits as long."""
    with _sending(warehouse, _Other(answer), pauses=sender.PAUSES) as made:
        _add(warehouse, "a", "b")
        begun = clock.now()
        made.look()
        wait_for(lambda: _rows(warehouse)["a"][:2] == ("waiting", 1), "it is tried once")
        with warehouse.reader() as cursor:
            due = outbox.due(cursor)
            (waits,) = cursor.execute("select due_at from notifications where key = 'a'").fetchone() or (None,)
        with warehouse.transaction() as cursor:
            held = outbox.claim(cursor, "ops")
    assert waits is not None
    assert (True, {"ops"}, None) == ((waits - begun).total_seconds() >= least, set(due), held)


def test_it_is_left_alone_as_long_as_it_asks(warehouse: Warehouse) -> None:
    """Also where it is left alone anyway, and also by a process that starts meanwhile."""
    patience = Answer(ok=False, status=429, text="slow down", retry_after=500.0)
    with _sending(warehouse, _Other(_DOWN, _DOWN, patience)) as made:
        _add(warehouse, "a")
        _until(made, warehouse, a="failed")
        left = made._lanes["ops"].breaker._until - time.monotonic()
    _add(warehouse, "b", "c")
    other = _Other(patience)
    with _sending(warehouse, other) as made:
        breaker = made._lanes["ops"].breaker
        made.look()
        wait_for(lambda: len(other.got) == 1, "the first is tried")
        made._lanes["ops"].join(60.0)
        breaker._until = 0.0
        made.look()
        made._lanes["ops"].join(60.0)
    assert (True, 1) == (left > 400.0, len(other.got))


def test_the_breaker(warehouse: Warehouse) -> None:
    """After three failures in a row nothing is sent; then one at a time, and all when one goes through."""
    keys = [f"k{number}" for number in range(6)]
    other = _Other(*[_DOWN] * AFTER, _OK)
    with _sending(warehouse, other) as made:
        breaker = made._lanes["ops"].breaker
        breaker._first_pause = breaker._pause = 3600.0
        _add(warehouse, *keys)
        made.look()
        wait_for(lambda: breaker.state is State.OPEN, "it is open")
        wait_for(lambda: not any(state == "sending" for state, *_ in _rows(warehouse).values()), "it is marked")
        made.look()
        open_keys = list(other.keys)
        breaker._until = 0.0
        half_open = breaker.state
        rows = _until(made, warehouse, **dict.fromkeys(keys, "sent"))
        closed = breaker.state
    assert (["k0", "k0", "k0"], State.HALF_OPEN, State.CLOSED) == (open_keys, half_open, closed)
    assert (len(keys), "k1", ["k0", "k2", "k3", "k4", "k5"], 4) == (
        len(rows),
        other.keys[AFTER],
        other.keys[AFTER + 1 :],
        rows["k0"][1],
    )


def _tried(other: _Other, times: int) -> bool:
    return len(other.got) == times


def test_a_trial_costs_nothing(warehouse: Warehouse) -> None:
    """A notification that is tried while its channel is down waits on, and the next trial takes another one."""
    other = _Other(_DOWN)
    with _sending(warehouse, other) as made:
        breaker = made._lanes["ops"].breaker
        _add(warehouse, "a", "b", "c")
        breaker._failures, breaker._since, breaker._pause = AFTER, clock.now(), 3600.0
        for number in range(1, 4):
            breaker._until = 0.0
            made.look()
            wait_for(partial(_tried, other, number), "a trial")
            wait_for(lambda: breaker.state is State.OPEN, "it is open")
            wait_for(lambda: {state for state, *_ in _rows(warehouse).values()} == {"waiting"}, "it waits on")
            wait_for(lambda: not made._lanes["ops"]._thread.is_alive(), "it is done")  # type: ignore[union-attr] # it ran
    assert ["a", "b", "c"] == other.keys


def test_a_slow_channel_delays_no_other(warehouse: Warehouse) -> None:
    """One hangs with a queue behind it; another goes on all the while."""
    over, other = threading.Event(), _Other()

    def deliver(settings: ChannelSettings, sent: Notification) -> Answer:
        if settings.name == "slow":
            over.wait()
        return other(settings, sent)

    with _sending(warehouse, deliver, "slow", "ops") as made:
        _add(warehouse, *(f"s{number}" for number in range(5)), channel="slow")
        _add(warehouse, *(f"k{number}" for number in range(5)))
        rows = _until(made, warehouse, **{f"k{number}": "sent" for number in range(5)})
        over.set()
        _until(made, warehouse, **{f"s{number}": "sent" for number in range(5)})
    assert ("sending", "waiting") == (rows["s0"][0], rows["s1"][0])


def test_a_process_that_died(warehouse: Warehouse) -> None:
    """What it was sending goes out again with the same key, marked; what it knew of a failing channel is known."""
    _add(warehouse, "a", "b")
    with warehouse.transaction() as cursor:
        outbox.claim(cursor, "ops")
        outbox.mark(cursor, outbox.Mark("a", "ops", outbox.FAILED, "it was down"))
        outbox.claim(cursor, "ops")
    other = _Other()
    with _sending(warehouse, other) as made:
        known = [(one.channel, one.answer) for one in made.failing_channels()]
        _until(made, warehouse, a="sent", b="sent")
    assert ([("ops", "it was down")], [("ops", "a", False), ("ops", "b", True)]) == (known, other.got)


def test_what_was_given_up_by_two_lives(warehouse: Warehouse) -> None:
    """Two tries by one process, the last one by the next: it is sent when something else goes through."""
    _add(warehouse, "a")
    for _ in range(TRIES - 1):
        with warehouse.transaction() as cursor:
            outbox.claim(cursor, "ops")
            outbox.mark(cursor, outbox.Mark("a", "ops", outbox.WAITING, "it was down", clock.now()))
    other = _Other(_DOWN, _OK)
    with _sending(warehouse, other) as made:
        _until(made, warehouse, a="failed")
        _add(warehouse, "b")
        _until(made, warehouse, a="sent", b="sent")
    assert ["a", "b", "a"] == other.keys


def test_no_answer_is_no_refusal(warehouse: Warehouse) -> None:
    """What was sent and not answered may have arrived: the next try says so. What was refused did not arrive."""
    silent = replace(_DOWN, status=None, may_have_arrived=True)
    other = _Other(silent, _OK, _DOWN, _OK)
    with _sending(warehouse, other) as made:
        _add(warehouse, "a")
        _until(made, warehouse, a="sent")
        _add(warehouse, "b")
        _until(made, warehouse, b="sent")
    assert [("a", False), ("a", True), ("b", False), ("b", False)] == [(key, flag) for _, key, flag in other.got]


def test_a_channel_that_is_gone(warehouse: Warehouse) -> None:
    """What waits for it is refused, and says why."""
    with _sending(warehouse, _Other()) as made:
        _add(warehouse, "a", channel="gone")
        rows = _until(made, warehouse, a="refused")
    assert ("refused", 0, "There is no such channel in the settings.") == rows["a"]


def test_the_end_waits_only_a_moment(warehouse: Warehouse) -> None:
    """What hangs then is not marked: the next process sends it again."""
    over, begun = threading.Event(), threading.Event()

    def deliver(_settings: ChannelSettings, _sent: Notification) -> Answer:
        begun.set()
        over.wait()
        return _OK

    with _sending(warehouse, deliver) as made:
        _add(warehouse, "a")
        made.look()
        wait_for(begun.is_set, "it hangs")
        made.end()
        state = _rows(warehouse)["a"][0]
        over.set()
        wait_for(lambda: not made._lanes["ops"]._thread.is_alive(), "it has ended")  # type: ignore[union-attr] # it ran
    assert "sending" == state


def test_beside_the_pages(warehouse: Warehouse) -> None:
    """`Watching` sends by itself, over a real connection, what refuses first and then takes it."""
    with sinks.http(Said(500), Said(200, "thanks")) as sink:
        settings = Settings(channel=({"name": "ops", "kind": "webhook", "url": sink.url},))
        part = Sender(warehouse, settings, pauses=_QUICK)
        watching = Watching(warehouse, settings, lambda _: None, [part])
        watching.start()
        try:
            _add(warehouse, "a")
            _add(warehouse, "b", channel="in-app")
            wait_for(lambda: {state for state, *_ in _rows(warehouse).values()} == {"sent"}, "both are sent")
        finally:
            watching.stop()
        rows = _rows(warehouse)
    assert (("sent", 2, "200 OK: thanks"), ("sent", 1, "It is on the pages."), part, 2) == (
        rows["a"],
        rows["b"],
        watching.sender,
        len(sink.got),
    )

"""The outbox holds each notification once, hands it to one, and keeps what became of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor import clock
from monitor.notify import outbox
from monitor.notify.outbox import Mark
from tests.monitor.notify.given import AT, HOSTILE, hostile, kept, notification

if TYPE_CHECKING:
    from sql.warehouse import Warehouse


def _add(warehouse: Warehouse, *keys: str, channel: str = "ops", **more: Any) -> None:
    with warehouse.transaction() as cursor:
        outbox.add(cursor, [notification(key=key, channel=channel) for key in keys], **more)


def _claim(warehouse: Warehouse, channel: str = "ops", *, is_trial: bool = False) -> str | None:
    with warehouse.transaction() as cursor:
        found = outbox.claim(cursor, channel, is_trial=is_trial)
    return None if found is None else found.notification.key


def _mark(warehouse: Warehouse, key: str, state: str, **more: Any) -> None:
    with warehouse.transaction() as cursor:
        outbox.mark(cursor, Mark(key, "ops", state, f"it is {state}", **more))


def _states(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.reader() as cursor:
        return cursor.execute("select key, state, tries, possible_repeat from notifications order by all").fetchall()


def test_a_key_is_there_once(warehouse: Warehouse) -> None:
    """The same transaction again adds nothing; another channel has its own."""
    _add(warehouse, "a", "b", "a")
    _add(warehouse, "a")
    _add(warehouse, "a", channel="mail")
    assert [("a", "waiting", 0, False), ("a", "waiting", 0, False), ("b", "waiting", 0, False)] == _states(warehouse)


def test_a_transaction_that_fails_tells_nobody(warehouse: Warehouse) -> None:
    """What is told and why it is told are stored together or not at all."""

    def fail() -> None:
        with warehouse.transaction() as cursor:
            outbox.add(cursor, [notification()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [] == _states(warehouse)


def test_what_was_written_is_what_is_sent(warehouse: Warehouse) -> None:
    """In the order it was written, each once, nothing before it is due."""
    _add(warehouse, "a")
    _add(warehouse, "b")
    _add(warehouse, "later", due_at=AT + timedelta(days=100_000))
    with warehouse.transaction() as cursor:
        first = outbox.claim(cursor, "ops")
    assert (notification(key="a"), 1) == (first.notification, first.tries) if first else None
    assert ["b", None] == [_claim(warehouse), _claim(warehouse)]


def test_many_claim_and_each_gets_another(warehouse: Warehouse) -> None:
    """Threads that claim at the same moment never get the same one."""
    keys = [f"k{number:02}" for number in range(24)]
    _add(warehouse, *keys)
    claimed: list[str | None] = []
    threads = [threading.Thread(target=lambda: claimed.extend(_claim(warehouse) for _ in range(4))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [*keys, *[None] * 8] == [*sorted(key for key in claimed if key), *[key for key in claimed if key is None]]


def test_one_that_is_tried_again_holds_the_others(warehouse: Warehouse) -> None:
    """Its channel hears things in their order, also where it is only tried; other channels go on."""
    _add(warehouse, "a", "b")
    _add(warehouse, "c", channel="mail")
    assert "a" == _claim(warehouse)
    _mark(warehouse, "a", outbox.WAITING, due_at=clock.now() + timedelta(days=1))
    assert (None, "c", None) == (_claim(warehouse), _claim(warehouse, "mail"), _claim(warehouse, is_trial=True))


def test_a_trial_takes_the_least_tried(warehouse: Warehouse) -> None:
    """So one that a provider cannot take does not stand in the way of the others."""
    _add(warehouse, "a", "b")
    assert "a" == _claim(warehouse)
    _mark(warehouse, "a", outbox.WAITING, due_at=clock.now())
    assert ("b", "a") == (_claim(warehouse, is_trial=True), _claim(warehouse))


def test_a_clock_that_is_set_back(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written or tried before is due at once, not when the clock is there again."""
    later = clock.now() + timedelta(hours=3)
    with monkeypatch.context() as before:
        before.setattr(clock, "now", lambda: later)
        _add(warehouse, "a", "b")
        _claim(warehouse)
        _mark(warehouse, "a", outbox.WAITING, due_at=later + timedelta(seconds=15))
    with warehouse.reader() as cursor:
        due = outbox.due(cursor)
    assert (True, ["a", "b"]) == (due["ops"] <= clock.now(), [_claim(warehouse), _claim(warehouse)])


def test_what_was_being_sent_is_sent_again(warehouse: Warehouse) -> None:
    """A process that died left it: the key is the same, and it says that it may be a repeat."""
    _add(warehouse, "a", "b")
    _claim(warehouse)
    with warehouse.transaction() as cursor:
        outbox.resume(cursor)
        found = outbox.claim(cursor, "ops")
    expected = replace(notification(key="a"), possible_repeat=True)
    assert (expected, 2) == ((found.notification, found.tries) if found else None)


def test_a_mark_is_for_who_claimed(warehouse: Warehouse) -> None:
    """What does not run is not marked: the answer of a thread that is late changes nothing."""
    _add(warehouse, "a")
    _mark(warehouse, "a", outbox.SENT)
    assert [("a", "waiting", 0, False)] == _states(warehouse)


def test_failures_since_the_last_success(warehouse: Warehouse) -> None:
    """They are what a new process knows of a channel; they can be let go again, and by a person one by one."""
    _add(warehouse, "a", "b", "c")
    for key, state in (("a", outbox.FAILED), ("b", outbox.SENT), ("c", outbox.FAILED)):
        _claim(warehouse)
        _mark(warehouse, key, state, sent_at=clock.now() if state == outbox.SENT else None)
    with warehouse.transaction() as cursor:
        (found,) = outbox.failures(cursor)
        outbox.requeue(cursor, "ops", most_tries=3)
        again = [outbox.send_again(cursor, key, "ops") for key in ("a", "b", "nobody")]
        left = outbox.failures(cursor)
    states = [(key, state) for key, state, *_ in _states(warehouse)]
    assert ("ops", 1, "it is failed", [], [False, True, False]) == (
        found.channel,
        found.failures,
        found.answer,
        left,
        again,
    )
    assert [("a", "waiting"), ("b", "waiting"), ("c", "waiting")] == states


def test_old_ones_go(warehouse: Warehouse) -> None:
    """But what waits stays, however old it is."""
    _add(warehouse, "a", "b")
    _claim(warehouse)
    _mark(warehouse, "a", outbox.SENT, sent_at=clock.now())
    with warehouse.transaction() as cursor:
        outbox.drop(cursor, clock.now() + timedelta(days=1))
    assert [("b", "waiting", 0, False)] == _states(warehouse)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_kept(warehouse: Warehouse, text: str) -> None:
    """What was written is what is sent, whatever stands in it; only what is long is cut."""
    with warehouse.transaction() as cursor:
        outbox.add(cursor, [hostile(text)])
        found = outbox.claim(cursor, "ops")
    assert found is not None
    assert kept(text) == found.notification.alerts[0].summary

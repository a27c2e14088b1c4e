"""Jobs run at their own pace, and one that hangs costs nobody else anything."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from monitor import scheduler
from monitor.limits import Limit
from monitor.scheduler import Ended, Job, Scheduler, Turn
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Told:
    """What was told of each job."""

    def __init__(self) -> None:
        self.turns: dict[str, list[Turn]] = {}

    def job(self, name: str, run: Callable[[Limit], object], every: float = 0.05, limit: float = 5.0) -> Job:
        turns = self.turns.setdefault(name, [])
        return Job(name, every, limit, run, turns.append)

    def ended(self, name: str) -> set[Ended]:
        return {turn.ended for turn in self.turns[name]}


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """What a hanging job waits for; it is released at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def test_each_job_runs_again_and_again() -> None:
    """What it gave and what it raised is told, with its time."""
    told = _Told()
    jobs = Scheduler([told.job("good", lambda _: 7), told.job("bad", lambda _: 1 / 0)])
    jobs.start()
    wait_for(lambda: min(map(len, told.turns.values())) >= 3, "three turns of each")
    jobs.stop()
    assert ({Ended.DONE}, 7, {Ended.FAILED}, ZeroDivisionError) == (
        told.ended("good"),
        told.turns["good"][0].value,
        told.ended("bad"),
        type(told.turns["bad"][0].error),
    )


def test_one_that_hangs_is_late_and_others_go_on(release: threading.Event) -> None:
    """It is told at each of its turns, has one thread only, and runs again once that has ended."""
    told, begun = _Told(), Counter[str]()

    def hang(_limit: Limit) -> None:
        begun["hang"] += 1
        release.wait()

    jobs = Scheduler([told.job("hang", hang, limit=0.1), told.job("good", lambda _: 1)], most_at_once=1)
    jobs.start()
    wait_for(lambda: len(told.turns["hang"]) >= 3 and len(told.turns["good"]) >= 3, "both are told")
    late, once = told.ended("hang"), begun["hang"]
    release.set()
    wait_for(lambda: Ended.DONE in told.ended("hang"), "it works again")
    jobs.stop()
    assert ({Ended.LATE}, 1) == (late, once)


def test_without_room_jobs_wait_and_say_so(release: threading.Event) -> None:
    """A job that found no room for a whole interval is told as not started; threads are never more than the bounds."""
    told = _Told()

    def hang(_limit: Limit) -> None:
        release.wait()

    names = [f"hang {number}" for number in range(6)]
    before = threading.active_count()
    bounds = {"most_at_once": 1, "most_left_alone": 2}
    jobs = Scheduler([told.job(name, hang, limit=0.05) for name in names], **bounds)
    jobs.start()
    halves = {Ended.LATE: 3, Ended.NOT_STARTED: 3}
    wait_for(lambda: Counter(turns[-1].ended for turns in told.turns.values() if turns) == halves, "three have no room")
    threads = threading.active_count() - before
    jobs.stop()
    assert 1 + sum(bounds.values()) == threads


def test_a_connection_ends_with_the_limit() -> None:
    """Whoever reads from a target that says nothing goes on, although its own time-out is longer."""
    told = _Told()
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def read(limit: Limit) -> bytes:
            with limit.connect(*silent.getsockname()) as connection:
                connection.settimeout(60)
                return connection.recv(1)

        jobs = Scheduler([told.job("read", read, every=60, limit=0.2)])
        jobs.start()
        wait_for(lambda: told.ended("read") == {Ended.LATE}, "it is late")
        wait_for(lambda: "job read" not in {thread.name for thread in threading.enumerate()}, "its thread has ended")
        jobs.stop()


def test_a_connection_after_the_limit_is_shut_at_once() -> None:
    """A resolver that took all the time leaves none to read."""
    with socket.create_server(("127.0.0.1", 0)) as silent, Limit(5) as limit:
        limit.end()
        with limit.connect(*silent.getsockname()) as connection:
            assert connection.recv(1) == b""


def test_stop_waits_for_nobody(release: threading.Event) -> None:
    """What hangs does not hold the process, and is not told any more."""
    told, inside = _Told(), threading.Event()

    def hang(_limit: Limit) -> None:
        inside.set()
        release.wait()

    jobs = Scheduler([told.job("hang", hang, limit=600)])
    jobs.start()
    assert inside.wait(60)
    jobs.stop()
    release.set()
    wait_for(lambda: "job hang" not in {thread.name for thread in threading.enumerate()}, "the thread has ended")
    assert ([], False) == (told.turns["hang"], jobs.is_running)


def test_jobs_come_and_go() -> None:
    """One of the same name takes the other's place."""
    told, again = _Told(), _Told()
    jobs = Scheduler([told.job("a", lambda _: 1), told.job("b", lambda _: 1)])
    jobs.start()
    wait_for(lambda: all(told.turns.values()), "both ran")
    jobs.add(again.job("a", lambda _: 2))
    jobs.remove("b")
    before = {name: len(turns) for name, turns in told.turns.items()}
    wait_for(lambda: len(again.turns["a"]) >= 5, "the other one runs")
    jobs.stop()
    after = {name: len(turns) for name, turns in told.turns.items()}
    assert all(after[name] - before[name] <= 1 for name in before)


def test_turns_are_spread_and_never_made_up_for() -> None:
    """Fifty jobs of one pace do not meet in one moment, and a machine that slept does not run a turn twice."""
    every = 30.0
    jobs = [Job(f"probe {number}", every, 1.0, lambda _: None, lambda _: None) for number in range(50)]
    now = time.monotonic()
    firsts = [scheduler._next(job, now) for job in jobs]
    fifths = Counter(int((first - min(firsts)) // (every / 5)) for first in firsts)
    nexts = {round(scheduler._next(job, first) - first, 3) for job, first in zip(jobs, firsts, strict=True)}
    slept = {scheduler._next(job, first + 1000.0) - first - 1000.0 > 0 for job, first in zip(jobs, firsts, strict=True)}
    assert (True, {every}, {True}) == (max(fifths.values()) < 25, nexts, slept)

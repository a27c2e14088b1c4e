"""Runs jobs again and again: each at its own pace, side by side, each with a hard limit.

A job that passes its limit is told as late at once. Its thread cannot be stopped from outside (it may wait in the
system's resolver, or in a driver): it is left alone as a daemon, its connections are shut down (`monitor.limits`),
and the job does not run again until that thread has ended; until then each of its turns is told as late too. So one
target that hangs costs one thread and nothing else.

Turns follow the monotonic clock: a clock that is set does not make jobs run twice or not at all. Every job has its own
place in its interval, from a hash of its name, so that jobs of the same pace do not all run at the same moment.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_AT_ONCE = 16
"""Jobs that run at a time."""

MOST_LEFT_ALONE = 64
"""Late threads that do not count against `MOST_AT_ONCE`. Both bounds together are the most threads there are."""

_FIRST_WITHIN = 5.0
"""All jobs have run once after this many seconds, also those that run once a day."""

_STOP_SECONDS = 1.0


class Ended(StrEnum):
    """How a turn of a job ended."""

    DONE = "done"
    FAILED = "failed"
    LATE = "late"
    NOT_STARTED = "not started"
    """There was no room among the jobs that run, for as long as the job's interval."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one turn: `value` is what the job gave, `error` what it raised, `seconds` how long it took."""

    at: datetime
    ended: Ended
    seconds: float
    value: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Something to run every `every` seconds for at most `limit` seconds.

    `tell` gets each turn, in whatever thread it ended, one at a time for each job; it must be quick.
    """

    name: str
    every: float
    limit: float
    run: Callable[[Limit], Any]
    tell: Callable[[Turn], None]


@dataclass(slots=True)
class _State:
    """A job's next turn and the one that runs."""

    job: Job
    due: float
    waiting_since: float | None = None
    run: _Run | None = None


@dataclass(slots=True)
class _Run:
    """One turn that a thread has begun."""

    limit: Limit
    at: datetime
    started: float
    told: bool = False


class Scheduler:
    """Runs its jobs between `start` and `stop`; jobs may come and go meanwhile."""

    def __init__(
        self, jobs: Iterable[Job] = (), *, most_at_once: int = MOST_AT_ONCE, most_left_alone: int = MOST_LEFT_ALONE
    ) -> None:
        self._most_at_once = most_at_once
        self._most_left_alone = most_left_alone
        self._states: dict[str, _State] = {}
        self._orphans: list[_State] = []
        self._ready: deque[_State] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        for job in jobs:
            self.add(job)

    @property
    def is_running(self) -> bool:
        """Whether turns are begun now."""
        return self._thread is not None and self._thread.is_alive() and not self._stopping

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._stopping = False
        now = time.monotonic()
        for state in self._states.values():
            state.due = now + _place(state.job.name) * min(state.job.every, _FIRST_WITHIN)
        self._thread = threading.Thread(target=self._loop, name="scheduler", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more, end what runs, and tell nothing of it. Returns within a second or two."""
        with self._changed:
            self._stopping = True
            running = [state.run for state in (*self._states.values(), *self._orphans) if state.run is not None]
            self._changed.notify_all()
        for run in running:
            run.limit.end()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
            self._thread = None

    def add(self, job: Job) -> None:
        """Run `job` from now on; it takes the place of one of the same name."""
        with self._changed:
            self._forget(job.name)
            due = time.monotonic() + _place(job.name) * min(job.every, _FIRST_WITHIN)
            self._states[job.name] = _State(job, due)
            self._changed.notify_all()

    def soon(self, name: str) -> None:
        """Let the job of that name run now; its turns stay where they are."""
        with self._changed:
            if name in self._states:
                self._states[name].due = time.monotonic()
                self._changed.notify_all()

    def remove(self, name: str) -> None:
        """Run the job of that name no more; a turn that runs is not told."""
        with self._changed:
            self._forget(name)

    def _forget(self, name: str) -> None:
        state = self._states.pop(name, None)
        if state is None:
            return
        if state in self._ready:
            self._ready.remove(state)
        if state.run is not None:
            state.run.told = True
            state.run.limit.end()
            self._orphans.append(state)

    def _loop(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                tellings = self._step(time.monotonic())
                if not tellings:
                    self._changed.wait(self._pause())
            for job, turn in tellings:
                job.tell(turn)

    def _step(self, now: float) -> list[tuple[Job, Turn]]:
        """Do what is due; what is to be told of it, outside the lock."""
        self._orphans = [state for state in self._orphans if state.run is not None]
        tellings = []
        for state in self._states.values():
            run = state.run
            if run is not None and not run.told and run.limit.is_over:
                run.told = True
                run.limit.end()
                tellings.append((state.job, Turn(run.at, Ended.LATE, now - run.started)))
            if state.due <= now:
                tellings += self._turn(state, now)
        self._begin(now)
        return tellings

    def _turn(self, state: _State, now: float) -> list[tuple[Job, Turn]]:
        """The job's time has come: let it wait for room, or say that it cannot run."""
        state.due = _next(state.job, now)
        if state.run is not None:
            return [(state.job, Turn(datetime.now(UTC), Ended.LATE, now - state.run.started))] if state.run.told else []
        if state.waiting_since is None:
            state.waiting_since = now
            self._ready.append(state)
            return []
        return [(state.job, Turn(datetime.now(UTC), Ended.NOT_STARTED, now - state.waiting_since))]

    def _begin(self, now: float) -> None:
        """Start the jobs that wait, while there is room."""
        while self._ready and self._busy() < self._most_at_once:
            state = self._ready.popleft()
            state.waiting_since = None
            state.run = _Run(Limit(state.job.limit), datetime.now(UTC), now)
            name = f"job {state.job.name}"
            threading.Thread(target=self._work, args=(state, state.run), name=name, daemon=True).start()

    def _busy(self) -> int:
        """How many threads count against the bound."""
        states = (*self._states.values(), *self._orphans)
        running = [state.run for state in states if state.run is not None]
        left_alone = sum(run.told for run in running)
        return len(running) - min(left_alone, self._most_left_alone)

    def _pause(self) -> float:
        """Seconds until something is due."""
        now = time.monotonic()
        moments = [state.due - now for state in self._states.values()]
        moments += [
            state.run.limit.remaining for state in self._states.values() if state.run is not None and not state.run.told
        ]
        return max(0.0, min(moments, default=60.0))

    def _work(self, state: _State, run: _Run) -> None:
        """One turn, in its own thread."""
        value, error = None, None
        with run.limit:
            try:
                value = state.job.run(run.limit)
            except BaseException as raised:  # noqa: BLE001 (whatever a driver raises is what is told)
                error = raised
        ended = Ended.DONE if error is None else Ended.FAILED
        turn = Turn(run.at, ended, time.monotonic() - run.started, value, error)
        with self._changed:
            is_told, run.told = run.told or self._stopping, True
        try:
            if not is_told:
                state.job.tell(turn)
        finally:
            with self._changed:
                state.run = None
                self._changed.notify_all()


def _place(name: str) -> float:
    """Where in its interval a job runs: 0 to 1, the same for the same name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32


def _next(job: Job, now: float) -> float:
    """The next turn on the job's own grid, at least half an interval away.

    Turns that were missed (a machine that slept) are not made up for.
    """
    grid = _place(job.name) * job.every
    due = grid + ((now - grid) // job.every + 1) * job.every
    return due if due - now >= job.every / 2 else due + job.every

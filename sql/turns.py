"""Who may run an untrusted statement now: a few at a time in one process, fairly, and nobody waits without end.

Pages, reports and reading do not ask here: they are never held up by statements that wait. A client runs at most half
of what runs at a time, and only one statement runs whose steps are large, with no other where they are very large
(sql/steps/volume.py); of those who wait, clients take turns, whoever came with how many. A statement that ran when the
server was ended (sql/crashes) runs alone.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sql.errors import BusyError, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

AT_ONCE = 4
"""Statements that run at the same time."""
MOST_OF_ONE = 2
"""How many of them may be of one client."""
MOST_WAITING = 16
"""More are turned away at once."""
WAIT_SECONDS = 30.0
"""Who has waited so long is turned away."""
_LOOK_SECONDS = 0.05


@dataclass(eq=False, slots=True)
class Turn:
    """One statement's place; `release` gives it to the next."""

    client: str
    turns: Turns
    is_alone: bool = False
    is_heavy: bool = False
    until: float = 0.0
    """When it has waited long enough (monotonic seconds)."""
    is_running: bool = False

    def release(self) -> None:
        """Give the place back; also done for who never got one."""
        self.turns.release(self)

    def rank(self) -> int:
        """How many of those that run began earlier."""
        return self.turns.rank(self)


@dataclass
class Turns:
    """The places of one process."""

    at_once: int = AT_ONCE
    most_of_one: int = MOST_OF_ONE
    most_waiting: int = MOST_WAITING
    wait_seconds: float = WAIT_SECONDS
    _running: list[Turn] = field(default_factory=list)
    _waiting: dict[str, deque[Turn]] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, client: str, stop: Callable[[], bool] | None = None, *, is_alone: bool = False) -> Turn:
        """Wait for a place; `stop` is asked now and then whether it is still wanted.

        With `is_alone`, it is one with nobody beside it.

        Raises `BusyError` where too many wait already, or the wait was too long, and `QueryError` where it is stopped.
        """
        turn = Turn(client, self, is_alone, until=time.monotonic() + self.wait_seconds)
        with self._changed:
            if self.waiting() >= self.most_waiting:
                sentence = f"Too many statements wait: {self.at_once} run at a time; try again in a moment."
                raise BusyError(sentence)
            self._waiting.setdefault(client, deque()).append(turn)
            self._start_next()
            try:
                self._await(turn, stop)
            except BaseException:
                self._leave(turn)
                raise
        return turn

    def make_heavy(self, turn: Turn, stop: Callable[[], bool] | None = None, *, is_alone: bool = False) -> None:
        """Wait until no other heavy statement runs; meanwhile the place is free for others.

        With `is_alone`, until none runs at all. Raises as `take`.
        """
        with self._changed:
            turn.is_heavy = True
            turn.is_alone = turn.is_alone or is_alone
            if not any(turn.is_alone or other.is_heavy for other in self._running if other is not turn):
                return
            self._running.remove(turn)
            turn.is_running = False
            self._waiting.setdefault(turn.client, deque()).appendleft(turn)
            self._start_next()
            try:
                self._await(turn, stop)
            except BaseException:
                self._leave(turn)
                raise

    def _await(self, turn: Turn, stop: Callable[[], bool] | None) -> None:
        while not turn.is_running:
            if stop is not None and stop():
                sentence = "The statement was stopped before its turn came."
                raise QueryError(sentence)
            if time.monotonic() > turn.until:
                sentence = (
                    f"The statement waited {self.wait_seconds:g} s for its turn, behind others that run: "
                    "try again in a moment."
                )
                raise BusyError(sentence)
            self._changed.wait(_LOOK_SECONDS)

    def _start_next(self) -> None:
        """Give free places to the clients that wait, in turn; the one served goes to the end of the line."""
        while len(self._running) < self.at_once and not any(turn.is_alone for turn in self._running):
            busy = Counter(turn.client for turn in self._running)
            next_of = {
                client: turn
                for client, line in self._waiting.items()
                if busy[client] < self.most_of_one and (turn := self._startable(line)) is not None
            }
            if not next_of:
                return
            client = min(next_of, key=busy.__getitem__)
            line = self._waiting.pop(client)
            turn = next_of[client]
            line.remove(turn)
            if line:
                self._waiting[client] = line
            turn.is_running = True
            self._running.append(turn)
            self._changed.notify_all()

    def _startable(self, line: deque[Turn]) -> Turn | None:
        """The first in a client's line that may run now: heavy ones are passed by while another runs."""
        has_heavy = any(turn.is_heavy for turn in self._running)
        first = next((turn for turn in line if not (turn.is_heavy and has_heavy)), None)
        return None if first is not None and first.is_alone and self._running else first

    def _leave(self, turn: Turn) -> None:
        line = self._waiting.get(turn.client)
        if line is not None and turn in line:
            line.remove(turn)
            if not line:
                del self._waiting[turn.client]
        if turn in self._running:
            self._running.remove(turn)
        self._start_next()

    def release(self, turn: Turn) -> None:
        """Give a place back."""
        with self._changed:
            self._leave(turn)

    def rank(self, turn: Turn) -> int:
        """How many of those that run began earlier than `turn`."""
        with self._changed:
            return self._running.index(turn) if turn in self._running else 0

    def waiting(self) -> int:
        """How many wait now."""
        with self._changed:
            return sum(map(len, self._waiting.values()))

    def running(self) -> int:
        """How many run now."""
        with self._changed:
            return len(self._running)


TURNS = Turns()
"""Those of this process."""

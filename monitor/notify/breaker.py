"""A circuit breaker: a channel that failed often is left alone for a while, then tried with one notification."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

AFTER = 3
"""Failures in a row that open it."""

PAUSE_SECONDS, LONGEST_SECONDS = 30.0, 600.0
"""How long it is open: twice as long each time that a trial fails."""


class State(StrEnum):
    """`half-open`: the next notification is a trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class Failing:
    """A channel that fails: since when (UTC without a zone), how often in a row, and what it said last."""

    channel: str
    since: datetime
    failures: int
    answer: str
    state: State


class Breaker:
    """That of one channel; threads share it."""

    def __init__(self, channel: str, after: int = AFTER, pause: float = PAUSE_SECONDS) -> None:
        self._channel = channel
        self._after = after
        self._first_pause = self._pause = pause
        self._lock = threading.Lock()
        self._until = 0.0
        self._failures = 0
        self._since: datetime | None = None
        self._answer = ""
        self._may_revive = False

    @property
    def state(self) -> State:
        """Whether it lets a notification through."""
        with self._lock:
            return self._state()

    def _state(self) -> State:
        if self._failures < self._after:
            return State.CLOSED
        return State.OPEN if time.monotonic() < self._until else State.HALF_OPEN

    @property
    def failing(self) -> Failing | None:
        """What is wrong with the channel; None where nothing is."""
        with self._lock:
            if self._since is None:
                return None
            return Failing(self._channel, self._since, self._failures, self._answer, self._state())

    def remember(self, since: datetime, failures: int, answer: str) -> None:
        """Go on where another life of the process ended: with a trial, at once."""
        with self._lock:
            self._since, self._failures, self._answer = since, max(failures, self._after), answer
            self._may_revive = True

    def may_revive(self) -> bool:
        """Once before a trial: whether what was given up is to be tried too."""
        with self._lock:
            if not self._may_revive or self._state() is not State.HALF_OPEN:
                return False
            self._may_revive = False
            return True

    def succeeded(self) -> None:
        """Something went through."""
        with self._lock:
            self._since = None
            self._failures, self._answer, self._pause = 0, "", self._first_pause
            self._may_revive = False

    def failed(self, at: datetime, answer: str, retry_after: float = 0.0) -> None:
        """Something that was begun at `at` did not go through; it wants to be left alone for so many seconds."""
        with self._lock:
            self._failures += 1
            self._since = self._since or at
            self._answer = answer
            if self._failures >= self._after:
                self._may_revive = True
                self._until = time.monotonic() + max(self._pause, retry_after)
                self._pause = min(2 * self._pause, max(LONGEST_SECONDS, self._first_pause))

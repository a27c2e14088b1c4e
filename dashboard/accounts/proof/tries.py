"""Slows down who guesses passwords: by account and by address, and never for good.

Each wrong try doubles the time until the next one counts, up to a limit; a right one, and time, forget it. The true
owner waits at most as long. Kept in memory: a restart forgets it, and so it cannot be filled up either.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FREE = 5
"""Wrong tries that cost nothing."""
LONGEST_SECONDS = 60.0
_FORGOTTEN_SECONDS = 3_600.0
_MOST = 10_000


class Tries:
    """What is known of wrong tries, by account and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def wait(self, account: str, address: str) -> float:
        """Seconds until a try would count; 0 where it does now."""
        with self._lock:
            return max(self._left(key) for key in _keys(account, address))

    def failed(self, account: str, address: str) -> None:
        """Remember a wrong one."""
        now = self._clock()
        with self._lock:
            for key in _keys(account, address):
                count, since = self._wrong.pop(key, (0, now))
                self._wrong[key] = (1 if now - since > _FORGOTTEN_SECONDS else count + 1, now)
            while len(self._wrong) > _MOST:
                self._wrong.popitem(last=False)

    def worked(self, account: str, address: str) -> None:
        """Forget the wrong ones before a right one."""
        with self._lock:
            for key in _keys(account, address):
                self._wrong.pop(key, None)

    def _left(self, key: tuple[str, str]) -> float:
        count, since = self._wrong.get(key, (0, 0.0))
        if count < FREE:
            return 0.0
        wait = min(2.0 ** (count - FREE), LONGEST_SECONDS)
        return max(0.0, since + wait - self._clock())


def _keys(account: str, address: str) -> tuple[tuple[str, str], ...]:
    return (("account", account.lower()), ("address", address))

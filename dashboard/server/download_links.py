"""Statements handed from a page to a download link: under an id that nobody can guess, for a while.

The text does not stand in the link, so a link of any length of SQL works, and a page of somebody else's cannot make a
browser that reaches this server run a statement of its choice.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEPT_SECONDS = 3_600.0
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class LinkedStatement:
    """One statement with its parameters, and when it is forgotten."""

    text: str
    parameters: Mapping[str, Any]
    until: float


class DownloadLinks:
    """The statements that can be fetched now; beyond the thousandth the oldest goes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._handed: dict[str, LinkedStatement] = {}

    def offer(self, text: str, parameters: Mapping[str, Any]) -> str:
        """Keep a statement for an hour; gives its id."""
        key = secrets.token_urlsafe(24)
        self._keep(key, text, parameters)
        return key

    def renew(self, key: str, text: str, parameters: Mapping[str, Any]) -> None:
        """Keep a statement for another hour, because somebody still looks at its result."""
        self._keep(key, text, parameters)

    def take(self, key: str) -> LinkedStatement | None:
        """The statement of an id, as often as it is asked for; None where there is none any more."""
        with self._lock:
            handed = self._handed.get(key)
            return handed if handed is not None and handed.until > self._clock() else None

    def _keep(self, key: str, text: str, parameters: Mapping[str, Any]) -> None:
        now = self._clock()
        with self._lock:
            self._handed.pop(key, None)
            self._handed = {name: one for name, one in self._handed.items() if one.until > now}
            while len(self._handed) >= _MOST:
                del self._handed[next(iter(self._handed))]
            self._handed[key] = LinkedStatement(text, dict(parameters), now + KEPT_SECONDS)

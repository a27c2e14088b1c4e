"""One line for each kind of trouble, however often it comes: an attack must not fill the disk with its own story."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_QUIET_SECONDS = 60.0
_MOST_KINDS = 200
_LOGGERS = (
    "asyncio",
    "uvicorn.error",
    "dashboard.api.problems",
    "dashboard.api.streaming",
    "dashboard.server.guard.connections",
    "dashboard.server.guard.guard",
)
_NO_NEWS = (OSError, EOFError)
"""What clients and a lack of descriptors cause: its traceback says nothing that its sentence does not."""


@dataclass(slots=True)
class _Told:
    at: float
    unsaid: int = 0


class OncePerKind(logging.Filter):
    """Lets one record of a kind through in a minute; the next one says how many were like it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._told: dict[Hashable, _Told] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is said; it loses a traceback that is no news."""
        kind, now = _kind(record), self._clock()
        with self._lock:
            told = self._told.get(kind)
            if told is not None and now - told.at < _QUIET_SECONDS:
                told.unsaid += 1
                return False
            if told is None and len(self._told) >= _MOST_KINDS:
                self._told.clear()
            self._told[kind] = _Told(now)
        _shorten(record, 0 if told is None else told.unsaid)
        return True


def _kind(record: logging.LogRecord) -> Hashable:
    error = _error(record)
    if error is not None:
        return (record.name, type(error), getattr(error, "errno", None))
    first = record.args[0] if isinstance(record.args, tuple) and record.args else None
    return (record.name, record.msg, first if isinstance(first, int) else None)


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if isinstance(record.exc_info, tuple) else None


def _shorten(record: logging.LogRecord, unsaid: int) -> None:
    error = _error(record)
    text = record.getMessage().strip()
    if isinstance(error, _NO_NEWS) or type(error).__module__.startswith("websockets"):
        text = f"{text.splitlines()[0] if text else 'A connection failed'}: {error}"
        record.exc_info = None
    if unsaid:
        text = f"{text} ({unsaid} more like it since the last line)"
    record.msg, record.args = text, ()


def say_once() -> None:
    """Let the loggers of the server tell each kind of trouble once a minute; a second call does nothing."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, OncePerKind) for one in logger.filters):
            logger.addFilter(OncePerKind())

"""Every system call of reading, as a point where something else may happen first.

The calls are replaced in the module `os` while a pass runs, so that the code under test is the real one, unchanged.
Time is ours as well: nobody waits.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS = ("stat", "open", "fstat", "pread", "preadv", "scandir")
EPOCH = 1_790_000_000.0
"""Where the time of a trial begins, in seconds since 1970."""


class Clock:
    """The time of a trial, in seconds since it began."""

    def __init__(self) -> None:
        self.now = 0.0

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def wall(self) -> float:
        """What `time.time` tells."""
        return EPOCH + self.now

    def stamp(self) -> int:
        """The time of a write, in nanoseconds; no two writes have the same."""
        self.now += 0.000_01
        return int(self.wall() * 1e9)


@contextlib.contextmanager
def watched(at_point: Callable[[str], None], clock: Clock) -> Iterator[None]:
    """Ask `at_point` before each call, with the call's name and what it is about."""
    real = {name: getattr(os, name) for name in CALLS}
    times = (time.time, time.monotonic)

    def shim(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            at_point(f"{name}({_about(arguments)})")
            return real[name](*arguments, **named)

        return call

    try:
        for name in CALLS:
            setattr(os, name, shim(name))
        time.time, time.monotonic = clock.wall, clock.wall
        yield
    finally:
        for name in CALLS:
            setattr(os, name, real[name])
        time.time, time.monotonic = times


def _about(arguments: tuple[Any, ...]) -> str:
    first = arguments[0] if arguments else ""
    return first.rpartition("/")[2] if isinstance(first, str) else ""

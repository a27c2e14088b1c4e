"""Wakes the service when a file changes.

Events are only hints: the queue of the operating system overflows, network mounts send none, and there is a limit on
watches. So an event never says what happened, only that a scan is useful now. Scans also come without events.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logging.getLogger("watchdog").addHandler(logging.NullHandler())
"""Messages of watchdog about its ending threads do not belong on standard error."""

_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Only these events are watched: a scan opens every folder, and would cause events itself."""


class Watcher:
    """Calls `wake` when something below the folders changes, if the operating system reports it."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = _Wake(wake)
        self._observer = Observer()
        self._watched: set[str] = set()
        self._running = False

    def watch(self, roots: Iterable[str]) -> str | None:
        """Start to watch these files and folders; returns a sentence with the reason if that fails.

        A second call adds what was not there before.
        """
        try:
            if not self._running:
                self._observer.start()
                self._running = True
            for root in roots:
                folder, recursive = _folder_of(root)
                if folder not in self._watched and os.path.isdir(folder):
                    self._observer.schedule(self._wake, folder, recursive=recursive, event_filter=_CHANGES)
                    self._watched.add(folder)
        except OSError as error:
            return f"Changes are noticed by looking every scan only ({error.strerror or error})."
        return None

    def stop(self) -> None:
        """Stop watching. A second call does nothing."""
        if self._running:
            self._running = False
            self._observer.stop()
            with contextlib.suppress(RuntimeError):
                self._observer.join(timeout=5)


class _Wake(FileSystemEventHandler):
    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002 (watchdog's signature)
        """Something changed."""
        self._wake()


def _folder_of(root: str) -> tuple[str, bool]:
    path = Path(root)
    if path.is_dir():
        return str(path), True
    fixed = path
    while any(sign in str(fixed) for sign in "*?["):
        fixed = fixed.parent
    if fixed == path:
        return str(path.parent), False
    return str(fixed), True

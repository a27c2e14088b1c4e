"""Wakes the service when a file changes.

Events are hints: the queue of the operating system overflows, network mounts send none, there is a limit on watches.
So an event never says what happened, only that a scan is worth making now; without any, the scans come all the same.
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
"""What watchdog says of its own threads while they end is nothing for standard error."""

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
"""The system is asked for these only: a scan opens every folder, and would be told of that itself."""


class Watcher:
    """Calls `wake` whenever something below the folders changes, as far as the operating system tells."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = _Wake(wake)
        self._observer = Observer()
        self._watched: set[str] = set()
        self._running = False

    def watch(self, roots: Iterable[str]) -> str | None:
        """Start watching these files and folders; the sentence that says why not, where that fails.

        Called again, it adds what was not there before.
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
        """Watch no more; idempotent."""
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

"""The statements that run now, in a small file beside the warehouse: it is still there after the process has died.

Each statement has a slot of the file, written before it runs and emptied after it. What is written is in the system's
cache at once, so a process that dies loses nothing; nothing is forced to the disk, because a machine that stops was
not stopped by a statement.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SLOT_BYTES = 2_048
_SLOTS = 64
_LONGEST_TEXT = 300
_EMPTY = b" "


@dataclass(frozen=True, slots=True)
class Flight:
    """A statement that runs, or ran when the process died: its id, and how it begins."""

    statement_id: str
    text: str


def flight(statement_id: str, text: str) -> Flight:
    """As much of a statement as is kept."""
    return Flight(statement_id, " ".join(text[: 4 * _LONGEST_TEXT].split())[:_LONGEST_TEXT])


class InFlight:
    """The slots of one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._lock = threading.Lock()
        self._free = list(range(_SLOTS))

    def enter(self, statement: Flight) -> int | None:
        """The slot that holds it from now on; None where all are taken or the disk is full."""
        entry = json.dumps([statement.statement_id, statement.text], ensure_ascii=True).encode()
        line = entry[: _SLOT_BYTES - 1].ljust(_SLOT_BYTES - 1) + b"\n"
        with self._lock:
            if not self._free:
                return None
            slot = self._free.pop()
        try:
            os.pwrite(self._file, line, slot * _SLOT_BYTES)
        except OSError:
            self._give_back(slot)
            return None
        return slot

    def leave(self, slot: int) -> None:
        """Empty a slot."""
        with self._lock:
            if self._file >= 0:
                os.pwrite(self._file, _EMPTY, slot * _SLOT_BYTES)
        self._give_back(slot)

    def _give_back(self, slot: int) -> None:
        with self._lock:
            self._free.append(slot)

    def close(self, *, keep: bool) -> None:
        """Take the file away, unless what stands in it is to be found by the next process."""
        with self._lock:
            descriptor, self._file = self._file, -1
        if descriptor >= 0:
            os.close(descriptor)
            if not keep:
                self._path.unlink(missing_ok=True)


def left_in(path: Path) -> list[Flight]:
    """What ran when the process before this one ended; a damaged slot is passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        if line.lstrip(b"\0").startswith(b"["):
            try:
                statement_id, text = json.loads(line.lstrip(b"\0"))
            except ValueError:
                continue
            found.append(Flight(str(statement_id), str(text)))
    return found

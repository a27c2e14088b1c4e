"""What stands in folders that are looked at again and again, listed anew only where a folder may have changed.

A folder's modification time changes with every name that comes, goes or is given to another file (POSIX, `rename`,
`open`, `unlink`); growing files leave it as it is. Opening and listing a folder costs several times what asking for its
time does. Not every file system keeps that time, and some keep it to two seconds only: a listing counts while the time
is the one that was seen well before it, and for half a minute at most.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ingest.files.identity import naming

if TYPE_CHECKING:
    from collections.abc import Callable

_COARSEST_TIME = 3.0
"""Seconds after which a change must show in a folder's time: FAT keeps even ones only."""

_LONGEST = 30.0
"""Seconds after which a folder is listed whatever its time says."""

_Signature = tuple[int, int, int, int]


class Child(NamedTuple):
    """What one name in a folder stands for: a folder, or what may be a log file; a link may be either."""

    path: str
    name: naming.LogName
    is_folder: bool
    is_link: bool


@dataclass(slots=True)
class _Listing:
    signature: _Signature
    first_seen: float
    listed: float
    children: list[Child]

    def holds(self, now: float) -> bool:
        return self.listed - self.first_seen >= _COARSEST_TIME and now - self.listed < _LONGEST


class Folders:
    """The listings of the folders below some roots; `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._before: dict[str, _Listing] = {}
        self._listings: dict[str, _Listing] = {}

    def begin(self) -> None:
        """Begin to look at all folders once more; what the last look did not meet is forgotten."""
        self._before, self._listings = self._listings, {}

    def children(self, path: str, found: os.stat_result, *, fresh: bool = False) -> list[Child]:
        """The folders, links and log files in the folder `path`, of which `found` was told just now.

        Names that begin with a dot are left out. `fresh` lists the folder whatever its time says.
        Raises `OSError` where the folder cannot be listed.
        """
        signature = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
        known, now = self._before.get(path), self._clock()
        if known is None or known.signature != signature:
            known = _Listing(signature, now, now, _list(path))
        elif fresh or not known.holds(now):
            known.children, known.listed = _list(path), now
        self._listings[path] = known
        return known.children

    def paths(self) -> list[str]:
        """The folders that this look met so far."""
        return list(self._listings)


def _list(path: str) -> list[Child]:
    children = []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            is_link = entry.is_symlink()
            is_folder = not is_link and entry.is_dir()
            name = naming.parse(entry.name)
            if is_folder or is_link or name.is_log:
                children.append(Child(entry.path, name, is_folder, is_link))
    return children

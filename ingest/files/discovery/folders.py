"""Listings of folders that are scanned again and again. A folder is listed again only if it may have changed.

The modification time of a folder changes with every name that is added, removed or given to another file (POSIX,
`rename`, `open`, `unlink`). Growing files do not change it. Opening and listing a folder costs several times as much as
asking for its time. Not every file system keeps that time, and some only keep it to two seconds. Therefore a listing is
valid only while the time is one that was seen well before the listing, and for half a minute at most.
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
"""Seconds after which a change must show in a folder's time: FAT keeps only even seconds."""

_LONGEST = 30.0
"""Seconds after which a folder is listed in any case."""

_Signature = tuple[int, int, int, int]


class Child(NamedTuple):
    """One name in a folder: a folder, or a file that may be a log. A link may be either."""

    path: str
    name: naming.LogName
    is_folder: bool
    is_link: bool


@dataclass(slots=True)
class _Listing:
    signature: _Signature
    first_seen: float
    children: list[Child]
    holds_until: float = 0.0

    def renew(self, children: list[Child], now: float) -> None:
        self.children = children
        self.holds_until = now + _LONGEST if now - self.first_seen >= _COARSEST_TIME else now


class Folders:
    """The listings of the folders below some roots. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._before: dict[str, _Listing] = {}
        self._listings: dict[str, _Listing] = {}

    def begin(self) -> None:
        """Begin a new scan of all folders. Folders that the last scan did not visit are forgotten."""
        self._before, self._listings = self._listings, {}

    def children(self, path: str, found: os.stat_result, *, fresh: bool = False) -> list[Child]:
        """The folders, links and log files in the folder `path`; `found` is its stat result from now.

        Names that begin with a dot are left out. `fresh` lists the folder in any case.
        Raises `OSError` if the folder cannot be listed.
        """
        signature = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
        known, now = self._before.get(path), self._clock()
        if known is None or known.signature != signature:
            known = _Listing(signature, now, _list(path))
        elif fresh or now >= known.holds_until:
            known.renew(_list(path), now)
        self._listings[path] = known
        return known.children

    def paths(self) -> list[str]:
        """The folders that this scan has visited so far."""
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

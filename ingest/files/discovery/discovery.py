"""Finds the files to read: folders with everything below them, single files, globs.

A file with several names (hard links, symbolic links, two patterns) is found once. A file that could not be read and a
file that does not exist are different: only the second may count as deleted.

One long module: what a scan looks at, and its result.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import stat
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import DiscoveryError
from ingest.files.discovery.folders import Folders
from ingest.files.identity import naming, paths
from ingest.files.reading.archive import Limits, part_name, part_of
from ingest.files.reading.handles import INODE_MASK, identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.files.discovery.folders import Child

LAYOUT_SOURCES = frozenset({"app", "error", "access", "business", "slow_requests", "errors"})
"""The sources of the known layout: the folder above such a file has the name of its service."""

_TRIES = 3
_MOST_STRANGERS = 500
"""After a log lost its name, the most files of a folder without a log's name that are looked at."""

_Told = os.stat_result | OSError | None
"""The stat result of a name now; None for a folder, which is listed later."""

_Known = dict[str, "_Entry"]
"""The files below one root as the scan before saw them, by path."""

_NONE: _Known = {}
_WILDCARD = re.compile(r"[*?\[]")


Signature = tuple[int, int, int, int, int]
"""Of a file: device, inode, size, times of the last write and of the last change. It changes with every write."""

Place = tuple[int, int, str]
"""Where a file is: device, inode, and the part of an archive of several files."""

Key = tuple[Signature, str]
"""A signature, and the part of an archive of several files."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file as a scan saw it. Sizes are bytes on disk, times nanoseconds since the epoch.

    `rotated` files are read before live ones. A `relative` is beside a file that the settings name (`app.log.1` beside
    `app.log`): it may continue a known stream, but never starts one.
    """

    path: str
    source: str
    service: str | None
    compression: str | None
    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int
    rotated: bool
    relative: bool = False
    most_bytes: int | None = None
    """The most bytes that are read of it if it is an archive."""
    place: Place = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", (self.device, self.inode, self.part))  # asked for at every scan

    @property
    def identity(self) -> tuple[int, int]:
        """Device and inode of this file now. Another file may have them a moment later."""
        return self.device, self.inode

    @property
    def signature(self) -> Signature:
        """While this is the same, nothing was written to the file."""
        return self.device, self.inode, self.size, self.modified_ns, self.changed_ns

    @property
    def part(self) -> str:
        """Which file inside an archive of several this is, as its kind of packing; empty for a file by itself."""
        return part_of(self.compression)

    @property
    def key(self) -> Key:
        """The signature, and the part if the file is an archive of several."""
        return self.signature, self.part

    def parted(self, compression: str) -> Found:
        """The file inside this one with this kind of packing (`archive.parts_of`)."""
        inside = f"/{part_name(compression)}"
        name = naming.parse(os.path.basename(inside))
        source = name.source or paths.told(os.path.basename(os.path.dirname(inside))) or self.source
        return replace(
            self,
            source=source,
            service=service_of(inside, "/", source) or self.service,
            compression=compression,
            rotated=True,
            relative=self.relative or not name.is_log,
        )


@dataclass(slots=True)
class Scan:
    """The result of one scan of all roots: files, sentences about errors, folders that could not be read."""

    files: list[Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    paths: frozenset[str] = frozenset()
    """The paths of `files`."""

    covers: Callable[[str], bool] = bool
    look: Callable[[str], Found | None] = lambda _: None
    """A file outside the scan, as it is now: its name is not one of a log."""

    strangers: Callable[[], list[Found]] = list
    """The files beside the logs without a log's name: each may continue a known stream, but never starts one."""

    def knows(self, path: str) -> bool:
        """Whether this scan shows that `path` does not exist: it was looked for, and its folder could be read."""
        return self.covers(path) and not self.is_unknown(path)

    def is_unknown(self, path: str) -> bool:
        """Whether `path`, or a folder above it, could not be read."""
        return any(_is_below(path, folder) for folder in self.unknown)


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """A file below one root; the same object as long as the file does not change."""

    path: str
    root: str | None
    name: naming.LogName
    signature: Signature
    is_link: bool
    relative: bool

    @property
    def identity(self) -> tuple[int, int]:
        """As in `Found`."""
        return self.signature[:2]


class Discovery:
    """Scans the same roots again and again. `excluded` paths (the warehouse) are never logs.

    Without `follow_links`, a symbolic link is followed only to what is below the roots: who may write into a folder of
    logs must not choose which files this process reads. A root itself may be a link, because the settings name it.
    """

    def __init__(
        self,
        roots: Sequence[str],
        excluded: Sequence[Path] = (),
        *,
        follow_links: bool = False,
        limits: Limits = Limits(),  # noqa: B008 (it cannot be changed)
    ) -> None:
        self._follow_links = follow_links
        self._limits = limits
        self._real_roots: tuple[str, ...] = ()
        self.roots = tuple(os.path.abspath(os.path.expanduser(root)) for root in roots)
        self._excluded_paths = tuple(excluded)
        self._excluded: set[tuple[int, int]] = set()
        self._folders = Folders()
        self._known: dict[str | None, _Known] = {}
        self._entries: list[_Entry] = []
        self._places: list[tuple[str, str | None, bool]] = []
        self._newest: dict[tuple[str, str], str] = {}
        self._found: dict[str, Found] = {}
        self._paths: frozenset[str] = frozenset()
        self._identities: set[tuple[int, int]] = set()

    def check(self) -> None:
        """Raise `DiscoveryError` for the first root that names nothing or cannot be read."""
        for root in self.roots:
            if not os.path.lexists(root):
                if _WILDCARD.search(root):
                    continue
                sentence = f"{root} does not exist: name a folder, a file or a pattern of log files."
                raise DiscoveryError(sentence)
            if not os.path.exists(root):
                sentence = f"{root} is a symbolic link to nothing: mend the link or name the log files themselves."
                raise DiscoveryError(sentence)
            if not os.access(root, os.R_OK | (os.X_OK if os.path.isdir(root) else 0)):
                sentence = f"{root} cannot be read: give this user permission to read it."
                raise DiscoveryError(sentence)

    def nothing(self) -> str:
        """The sentence for roots in which a scan found no file."""
        listing = ", ".join(self.roots)
        if any(_WILDCARD.search(root) and not os.path.lexists(root) for root in self.roots):
            return f"No file matches {listing}: check the pattern, or name the folder."
        endings = ".log, .json, .jsonl, .ndjson, .txt, .out, rotated or compressed"
        return f"There is no log file in {listing} ({endings}): name the files themselves if they are called otherwise."

    def covers(self, path: str) -> bool:
        """Whether a scan of these roots looks where `path` is."""
        for root in self.roots:
            if _WILDCARD.search(root) and not os.path.lexists(root):
                root = _fixed_part(root)  # noqa: PLW2901 (a pattern stands for the folder that it starts from)
            if _is_below(path, root) or os.path.dirname(path) == os.path.dirname(root):
                return True
        return False

    def scan(self) -> Scan:
        """Scan all roots now. Never raises for errors of single files and folders."""
        scan = Scan(covers=self.covers, look=self._look, strangers=self._strangers)
        self._excluded = set(_identities(self._excluded_paths))
        if not self._excluded.isdisjoint(self._identities):
            self._known = {}
        self._real_roots = tuple(os.path.realpath(_folder_of(root)) for root in self.roots)
        self._folders.begin()
        entries = [entry for root in self.roots for entry in self._reached(root, scan)]
        if entries != self._entries:  # each is the same object as in the scan before, if it did not change
            self._entries, self._known = entries, {}
            for entry in entries:
                self._known.setdefault(entry.root, {})[entry.path] = entry
            self._found = {found.path: found for found in self._taken(_once(entries))}
            self._paths = frozenset(self._found)
            self._identities = {entry.identity for entry in entries}
        scan.files, scan.paths = list(self._found.values()), self._paths
        return scan

    def _look(self, path: str) -> Found | None:
        try:
            found = os.stat(path)
        except OSError:
            return None
        root = next((root for root in self.roots if _is_below(path, root)), None)
        if not stat.S_ISREG(found.st_mode) or root is None or self._is_excluded(found):
            return None
        name = naming.parse(os.path.basename(path))
        return self._new(_Entry(path, root, name, _signature(found), is_link=False, relative=True))

    def _strangers(self) -> list[Found]:
        """Files of each folder that was scanned, up to a limit."""
        return [found for folder in self._folders.paths() for found in self._strangers_in(folder)]

    def _strangers_in(self, folder: str) -> list[Found]:
        looked: list[Found | None] = []
        for _ in range(_TRIES):  # again if one was renamed meanwhile
            try:
                with os.scandir(folder) as entries:
                    files = [entry for entry in entries if entry.is_file(follow_symlinks=self._follow_links)]
                    paths = [entry.path for entry in files if not naming.parse(entry.name).is_log]
            except OSError:
                return []
            looked = [self._look(path) for path in paths[:_MOST_STRANGERS]]
            if None not in looked:
                break
        return [found for found in looked if found is not None]

    def _taken(self, entries: list[_Entry]) -> list[Found]:
        """These files for the scan: the same objects as in the scan before, for files that did not change."""
        places = [(entry.path, entry.root, entry.relative) for entry in entries]
        before = self._found
        if places != self._places:
            self._places, self._newest, before = places, _newest_by_stream(entries), {}
        files = []
        for entry in entries:
            known = before.get(entry.path)
            files.append(known if known is not None and known.signature == entry.signature else self._new(entry))
        return files

    def _new(self, entry: _Entry) -> Found:
        folder = os.path.dirname(entry.path)
        name = entry.name
        device, inode, size, modified_ns, changed_ns = entry.signature
        rotated = name.numbered or name.compression is not None
        if name.dated and not rotated:
            rotated = self._newest.get((folder, name.source), "") > _rank(entry.path, name)
        return Found(
            path=entry.path,
            source=name.source or paths.told(os.path.basename(folder)) or "log",
            service=service_of(entry.path, entry.root, name.source),
            compression=name.compression,
            device=device,
            inode=inode,
            size=size,
            modified_ns=modified_ns,
            changed_ns=changed_ns,
            rotated=rotated,
            relative=entry.relative,
            most_bytes=self._limits.of(size),
        )

    def _reached(self, root: str, scan: Scan) -> Iterable[_Entry]:
        if os.path.lexists(root):
            return self._named(root, None, scan)
        return self._matching(root, scan)

    def _matching(self, root: str, scan: Scan) -> Iterator[_Entry]:
        if _WILDCARD.search(root):
            base = _fixed_part(root)
            matches = sorted(glob.glob(root, recursive=True))
            if not matches and not os.path.isdir(base):
                _failed(scan, base, "it is not there now")
            for match in matches:
                if not self._leads_out(match, scan):
                    yield from self._named(match, base, scan)
        else:
            _failed(scan, root, "it is not there now")

    def _named(self, path: str, base: str | None, scan: Scan) -> list[_Entry]:
        try:
            found = os.stat(path)
        except OSError as error:
            _failed(scan, path, error.strerror)
            return []
        if stat.S_ISDIR(found.st_mode):
            return self._below(path, base or path, scan)
        if not stat.S_ISREG(found.st_mode) or self._is_excluded(found):
            return []
        name = naming.parse(os.path.basename(path))
        entry = self._entry(path, base, name, found, is_link=os.path.islink(path))
        return [entry, *self._relatives(path, base, name, scan)]

    def _relatives(self, path: str, base: str | None, name: naming.LogName, scan: Scan) -> Iterator[_Entry]:
        try:
            beside = list(os.scandir(os.path.dirname(path)))
        except OSError:
            return
        for entry in beside:
            other = naming.parse(entry.name)
            if other.source != name.source or entry.path == path or other.bare:
                continue
            if entry.is_symlink() and self._leads_out(entry.path, scan):
                continue
            try:
                found = entry.stat()
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode) and not self._is_excluded(found):
                yield self._entry(entry.path, base, other, found, is_link=entry.is_symlink(), relative=True)

    def _below(self, folder: str, root: str, scan: Scan) -> list[_Entry]:
        met: list[_Entry] = []
        seen: set[tuple[int, int]] = set()
        waiting = [folder]
        while waiting:
            current = waiting.pop()
            try:
                others = self._children(current, root, seen, met)
            except FileNotFoundError:
                if current == folder:
                    _failed(scan, current, "it is not there now")
                continue
            except OSError as error:
                _failed(scan, current, error.strerror)
                continue
            for child, found in others:
                if child.is_link and self._leads_out(child.path, scan):
                    continue
                if found is None:
                    waiting.append(child.path)
                elif isinstance(found, OSError):
                    _failed(scan, child.path, found.strerror)
                elif stat.S_ISREG(found.st_mode) and child.name.is_log and not self._is_excluded(found):
                    met.append(self._entry(child.path, root, child.name, found, is_link=child.is_link))
        return met

    def _children(
        self, folder: str, root: str, seen: set[tuple[int, int]], met: list[_Entry]
    ) -> Sequence[tuple[Child, _Told]]:
        """Put the unchanged files of a folder into `met`; returns its other names with their stat results.

        Nothing for a folder that was `seen`.
        """
        here = os.stat(folder)
        place = here.st_dev, here.st_ino
        if place in seen:
            return ()
        seen.add(place)
        known, before = self._known.get(root, _NONE), len(met)
        try:
            return _asked(self._folders.children(folder, here), known, met)
        except _MovedError:  # there may be new names beside it
            del met[before:]
            return _asked(self._folders.children(folder, here, fresh=True), known, met, is_fresh=True)

    def _leads_out(self, path: str, scan: Scan) -> bool:
        """Whether `path` leads out of the roots by a link that is not followed; then the scan says so."""
        if self._follow_links:
            return False
        target = os.path.realpath(path)
        if any(_is_below(target, root) for root in self._real_roots):
            return False
        scan.unknown.append(path)
        scan.problems.append(
            f"{path} leads out of the watched paths, to {target}, by a symbolic link, which is not followed: name "
            f"{target} itself, or set follow_links = true."
        )
        return True

    def _entry(  # noqa: PLR0913 (what there is to know of a file)
        self,
        path: str,
        root: str | None,
        name: naming.LogName,
        found: os.stat_result,
        *,
        is_link: bool,
        relative: bool = False,
    ) -> _Entry:
        signature = _signature(found)
        entry = self._known.get(root, {}).get(path)
        if entry is None or (entry.signature, entry.is_link, entry.relative) != (signature, is_link, relative):
            entry = _Entry(path, root, name, signature, is_link, relative)
        return entry

    def _is_excluded(self, found: os.stat_result) -> bool:
        return identity(found) in self._excluded


def _signature(found: os.stat_result) -> Signature:
    return *identity(found), found.st_size, found.st_mtime_ns, found.st_ctime_ns


class _MovedError(Exception):
    """A name that was listed is gone, or of another file than in the scan before."""


def _asked(
    children: Iterable[Child], known: _Known, same: list[_Entry], *, is_fresh: bool = False
) -> list[tuple[Child, _Told]]:
    """Ask the system for each name. Puts files that are as they were `known` into `same`; returns all other names.

    Raises `_MovedError` if a name says that the listing is out of date, unless the listing `is_fresh`. Nearly always no
    file has changed, and then this is most of a scan: it calls nothing but `os.stat`.
    """
    others: list[tuple[Child, _Told]] = []
    for child in children:
        path, _, is_folder, is_link = child
        if is_folder:
            others.append((child, None))
            continue
        entry = known.get(path)
        told: _Told
        try:
            told = found = os.stat(path)
        except OSError as error:
            told = error
        else:
            signature = (found.st_dev, found.st_ino & INODE_MASK, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
            if entry is not None and entry.signature == signature and not (is_link or entry.is_link):
                same.append(entry)
                continue
            if stat.S_ISDIR(found.st_mode):
                told = None
        if not is_fresh and _has_moved(entry, child, told):
            raise _MovedError
        if not isinstance(told, FileNotFoundError):
            others.append((child, told))
    return others


def _has_moved(known: _Entry | None, child: Child, found: _Told) -> bool:
    if known is None:
        return isinstance(found, FileNotFoundError) and not child.is_link
    return not isinstance(found, os.stat_result) or identity(found)[1] != known.identity[1]


def _once(entries: Iterable[_Entry]) -> list[_Entry]:
    """Each file by one of its names, in alphabetical order."""
    best: dict[tuple[int, int], _Entry] = {}
    for entry in entries:
        known = best.get(entry.identity)
        if known is None or _is_better(entry, known):
            best[entry.identity] = entry
    return sorted(best.values(), key=attrgetter("path"))


def _identities(paths: Iterable[Path]) -> Iterator[tuple[int, int]]:
    for path in paths:
        with contextlib.suppress(OSError):
            yield identity(os.stat(path))


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _failed(scan: Scan, path: str, why: str | None) -> None:
    scan.unknown.append(path)
    scan.problems.append(f"{path} could not be looked at ({why or 'unknown error'}): what is in it waits until it can.")


def _folder_of(root: str) -> str:
    """The folder below which a root has its files: itself, that of a file, or where a pattern starts from."""
    if os.path.isdir(root):
        return root
    return os.path.dirname(root) if os.path.lexists(root) or not _WILDCARD.search(root) else _fixed_part(root)


def _is_better(entry: _Entry, known: _Entry) -> bool:
    return (entry.relative, entry.is_link, entry.path) < (known.relative, known.is_link, known.path)


def _fixed_part(pattern: str) -> str:
    first = _WILDCARD.search(pattern)
    return os.path.dirname(pattern[: first.start()] if first else pattern) or "/"


def _newest_by_stream(entries: Iterable[_Entry]) -> dict[tuple[str, str], str]:
    newest: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.name.compression is None and not entry.name.numbered:
            key = (os.path.dirname(entry.path), entry.name.source)
            rank = _rank(entry.path, entry.name)
            newest[key] = max(newest.get(key, ""), rank)
    return newest


def _rank(path: str, name: naming.LogName) -> str:
    return "~" if name.bare else os.path.basename(path)


@lru_cache(maxsize=65_536)
def service_of(path: str, root: str | None, source: str) -> str | None:
    """The service of a file in the known layout: the folder it is in, below `root`.

    An `errors` folder in between does not count. None for other files, and if no folder is left.
    """
    if root is None or source not in LAYOUT_SOURCES:
        return None
    folders = Path(path).relative_to(root).parts[:-1]
    if folders and folders[-1] == "errors":
        folders = folders[:-1]
    return paths.told(folders[-1]) if folders else None

"""Which file is which stream: the files of a scan, matched to the streams of the ledger.

A stream goes on in a file where the bytes that were read still stand in it. First the files that the file system says
are the same (device and inode), then open handles of files that lost their name, then any file whose content proves it:
a copy, an archive, a file moved from elsewhere. What is left is new; a stream that is left has lost its file.

A file that holds nothing but what another present file also holds is its copy and is not read: an archive beside the
file it was made of, the target of a copytruncate before the truncation. Where that is not certain, it is read, and the
lines are counted as possible duplicates.
"""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.files import naming
from ingest.files.fingerprint import HEAD_BYTES, digest
from ingest.files.handles import open_descriptor
from ingest.files.source import PlainSource, begins_with, contains, goes_on, head_of
from ingest.files.tailer import FINAL_SECONDS, Tailer, open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.files.discovery import Found, Scan
    from ingest.files.handles import Handles
    from ingest.files.source import Source
    from ingest.files.stored_file import StoredFile

_CERTAIN_BYTES = 1024
_HEADER_BYTES = 256
_MOST_CANDIDATES = 16


class NotNowError(Exception):
    """A file changed or vanished while it was looked at; the next scan decides."""


class Streams:
    """All streams, and where each one's file is."""

    def __init__(self, stored: Sequence[StoredFile], handles: Handles) -> None:
        self.handles = handles
        self.all = {row.file_id: Tailer.stored(row) for row in stored}
        self.problems: list[str] = []
        self._next_id = max(self.all, default=0) + 1
        self._by_identity: dict[tuple[int | None, int | None], Tailer] = {
            (tailer.device, tailer.inode): tailer for tailer in self.all.values() if tailer.device is not None
        }
        self._copies: dict[tuple[int, ...], int] = {}

    def resolve(self, scan: Scan) -> list[Tailer]:
        """Take in what a scan saw; returns the streams whose files can be read now."""
        return _Resolution(self, scan).run()

    def new(self, found: Found) -> Tailer:
        """A stream that begins with this file."""
        tailer = Tailer(self._next_id, found.source, found.service)
        self._next_id += 1
        self.all[tailer.file_id] = tailer
        return tailer

    def identify(self, tailer: Tailer, found: Found) -> None:
        """Remember whose file this is."""
        if tailer.found is None or tailer.found.identity != found.identity:
            self.handles.release(tailer.file_id)
        tailer.claim(found)
        self._by_identity[found.identity] = tailer

    def forget_identity(self, tailer: Tailer) -> None:
        """The file that this stream was in belongs to another one by now."""
        key = (tailer.device, tailer.inode)
        if self._by_identity.get(key) is tailer:
            del self._by_identity[key]
        self.handles.release(tailer.file_id)
        tailer.device = tailer.inode = None
        tailer.dirty = True

    def holder(self, identity: tuple[int, int]) -> Tailer | None:
        """The stream that was last seen in this file."""
        return self._by_identity.get(identity)


class _Resolution:
    """One matching of one scan."""

    def __init__(self, streams: Streams, scan: Scan) -> None:
        self._streams = streams
        self._scan = scan
        self._claims: dict[int, Found] = {}
        self._undecided: set[int] = set()
        self._vanished: set[int] = set()
        self._by_handle: dict[int, Tailer] = {}
        self._present = _Present()
        self._paths = {found.path for found in scan.files}
        streams.problems = []

    def run(self) -> list[Tailer]:
        """Match everything."""
        unmatched = [found for found in self._scan.files if not self._matched_by_identity(found)]
        self._match_handles()
        for file_id, found in self._claims.items() if unmatched else ():
            self._present.add(self._streams.all[file_id], found)
        unclaimed = _Unclaimed(tailer for tailer in self._streams.all.values() if not self._is_settled(tailer))
        held: dict[tuple[int, ...], int] = {}
        for found in sorted(unmatched, key=_adoption_order):
            known_copy = self._streams._copies.get(found.signature)  # noqa: SLF001 (one matter in two classes)
            if known_copy in self._claims or known_copy in self._by_handle:
                held[found.signature] = known_copy
                continue
            try:
                copy_of = self._place(found, unclaimed)
            except (FileNotFoundError, NotNowError):
                continue
            except OSError as error:
                self._problem(found.path, error)
                continue
            if copy_of is not None:
                held[found.signature] = copy_of.file_id
        self._streams._copies = held  # noqa: SLF001
        self._lose(unclaimed)
        present = [self._streams.all[file_id] for file_id in self._claims if file_id not in self._undecided]
        return present + list(self._by_handle.values())

    def _problem(self, path: str, error: OSError) -> None:
        why = error.strerror or type(error).__name__
        self._streams.problems.append(f"{path} cannot be read ({why}): its lines wait until it can.")

    def _is_settled(self, tailer: Tailer) -> bool:
        return tailer.file_id in self._claims or tailer.file_id in self._undecided or tailer.file_id in self._by_handle

    # by device and inode

    def _matched_by_identity(self, found: Found) -> bool:
        tailer = self._streams.holder(found.identity)
        if tailer is None or tailer.file_id in self._claims or tailer.file_id in self._undecided:
            return False
        known = tailer.found
        if known is not None and (known is found or known.signature == found.signature):
            self._claim(tailer, found)
            return True
        try:
            same = self._still_holds(tailer, found)
        except (FileNotFoundError, NotNowError):
            self._undecided.add(tailer.file_id)
            self._vanished.add(tailer.file_id)
            return True
        except OSError as error:
            self._problem(found.path, error)
            self._undecided.add(tailer.file_id)
            return True
        if same:
            self._claim(tailer, found)
        else:
            self._streams.forget_identity(tailer)
        return same

    def _still_holds(self, tailer: Tailer, found: Found) -> bool:
        if tailer.compression != found.compression:
            return False
        with opened(found) as source:
            self._take_head(tailer, source)
            unchanged = tailer.modified_ns // 1000 == found.modified_ns // 1000
            if found.compression is not None and not unchanged:
                return contains(source, tailer.fingerprint)
            if found.compression is not None:
                return tailer.fingerprint.has_head(head_of(source))
            return goes_on(source, tailer.fingerprint)

    def _claim(self, tailer: Tailer, found: Found) -> None:
        self._claims[tailer.file_id] = found
        self._streams.identify(tailer, found)

    @staticmethod
    def _take_head(tailer: Tailer, source: Source) -> None:
        head = head_of(source)
        tailer.head_key = digest(head) if head else ""

    # by open handle

    def _match_handles(self) -> None:
        for file_id in self._streams.handles:
            tailer = self._streams.all[file_id]
            if self._is_settled(tailer):
                continue
            descriptor = self._streams.handles.get(file_id)
            if descriptor is None:
                continue
            size = os.fstat(descriptor).st_size
            if not goes_on(PlainSource(descriptor), tailer.fingerprint):
                self._streams.forget_identity(tailer)
                continue
            tailer.claim_handle(size, gone=self._scan.knows(tailer.path))
            if size > tailer.length or not tailer.is_committed:
                self._by_handle[file_id] = tailer

    # by content

    def _place(self, found: Found, unclaimed: _Unclaimed) -> Tailer | None:
        """Find the stream of a file that no identity tells; returns the stream that it is a mere copy of."""
        with opened(found) as source:
            head = head_of(source)
            tailer = unclaimed.match(source, head)
            if tailer is not None and not tailer.length and (copied := self._copied(found, source, head)) is not None:
                return copied  # of the other stream only an unfinished line was seen, which may begin as many do
            if tailer is not None and _may_carry_on(tailer, found):
                unclaimed.remove(tailer)
                self._take_head(tailer, source)
                self._streams.forget_identity(tailer)
                self._claim(tailer, found)
                self._present.add(tailer, found)
                return None
            if self._has_to_wait(found, head) or (_holds_nothing(found) and not source.complete):
                return None
            original, whole = self._twin(found, source, head)
            if original is not None and whole:
                return original
            if found.compression is not None and naming.without_compression(found.path) in self._paths:
                self._read_through(source)
                if not source.complete:
                    return None
            doubt = 0
            if original is not None:
                doubt = found.size
            elif tailer is not None:
                original, doubt = tailer, tailer.length
            elif len(head) == HEAD_BYTES:
                original, doubt = unclaimed.with_head(head), HEAD_BYTES
            self._begin(found, source, original, doubt)
        return None

    def _has_to_wait(self, found: Found, head: bytes) -> bool:
        """Whether a file that carries on no stream cannot begin one yet."""
        if found.relative or (found.rotated and not head and found.compression is None):
            return True  # nothing yet: perhaps a copy that is being made
        # perhaps what became of a file that was listed and is gone by now: the next scan knows
        gone = (self._streams.all[file_id].fingerprint for file_id in self._vanished)
        packed = found.rotated or found.compression is not None
        return bool(self._vanished) and (packed or any(fingerprint.has_head(head) for fingerprint in gone))

    def _begin(self, found: Found, source: Source, original: Tailer | None, doubt: int) -> None:
        """Start a stream; its first `doubt` bytes also stand in `original`, and it may be the same log."""
        tailer = self._streams.new(found)
        self._take_head(tailer, source)
        if original is not None:
            tailer.duplicate_until = doubt
            tailer.note = f"Its first {doubt} bytes also stood in {original.path}: possible duplicates."
        self._claim(tailer, found)
        self._present.add(tailer, found)

    @staticmethod
    def _read_through(source: Source) -> None:
        offset = 0
        while data := source.read(offset, 4 * 1024 * 1024):
            offset += len(data)

    def _copied(self, found: Found, source: Source, head: bytes) -> Tailer | None:
        """The present stream that this file is certainly a copy of."""
        original, whole = self._twin(found, source, head)
        return original if whole else None

    def _twin(self, found: Found, source: Source, head: bytes) -> tuple[Tailer | None, bool]:
        """A present stream that holds all of this file, and whether this file is certainly a copy of it."""
        if not head:
            return None, False
        for tailer in self._candidates(found, head):
            with self._opened(tailer) as whole:
                same = begins_with(whole, source)
                if not goes_on(whole, tailer.fingerprint):
                    raise NotNowError
            if same:
                return tailer, _is_copy(found, tailer)
        return None, False

    @contextlib.contextmanager
    def _opened(self, tailer: Tailer) -> Iterator[Source]:
        if tailer.file_id in self._by_handle:
            yield PlainSource(tailer.descriptor(self._streams.handles))
            return
        with opened(self._claims[tailer.file_id]) as source:
            yield source

    def _candidates(self, found: Found, head: bytes) -> list[Tailer]:
        present = self._present
        sibling = present.by_path.get(naming.without_compression(found.path)) if found.compression else None
        candidates = [sibling] if sibling else []
        candidates += self._read_by_handle(found, head)
        if len(head) >= _CERTAIN_BYTES:
            candidates += present.by_head[digest(head)][-_MOST_CANDIDATES:]
        folder = os.path.dirname(found.path)
        for where in (folder, os.path.dirname(folder)):
            candidates += present.by_written_name.get((where, found.source), ()) if found.rotated else ()
        return list(dict.fromkeys(candidates))

    def _read_by_handle(self, found: Found, head: bytes) -> list[Tailer]:
        """Streams that go on without a name and begin as this file does; those that its name speaks of come first.

        A few bytes may begin many files: then the name has to agree.
        """
        named, others = [], []
        for tailer in self._by_handle.values():
            if tailer.source == found.source and found.rotated:
                named.append(tailer)
            elif len(head) >= _CERTAIN_BYTES or found.compression is not None:
                others.append(tailer)
        whole = ((tailer, PlainSource(tailer.descriptor(self._streams.handles))) for tailer in named + others)
        return [tailer for tailer, source in whole if source.read(0, len(head)) == head]

    # what is left

    def _lose(self, unclaimed: _Unclaimed) -> None:
        for tailer in unclaimed:
            if tailer.state == "missing" or not self._scan.knows(tailer.path):
                continue
            if self._streams.handles.get(tailer.file_id) is not None:
                if tailer.is_committed and tailer.quiet_for() >= FINAL_SECONDS:
                    self._streams.handles.release(tailer.file_id)
                continue
            tailer.lose_file(self._obituary(tailer))

    def _obituary(self, tailer: Tailer) -> str:
        length = tailer.length
        replaced = tailer.path in self._paths
        what = "was truncated, rewritten or replaced" if replaced else "is gone"
        return f"{tailer.path} {what} after {length} bytes were read: what was written to it later may be missing."


class _Present:
    """Streams that have a file, by what a copy of it may be found with. Empty where no file is in question."""

    def __init__(self) -> None:
        self.by_path: dict[str, Tailer] = {}
        self.by_head: dict[str, list[Tailer]] = defaultdict(list)
        self.by_written_name: dict[tuple[str, str], list[Tailer]] = defaultdict(list)

    def add(self, tailer: Tailer, found: Found) -> None:
        """This stream is in this file."""
        self.by_path[found.path] = tailer
        if tailer.head_key:
            self.by_head[tailer.head_key].append(tailer)
        folder, name = os.path.split(found.path)
        if naming.parse(name).bare:
            self.by_written_name[folder, found.source].append(tailer)


class _Unclaimed:
    """Streams without a file, by what they begin with."""

    def __init__(self, tailers: Iterator[Tailer]) -> None:
        self._tailers = {tailer.file_id: tailer for tailer in tailers}

    def __iter__(self) -> Iterator[Tailer]:
        return iter(tuple(self._tailers.values()))

    @cached_property
    def _by_head(self) -> dict[tuple[int, str], list[Tailer]]:
        by_head = defaultdict(list)
        for tailer in self._tailers.values():
            if tailer.fingerprint.head_length:
                by_head[tailer.fingerprint.head_length, tailer.fingerprint.head_hash].append(tailer)
        return by_head

    @cached_property
    def _head_lengths(self) -> list[int]:
        return sorted({length for length, _ in self._by_head}, reverse=True)

    def remove(self, tailer: Tailer) -> None:
        """This one has a file now."""
        del self._tailers[tailer.file_id]

    def with_head(self, head: bytes) -> Tailer | None:
        """A stream that begins with exactly these bytes."""
        same = self._by_head.get((len(head), digest(head)), ())
        return next((tailer for tailer in same if tailer.file_id in self._tailers), None)

    def match(self, source: Source, head: bytes) -> Tailer | None:
        """The stream of which most was read and all that was read stands in this file."""
        candidates = [
            tailer
            for length in self._head_lengths
            if length <= len(head)
            for tailer in self._by_head.get((length, digest(head[:length])), ())
            if tailer.file_id in self._tailers
        ]
        for tailer in sorted(candidates, key=lambda tailer: tailer.length, reverse=True):
            if contains(source, tailer.fingerprint):
                return tailer
        return None


def _may_carry_on(tailer: Tailer, found: Found) -> bool:
    """Whether equal bytes prove that it is the same log: a single line may well be a header that every file has."""
    if tailer.lines > 1 and tailer.length >= _HEADER_BYTES:
        return True
    return found.rotated and found.source == tailer.source


def _holds_nothing(found: Found) -> bool:
    """Whether this is a file into which a packer has written nothing yet: what it packs may be known already."""
    return found.compression is not None and found.size == 0


def _is_copy(found: Found, other: Tailer) -> bool:
    """Whether `found`, which holds nothing that `other` does not, was made from it; names tell of plain files."""
    if found.compression is not None or other.compression is not None:
        return True
    if other.found is None and found.size >= _CERTAIN_BYTES:
        return True  # the only name that this log has now
    if not found.rotated or found.source != other.source:
        return False
    bare = naming.parse(os.path.basename(other.path)).bare
    folder, other_folder = os.path.dirname(found.path), os.path.dirname(other.path)
    return other.found is None or (bare and other_folder in {folder, os.path.dirname(folder)})


def _adoption_order(found: Found) -> tuple[bool, bool, int]:
    return (not found.rotated, found.compression is not None, found.modified_ns)


@contextlib.contextmanager
def opened(found: Found) -> Iterator[Source]:
    """The file of a scan, open for a look.

    Raises `NotNowError` where another file has its name by now, and OSError as it comes.
    """
    if found.compression is not None:
        archive = open_archive(found.path, found.compression)
        try:
            yield archive
        finally:
            archive.close()
        return
    descriptor = open_descriptor(found.path)
    try:
        stat = os.fstat(descriptor)
        if (stat.st_dev, stat.st_ino & 0x7FFF_FFFF_FFFF_FFFF) != found.identity:
            raise NotNowError
        yield PlainSource(descriptor)
    finally:
        os.close(descriptor)

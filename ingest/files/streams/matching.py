"""Matching: which file of a scan is which stream of the ledger, by content.

A stream continues in a file if the bytes that were read are still in it. First come files with the same device and
inode, then open handles of files that lost their name. Every other file is a candidate. A stream without a file
continues in the candidate that has everything that was read of it, with any name and any packing. A candidate that has
only the start of a stream with a file is its copy, and is not read. Any other candidate is new, and any other stream
has lost its file.

Names never decide. They say which files are checked first, and they only matter if so little was read that the bytes
prove nothing. If the bytes leave a doubt, the file is read, and its lines count as possible duplicates.

One long module: it is one decision, and each step uses what the steps before left over.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

from ingest.files.identity import naming
from ingest.files.identity.content_index import ContentIndex
from ingest.files.identity.fingerprint import head_keys, is_alike
from ingest.files.reading import archive
from ingest.files.reading.archive import part_name, parts_of
from ingest.files.reading.source import PlainSource, begins_with, contains, goes_on, head_of, length_of
from ingest.files.streams.candidates import (
    UNREADABLE,
    Candidate,
    Copy,
    best_first,
    is_certain,
    is_named_alike,
    is_next_to_nothing,
    kind_of_several,
    longest_first,
    oldest_first,
    opened,
)
from ingest.files.streams.tailer import FINAL_SECONDS, open_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.files.discovery.discovery import Found, Key, Scan
    from ingest.files.reading.source import Source
    from ingest.files.streams.streams import Streams
    from ingest.files.streams.tailer import Tailer


class NotNowError(Exception):
    """A file changed while it was checked; the next scan decides."""


def resolve(streams: Streams, scan: Scan, *, patient: bool = True) -> list[Tailer]:
    """Match the files of a scan to `streams`; returns the streams whose files can be read now.

    With `patient`, a file that may be an unfinished copy is not read until it has not changed for a while.
    """
    streams.problems = []
    matching = Matching(streams, scan, patient=patient)
    present = matching.run()
    streams.remember_unread(matching.copies, matching.waiting)
    return present


class Matching:
    """One matching of one scan; `copies` and `waiting` are files that are not read now."""

    def __init__(self, streams: Streams, scan: Scan, *, patient: bool) -> None:
        self.copies: dict[Key, Copy] = {}
        self.waiting: dict[Key, tuple[str, ...]] = {}
        """The keys of the head of each, as far as it was looked at."""
        self._streams = streams
        self._scan = scan
        self._patient = patient
        self._claims: dict[int, Found] = {}
        self._undecided: set[int] = set()
        self._vanished: set[int] = set()
        self._in_question: set[int] = set()
        self._known_copies: list[tuple[Found, Copy]] = []
        self._by_handle: dict[int, Tailer] = {}
        self._grown: list[Tailer] = []
        self._present: ContentIndex[Tailer] = ContentIndex()
        self._adrift: ContentIndex[Tailer] = ContentIndex()
        self._unsure: ContentIndex[Tailer] = ContentIndex()
        self._paths = scan.paths

    def run(self) -> list[Tailer]:
        """Match everything; returns the streams that can be read now."""
        candidates: list[Candidate] = []
        for found in [*self._scan.files, *self._followed()]:
            tailer = self._streams.by_place.get(found.place)
            if tailer is not None and tailer.is_in(found) and tailer.file_id not in self._claims:
                self._claims[tailer.file_id] = found
                continue
            for part in self._streams.parts(found):
                candidates += self._by_identity(part)
        self._match_handles()
        candidates += self._strangers()
        candidates += self._orphans()
        adrift = [tailer for tailer in self._unclaimed() if not self._is_settled(tailer)]
        if candidates:
            self._decide(candidates, adrift)
        self._compare_handles()
        self._doubt_what_grew()
        self._lose(adrift)
        present = [self._streams.all[file_id] for file_id in self._claims]
        present += [tailer for tailer in self._by_handle.values() if self._has_more(tailer)]
        return [tailer for tailer in present if tailer.file_id not in self._undecided]

    def _unclaimed(self) -> list[Tailer]:
        if len(self._claims) == len(self._streams.all):
            return []
        return [tailer for file_id, tailer in self._streams.all.items() if file_id not in self._claims]

    def _decide(self, candidates: list[Candidate], adrift: list[Tailer]) -> None:
        self._streams.note_written()
        for file_id in (*self._claims, *self._by_handle):
            tailer = self._streams.all[file_id]
            self._present.add(tailer.most_keys, tailer)
        for tailer in adrift:
            self._adrift.add(tailer.fingerprint.keys, tailer)
        for tailer in self._streams.all.values():
            if self._scan.is_unknown(tailer.path):
                self._unsure.add(tailer.fingerprint.keys, tailer)
        index: ContentIndex[Candidate] = ContentIndex()
        for candidate in candidates:
            index.add(candidate.keys, candidate)
        self._measure(candidates, index)
        self._adopt(index, adrift)
        for tailer in adrift:
            if self._may_be_moving(tailer):
                self._unsure.add(tailer.fingerprint.keys, tailer)
        self._place_all(candidates, index)

    def _place_all(self, candidates: list[Candidate], index: ContentIndex[Candidate]) -> None:
        """Begin streams in the order in which files were rotated; of files that begin alike, the longest first."""
        for first in sorted(candidates, key=oldest_first):
            for candidate in sorted({first, *index.alike(first.keys)}, key=longest_first):
                if not candidate.settled:
                    candidate.settled = True
                    with self._trouble_with(candidate.found.path, candidate.unread):
                        self._place(candidate)

    @contextlib.contextmanager
    def _trouble_with(self, path: str, unread: Tailer | None = None) -> Iterator[None]:
        """Errors of a file that changes while it is checked: the next scan decides then."""
        try:
            yield
        except (FileNotFoundError, NotNowError):
            self._put_off(unread)
        except OSError as error:
            self._problem(path, error)
            self._put_off(unread)

    def _put_off(self, tailer: Tailer | None) -> None:
        """The file of a possible stream could not be checked: files that may be its copy wait, too."""
        if tailer is not None:
            self._vanished.add(tailer.file_id)
            self._leave_undecided(tailer)

    def _leave_undecided(self, tailer: Tailer) -> None:
        self._undecided.add(tailer.file_id)
        self._unsure.add(tailer.fingerprint.keys, tailer)

    def _problem(self, path: str, error: OSError) -> None:
        why = error.strerror or type(error).__name__
        self._streams.problems.append(f"{path} cannot be read ({why}): its lines wait until it can.")

    def _is_settled(self, tailer: Tailer) -> bool:
        file_id = tailer.file_id
        is_placed = file_id in self._claims or file_id in self._by_handle
        return is_placed or file_id in self._undecided or file_id in self._in_question

    # by device and inode

    def _followed(self) -> Iterator[Found]:
        """Files that continue a stream although their names are not those of logs."""
        for tailer in self._streams.all.values():
            if tailer.path in self._paths or tailer.state == "missing":
                continue
            if naming.parse(os.path.basename(tailer.path)).is_log:
                continue
            found = self._scan.look(tailer.path)
            if found is not None:
                yield found

    def _by_identity(self, found: Found) -> Iterator[Candidate]:
        """Claim a file for the stream that was last in it; else it is a candidate."""
        tailer = self._streams.by_place.get(found.place)
        if tailer is None or tailer.file_id in self._claims or tailer.file_id in self._undecided:
            yield from self._candidate(found)
            return
        known = tailer.found
        if known is not None and known.signature == found.signature:
            is_packed_untold = found.compression != known.compression
            self._claim(tailer, replace(found, compression=known.compression) if is_packed_untold else found)
            return
        try:
            found = self._as_packed(found, tailer)
            same = self._still_holds(tailer, found)
        except (FileNotFoundError, NotNowError):
            self._put_off(tailer)
        except OSError as error:
            self._problem(found.path, error)
            self._leave_undecided(tailer)
        else:
            if same and (tailer.has_its_own or tailer.state == "dropped"):
                self._claim(tailer, found)
                self._grown.append(tailer)
            elif same:  # it may turn out to be a copy
                self._in_question.add(tailer.file_id)
                yield from self._candidate(found, tailer)
            else:
                self._streams.forget_identity(tailer)
                yield from self._candidate(found)

    def _as_packed(self, found: Found, tailer: Tailer) -> Found:
        """An archive without the usual name, with its real packing."""
        if tailer.compression is None or found.compression is not None:
            return found
        with opened(found) as source:
            return replace(found, compression=archive.compression_of(head_of(source)))

    def _still_holds(self, tailer: Tailer, found: Found) -> bool:
        if tailer.compression != found.compression:
            return False
        with opened(found) as source:
            tailer.head_keys = head_keys(head_of(source))
            unchanged = tailer.modified_ns // 1000 == found.modified_ns // 1000
            if found.compression is not None and not unchanged:
                return contains(source, tailer.fingerprint)
            if found.compression is not None:
                return tailer.fingerprint.has_head(head_of(source))
            return goes_on(source, tailer.fingerprint)

    def _claim(self, tailer: Tailer, found: Found) -> None:
        self._claims[tailer.file_id] = found
        self._streams.identify(tailer, found)

    # by open handle

    def _match_handles(self) -> None:
        for file_id in self._streams.handles:
            tailer = self._streams.all[file_id]
            descriptor = None if self._is_settled(tailer) else self._streams.handles.get(file_id)
            if descriptor is None:
                continue
            size = os.fstat(descriptor).st_size
            source = PlainSource(descriptor)
            if not goes_on(source, tailer.fingerprint):
                self._streams.forget_identity(tailer)
                continue
            tailer.head_keys = head_keys(head_of(source))
            tailer.claim_handle(size, gone=self._scan.knows(tailer.path))
            if self._has_more(tailer) or tailer.quiet_for() < FINAL_SECONDS:
                self._by_handle[file_id] = tailer
                self._grown.append(tailer)
            else:
                self._streams.handles.release(file_id)

    @staticmethod
    def _has_more(tailer: Tailer) -> bool:
        return tailer.size > tailer.length or not tailer.is_committed

    # by content

    def _strangers(self) -> list[Candidate]:
        """Files without a log's name, if a stream has just lost its file."""
        if not any(map(self._has_just_lost, self._unclaimed())):
            return []
        strangers = [part for found in self._scan.strangers() for part in self._streams.parts(found)]
        return [candidate for found in strangers for candidate in self._by_identity(found)]

    def _has_just_lost(self, tailer: Tailer) -> bool:
        """Whether the file of a stream is not where it was, although its folder could be read."""
        is_lost = tailer.state not in {"missing", "dropped"} and not self._is_settled(tailer)
        return is_lost and self._scan.knows(tailer.path)

    def _candidate(self, found: Found, unread: Tailer | None = None) -> Iterator[Candidate]:
        """A file as a candidate; nothing if it is a known copy or cannot be read."""
        copy = self._streams.copies.get(found.key)
        if copy is not None and self._is_still_a_copy(copy):
            copy = copy if copy.path == found.path else replace(copy, path=found.path)
            self.copies[found.key] = copy
            self._known_copies.append((found, copy))
            return
        yield from self._looked_at(found, unread)

    def _orphans(self) -> Iterator[Candidate]:
        """Copies of streams that have just lost their file: the stream continues in a copy that has all of it."""
        for found, copy in self._known_copies:
            if self._has_just_lost(self._streams.all[copy.file_id]):
                yield from self._looked_at(found)

    def _looked_at(self, found: Found, unread: Tailer | None = None) -> Iterator[Candidate]:
        parts: list[Found] = []
        with self._trouble_with(found.path, unread), self._opened(found) as (found_as, source):
            head = head_of(source)
            kind = kind_of_several(found_as, head)
            is_known_as_one = unread is not None and unread.length > 0
            parts = [] if kind is None or is_known_as_one else self._split(found_as, kind)
            if not parts and (kind in {None, "zip"} or is_known_as_one):
                yield Candidate(found_as, head, head_keys(head), unread)
                return
            if unread is not None:
                self._in_question.discard(unread.file_id)
                self._streams.forget_identity(unread)
        for part in parts:
            yield from self._by_identity(part)

    def _split(self, found: Found, kind: str) -> list[Found]:
        """The files inside an archive of several; none if it has only one, or is still being written."""
        if kind == UNREADABLE:
            inside = found.part and f" holds {part_name(found.part)}, which"
            self._streams.problems.append(f"{found.path}{inside} holds several files: unpack it.")
            return []
        with os.fdopen(open_found(found), "rb") as file:
            parts, complete = parts_of(file, kind, found.most_bytes)
        if kind == "zip" and len(parts) <= 1:
            return []
        if not complete and self._patient and not self._streams.is_quiet(found):
            self.waiting[found.key] = ()
            return []
        problem = None if complete else f"{found.path} ends too early: not all files in it can be seen."
        return self._streams.split(found, parts, problem)

    def _is_still_a_copy(self, copy: Copy) -> bool:
        return copy.is_stored and copy.file_id in self._streams.all

    @contextlib.contextmanager
    def _opened(self, found: Found) -> Iterator[tuple[Found, Source]]:
        """A file with its real packing: the first bytes decide, not the name."""
        with opened(found) as source:
            packed = None if found.compression else archive.compression_of(source.read(0, 8))
            if packed is None:
                yield found, source
                return
        found = replace(found, compression=packed, rotated=True)
        with opened(found) as source:
            yield found, source

    def _measure(self, candidates: list[Candidate], index: ContentIndex[Candidate]) -> None:
        """Count the bytes of archives with the same beginning as another candidate: the longest is checked first."""
        for candidate in candidates:
            if candidate.found.compression is None:
                candidate.length = candidate.found.size
            elif len(index.alike(candidate.keys)) > 1 or self._adrift.alike(candidate.keys):
                with self._trouble_with(candidate.found.path), opened(candidate.found) as source:
                    candidate.length, candidate.complete = length_of(source), source.complete

    def _adopt(self, index: ContentIndex[Candidate], adrift: list[Tailer]) -> None:
        """Continue streams without a file in the candidates that have everything that was read of them."""
        waiting = [tailer for tailer in (*adrift, *self._by_handle.values()) if tailer.length]
        for tailer in sorted(waiting, key=lambda tailer: tailer.length, reverse=True):
            if not self._scan.is_unknown(tailer.path):
                alike = [candidate for candidate in index.alike(tailer.fingerprint.keys) if not candidate.settled]
                self._go_on(tailer, sorted(alike, key=lambda candidate: best_first(candidate, tailer)))

    def _go_on(self, tailer: Tailer, candidates: list[Candidate]) -> None:
        for candidate in candidates:
            with self._trouble_with(candidate.found.path):
                if self._carries_on(candidate, tailer):
                    fullest = self._fullest(candidate, tailer, candidates)
                    self._by_handle.pop(tailer.file_id, None)
                    self._streams.forget_identity(tailer)
                    self._settle(fullest, tailer)
                    return

    def _fullest(self, candidate: Candidate, tailer: Tailer, others: list[Candidate]) -> Candidate:
        """The candidate that begins with all of this one and goes on: this one is its copy, whatever their names."""
        for other in others:
            with self._trouble_with(other.found.path):
                if (other.length or 0) > (candidate.length or 0) and self._carries_on(other, tailer):
                    with opened(other.found) as whole, opened(candidate.found) as part:
                        candidate = other if begins_with(whole, part) else candidate
        return candidate

    def _carries_on(self, candidate: Candidate, tailer: Tailer) -> bool:
        found = candidate.found
        if not (is_certain(tailer.lines, tailer.length) or is_named_alike(found, tailer) or found.relative):
            return False
        if self._original(candidate) is not None:  # then it is the copy of a log that has its file
            return False
        with opened(candidate.found) as source:
            if tailer.file_id not in self._by_handle:
                return contains(source, tailer.fingerprint)
            handle = PlainSource(tailer.descriptor(self._streams.handles))
            longer = candidate.length is None or candidate.length > tailer.size
            return longer and length_of(source) > tailer.size and begins_with(source, handle)

    def _settle(self, candidate: Candidate, tailer: Tailer) -> None:
        """The candidate is this stream's file."""
        candidate.settled = True
        if candidate.unread is not None and candidate.unread is not tailer:
            self._forget_unread(candidate.unread)
        self._in_question.discard(tailer.file_id)
        self.copies.pop(candidate.found.key, None)
        tailer.head_keys = candidate.keys
        self._claim(tailer, candidate.found)
        self._grown.append(tailer)
        self._present.add(candidate.keys, tailer)

    def _place(self, candidate: Candidate) -> None:
        """Note a copy, wait for an unfinished file, or begin a stream with a new one."""
        found = candidate.found
        if found.key in self.copies or (found.relative and candidate.unread is None):
            return
        if self._has_to_wait(candidate):
            self._wait(candidate)
            return
        original = self._original(candidate)
        if original is not None and self._is_copy(candidate, original):
            self._hold(candidate, original)
            return
        may_be_a_copy = original is not None and not self._is_begun_anew(found)
        doubt = candidate.length or 0
        if original is None:
            original, doubt = self._doubt(candidate)
            may_be_a_copy = found.rotated and doubt == candidate.length
        if may_be_a_copy and self._patient and not self._streams.is_quiet(found):
            self._wait(candidate)
            return
        self._begin(candidate, original, doubt)

    def _is_copy(self, candidate: Candidate, original: Tailer) -> bool:
        """Whether a candidate, all of which is in `original`, is its copy."""
        found = candidate.found
        if self._is_begun_anew(found):
            return False
        whole = candidate.complete and candidate.head.endswith(b"\n")
        known_by_bytes = is_certain(candidate.head.count(b"\n"), len(candidate.head))
        return known_by_bytes or not whole or is_named_alike(found, original)

    def _is_begun_anew(self, found: Found) -> bool:
        """Whether a log was at this path before: the program's new file may begin like its last one."""
        return found.path in self._streams.written and not found.rotated

    def _wait(self, candidate: Candidate) -> None:
        self.waiting[candidate.found.key] = candidate.keys

    def _has_to_wait(self, candidate: Candidate) -> bool:
        """Whether a candidate that continues no stream cannot begin one yet."""
        found = candidate.found
        if not candidate.head and (found.rotated or found.compression is not None):
            is_beside_it = naming.without_compression(found.path) in self._paths
            is_late = not (self._patient or is_beside_it) or self._streams.is_quiet(found)
            return not (found.compression is not None and found.size and is_late)
        if found.rotated and is_next_to_nothing(candidate.head) and not self._streams.is_quiet(found):
            return True
        if self._patient and self._is_in_the_making(candidate):
            return True
        nothing_read = any(not self._streams.all[file_id].length for file_id in self._vanished)
        return bool(self._unsure.alike(candidate.keys)) or nothing_read

    def _is_in_the_making(self, candidate: Candidate) -> bool:
        """Whether a file that was written to just now is an archive without its end, or has nearly no content."""
        found = candidate.found
        if self._streams.is_quiet(found):
            return False
        if found.compression is None:
            return is_next_to_nothing(candidate.head)
        with opened(found) as source:
            candidate.length, candidate.complete = length_of(source), source.complete
        return not candidate.complete

    def _hold(self, candidate: Candidate, original: Tailer) -> None:
        length = candidate.length or 0
        is_stored = original.committed[0].length >= length
        self.copies[candidate.found.key] = Copy(candidate.found.path, original.file_id, length, is_stored)
        if candidate.unread is not None:
            self._forget_unread(candidate.unread)

    def _forget_unread(self, tailer: Tailer) -> None:
        self._streams.forget_identity(tailer)
        tailer.turn_out_a_copy()

    def _original(self, candidate: Candidate) -> Tailer | None:
        """A stream whose file has all of this candidate."""
        for tailer in self._present.alike(candidate.keys):
            if tailer is candidate.unread:
                continue
            with opened(candidate.found) as source, self._opened_stream(tailer) as whole:
                same = begins_with(whole, source)
                if not goes_on(whole, tailer.fingerprint):
                    raise NotNowError
                if same:
                    candidate.length = length_of(source)
                    return tailer
        return None

    @contextlib.contextmanager
    def _opened_stream(self, tailer: Tailer) -> Iterator[Source]:
        if tailer.file_id in self._by_handle:
            yield PlainSource(tailer.descriptor(self._streams.handles))
            return
        with opened(self._claims[tailer.file_id]) as source:
            yield source

    def _doubt(self, candidate: Candidate) -> tuple[Tailer | None, int]:
        """A stream that may be the same log, and how many bytes of this candidate are or were also in it."""
        doubts: list[tuple[int, Tailer]] = []
        with opened(candidate.found) as source:
            candidate.length = length_of(source)
            for tailer in self._present.alike(candidate.keys):
                if tailer is not candidate.unread:
                    with self._opened_stream(tailer) as part:
                        if begins_with(source, part):
                            doubts.append((length_of(part), tailer))
            for tailer in self._adrift.alike(candidate.keys):
                if not self._is_settled(tailer) and tailer is not candidate.unread:
                    if candidate.length <= tailer.length:
                        doubts.append((candidate.length, tailer))
                    elif contains(source, tailer.fingerprint):
                        doubts.append((tailer.length, tailer))
        if not doubts:
            return None, 0
        most, original = max(doubts, key=itemgetter(0))
        return original, most

    def _begin(self, candidate: Candidate, original: Tailer | None, doubt: int) -> None:
        """Start a stream. Its first `doubt` bytes are also in `original`, which may be the same log."""
        tailer = candidate.unread or self._streams.new(candidate.found)
        if original is not None and doubt > tailer.duplicate_until:
            self._flag(tailer, original, doubt)
        self._settle(candidate, tailer)

    def _compare_handles(self) -> None:
        """A log that lost its name before it was read may be or have a copy: it is compared as a candidate is."""
        for tailer in list(self._by_handle.values()):
            if tailer.length and tailer.fingerprint.keys:  # less is next to nothing
                continue
            with self._trouble_with(tailer.path, tailer):
                if not tailer.size or tailer.stored_elsewhere != tailer.size:
                    self._compare_handle(tailer)
                if tailer.size and tailer.stored_elsewhere == tailer.size:
                    self._hold_handle(tailer)

    def _compare_handle(self, tailer: Tailer) -> None:
        if any(other is not tailer for other in self._unsure.alike(tailer.most_keys)):
            raise NotNowError
        with self._opened_stream(tailer) as source:
            head, length = head_of(source), length_of(source)
            common = [(self._in_common(source, other), other) for other in self._alike(tailer)]
        doubt, original = max(common, key=itemgetter(0), default=(0, tailer))
        if doubt == length and self._has_file(original) and is_certain(head.count(b"\n"), len(head)):
            tailer.stored_elsewhere = length if original.committed[0].length >= length else 0
            self._undecided.add(tailer.file_id)  # a copy, as long as nothing else is written to it
        elif doubt > tailer.duplicate_until:
            self._flag(tailer, original, doubt)

    def _alike(self, tailer: Tailer) -> Iterator[Tailer]:
        for other in self._streams.all.values():
            is_another = other is not tailer and other.file_id not in self._undecided
            if is_another and is_alike(tailer.most_keys, other.most_keys):
                yield other

    def _hold_handle(self, tailer: Tailer) -> None:
        """Everything in a file without a name is stored in another stream: let it go once nobody writes to it."""
        self._undecided.add(tailer.file_id)
        if tailer.quiet_for() >= FINAL_SECONDS:
            self._by_handle.pop(tailer.file_id)
            self._forget_unread(tailer)

    def _has_file(self, tailer: Tailer) -> bool:
        return tailer.file_id in self._claims or tailer.file_id in self._by_handle

    def _in_common(self, source: Source, other: Tailer) -> int:
        """How many bytes at the start of a file also stand in the file of another stream, or stood there."""
        length = length_of(source)
        if not self._has_file(other):
            is_longer = length > other.length
            return length if not is_longer else other.length if contains(source, other.fingerprint) else 0
        with self._opened_stream(other) as its:
            its_length = length_of(its)
            if its_length <= length:
                return its_length if begins_with(source, its) else 0
            return length if begins_with(its, source) else 0

    @staticmethod
    def _flag(tailer: Tailer, original: Tailer, doubt: int) -> None:
        tailer.duplicate_until, original.is_doubted = doubt, True
        tailer.remark(f"Bytes at its start also stood in {original.path}: possible duplicates.")

    def _doubt_what_grew(self) -> None:
        """New lines of a stream may have been read already, if it is not certain which of two files is the copy."""
        grown = [tailer for tailer in self._grown if tailer.unread]
        everything = list(self._streams.all.values()) if grown else []
        doubtful = [tailer for tailer in everything if tailer.length > tailer.duplicate_until > 0]
        for tailer in grown:
            for other in everything if tailer.duplicate_until else doubtful:
                if other is not tailer and self._reach(other, tailer) > max(tailer.length, tailer.duplicate_until):
                    with self._trouble_with(tailer.path):
                        self._doubt_growth(tailer, other)

    def _reach(self, other: Tailer, tailer: Tailer) -> int:
        """How far another stream was read, or will be while this one is, if its own lines there are not flagged."""
        is_flagged = other.duplicate_until > tailer.length
        return other.length if is_flagged or not self._has_file(other) else max(other.length, other.expected_bytes)

    def _doubt_growth(self, tailer: Tailer, other: Tailer) -> None:
        if not is_alike(tailer.fingerprint.keys, other.fingerprint.keys):
            return
        with self._opened_stream(tailer) as source:
            length = length_of(source)
            if length >= other.length and not contains(source, other.fingerprint):
                return
            doubt = min(length, other.length)
            if other.unread and self._has_file(other):  # both are read on at the same time
                doubt = max(doubt, self._in_common(source, other))
        if doubt > tailer.duplicate_until:
            tailer.duplicate_until, other.is_doubted = doubt, True
            tailer.remark(f"Its bytes may also have stood in {other.path}: possible duplicates.")

    # what is left

    def _may_be_moving(self, tailer: Tailer) -> bool:
        """Whether the file of a stream may have been renamed while its folder was listed: the next scan finds it."""
        is_lost = tailer.state != "missing" and not self._is_settled(tailer) and self._scan.knows(tailer.path)
        return self._patient and is_lost and not tailer.is_missed

    def _lose(self, adrift: Iterable[Tailer]) -> None:
        for tailer in adrift:
            if self._is_settled(tailer) or tailer.state == "missing" or not self._scan.knows(tailer.path):
                continue
            if self._may_be_moving(tailer):
                tailer.found, tailer.is_missed = None, True
                tailer.dirty = tailer.dirty or tailer.unread > 0  # the ledger keeps how long its file was
                continue
            tailer.lose_file(None if self._is_gone_unread(tailer) else self._obituary(tailer))

    def _is_gone_unread(self, tailer: Tailer) -> bool:
        """Whether nothing of a lost file was read and nothing is missing: it was empty, or continues elsewhere."""
        if tailer.length:
            return False
        keys = tailer.most_keys
        elsewhere = (other for other in self._streams.all.values() if other is not tailer)
        return (
            not (tailer.size and keys)
            or any(is_alike(keys, other.most_keys) for other in elsewhere)
            or any(is_alike(keys, candidate) for candidate in self.waiting.values())
        )

    def _obituary(self, tailer: Tailer) -> str:
        replaced = tailer.path in self._paths
        what = "was truncated, rewritten or replaced" if replaced else "is gone"
        if not tailer.length:
            return f"{tailer.path} {what} before anything was read: {tailer.size} bytes are missing."
        return (
            f"{tailer.path} {what} after {tailer.length} bytes were read: what was written to it later may be missing."
        )

r"""Joins lines that belong together: text records, objects and arrays, tracebacks, partial container lines.

All other lines are read one by one. Lines that begin with ``{`` and end with ``}`` are skipped here, and so are text
lines that do not begin like JSON. Only lines that may open something are followed. Nothing is guessed: lines are joined
only if the joined text is a complete object, or a traceback with its usual last line. An array needs no state: each of
its elements is an object by itself, and the brackets and commas between them are filler.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.formats import user_formats
from ingest.formats.text_registry import TextFormats, built_in
from ingest.records.parsing import text_lines
from ingest.records.parsing.lines import Entries, split_lines
from ingest.records.parsing.unwrapping import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

OPEN, CLOSE, BRACKET, END_BRACKET = b"{}[]"
TRACEBACK = b"Traceback (most recent call last):"
MOST_LINES = 200_000
"""The most lines of one object."""

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|["{}\[\]]')
_CHAINED = (
    b"During handling of the above exception, another exception occurred:",
    b"The above exception was the direct cause of the following exception:",
)
_RAISED = re.compile(rb"[A-Za-z_][\w.]*(?::.*)?$", re.DOTALL)
_CRI = re.compile(rb"\S+ (stdout|stderr) [FP]")
_CRI_PARTIAL = re.compile(rb"^\S+ (?:stdout|stderr) P[ :]", re.MULTILINE)
_DOCKER_PARTIAL = re.compile(rb'(?<!\\n)","stream":"(?:stdout|stderr)"')
_DOCKER_WHOLE = b'\\n","stream":"'
_DOCKER_STREAM = re.compile(rb'","stream":"(stdout|stderr)"')
_INDENT = b" \t"
_HEADER = re.compile(
    rb"#(?:Software|Version|Date|Start-Date|End-Date|Fields|Remark|GMT-Offset): |# Logfile created on \d{4}-"
    rb"|\S+, Version: \S+ .*started with:|T[Cc][Pp] [Pp]ort: \d+ +(?:Unix socket|Named Pipe): "
    rb"|Time\s+Id Command\s+Argument|Log (?:file created at: \d|line format: \[)|Running on machine: |Binary: Built "
)
"""Lines at the beginning of files that say what follows (W3C extended logs, Ruby's Logger, MySQL, glog): no records."""


def hold_back(data: bytes | bytearray, *, final: bool, formats: TextFormats | None = None) -> int:
    """How many bytes at the end of `data` (complete lines) must wait, because their record may continue.

    0 if nothing is open, or if `final` says that nothing will follow. `formats` are the built-in text formats if none
    are given.
    """
    if final or not data or _is_plain_end(data):
        return 0
    formats = formats or built_in()
    of_text = text_lines.open_record(data, formats)
    if of_text is not None:
        return of_text
    entries = split_lines(data)
    plan = _Joining(entries, text_lines.kinds(entries, formats)).run()
    return len(data) - int(entries.starts[plan.open_from]) if plan.open_from is not None else 0


def hold_back_with(paths: Sequence[str]) -> Callable[..., int]:
    """`hold_back` with the user's own formats in the files and folders `paths`."""
    return partial(hold_back, formats=TextFormats.with_own(user_formats.load(paths).texts))


def _is_plain_end(data: bytes | bytearray) -> bool:
    """Whether the last line is a complete object. Then nothing can be open after it."""
    end = len(data) - 1 if data.endswith(b"\n") else len(data)
    start = data.rfind(b"\n", 0, end) + 1
    last = bytes(data[start:end]).rstrip(b"\r")
    is_object = last.startswith(b"{") and last.endswith(b"}") and not text_lines.is_in_braces(last)
    return is_object and not _is_partial(last) and not last.startswith(text_lines.DOCKER)


def join(entries: Entries, formats: TextFormats | None = None) -> Entries:
    """Entries with the lines of one record, or of one traceback, joined to one entry.

    `formats` are the built-in text formats if none are given.
    """
    entries, kinds = text_lines.joined(entries, text_lines.kinds(entries, formats or built_in()))
    return _Joining(entries, kinds).run().applied(entries)


@dataclass(slots=True)
class _Joined:
    """Changes to the entries of a block."""

    regions: list[tuple[int, int]] = field(default_factory=list)
    """Entries (from, to) that the segments in them replace."""
    starts: list[int] = field(default_factory=list)
    is_filler: list[bool] = field(default_factory=list)
    open_from: int | None = None
    """The entry that is still open at the block's end."""

    def replace(self, first: int, end: int, segments: list[tuple[int, bool]]) -> None:
        """Replace the entries from `first` up to `end` by `segments` (position, whether filler)."""
        self.regions.append((first, end))
        self.starts += [position for position, _ in segments]
        self.is_filler += [is_filler for _, is_filler in segments]

    def applied(self, entries: Entries) -> Entries:
        """The entries with all changes."""
        if not self.regions:
            return entries
        replaced = np.zeros(len(entries), np.bool_)
        for first, end in self.regions:
            replaced[first:end] = True
        return entries.redrawn(replaced, self.starts, self.is_filler)


class _Joining:
    """Walks the lines of a block that may open something. `kinds` says what each line begins (see `text_lines`)."""

    def __init__(self, entries: Entries, kinds: NDArray[np.int8]) -> None:
        self.entries = entries
        self._is_text = (kinds == text_lines.GOES_ON) | (kinds == text_lines.ALONE)
        self.result = _Joined()

    def run(self) -> _Joined:
        """Look at every line that may begin something."""
        following = 0
        for candidate in self._candidates().tolist():
            if candidate >= following:
                following = max(self._opened(candidate), candidate + 1)
        self._container_lines()
        return self.result

    def _candidates(self) -> NDArray[np.int64]:
        """Lines that may begin something or be a part of an array; of a file of plain objects there are none."""
        first = self.entries.first_bytes()
        is_object_line = (first == OPEN) & (self.entries.last_bytes() == CLOSE)
        may_open = np.isin(first, np.frombuffer(b"{[]T \t},#", np.uint8))
        is_open = ~is_object_line & ~self._is_text & ~self.entries.is_filler
        others = np.flatnonzero(is_open & ~may_open)
        if len(others):
            lines = self.entries.text().take(pa.array(others))
            may_open[others] = np.asarray(pc.match_substring_regex(lines, f"^(?:{_HEADER.pattern.decode()})"))
        return np.flatnonzero(may_open & is_open)

    def _opened(self, index: int) -> int:
        """Handle what begins at the line `index`; returns the index of the line after it."""
        text = self.entries.raw(index)
        content = text.strip(_INDENT)
        lead = len(text) - len(text.lstrip(_INDENT))
        if content.startswith(b"{"):
            return self._elements(index, lead, [])
        if text.startswith(TRACEBACK):
            return self._traceback(index)
        if content.startswith(b"["):
            return self._array_head(index, lead, content)
        if _HEADER.match(text) or (content in (b"]", b"],", b",") and self._follows_element(index)):
            self.result.replace(index, index + 1, [(int(self.entries.starts[index]), True)])
        return index + 1

    def _array_head(self, index: int, lead: int, content: bytes) -> int:
        """``[`` alone, or ``[{…`` that continues on later lines."""
        start = int(self.entries.starts[index])
        inner = content[1:].lstrip(_INDENT)
        if not inner:
            following = self._next_content(index)
            if following is None:
                self._leave_open(index)
            elif following.startswith((b"{", b"]")):
                self.result.replace(index, index + 1, [(start, True)])
        elif inner.startswith(b"{") and not _is_array(content):
            return self._elements(index, lead + len(content) - len(inner), [(start, True)])
        return index + 1

    def _elements(self, index: int, lead: int, segments: list[tuple[int, bool]]) -> int:
        """Handle objects from `lead` in line `index`, with commas between them; returns the line after them."""
        line, column = index, lead
        if lead and not segments:
            segments.append((int(self.entries.starts[index]), True))
        if self._element_on_its_own(index, lead, segments):
            return index + 1
        while True:
            start = int(self.entries.starts[line]) + column
            end = self._end_of_object(line, column)
            if end is None:
                return index + 1
            line, column = end
            stop = int(self.entries.starts[line]) + column
            if not _is_object(bytes(self.entries.block[start:stop])):
                return index + 1
            segments.append((start, False))
            rest = self.entries.raw(line)[column:]
            between = rest.lstrip(b", \t")
            if between.startswith(b"{") and b"," in rest[: len(rest) - len(between)]:
                segments.append((stop, True))
                column += len(rest) - len(between)
                continue
            if between.rstrip(b", \t") not in (b"", b"]"):
                return index + 1
            if rest.strip(_INDENT):
                segments.append((stop, True))
            self.result.replace(index, line + 1, segments)
            return line + 1

    def _element_on_its_own(self, index: int, lead: int, segments: list[tuple[int, bool]]) -> bool:
        """The commonest case, a whole object on the line with nothing but a comma or bracket after it."""
        text = self.entries.raw(index)[lead:]
        body = text.rstrip(b", \t]")
        if not body.endswith(b"}") or not _is_object(body):
            return False
        start = int(self.entries.starts[index]) + lead
        tail = [(start + len(body), True)] if len(body) < len(text) else []
        self.result.replace(index, index + 1, [*segments, (start, False), *tail])
        return True

    def _end_of_object(self, index: int, column: int) -> tuple[int, int] | None:
        """The line and column where the object closes; None if it does not close, or if a line cannot belong to it."""
        walker = _Walker()
        end = self._end_of_chunk(index)
        for line in range(index, min(end, index + MOST_LINES)):
            if not walker.takes(self.entries.raw(line), column if line == index else 0):
                return None
            if walker.closed_at is not None:
                return line, walker.closed_at
        if end - index < MOST_LINES:
            self._leave_open(index)
        return None

    def _end_of_chunk(self, index: int) -> int:
        """The entry after the last one of the same chunk."""
        return int(np.searchsorted(self.entries.chunk_index, self.entries.chunk_index[index], side="right"))

    def _leave_open(self, index: int) -> None:
        if self.result.open_from is None or index < self.result.open_from:
            self.result.open_from = index

    def _take_together(self, first: int, end: int) -> None:
        self.result.replace(first, end, [(int(self.entries.starts[first]), False)])

    def _next_content(self, index: int) -> bytes | None:
        for line in range(index + 1, self._end_of_chunk(index)):
            content = self.entries.raw(line).strip()
            if content:
                return content
        return None

    def _follows_element(self, index: int) -> bool:
        """Whether an element or an opening bracket is before a closing bracket or comma."""
        for line in range(index - 1, -1, -1):
            if self.entries.chunk_index[line] != self.entries.chunk_index[index]:
                break
            content = self.entries.raw(line).strip()
            if content:
                return content.rstrip(b",").endswith((b"}", b"["))
        return int(self.entries.byte_offset[index]) > 0

    def _traceback(self, index: int) -> int:
        """A printed traceback, from its first line to the exception, with the tracebacks chained to it."""
        end = self._end_of_chunk(index)
        line = index + 1
        while line < end:
            text = self.entries.raw(line)
            if text.startswith((b"{", b"[")):
                return index + 1
            if text and text[:1] not in _INDENT:
                if not _RAISED.fullmatch(text):
                    return index + 1
                following = self._chained(line + 1, end)
                if following is None:
                    break
                if following == line + 1:
                    self._take_together(index, line + 1)
                    return line + 1
                line = following
            else:
                line += 1
        self._leave_open(index)
        self._take_together(index, end)
        return end

    def _chained(self, start: int, end: int) -> int | None:
        """Where the frames of a chained traceback begin; `start` if there is none, None if it may follow later."""
        texts = [self.entries.raw(line) for line in range(start, min(start + 4, end))]
        expected = ((b"",), _CHAINED, (b"",), (TRACEBACK,))
        if not all(text in wanted for text, wanted in zip(texts, expected, strict=False)):
            return start
        if len(texts) == len(expected):
            return start + len(expected)
        return None if len(texts) > 1 else start

    def _container_lines(self) -> None:
        """Partial lines of a container runtime: each is joined to the next line of its stream."""
        index = -1
        for first in _partial_lines(self.entries):
            if first < index:
                continue
            stream, end = _stream(self.entries.raw(first)), self._end_of_chunk(first)
            index = first + 1
            while index < end and _stream(self.entries.raw(index)) == stream:
                index += 1
                if not _is_partial(self.entries.raw(index - 1)):
                    break
            else:
                if index == end:
                    self._leave_open(first)
            if index > first + 1:
                self._take_together(first, index)


def _partial_lines(entries: Entries) -> list[int]:
    """Lines that a container runtime cut because they were too long. The first line of a file shows the runtime."""
    block = entries.block
    positions: list[int] = []
    firsts = np.unique(entries.chunk_index, return_index=True)[1].tolist()
    heads = [entries.raw(index) for index in firsts]
    if text_lines.has_docker(entries) and block.count(_DOCKER_WHOLE) < block.count(_DOCKER_WHOLE[2:]):
        positions += [match.start() for match in _DOCKER_PARTIAL.finditer(block)]
    if any(_CRI.match(head) for head in heads) and (b" stdout P" in block or b" stderr P" in block):
        positions += [match.start() for match in _CRI_PARTIAL.finditer(block)]
    found = np.unique(np.searchsorted(entries.starts, np.array(positions, np.int64), side="right") - 1)
    return [index for index in found.tolist() if _is_partial(entries.raw(index))]


def _is_partial(line: bytes) -> bool:
    if line.startswith(text_lines.DOCKER):
        return _DOCKER_PARTIAL.search(line) is not None
    return _CRI_PARTIAL.match(line) is not None


def _stream(line: bytes) -> bytes | None:
    """The stream of the container that wrote a line; None for other lines."""
    if line.startswith(text_lines.DOCKER):
        match = _DOCKER_STREAM.search(line)
        return match[1] if match else None
    match = _CRI.match(line)
    return match[1] if match else None


def _is_object(text: bytes) -> bool:
    """Whether a text is one object, as written or repaired."""
    try:
        return isinstance(json.loads(text), dict)
    except RecursionError:
        return False
    except ValueError:
        return len(unwrap(text).objects) == 1


def _is_array(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


class _Walker:
    """Follows the brackets of one JSON object over several lines, while the lines can belong to it."""

    def __init__(self) -> None:
        self._stack: list[int] = []
        self._ended_with = b""
        self.closed_at: int | None = None
        """The column after the object's last bracket, once it has come."""

    def takes(self, line: bytes, column: int) -> bool:
        """Whether the object can continue with `line` from `column` (strings never span lines)."""
        bare = line[column:].strip()
        if not bare:
            return True
        if self._stack and not self._fits(bare[:1]):
            return False
        for match in _TOKEN.finditer(line, column):
            byte = line[match.start()]
            if byte in (OPEN, BRACKET):
                self._stack.append(byte)
            elif byte in (CLOSE, END_BRACKET):
                if not self._stack or self._stack.pop() != (OPEN if byte == CLOSE else BRACKET):
                    return False
                if not self._stack:
                    self.closed_at = match.end()
                    return True
            elif match.end() - match.start() == 1:
                return False
        self._ended_with = bare[-1:]
        return True

    def _fits(self, first: bytes) -> bool:
        """Whether a line may begin with `first` after the end of the line before."""
        if self._stack[-1] == BRACKET or self._ended_with == b":":
            return True
        if self._ended_with in (b",", b"{"):
            return first in (b'"', b"}")
        return first in (b",", b"}", b":")

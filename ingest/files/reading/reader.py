r"""Cuts a stream into complete lines, from the offset that was read to. Only ``\n`` (in its encoding) ends a line.

The bytes after the last newline wait. They become a line only if they cannot continue (the file is final), or if
nothing was written for a while and they are a whole JSON object. If the newline comes later, it belongs to this line.
So no line is split in two, and none is read twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from ingest.files.identity.fingerprint import HEAD_BYTES, TAIL_BYTES, Fingerprint, running_crc
from ingest.files.reading import line_ends
from ingest.files.reading.chunk import Chunk, Overlong
from ingest.files.reading.source import goes_on
from sql.warehouse import ROW_GROUP_ROWS

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.files.reading.line_ends import LineEnds
    from ingest.files.reading.source import Source

OVERLONG_RAW_BYTES = 64 * 1024 * 1024
"""The bytes of an over-long line that are kept."""

_STEP_BYTES = 8 * 1024 * 1024
_HOLE_BYTES = 64


class Ending(Enum):
    """What to do with an unfinished line or record at the current end."""

    WAIT = "it may go on at any moment"
    QUIET = "nothing was written for a while"
    FINAL = "nothing will be written any more"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stream was read, and the facts that its lines share."""

    file_id: int
    source: str
    service: str | None
    fingerprint: Fingerprint
    lines: int
    modified_at: datetime
    zone: str | None = None


class HoldBack(Protocol):
    """Returns how many bytes at the end of complete lines must wait, because their record may continue."""

    def __call__(self, data: bytes | bytearray, *, final: bool) -> int:
        """0 if nothing is open, or if `final` says that nothing will follow."""
        ...


def each_line_alone(data: bytes | bytearray, *, final: bool) -> int:  # noqa: ARG001 (the shape of a HoldBack)
    """Every record has a single line."""
    return 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes of a piece and of a line, the most lines of a piece, and what must wait for more."""

    piece_bytes: int
    line_bytes: int
    lines: int = ROW_GROUP_ROWS
    hold_back: HoldBack = each_line_alone


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a stream: an item for the writer (None if only bytes without a line were skipped)."""

    item: Chunk | Overlong | None
    fingerprint: Fingerprint
    lines: int
    note: str | None = None


class ContinuityLostError(Exception):
    """The file is not the one that was read: it was truncated or rewritten meanwhile."""


def read_piece(source: Source, place: Place, limits: Limits, ending: Ending) -> Piece | None:
    """Cut the next piece of a stream; None if there is nothing complete now.

    Raises `ContinuityLostError` if the file does not continue from `place`, and OSError from the file system.
    """
    offset = place.fingerprint.length
    head = source.read(0, line_ends.HEAD_BYTES)
    ends = line_ends.of_head(head)
    data = source.read_block(offset, limits.piece_bytes)
    at_end = len(data) < limits.piece_bytes
    if not at_end and len(data) <= limits.line_bytes and ends.find(data) < 0:
        data = source.read(offset, limits.line_bytes + 1)
        at_end = len(data) <= limits.line_bytes
    before = source.read(max(0, offset - HEAD_BYTES), min(offset, HEAD_BYTES))
    if not goes_on(source, place.fingerprint):
        raise ContinuityLostError
    if not data:
        return None
    if source.complete:
        ending = Ending.FINAL
    if ending is not Ending.FINAL and len(head) < line_ends.HEAD_BYTES and b"\0" in head:
        return None  # the encoding is not known yet
    return _Cut(source, place, limits, _AtHand(data, before, ends, at_end), ending).piece()


@dataclass(frozen=True, slots=True)
class _AtHand:
    """The bytes after the offset, those before it, the line ends, and whether these are all bytes there are now."""

    data: bytes | bytearray
    before: bytes
    ends: LineEnds
    at_end: bool


class _Cut:
    """One cut: the bytes, and everything that the decision depends on."""

    def __init__(self, source: Source, place: Place, limits: Limits, at_hand: _AtHand, ending: Ending) -> None:
        self._source = source
        self._place = place
        self._limits = limits
        self._ending = ending if at_hand.at_end else Ending.WAIT
        self._ending_of_all = ending
        self._data = at_hand.data
        self._length = len(at_hand.data)
        self._before = at_hand.before
        self._ends = at_hand.ends
        self._at_end = at_hand.at_end
        self._offset = place.fingerprint.length

    def piece(self) -> Piece | None:
        note = None
        width = self._ends.width
        if self._before[-width:] not in (self._ends.newline, bytes(width), b""):
            newline = self._rest_of_newline()
            if newline:
                return self._passed(self._data[:newline], None)
            note = f"The line before byte {self._offset} went on after it had been taken for complete."
        if self._data.startswith(bytes(_HOLE_BYTES if self._offset or width > 1 else 1)) or self._ends_in_nuls():
            return self._hole()
        overlong = _first_overlong(self._data, self._limits.line_bytes, self._ends)
        if overlong == 0:
            return self._overlong()
        end = self._ends.end_of(self._data, self._limits.lines)
        stops = [stop for stop in (overlong, end) if stop is not None and stop < self._length]
        data = _cut_off(self._data, min(stops, default=self._length))
        return self._lines(data, note, cut_short=bool(stops))

    def _ends_in_nuls(self) -> bool:
        """Whether nothing but NULs is left of an archive, however few."""
        return self._at_end and self._source.complete and not self._data.strip(b"\0")

    def _rest_of_newline(self) -> int:
        written = [newline.encode(self._ends.encoding) for newline in ("\n", "\r\n")]
        return next((len(newline) for newline in written if self._data.startswith(newline)), 0)

    def _lines(self, data: bytes | bytearray, note: str | None, *, cut_short: bool) -> Piece | None:
        newline = self._ends.rfind(data)
        end = _before_hole(data, newline + self._ends.width, self._ends) if newline >= 0 else 0
        whole = end == len(data) and not cut_short
        ending = Ending.WAIT if cut_short else self._ending
        takes_rest = not whole and not cut_short and self._takes(data[end:])
        taken = _cut_off(data, len(data) if takes_rest else end)
        taken = self._without_open_record(taken, ending, ends_here=self._at_end and not cut_short)
        if not taken:
            return None
        place = self._place
        count = self._ends.count(taken) + (not self._ends.ends_line(taken))
        chunk = Chunk(
            file_id=place.file_id,
            source=place.source,
            service=place.service,
            data=taken,
            byte_offset=self._offset,
            line_number=place.lines + 1,
            modified_at=place.modified_at,
            final=len(taken) == self._length and ending is not Ending.WAIT,
            ends=self._ends,
            zone=place.zone,
        )
        return Piece(chunk, self._after(taken), place.lines + count, note)

    def _takes(self, rest: bytes | bytearray) -> bool:
        width = self._ends.width
        if not rest or rest.startswith(bytes(width)):
            return False
        if self._ending is Ending.QUIET:
            return len(rest) % width == 0 and _is_json_object(self._ends.text(rest))
        return self._ending is Ending.FINAL

    def _without_open_record(self, taken: bytes | bytearray, ending: Ending, *, ends_here: bool) -> bytes | bytearray:
        held = self._held(taken, final=ending is not Ending.WAIT) if taken else 0
        if held and (held > self._limits.line_bytes or (held == len(taken) and not ends_here)):
            held = self._held(taken, final=True)
        return _cut_off(taken, len(taken) - held)

    def _held(self, taken: bytes | bytearray, *, final: bool) -> int:
        text = self._ends.text(taken)
        held = self._limits.hold_back(text, final=final)
        return self._ends.length_of(text[len(text) - held :]) if held else 0

    def _hole(self) -> Piece | None:
        """Skip NULs where a line should start, if something comes after them."""
        length, crc = 0, self._place.fingerprint.crc
        while data := self._source.read(self._offset + length, _STEP_BYTES):
            nuls = len(data) - len(data.lstrip(b"\0"))
            nuls -= nuls % self._ends.width
            length, crc = length + nuls, running_crc(data[:nuls], crc)
            if nuls < len(data):
                break
        else:
            if self._ending_of_all is not Ending.FINAL and not self._source.complete:
                return None
        note = f"{length} NUL bytes at byte {self._offset} were passed over: a hole, as a truncation leaves it."
        nothing = bytes(min(length, HEAD_BYTES))
        return Piece(None, self._reached(nothing, nothing, length, crc), self._place.lines, note)

    def _overlong(self) -> Piece | None:
        """Read an over-long line to its end, and keep a limited part of it."""
        raw = bytearray()
        length, crc, tail, end = 0, self._place.fingerprint.crc, b"", -1
        head = b""
        while end < 0 and (data := self._source.read(self._offset + length, _STEP_BYTES)):
            end = self._ends.find(data)
            data = data[: end + self._ends.width] if end >= 0 else data
            raw += data[: OVERLONG_RAW_BYTES - len(raw)]
            crc, tail, head = running_crc(data, crc), (tail + data)[-TAIL_BYTES:], head or data[:HEAD_BYTES]
            length += len(data)
        if end < 0 and self._ending_of_all is not Ending.FINAL and not self._source.complete:
            return None
        line_length = length - (self._ends.width if end >= 0 else 0)
        item = Overlong(
            file_id=self._place.file_id,
            raw=bytes(raw[:line_length]),
            length=line_length,
            byte_offset=self._offset,
            line_number=self._place.lines + 1,
        )
        return Piece(item, self._reached(head, tail, length, crc), self._place.lines + 1)

    def _passed(self, data: bytes | bytearray, note: str | None) -> Piece:
        return Piece(None, self._after(data), self._place.lines, note)

    def _after(self, data: bytes | bytearray) -> Fingerprint:
        return self._reached(
            bytes(data[:HEAD_BYTES]),
            bytes(data[-TAIL_BYTES:]),
            len(data),
            running_crc(data, self._place.fingerprint.crc),
        )

    def _reached(self, first: bytes, last: bytes, length: int, crc: int) -> Fingerprint:
        """The fingerprint after `length` more bytes; `first` and `last` are the begin and end of these bytes."""
        tail = last if len(last) >= TAIL_BYTES else self._before + last
        return self._place.fingerprint.extended(self._before + first, tail, self._offset + length, crc)


def _cut_off(data: bytes | bytearray, end: int) -> bytes | bytearray:
    """`data` up to `end`; memory of our own is not copied."""
    if isinstance(data, bytearray):
        del data[end:]
        return data
    return data[:end]


def _first_overlong(data: bytes | bytearray, line_bytes: int, ends: LineEnds) -> int | None:
    """The position of the first line of more than `line_bytes`, found without reading every line.

    Such a line covers a whole window of half its length. So only windows without a newline are checked.
    """
    window = max(ends.width, line_bytes // 2)
    position = 0
    while position + window <= len(data):
        if ends.find(data, position, position + window) >= 0:
            position += window
            continue
        before = ends.rfind(data, 0, position + ends.width - 1)
        start = before + ends.width if before >= 0 else 0
        newline = ends.find(data, max(start, position + window - ends.width + 1))
        end = newline if newline >= 0 else len(data)
        if end - start > line_bytes:
            return start
        position += max(window, (end - position) // window * window)
    return None


def _before_hole(data: bytes | bytearray, end: int, ends: LineEnds) -> int:
    """The position of the cut, so that NULs at the start of a line begin the next piece."""
    if data.find(b"\0", 0, end) < 0:
        return end
    hole = ends.find_followed(data, bytes(_HOLE_BYTES), end)
    return hole if hole >= 0 else end


def _is_json_object(text: bytes | bytearray) -> bool:
    text = text.strip()
    if not (text.startswith(b"{") and text.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False

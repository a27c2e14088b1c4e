"""The cutting of lines, away from files."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.files.identity.fingerprint import Fingerprint
from ingest.files.reading.chunk import Chunk, Overlong
from ingest.files.reading.reader import ContinuityLostError, Ending, Limits, Place, read_piece
from ingest.records.parsing.assemble import hold_back
from tests.ingest.files.identity.test_fingerprint import Bytes

if TYPE_CHECKING:
    from ingest.files.reading.reader import Piece

THEN = datetime(2026, 1, 1)  # noqa: DTZ001 (UTC without a zone)
START = Place(1, "app", None, Fingerprint(), 0, THEN)


def _after(piece: Piece) -> Place:
    return Place(1, "app", None, piece.fingerprint, piece.lines, THEN)


def _read_all(data: bytes, limits: Limits, ending: Ending) -> tuple[list[Chunk | Overlong], Place]:
    items: list[Chunk | Overlong] = []
    place = START
    while piece := read_piece(Bytes(data), place, replace(limits, hold_back=hold_back), ending):
        items += [piece.item] if piece.item else []
        place = _after(piece)
    return items, place


LINES = st.lists(st.integers(0, 300), max_size=30).map(
    lambda sizes: b"".join(random.Random(size).randbytes(size).translate(None, b"\n\0") + b"\n" for size in sizes)
)

PLAIN_LINES = LINES.map(lambda data: data.replace(b"{", b"(").replace(b"[", b"("))
"""Lines that begin no record which might span several."""


@given(data=LINES, rest=st.binary(max_size=50), piece=st.integers(1, 500), line=st.integers(1, 400))
@example(data=b"", rest=b"12", piece=1, line=1)
@settings(deadline=None)
def test_every_byte_of_every_line_once(data: bytes, rest: bytes, piece: int, line: int) -> None:
    """However pieces and limits fall, a final stream comes out byte for byte, each line at its place and number."""
    data += rest.replace(b"\0", b"")
    items, place = _read_all(data, Limits(piece, line), Ending.FINAL)
    joined = b"".join(
        item.data
        if isinstance(item, Chunk)
        else item.raw + (b"\n" if item.byte_offset + item.length < len(data) else b"")
        for item in items
    )
    assert (data, len(data)) == (joined, place.fingerprint.length)
    for item in items:
        assert data[: item.byte_offset].count(b"\n") + 1 == item.line_number
        lengths = [len(text) for text in item.data.split(b"\n")] if isinstance(item, Chunk) else [item.length]
        assert isinstance(item, Overlong) == (max(lengths) > line)


@given(data=PLAIN_LINES, rest=st.binary(min_size=1, max_size=50), piece=st.integers(1, 500))
@settings(deadline=None)
def test_what_follows_the_last_newline_waits(data: bytes, rest: bytes, piece: int) -> None:
    """While a stream is live, only complete lines are taken."""
    rest = rest.translate(None, b"\n\0{") or b"x"
    _, place = _read_all(data + rest, Limits(piece, 1000), Ending.WAIT)
    assert len(data) == place.fingerprint.length


@pytest.mark.parametrize(
    ("rest", "taken"),
    [(b'{"a": 1}', True), (b'{"a": 1} \r', True), (b'{"a": ', False), (b"[1]", False), (b"text", False), (b"", False)],
)
def test_quiet_end(rest: bytes, taken: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """After a while, a whole object without its newline is a line; nothing else is."""
    data = b'{"b": 2}\n' + rest
    _, place = _read_all(data, Limits(1000, 1000), Ending.QUIET)
    assert (len(data) if taken else 9) == place.fingerprint.length


def test_line_that_goes_on_after_it_was_taken() -> None:
    """Where more than a newline follows, the ledger gets a note, and nothing is lost."""
    _, place = _read_all(b'{"a": 1}', Limits(1000, 1000), Ending.QUIET)
    piece = read_piece(Bytes(b'{"a": 1} and more\n'), place, Limits(1000, 1000), Ending.WAIT)
    assert piece is not None
    assert isinstance(piece.item, Chunk)
    assert (b" and more\n", "The line before byte 8 went on after it had been taken for complete.") == (
        piece.item.data,
        piece.note,
    )


@pytest.mark.parametrize("now", [b"", b"{}\n", b"other content of the same size\n", b"{}\n" * 1000])
def test_other_content(now: bytes) -> None:
    """A file that does not hold what was read is not read on."""
    _, place = _read_all(b'{"some": "content of this size"}\n', Limits(1000, 1000), Ending.WAIT)
    with pytest.raises(ContinuityLostError):
        read_piece(Bytes(now), place, Limits(1000, 1000), Ending.WAIT)


def test_open_record_longer_than_a_piece_has_lines() -> None:
    """A record that goes on over more lines than a piece may have is cut, and does not hold up the rest."""
    data = b"Traceback (most recent call last):\n" + b'  File "a.py", line 1, in b\n' * 50 + b'{"a": 1}\n'
    place, taken = START, b""
    while piece := read_piece(Bytes(data), place, Limits(100_000, 10_000, 10, hold_back), Ending.QUIET):
        assert isinstance(piece.item, Chunk)
        place, taken = _after(piece), taken + piece.item.data
    assert data == taken

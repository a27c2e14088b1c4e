"""Fingerprints: growing heads, tails and running checksums."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ingest.files.identity.fingerprint import HEAD_BYTES, TAIL_BYTES, Fingerprint, digest, head_keys, running_crc
from ingest.files.reading.source import contains, goes_on

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = random.Random(7).randbytes(20_000)


class Bytes:
    """A source that is a string of bytes."""

    complete = False
    damage = None

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, offset: int, size: int) -> bytes:
        """A slice."""
        return self._data[offset : offset + size]

    def read_block(self, offset: int, size: int) -> bytes | bytearray:
        """The same, as memory that is only lent."""
        return bytearray(self.read(offset, size))


def _grown(data: bytes, ends: Sequence[int]) -> Fingerprint:
    fingerprint = Fingerprint()
    for end in ends:
        crc = running_crc(data[fingerprint.length : end], fingerprint.crc)
        fingerprint = fingerprint.extended(data[: min(end, HEAD_BYTES)], data[max(0, end - TAIL_BYTES) : end], end, crc)
    return fingerprint


@given(st.lists(st.integers(0, len(DATA)), min_size=1, max_size=6).map(sorted))
def test_grown_in_steps_or_at_once(ends: list[int]) -> None:
    """A fingerprint does not depend on the steps in which a stream was read."""
    end = ends[-1]
    expected = Fingerprint(
        length=end,
        head_length=min(end, HEAD_BYTES),
        head_hash=digest(DATA[: min(end, HEAD_BYTES)]),
        tail_length=min(end, TAIL_BYTES),
        tail_hash=digest(DATA[max(0, end - TAIL_BYTES) : end]),
        crc=zlib.crc32(DATA[:end]),
        keys=head_keys(DATA[:end]),
    )
    assert expected == _grown(DATA, ends)


@given(st.integers(1, len(DATA)), st.data())
def test_any_changed_byte_is_seen(end: int, data: st.DataObject) -> None:
    """One other byte in what was read: `contains` always sees it, `goes_on` where it is in head or tail."""
    fingerprint = _grown(DATA, [end])
    position = data.draw(st.integers(0, end - 1))
    changed = bytearray(DATA)
    changed[position] ^= 1
    in_sight = position < HEAD_BYTES or position >= end - TAIL_BYTES
    assert (True, True) == (goes_on(Bytes(DATA), fingerprint), contains(Bytes(DATA), fingerprint))
    assert (not in_sight, False) == (
        goes_on(Bytes(bytes(changed)), fingerprint),
        contains(Bytes(bytes(changed)), fingerprint),
    )


@given(st.integers(1, len(DATA)))
def test_shorter_file_does_not_go_on(end: int) -> None:
    """A file that lacks the last byte that was read is another one."""
    fingerprint = _grown(DATA, [end])
    short = Bytes(DATA[: end - 1])
    assert (False, False) == (goes_on(short, fingerprint), contains(short, fingerprint))

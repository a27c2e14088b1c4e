"""Who a file is, whatever its name: the proof that a file continues where reading stopped.

The fingerprint of a stream is a hash of its head (growing with the file, up to 4 KiB), a hash of up to 1 KiB before the
offset that was read to, and a CRC-32 of every byte before this offset. Head and tail are cheap and checked on every
read. The CRC decides if a stream appears as another file (a copy, an archive). Keys of the head, one for each power of
two, find the streams that a file may belong to, also if the file has only a part of the log.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import blake2b

HEAD_BYTES = 4096
TAIL_BYTES = 1024
_KEY_LENGTHS = tuple(2**power for power in range(5, 13))


def digest(data: bytes) -> str:
    """A 128-bit hash, as 32 hex digits."""
    return blake2b(data, digest_size=16).hexdigest()


def head_keys(head: bytes) -> tuple[str, ...]:
    """64-bit hashes of the first 32, 64, … 4096 bytes, as far as there are that many."""
    return tuple(blake2b(head[:length], digest_size=8).hexdigest() for length in _KEY_LENGTHS if length <= len(head))


def is_alike(keys: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two heads agree as far as both have keys."""
    return bool(keys and others) and all(one == other for one, other in zip(keys, others, strict=False))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The identity of the part of a stream that was read: `length` bytes from its start."""

    length: int = 0
    head_length: int = 0
    head_hash: str = digest(b"")
    tail_length: int = 0
    tail_hash: str = digest(b"")
    crc: int = 0
    keys: tuple[str, ...] = ()

    def extended(self, head: bytes, tail: bytes, length: int, crc: int) -> Fingerprint:
        """The fingerprint after more reading, up to `length`.

        `head` has the first bytes of the stream, at least `HEAD_BYTES` of them or all that were read. `tail` has the
        last bytes before `length` in the same way. `crc` is the running CRC-32 of all bytes.
        """
        head_length, head_hash, keys = self.head_length, self.head_hash, self.keys
        if head_length < HEAD_BYTES:
            head = head[: min(HEAD_BYTES, length)]
            head_length, head_hash, keys = len(head), digest(head), head_keys(head)
        tail = tail[-min(TAIL_BYTES, length) :] if length else b""
        return Fingerprint(length, head_length, head_hash, len(tail), digest(tail), crc, keys)

    def has_head(self, head: bytes) -> bool:
        """Whether a file that starts with `head` (at least `head_length` bytes) starts like this stream."""
        return len(head) >= self.head_length and digest(head[: self.head_length]) == self.head_hash

    def has_tail(self, tail: bytes) -> bool:
        """Whether `tail`, the bytes before `length`, are the same as in this stream."""
        return len(tail) >= self.tail_length and digest(tail[len(tail) - self.tail_length :]) == self.tail_hash


def running_crc(data: bytes | bytearray, crc: int) -> int:
    """The CRC-32 of everything so far and then `data`."""
    return zlib.crc32(data, crc)

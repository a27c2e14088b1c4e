"""Compressed files as a stream of bytes: .gz .bz2 .xz .zst .zip .tar, in bounded memory.

An archive that is cut off, damaged or still being written gives every byte that can be read, and then says what is
wrong with it. It is `complete` only if its trailer is correct. Parts of a .gz are read one after the other, like
`zcat`. A .zip or .tar of several files is several logs: each is a `part`, with a name that shows its packing
(`tar.gz/2/app.log`). Formats: RFC 1952 (gzip), PKWARE APPNOTE 6.3.10 (zip); the others are checked by their decoders.

One long module: each format is a few lines, and all give pieces in the same way.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from ingest.files.identity.paths import told
from ingest.files.reading import tar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Pieces = Generator[bytes, None, None]

PIECE = 256 * 1024
"""The bytes that are decompressed at a time."""

_ZIP_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_ZIP_LOCAL_MAGIC = b"PK\x03\x04"
_ZIP_ENCRYPTED = 0x1
_ZIP_SIZES_FOLLOW = 0x8
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_HEADER_CRC, _GZIP_EXTRA, _GZIP_NAME, _GZIP_COMMENT = 0x2, 0x4, 0x8, 0x10


def compression_of(head: bytes) -> str | None:
    """The packing of a file that begins with these bytes, by its magic number; None for an unknown one."""
    return next((kind for kind, magic in _MAGIC.items() if head.startswith(magic)), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come out of an archive: a few bytes can hold terabytes of the same line."""

    ratio: int = 250
    """The most times the archive's own size."""
    least_bytes: int = 256 * 1024 * 1024
    """The bytes that any archive may hold, whatever its size."""
    most_bytes: int = 100_000_000_000
    """The most bytes, however large the archive is."""

    def of(self, size: int) -> int:
        """The most bytes for an archive of this size."""
        return min(self.most_bytes, max(self.least_bytes, self.ratio * size))


class ArchiveDamageError(Exception):
    """An archive is cut off or damaged. The text completes "<path> …"."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Archive:
    """The log inside one compressed file, read from its start.

    If `read` returned fewer bytes than asked for, `complete` says whether this was the end (every trailer is correct).
    Otherwise `damage` says what is wrong: the end of a sentence that begins with the file's name.
    """

    def __init__(self, file: BinaryIO, compression: str, most_bytes: int | None = None) -> None:
        self._file = file
        kind, *part = compression.split("/", 2)
        self._pieces = _pieces(file, kind, int(part[0]) if part else None, most_bytes)
        self._rest = b""
        self.complete = False
        self.damage: str | None = None

    def read(self, size: int) -> bytes:
        """The next `size` bytes of the log; fewer only at the end or before a damage."""
        parts = [self._rest[:size]]
        self._rest = self._rest[size:]
        missing = size - len(parts[0])
        while missing > 0:
            piece = self._next()
            if not piece:
                break
            parts.append(piece[:missing])
            self._rest = piece[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    def _next(self) -> bytes:
        if self.complete or self.damage:
            return b""
        try:
            return next(self._pieces)
        except StopIteration:
            self.complete = True
        except ArchiveDamageError as error:
            self.damage = str(error)
        return b""

    def close(self) -> None:
        """Close the file."""
        self._pieces.close()
        self._file.close()


def parts_of(file: BinaryIO, kind: str, most_bytes: int | None = None) -> tuple[list[str], bool]:
    """The files inside a `zip`, `tar`, `tar.gz`, …: the packing of each, and whether all of them could be listed.

    The packing of a file is "<kind>/<number>/<its path, told>", for example `tar.gz/2/logs/app.log`.
    """
    names: list[str] = []
    complete = True
    try:
        names.extend(_zip_names(file) if kind == "zip" else tar.names(_unpacked(file, kind, most_bytes)))
    except (ArchiveDamageError, tar.TarDamageError):
        complete = False
    return [f"{kind}/{number}/{told(name)}" for number, name in enumerate(names)], complete


def part_of(compression: str | None) -> str:
    """The packing of a file inside an archive of several; empty for a file by itself."""
    return compression if compression is not None and "/" in compression else ""


def part_name(compression: str | None) -> str:
    """The path of a file inside an archive of several; empty for any other file."""
    return "" if compression is None else compression.partition("/")[2].partition("/")[2]


def _pieces(file: BinaryIO, kind: str, part: int | None, most_bytes: int | None) -> Pieces:
    if part is None:
        yield from _limited(_READERS[kind](file), most_bytes)
    elif kind == "zip":
        offset, info = _zip_files(file)[part]
        yield from _limited(_zip_member(file, offset, info), most_bytes)
    else:
        try:
            yield from tar.member(_unpacked(file, kind, most_bytes), part)
        except tar.TarDamageError as error:
            raise ArchiveDamageError("ends too early: the rest of it is missing") from error


def _unpacked(file: BinaryIO, kind: str, most_bytes: int | None) -> Pieces:
    """The bytes of a `.tar`, without the compression around it."""
    around = kind.removeprefix("tar").removeprefix(".")
    return _limited(_READERS[around](file), most_bytes) if around else _whole(file)


def _limited(pieces: Pieces, most_bytes: int | None) -> Pieces:
    """The pieces up to a limit of bytes; then an error says so."""
    left = most_bytes
    for piece in pieces:
        if left is not None and len(piece) > left:
            yield piece[:left]
            raise ArchiveDamageError(
                f"holds more than the {most_bytes:,} bytes that an archive of its size may (archive_ratio, "
                "archive_bytes): the rest of it is not read"
            )
        left = None if left is None else left - len(piece)
        yield piece


def _whole(file: BinaryIO) -> Pieces:
    while data := file.read(PIECE):
        yield data


class _Input:
    """The compressed bytes, beginning with those that a decoder gave back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._back = b""

    def piece(self) -> bytes:
        data, self._back = self._back, b""
        return data or self._file.read(PIECE)

    def give_back(self, data: bytes) -> None:
        self._back = data + self._back

    def exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self.piece()
            if not piece:
                raise ArchiveDamageError("ends too early: the rest of it is missing")
            data += piece
        self.give_back(data[size:])
        return data[:size]

    def until_nul(self) -> bytes:
        data = b""
        while b"\0" not in data:
            piece = self.piece()
            if not piece:
                raise ArchiveDamageError("ends too early: the rest of it is missing")
            data += piece
        text, _, rest = data.partition(b"\0")
        self.give_back(rest)
        return text + b"\0"


def _inflated(source: _Input) -> Pieces:
    """A raw deflate stream, piece by piece. The bytes after it are given back."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    while not inflate.eof:
        data = waiting or source.piece()
        try:
            piece = inflate.decompress(data, PIECE)
        except zlib.error as error:
            raise ArchiveDamageError("is damaged: what follows cannot be decompressed") from error
        waiting = inflate.unconsumed_tail
        if not data and not piece:
            raise ArchiveDamageError("ends too early: the rest of it is missing")
        if piece:
            yield piece
    source.give_back(inflate.unused_data)


def _gzip(file: BinaryIO) -> Pieces:
    source = _Input(file)
    _expect_start(source, _GZIP_MAGIC, "gzip")
    wrong = 0
    while _at_member(source, _GZIP_MAGIC):
        _skip_gzip_header(source)
        crc = size = 0
        for piece in _inflated(source):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            yield piece
        wrong += struct.unpack("<II", source.exactly(8)) != (crc, size & 0xFFFFFFFF)
    if wrong:
        raise ArchiveDamageError("has a wrong checksum: some of its lines may be damaged")


def _skip_gzip_header(source: _Input) -> None:
    header = source.exactly(10)
    flags = header[3]
    if header[2] != zlib.DEFLATED:
        raise ArchiveDamageError("is damaged: its gzip header names an unknown method")
    if flags & _GZIP_EXTRA:
        source.exactly(struct.unpack("<H", source.exactly(2))[0])
    for flag in (_GZIP_NAME, _GZIP_COMMENT):
        if flags & flag:
            source.until_nul()
    if flags & _GZIP_HEADER_CRC:
        source.exactly(2)


def _expect_start(source: _Input, magic: bytes, what: str) -> None:
    start = b""
    while len(start) < len(magic):
        piece = source.piece()
        if not piece:
            raise ArchiveDamageError(f"is too short for the {what} format")
        start += piece
    if not start.startswith(magic):
        raise ArchiveDamageError(f"is not in {what} format, although its name says so")
    source.give_back(start)


def _at_member(source: _Input, magic: bytes) -> bool:
    """Whether another member follows. Padding of NULs after the last one is allowed, anything else is not."""
    while True:
        data = source.piece()
        stripped = data.lstrip(b"\0")
        if stripped:
            break
        if not data:
            return False
    while len(stripped) < len(magic):
        more = source.piece()
        if not more:
            break
        stripped += more
    source.give_back(stripped)
    if not stripped.startswith(magic[: len(stripped)]):
        raise ArchiveDamageError("is followed by bytes that do not belong to it")
    return True


def _by_decompressor(
    magic: bytes, what: str, make: Callable[[], _Decompressor], errors: type[Exception] | tuple[type[Exception], ...]
) -> Callable[[BinaryIO], Pieces]:
    def pieces(file: BinaryIO) -> Pieces:
        source = _Input(file)
        _expect_start(source, magic, what)
        while _at_member(source, magic):
            decompressor = make()
            while not decompressor.eof:
                data = source.piece() if decompressor.needs_input else b""
                if decompressor.needs_input and not data:
                    raise ArchiveDamageError("ends too early: the rest of it is missing")
                try:
                    piece = decompressor.decompress(data, PIECE)
                except errors as error:
                    raise ArchiveDamageError("is damaged: what follows cannot be decompressed") from error
                if piece:
                    yield piece
            source.give_back(decompressor.unused_data)

    return pieces


def _zip(file: BinaryIO) -> Pieces:
    """All files inside, in the order of the directory. A file without a newline at its end gets one."""
    try:
        members = _zip_files(file)
    except ArchiveDamageError:
        yield from _zip_without_directory(file)
        return
    problems = []
    last = b"\n"
    for offset, info in members:
        if last != b"\n":
            yield b"\n"
        try:
            for piece in _zip_member(file, offset, info):
                last = piece[-1:]
                yield piece
        except ArchiveDamageError as error:
            problems.append(str(error))
    if problems:
        raise ArchiveDamageError(problems[0])


def _zip_files(file: BinaryIO) -> list[tuple[int, zipfile.ZipInfo]]:
    try:
        return [(info.header_offset, info) for info in zipfile.ZipFile(file).infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveDamageError("ends too early: its directory is missing") from error


def _zip_names(file: BinaryIO) -> list[str]:
    return [info.filename for _, info in _zip_files(file)]


def _zip_without_directory(file: BinaryIO) -> Pieces:
    """The readable part of a .zip without its directory, which is at the end: its first file."""
    file.seek(0)
    start = file.read(4)
    if start != _ZIP_LOCAL_MAGIC[: len(start)]:
        raise ArchiveDamageError("is not in zip format, although its name says so")
    yield from _zip_member(file, 0, None)
    raise ArchiveDamageError("ends too early: its directory is missing")


def _zip_member(file: BinaryIO, offset: int, info: zipfile.ZipInfo | None) -> Pieces:
    file.seek(offset)
    source = _Input(file)
    header = _ZIP_LOCAL_HEADER.unpack(source.exactly(_ZIP_LOCAL_HEADER.size))
    magic, flags, method, expected_crc = header[0], header[2], header[3], header[6]
    packed_size = info.compress_size if info else header[7]
    if magic != _ZIP_LOCAL_MAGIC:
        raise ArchiveDamageError("is damaged: a file in it is not where its directory says")
    if flags & _ZIP_ENCRYPTED:
        raise ArchiveDamageError("is encrypted: unpack it beside its place")
    source.exactly(header[9] + header[10])
    if method == zipfile.ZIP_DEFLATED:
        pieces = _inflated(source)
    elif method == zipfile.ZIP_STORED:
        pieces = _stored(source, packed_size)
    else:
        raise ArchiveDamageError("is packed in a way that is not read here: unpack it beside its place")
    crc = 0
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
        yield piece
    if info is not None:
        expected_crc = info.CRC
    elif flags & _ZIP_SIZES_FOLLOW:
        return
    if crc != expected_crc:
        raise ArchiveDamageError("has a wrong checksum: some of its lines may be damaged")


def _stored(source: _Input, size: int) -> Pieces:
    while size > 0:
        piece = source.piece()
        if not piece:
            raise ArchiveDamageError("ends too early: the rest of it is missing")
        source.give_back(piece[size:])
        yield piece[:size]
        size -= min(size, len(piece))


_MAGIC = {
    "gz": _GZIP_MAGIC + bytes([zlib.DEFLATED]),
    "bz2": b"BZh",
    "xz": b"\xfd7zXZ\0",
    "zst": b"\x28\xb5\x2f\xfd",
    "zip": _ZIP_LOCAL_MAGIC,
}

_READERS: dict[str, Callable[[BinaryIO], Pieces]] = {
    "gz": _gzip,
    "bz2": _by_decompressor(_MAGIC["bz2"], "bzip2", bz2.BZ2Decompressor, (OSError, ValueError)),
    "xz": _by_decompressor(_MAGIC["xz"], "xz", lzma.LZMADecompressor, lzma.LZMAError),
    "zst": _by_decompressor(_MAGIC["zst"], "zstd", zstd.ZstdDecompressor, zstd.ZstdError),
    "zip": _zip,
}

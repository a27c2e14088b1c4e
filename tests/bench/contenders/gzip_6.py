"""`gzip -6`: what rotated logs are packed with; zlib at that level, in one thread as the program has it."""

from __future__ import annotations

import gzip
import shutil
from typing import TYPE_CHECKING

from tests.bench.contender import Stored

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "log.gz"
_PIECE = 1 << 20


def read(log: Path, folder: Path) -> None:
    """Pack the file."""
    with log.open("rb") as source, gzip.open(folder / _FILE, "wb", compresslevel=6) as target:
        shutil.copyfileobj(source, target, _PIECE)


def stored(folder: Path) -> Stored:
    """Unpacked and counted."""
    path = folder / _FILE
    with gzip.open(path, "rb") as file:
        lines = sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))
    return Stored(lines, path.stat().st_size)

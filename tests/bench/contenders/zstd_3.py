"""`zstd -3`, its default: what archives that care for time are packed with; in one thread."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from tests.bench.contender import Stored

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "log.zst"
_PIECE = 1 << 20


def read(log: Path, folder: Path) -> None:
    """Pack the file."""
    with log.open("rb") as source, zstd.open(folder / _FILE, "wb", level=3) as target:
        shutil.copyfileobj(source, target, _PIECE)


def stored(folder: Path) -> Stored:
    """Unpacked and counted."""
    path = folder / _FILE
    with zstd.open(path, "rb") as file:
        lines = sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))
    return Stored(lines, path.stat().st_size)

"""pino-roll: numbered files, of which the highest is live, and a link `current.log` to it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from tests.faults.soak.files import GrowingFile, RotatingLog

if TYPE_CHECKING:
    import random
    from pathlib import Path


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """`pino.1.log`, `pino.2.log`, …."""
    numbers = itertools.count(2)
    link = folder / "current.log"

    def point_at(path: Path) -> None:
        link.unlink(missing_ok=True)
        link.symlink_to(path.name)

    def rotate(file: GrowingFile) -> None:
        file.reopen(folder / f"pino.{next(numbers)}.log")
        point_at(file.path)

    log = RotatingLog(folder / "pino.1.log", random, rotate)
    point_at(log.file.path)
    return log

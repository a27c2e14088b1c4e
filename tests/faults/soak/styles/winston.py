"""winston-daily-rotate-file: the live file has the day and the highest number; `zippedArchive` packs the one before."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from tests.faults.soak.files import Background, GrowingFile, RotatingLog, pack, utc_name

if TYPE_CHECKING:
    import random
    from pathlib import Path


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """`winston-2026-11-27.log`, then `.log.1`, `.log.2`, …."""
    numbers = itertools.count(1)
    background = Background()

    def rotate(file: GrowingFile) -> None:
        full = file.path
        file.reopen(folder / f"winston-{utc_name('%Y-%m-%d')}.log.{next(numbers)}")
        background.run(functools.partial(pack, full, full.with_name(f"{full.name}.gz")))

    log = RotatingLog(folder / f"winston-{utc_name('%Y-%m-%d')}.log", random, rotate)
    log.finish = background.wait
    return log

"""logback's `SizeAndTimeBasedRollingPolicy`: renamed to a `.tmp`, packed in a thread, the `.tmp` removed."""

from __future__ import annotations

import functools
import itertools
import time
from typing import TYPE_CHECKING

from tests.faults.soak.files import Background, GrowingFile, RotatingLog, pack, utc_name

if TYPE_CHECKING:
    import random
    from pathlib import Path


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """`logback.log` and `logback.%d{yyyy-MM-dd}.%i.log.gz`."""
    numbers = itertools.count()
    background = Background()

    def rotate(file: GrowingFile) -> None:
        target = folder / f"logback.{utc_name('%Y-%m-%d')}.{next(numbers)}.log.gz"
        waiting = target.with_name(f"{target.name}{time.monotonic_ns()}.tmp")
        file.path.rename(waiting)
        file.reopen()
        background.run(functools.partial(pack, waiting, target))

    log = RotatingLog(folder / "logback.log", random, rotate)
    log.finish = background.wait
    return log

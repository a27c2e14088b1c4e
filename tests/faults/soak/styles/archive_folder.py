"""A script that moves files into a folder by month, under the host's name, and packs them there in a while."""

from __future__ import annotations

import functools
import itertools
import time
from typing import TYPE_CHECKING

from tests.faults.soak.files import Background, GrowingFile, RotatingLog, pack, utc_name

if TYPE_CHECKING:
    import random
    from pathlib import Path

_SUFFIXES = ("-1.log", ".log.old", "_000001.log", ".20261127-0300.log", ".log")


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """The live file, and `archive/<year>/<month>/` below it."""
    numbers = itertools.count(1)
    background = Background()

    def later(path: Path, compression: str, seconds: float) -> None:
        time.sleep(seconds)
        pack(path, path.with_name(f"{path.name}.{compression}"), compression)

    def rotate(file: GrowingFile) -> None:
        month = folder / "archive" / utc_name("%Y/%m")
        month.mkdir(parents=True, exist_ok=True)
        target = month / f"web-{next(numbers)}{random.choice(_SUFFIXES)}"
        file.path.rename(target)
        file.reopen()
        work = functools.partial(later, target, random.choice(("gz", "xz", "bz2", "zst")), random.uniform(0, 3))
        background.run(work)

    log = RotatingLog(folder / "live.log", random, rotate)
    log.finish = background.wait
    return log

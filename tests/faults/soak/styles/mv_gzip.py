"""A script: `mv app.log app_000001.log && gzip -1 app_000001.log`, in the middle of a burst."""

from __future__ import annotations

import itertools
import subprocess
from typing import TYPE_CHECKING

from tests.faults.soak.files import GrowingFile, RotatingLog

if TYPE_CHECKING:
    import random
    from pathlib import Path

NEEDS = {"gzip": "gzip"}
SHARE = 8


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """Files of up to 40 MB, large enough to be packed while they are read."""
    numbers = itertools.count(1)

    def rotate(file: GrowingFile) -> None:
        target = folder / f"orders_{next(numbers):06}.log"
        command = f"mv {file.path} {target} && gzip -1 {target}"
        subprocess.run(["sh", "-c", command], check=True)
        file.reopen()

    return RotatingLog(folder / "orders.log", random, rotate, least=200_000, most=40_000_000)

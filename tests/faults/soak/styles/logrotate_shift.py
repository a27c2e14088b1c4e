"""logrotate's default: `.1.gz`, `.2.gz`, …, every archive renamed at every rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.soak import logrotate

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from tests.faults.soak.files import RotatingLog

NEEDS = logrotate.NEEDS


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """`shifted.log.1.gz`, packed as soon as the program has let go of it."""
    return logrotate.renamed_while_open(folder / "shifted.log", random, "create\ncompress\n{postrotate}")

"""logrotate: `create`, `dateext`, `delaycompress`, and a `postrotate` that asks the program to open its log anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.soak import logrotate

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from tests.faults.soak.files import RotatingLog

NEEDS = logrotate.NEEDS


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """`created.log-20261127-1764241200`, and `.gz` one rotation later."""
    directives = "create\ndateext\ndateformat -%Y%m%d-%s\ncompress\ndelaycompress\n{postrotate}"
    return logrotate.renamed_while_open(folder / "created.log", random, directives)

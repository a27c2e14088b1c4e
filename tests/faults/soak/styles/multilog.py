"""daemontools' multilog, as s6-log too: `current`, and `@<TAI64N>.s` for what is full."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.faults.soak.files import any_size, line

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

NEEDS = {"multilog": "daemontools"}
ROOTS = ("svc/current", "svc/@*")


class MultilogLog:
    """What is piped to multilog."""

    def __init__(self, folder: Path, size: int) -> None:
        command = ["multilog", f"s{size}", "n100000", str(folder / "svc")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def write(self, messages: Sequence[str]) -> None:
        """Send a line for each."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(map(line, messages)))
        self._process.stdin.flush()

    def close(self) -> None:
        """Wait until multilog has written all."""
        self._process.communicate()
        if self._process.returncode:
            raise RuntimeError


def open_log(folder: Path, random: random.Random) -> MultilogLog:
    """A pipe to multilog."""
    (folder / "svc").mkdir()
    return MultilogLog(folder, any_size(random, 30_000, 1_000_000))

"""Programs that write logs: good lines that are numbered, hostile ones between them; now and then a file is renamed."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from tests.security.siege import lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.security.siege.attackers import Target

_MOST_BYTES = 10_000_000
_LINES_A_SECOND = 100


class Writer:
    """One log under several names; `written` counts its lines, `good` those that are records for certain."""

    def __init__(self, folder: Path, name: str, seed: str) -> None:
        self.name = name
        self.written = 0
        self.good = 0
        self._path = folder / f"{name}.log"
        self._chance = random.Random(f"{seed} {name}")
        self._names = 0

    def write(self, target: Target) -> None:
        """Until the siege is over."""
        began = time.monotonic()
        file = self._path.open("ab", buffering=0)
        while not target.over.is_set():
            for _ in range(self._chance.randrange(1, 40)):
                line = self._line()
                target.findings.count("line")
                cut = self._chance.randrange(len(line) + 1)
                file.write(line[:cut])
                file.write(line[cut:] + b"\n")
                self.written += 1
            if file.tell() > _MOST_BYTES * self._chance.random():
                file.close()
                self._names += 1
                self._path.rename(self._path.with_name(f"{self.name}.log.{self._names}"))
                file = self._path.open("ab", buffering=0)
                self._first(file)
            while target.is_behind and not target.over.wait(0.1):
                began += 0.1
            ahead = self.written / _LINES_A_SECOND - (time.monotonic() - began)
            target.over.wait(max(0.0, ahead))
        file.close()

    def _first(self, file: object) -> None:
        """A file begins with a line that is like no other's, as logs do."""
        file.write(lines.good(self.good, self.name) + b"\n")  # type: ignore[attr-defined]
        self.written += 1
        self.good += 1

    def _line(self) -> bytes:
        if self.written and self._chance.random() < lines.HOSTILE_SHARE:
            return lines.hostile(self._chance)
        self.good += 1
        return lines.good(self.good - 1, self.name)

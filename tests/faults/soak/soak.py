"""The soak itself: writers of every style, one server, and what is done to it until the time is over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.faults.soak import full_disk, styles
from tests.faults.soak.clock import Clock
from tests.faults.soak.compare import compare
from tests.faults.soak.server import ROOT, EndedError, Server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CHUNKS = (64 * 1024, 1024**2, 64 * 1024**2)
_INGEST = ["-m", "dashboard.cli", "ingest"]
_LOST_BY_FULL_DISK = "gave "


class Soak:
    """One run in a folder."""

    def __init__(self, folder: Path, names: Sequence[str], seed: int, *, longest: float, whole_share: float) -> None:
        self._folder = folder
        self._names = list(names)
        self._seed = seed
        self._chance = random.Random(seed)
        self._longest = longest
        self._whole_share = whole_share
        self._logs = folder / "logs"
        self._logs.mkdir()
        self._disk = full_disk.make(folder / "disk")
        self._warehouse = self._disk.folder / "warehouse.duckdb"
        self._clock = Clock(folder / "clock")
        roots = [root for name in names for root in styles.roots(name, self._logs / name)]
        self._roots = roots
        self._server = Server(folder, self._warehouse, roots)
        self.counts: Counter[str] = Counter()

    def run(self, seconds: float, lines_per_second: float) -> list[str]:
        """Write, follow and disturb for so long, then catch up; returns what is wrong."""
        deadline = time.monotonic() + seconds
        writers = self._start_writers(seconds, lines_per_second)
        try:
            self._wait_for_folders()
            while time.monotonic() < deadline:
                self._one_server(deadline)
            failed = [name for name, writer in writers.items() if writer.wait(timeout=300)]
        finally:
            self._server.close()
            for writer in writers.values():
                writer.kill()
        if failed:
            return [f"the writer of {name} failed" for name in failed]
        for _ in range(2):
            self._catch_up()
        return compare(self._folder, self._warehouse, self._names)

    def close(self) -> None:
        """Let go of the disk."""
        self._disk.close()

    def told(self) -> str:
        """What was done, in a sentence."""
        done = ", ".join(f"{number} × {what}" for what, number in sorted(self.counts.items()))
        return f"{done} (full disk by {self._disk.how}), seed {self._seed}"

    def _start_writers(self, seconds: float, lines_per_second: float) -> dict[str, subprocess.Popen[bytes]]:
        each = lines_per_second / sum(map(styles.share, self._names))
        return {
            name: subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.faults.soak", "--write", name, "--dir", str(self._logs)),
                    *("--rate", str(each * styles.share(name)), "--minutes", str(seconds / 60)),
                    *("--seed", str(self._seed + index)),
                ],
                cwd=ROOT,
            )
            for index, name in enumerate(self._names)
        }

    def _wait_for_folders(self) -> None:
        until = time.monotonic() + 60
        while not all((self._logs / name).exists() for name in self._names) and time.monotonic() < until:
            time.sleep(0.05)

    def _one_server(self, deadline: float) -> None:
        """Start a server, disturb it some times, and end it."""
        whole = self._chance.random() < self._whole_share
        environment = {"LONGTAIL_CHUNK_BYTES": str(self._chance.choice(_CHUNKS))} | self._clock.environment()
        self._server.start(environment, whole=whole)
        self.counts["start of the server" if whole else "start of reading alone"] += 1
        try:
            self._server.wait_until_it_stores()
            for _ in range(self._chance.choice((0, 0, 1, 1, 2, 3))):
                self._wait(deadline)
                self._disturb()
            self._wait(deadline)
            self._end()
        except EndedError as error:
            if not self.counts["full disk"] or _LOST_BY_FULL_DISK not in str(error):
                raise
            self.counts["end by a full disk"] += 1  # DuckDB gave the database up, and the server says so and ends

    def _wait(self, deadline: float) -> None:
        left = max(0.0, deadline - time.monotonic())
        self._server.wait(min(self._chance.uniform(0.0, self._longest), left))

    def _disturb(self) -> None:
        what = self._chance.choice(("pause", "full disk", "clock step"))
        if what == "clock step":
            self._clock.step(self._chance)
        elif what == "pause":
            self._server.signal(signal.SIGSTOP)
            time.sleep(self._chance.uniform(0.2, self._longest))
            self._server.signal(signal.SIGCONT)
        else:
            with self._disk.full(self._server.pid):
                self._server.wait(self._chance.uniform(0.5, self._longest))
        self.counts[what] += 1

    def _end(self) -> None:
        if self._chance.random() < 0.1:
            self._server.end(signal.SIGTERM)
            self.counts["end"] += 1
            return
        self._server.end(signal.SIGKILL)
        self.counts["kill"] += 1

    def _catch_up(self) -> None:
        command = [sys.executable, *_INGEST, *self._roots, "--warehouse", str(self._warehouse)]
        subprocess.run(command, check=True, cwd=ROOT, env=os.environ, timeout=1800)

"""One siege: the server, everybody at once for so long, and the judgement at the end."""

from __future__ import annotations

import threading
import time
import traceback
from typing import TYPE_CHECKING

import psutil

from tests import patience
from tests.dashboard.support import serving
from tests.security.siege import attackers, sums
from tests.security.siege.attackers import Target
from tests.security.siege.findings import Findings
from tests.security.siege.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.dashboard.support import Server

_GIB = 1 << 30
MOST_RSS = 4 * _GIB
"""What the server may take: 1 GiB by itself while it reads and draws pages, 1.1 GiB for all statements together
(sql/sandbox.py), 1 GiB for a large step that the watch sees too late (sql/steps/volume.py), 1 GiB for other steps."""
_LOOK_SECONDS = 0.1
_MOST_UNREAD = 2_000
"""Lines that may wait to be read."""
_CATCH_UP_SECONDS = 300
_SHARE: tuple[tuple[Callable[[Target, str, str], None], int], ...] = (
    (attackers.ask_statements, 8),
    (attackers.send_requests, 4),
    (attackers.flood, 1),
    (attackers.read, 2),
    (attackers.use_pages, 1),
    (attackers.watch_health, 1),
)
"""Who takes part, and how many of each."""


class Siege:
    """One run in a folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._seed = seed
        self._logs = folder / "logs"
        self._logs.mkdir()
        self.findings = Findings(folder / "findings.jsonl", seed)
        self._writers = [Writer(self._logs, f"writer{number}", str(seed)) for number in range(2)]
        self._most_rss = 0
        self._seconds = 0.0

    def run(self, seconds: float) -> None:
        """Everybody at once for so long; then the sums."""
        settings = {
            "LONGTAIL_DOWNLOAD_TIMEOUT_SECONDS": str(attackers.STATEMENT_SECONDS),
            "LONGTAIL_MAX_LINE_BYTES": str(1 << 20),
        }
        with serving(self._folder, name="serve", descriptors=None, **settings) as server:
            child = server.child()
            target = Target(server.url, self.findings, threading.Event())
            threads = self._threads(target)
            began = time.monotonic()
            for thread in threads:
                thread.start()
            self._watch(server, target, child, began + seconds)
            target.over.set()
            for thread in threads:
                thread.join()
            self._seconds = time.monotonic() - began
            self._catch_up(server, child)
            if server.process.poll() is None and (status := server.stop()) != 0:
                self.findings.add("status at the end", str(status))
        sums.judge_output(server.errors, self.findings)
        sums.compare(server.warehouse, self._writers, self.findings)

    def _threads(self, target: Target) -> list[threading.Thread]:
        made = [
            threading.Thread(target=self._kept, args=(work, target, f"{work.__name__} {number}"))
            for work, many in _SHARE
            for number in range(many)
        ]
        return [*made, *(threading.Thread(target=writer.write, args=(target,)) for writer in self._writers)]

    def _kept(self, work: Callable[[Target, str, str], None], target: Target, name: str) -> None:
        """A thread that fails is a fault of the siege, and told as one."""
        try:
            work(target, name, str(self._seed))
        except Exception:  # noqa: BLE001 (it is told)
            self.findings.add("the siege itself", traceback.format_exc(), name)

    def _watch(self, server: Server, target: Target, child: psutil.Process, until: float) -> None:
        """Look at the process until the time is up, or it has ended."""
        told_at, was_over = time.monotonic(), False
        while time.monotonic() < until:
            target.is_behind = self._unread(target) > _MOST_UNREAD
            time.sleep(_LOOK_SECONDS)
            rss = _rss(child)
            self._most_rss = max(self._most_rss, rss)
            if rss > MOST_RSS and not was_over:
                running = server.warehouse.with_name(f"{server.warehouse.name}.running").read_bytes()
                self.findings.add(
                    "memory", f"{rss / _GIB:.2f} GiB", running.replace(b"  ", b"").decode(errors="replace")
                )
            was_over = rss > MOST_RSS
            if not child.is_running() or server.process.poll() is not None:
                self.findings.add("the process ended", server.errors.read_text(encoding="utf-8")[-4000:])
                return
            if time.monotonic() - told_at > 60:
                told_at = time.monotonic()
                print(f"{rss / _GIB:.2f} GiB now, {sum(self.findings.counts.values()):,} things done", flush=True)

    def _unread(self, target: Target) -> int:
        """How many lines that were written are not read yet, by what the last read of the status said."""
        return sum(writer.written for writer in self._writers) - target.lines_read

    def _catch_up(self, server: Server, child: psutil.Process) -> None:
        """Until all that was written is read."""
        written = sum(writer.written for writer in self._writers)

        def is_read() -> bool:
            self._most_rss = max(self._most_rss, _rss(child))
            return bool(sum(entry["lines"] for entry in server.get("/api/v1/files").json) >= written)

        try:
            patience.wait_for(is_read, "all lines to be read", _CATCH_UP_SECONDS)
        except (AssertionError, OSError) as error:
            self.findings.add("not all lines are read", str(error))

    def told(self) -> list[str]:
        """What was done, how long the longest of each took, and what was found."""
        found = self.findings
        done = [
            f"{what:28} {many:>9,}" + (f"   longest {found.longest[what]:7.2f} s" if what in found.longest else "")
            for what, many in sorted(found.counts.items())
        ]
        memory = f"most memory {self._most_rss / _GIB:.2f} GiB of {MOST_RSS / _GIB:g}"
        verdict = [f"FOUND {line}" for line in found.told()] or ["Nothing was found."]
        head = f"{self._seconds / 60:.1f} minutes, seed {self._seed}, {memory}, factor {patience.factor():.1f}"
        return [*done, head, *verdict]


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0

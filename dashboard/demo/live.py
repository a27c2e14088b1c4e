"""Keep the shop open: write what happens as it happens, and turn to new files at midnight."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.demo import files, outages, shop, traffic
from dashboard.demo.clock import DAY, MINUTE, microseconds
from dashboard.demo.plan import Plan

if TYPE_CHECKING:
    from dashboard.demo.records import Line

TICK_SECONDS = 0.25
ROTATE_AFTER = MINUTE
"""Yesterday's files stay as they are for a minute, so that who follows them has read their last lines."""
LONGEST_STEP = 10 * MINUTE


def run(
    directory: Path,
    *,
    seed: int = 1,
    stop: threading.Event,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    is_watched: Callable[[], bool] = lambda: False,
) -> None:
    """Write live into `directory` until `stop` is set; first catch up with what came since the last line.

    Without a history there `shop.simulate` writes one with `seed`; otherwise the history's own seed goes on. Once
    somebody watches, Redis goes away in the next minute, and every 30 to 60 minutes from then on.
    """
    is_looked_at = False
    writer = LiveWriter(directory, seed=seed, now=clock())
    while not stop.wait(TICK_SECONDS):
        now = clock()
        if writer.is_behind(now):
            writer = LiveWriter(directory, seed=seed, now=now)
        if is_looked_at or is_watched():
            writer.plan_outage(now, is_first=not is_looked_at)
            is_looked_at = True
        writer.advance(now)


class LiveWriter:
    """The shop from `now` on: `advance` writes every line whose time has come."""

    def __init__(self, directory: Path, *, seed: int, now: datetime) -> None:
        self._directory = directory
        self._due: list[Line] = []
        self._plan = _catch_up(directory, seed, now)
        self._outage_due: int | None = None
        self._written = microseconds(now)
        self._told = self._written // MINUTE - traffic.SPILL_MINUTES
        self._rotated = self._written // DAY * DAY

    def is_behind(self, now: datetime) -> bool:
        """Whether so much is missing, say because the machine slept, that a new writer should catch up at once."""
        return microseconds(now) - self._written > LONGEST_STEP

    def plan_outage(self, now: datetime, *, is_first: bool) -> None:
        """Let Redis go away in the next minute, where that is due; the first time unless it just was."""
        ts = max(self._written, microseconds(now))
        if self._outage_due is None:
            self._outage_due = outages.due(self._plan, ts, is_start=is_first)
        coming = outages.coming_minute(ts)
        if self._outage_due <= coming:
            self._plan = outages.announced(self._directory, self._plan, coming)
            self._outage_due = outages.due(self._plan, ts, is_start=False)

    def advance(self, now: datetime) -> int:
        """Append the lines up to `now`; gives how many. With a clock that went back it waits until that is past."""
        ts = microseconds(now)
        self._tell(ts // MINUTE + 1)
        batch: dict[Path, list[str]] = {}
        count = 0
        while self._due and self._due[0][0] <= ts:
            at, stream, text = heappop(self._due)
            batch.setdefault(files.live_path(self._directory, stream, at), []).append(text)
            count += 1
        for path, texts in batch.items():
            files.append(path, "".join(texts))
        self._written = max(self._written, ts)
        self._rotate()
        return count

    def _tell(self, last: int) -> None:
        """Queue the lines of all minutes before `last` that are not queued yet."""
        for index in range(self._told, last):
            for line in traffic.minute(self._plan, index):
                if line[0] > self._written and line[1].split("/")[0] in self._plan.services:
                    heappush(self._due, line)
        self._told = max(self._told, last)

    def _rotate(self) -> None:
        """Compress yesterday's files, once a day."""
        day = self._written // DAY * DAY
        if day > self._rotated and self._written >= day + ROTATE_AFTER:
            files.rotate(self._directory, day)
            self._rotated = day


def _catch_up(directory: Path, seed: int, now: datetime) -> Plan:
    """Write all that came until `now` at once; gives the plan to go on with."""
    shop.simulate(directory, now=now, seed=seed)
    plan = shop.read_plan(directory)
    if plan is None:
        raise FileNotFoundError(f"{directory} has no demo any more; start the demo again.")
    return plan

"""One order, carried out and judged by what was written."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.explorer.orders import DISTURBANCES, smaller
from tests.faults.explorer.points import Clock, watched
from tests.faults.explorer.reading import Reading, StoreFailedError
from tests.faults.explorer.stores import MemoryStore, WarehouseStore
from tests.faults.explorer.world import World, swept

if TYPE_CHECKING:
    from tests.faults.explorer.orders import Event, Order
    from tests.faults.explorer.stores import Store

_LAST_PASSES = 6
_MOST_PASSES = 400


class KilledError(BaseException):
    """SIGKILL: nothing after it ran."""


@dataclass
class Outcome:
    """What is wrong, what is excused by which name, and the script of what happened."""

    faults: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    script: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The first word of each fault: what shrinking must keep."""
        return " ".join(sorted({fault.split()[0] for fault in self.faults}))


class Trial:
    """Runs one order in a folder of its own."""

    def __init__(self, order: Order, folder: Path) -> None:
        self._order = order
        self._clock = Clock()
        self._world = World(folder, self._clock, order.line_bytes)
        self._store: Store = WarehouseStore() if order.real_warehouse else MemoryStore()
        self._events = list(order.events)
        self._waited = 0
        self._busy = False
        self._is_whole = True
        self._down = 0
        self._outcome = Outcome()
        self._reading: Reading | None = None

    def run(self) -> Outcome:
        """Carry it out, read what is left, and judge."""
        try:
            with watched(self._at_point, self._clock):
                passes = 0
                while self._events and passes < _MOST_PASSES:
                    self._pass(self._order.batches)
                    passes += 1
                self._events = []
                for _ in range(_LAST_PASSES):
                    self._clock.passes(6.0)
                    self._pass(100_000)
            self._judge()
        finally:
            if self._reading is not None:
                self._reading.close()
            self._store.close()
            self._world.close()
        return self._outcome

    def _pass(self, batches: int) -> None:
        self._say("--- a pass")
        self._clock.passes(1.0)
        self._world.begins()
        try:
            if self._reading is None:
                self._reading = Reading(self._world.logs, self._store, self._order, self._at_point)
            self._is_whole = True
            if self._reading.one_pass(batches) and self._is_whole:
                self._unseen(self._world.passed)
        except KilledError:
            if self._reading is not None:
                self._unseen(self._reading.close)
            self._reading = None
            while self._down and self._events:
                self._down -= 1
                self._do(self._events.pop(0), "while it is down")

    def _unseen(self, action: object) -> None:
        """Do something of our own: its calls are no points."""
        busy, self._busy = self._busy, True
        try:
            action()  # type: ignore[operator]
        finally:
            self._busy = busy

    # points

    def _at_point(self, call: str) -> None:
        while not self._busy and self._events and self._waited >= self._events[0].gap:
            self._waited = 0
            self._do(self._events.pop(0), f"before {call}")
        self._waited += not self._busy

    def _do(self, event: Event, when: str) -> None:
        if event.step in DISTURBANCES:
            self._disturb(event, when)
            return
        self._unseen(lambda: self._say(self._world.take(event), when))

    def _disturb(self, event: Event, when: str) -> None:
        if when == "while it is down":
            return
        if event.step == "kill":
            self._say(f"kill -9, and {event.size // 3} steps before it starts again", when)
            self._down = event.size // 3
            raise KilledError
        if event.step == "fail_commit" and when == "before the commit":
            self._say("the transaction fails", when)
            raise StoreFailedError
        if event.step == "fail" and when.endswith(")"):
            self._say("the call fails", when)
            self._is_whole = False
            raise OSError(5, "Input/output error")

    def _say(self, done: str, when: str = "") -> None:
        if done:
            self._outcome.script.append(f"{done:<60} {when}".rstrip())

    # judgement

    def _judge(self) -> None:
        world, rows = self._world, self._store.rows()
        doubt, gaps = self._store.flags()
        faults, excused = self._outcome.faults, self._outcome.excused
        present = world.present
        missing = [number for number in sorted(world.finished) if not rows[number]]
        for number in missing:
            reason = self._excuse(number, present, gaps)
            if reason is None:
                faults.append(f"lost line {number}: " + ("it stands in a file" if number in present else "untold"))
            else:
                excused[reason] += 1
        twice = {number: count for number, count in rows.items() if count > 1}
        extra = sum(twice.values()) - len(twice)
        if extra > doubt:
            faults.append(f"doubled lines {sorted(twice)[:8]}: {extra} rows too many, {doubt} flagged")
        elif extra:
            excused["two files that may be one log: flagged as possible duplicates"] += extra
        if doubt > extra:
            excused["flagged in vain"] += doubt - extra
        texts = [line.text for line in world.lines]
        for reject in self._store.rejects():
            if not any(reject in text for text in texts):
                faults.append(f"torn line {reject[:60]!r}")
            excused["a half line kept as an invalid line"] += 1

    def _excuse(self, number: int, present: set[int], gaps: list[str]) -> str | None:
        """Why a line may be missing; None where it may not."""
        line = self._world.lines[number]
        if any(line.text.startswith(reject) for reject in self._store.rejects()):
            return "finished more than 10 s after its file was rotated: its parts are invalid lines"
        if number in present:
            return self._why_not_seen(number, gaps)
        if gaps:
            return "gone before it was read: told as a gap"
        if line.gone is not None and line.gone <= line.since + 1:
            return "written and gone between two scans, or never under the name of a log"
        return None

    def _why_not_seen(self, number: int, gaps: list[str]) -> str | None:
        if self._world.is_out_of_sight(number):
            return "in a copy that got a name no log has"
        if gaps and self._world.is_hardly_known(number, self._store.rows()):
            return "in a log of which little was read, and that got a name no log has: told as a gap"
        return None


def work_below(folder: str) -> None:
    """Carry out the orders of this process below `folder`, which another process removes."""
    tempfile.tempdir = folder


@cache
def _place(process: int) -> tempfile.TemporaryDirectory[str]:
    """The folder of a process's trials, one after the other: to remove one takes as long as a trial, waiting."""
    return tempfile.TemporaryDirectory(prefix=f"orders-{process}-")


def run(order: Order) -> Outcome:
    """Carry out one order in an empty folder."""
    folder = Path(_place(os.getpid()).name)
    try:
        return Trial(order, folder).run()
    finally:
        swept(folder)


def shrunk(order: Order, kind: str) -> Order:
    """The shortest order found that fails in the same way."""
    found = True
    while found:
        found = False
        for candidate in smaller(order):
            if candidate != order and run(candidate).kind == kind:
                order, found = candidate, True
                break
    return order

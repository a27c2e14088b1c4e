"""The programs that take most processor time and most memory; processes of one name are one program.

Under Linux one file of each process is read (`/proc/<pid>/stat`, proc_pid_stat(5)), a fifth of the work of psutil's
objects; elsewhere psutil tells.
"""

from __future__ import annotations

import heapq
import os
import time
from collections import Counter, defaultdict
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from monitor.sample import Sample, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PROC = Path("/proc")
_Told = tuple[str, float, float, str]
"""Name, seconds of processor time, bytes of memory, state."""


class Programs:
    """Looks through all processes every `every` seconds; between, it says the same again."""

    def __init__(self, most: int, every: float, proc: Path = _PROC) -> None:
        self._most = most
        self._every = every
        self._proc = proc
        self._before: dict[int, _Told] = {}
        self._looked = 0.0
        self._samples: list[Sample] = []

    def samples(self) -> list[Sample]:
        """`process_cpu_percent` (of one core) and `process_memory_bytes` by program; processes by state."""
        now = time.monotonic()
        if not self._samples or now - self._looked >= self._every * 0.9:
            self._samples = list(self._look(now))
            self._looked = now
        return self._samples

    def _look(self, now: float) -> Iterator[Sample]:
        processes = dict(_stats(self._proc) if (self._proc / "self" / "stat").exists() else _portable())
        before, self._before = self._before, processes
        for state, count in Counter(told[3] for told in processes.values()).items():
            yield gauge("processes", count, state=state)
        memory: defaultdict[str, float] = defaultdict(float)
        spent: defaultdict[str, float] = defaultdict(float)
        for pid, (name, seconds, size, _) in processes.items():
            memory[name] += size
            if pid in before and before[pid][0] == name:
                spent[name] += max(0.0, seconds - before[pid][1])
        for name, size in _largest(memory, self._most):
            yield gauge("program_memory_bytes", size, program=name)
        if before:
            for name, seconds in _largest(spent, self._most):
                yield gauge("program_cpu_percent", 100 * seconds / (now - self._looked), program=name)


def _largest(values: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    return heapq.nlargest(most, values.items(), key=itemgetter(1))


_STATES = {"R": "running", "S": "sleeping", "D": "waiting", "Z": "zombie", "T": "stopped", "t": "stopped", "I": "idle"}


def _stats(proc: Path) -> Iterator[tuple[int, _Told]]:
    tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for entry in os.scandir(proc):
        if entry.name.isdigit():
            with suppress(OSError, ValueError, IndexError):  # it has ended meanwhile
                text = Path(entry.path, "stat").read_bytes().decode(errors="replace")
                name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
                seconds = (int(rest[11]) + int(rest[12])) / tick
                yield int(entry.name), (name, seconds, int(rest[21]) * page, _STATES.get(rest[0], "other"))


def _portable() -> Iterator[tuple[int, _Told]]:
    for process in psutil.process_iter(["name", "cpu_times", "memory_info", "status"]):
        told = process.info
        if told["cpu_times"] is not None and told["memory_info"] is not None:
            spent = told["cpu_times"].user + told["cpu_times"].system
            yield process.pid, (told["name"] or "?", spent, told["memory_info"].rss, told["status"])

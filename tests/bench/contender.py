"""Contenders: who reads the same log in, each in a process of its own.

`tests/bench/contenders/` is a registry: every module there has `read(log, folder)`, which is timed, and
`stored(folder)`, which says afterwards, untimed, how many lines are there in how many bytes. What a module imports at
its top is loaded before the clock starts, for all alike; how long that took is a figure of its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import pkgutil
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.bench import contenders

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
NEEDS: Mapping[str, str] = {"chdb_json": "chdb", "chdb_typed": "chdb"}
"""Which package a contender needs that `pip install 'longtail[dev]'` does not bring; `[bench]` does."""


class Stored(NamedTuple):
    """What a contender has on disk."""

    lines: int
    bytes: int


def names() -> list[str]:
    """All contenders, Longtail first, those that cannot run here too."""
    found = [module.name for module in pkgutil.iter_modules(contenders.__path__)]
    return sorted(found, key=lambda name: (name != "longtail", name))


def missing() -> list[str]:
    """The contenders whose package is not installed."""
    return [name for name in names() if name in NEEDS and importlib.util.find_spec(NEEDS[name]) is None]


def run(name: str, log: Path, folder: Path, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Have a contender read `log` (Longtail also takes a folder) into `folder`, in a new process; gives its figures.

    Raises `RuntimeError` with what it wrote where it failed.
    """
    command = [sys.executable, "-m", __spec__.name, name, str(log), str(folder)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ | dict(environment or {})
    )
    if done.returncode:
        sentence = f"{name} failed with status {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(sentence)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _child(name: str, log: Path, folder: Path) -> dict[str, float]:
    """Seconds, CPU seconds of all threads, peak memory of the process, and what is stored at the end."""
    begun = time.perf_counter()
    contender = importlib.import_module(f"{contenders.__name__}.{name}")
    loaded, cpu_before = time.perf_counter(), _cpu_seconds()
    contender.read(log, folder)
    seconds, cpu_seconds = time.perf_counter() - loaded, _cpu_seconds() - cpu_before
    peak = peak_memory_bytes()
    stored = contender.stored(folder)
    return {
        "load_seconds": loaded - begun,
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_memory_bytes": peak,
        "lines_stored": stored.lines,
        "bytes_on_disk": stored.bytes,
    }


def peak_memory_bytes() -> int:
    """The most memory that this process ever had resident.

    Linux hands `ru_maxrss` on from the process that started this one, so its own account of the peak is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return int(told["VmHWM"].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(_child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))

"""The process that runs the calls, and its parent's hold on it.

The child runs what the sandbox would run and says how it ended; the parent sees when it dies, says nothing, or grows.
"""

from __future__ import annotations

import json
import resource
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from sql import sandbox
from sql.errors import LongtailError
from sql.warehouse import MEMORY, Warehouse

if TYPE_CHECKING:
    from typing import Self

_MIB = 1024 * 1024
LIMIT_SECONDS = 1.0
MEMORY_BYTES = 400 * _MIB
MOST_GROWTH = 900 * _MIB
"""What may be taken above the limit until the watch has seen it: more is a finding."""
HANG_SECONDS = 3.0
"""A statement that has not ended so long after its limit is a finding."""
_LOOK_SECONDS = 0.02
_MOST_ADDRESSES = 6 * 1024 * _MIB
"""What the child may ask of the machine at most, also within one step: other work goes on beside it."""
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a statement ended: `fine`, `refused`, `died`, `hangs` or `grows`, with what was said."""

    how: str
    said: str = ""
    seconds: float = 0.0
    grown: int = 0


class Child:
    """One child process, started again after it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._end()

    def ask(self, text: str) -> Ended:
        """Run one statement there."""
        process = self._running()
        if process.stdin is None:
            return Ended("died", "it has no input")
        base = psutil.Process(process.pid).memory_info().rss
        process.stdin.write(json.dumps(text) + "\n")
        process.stdin.flush()
        return self._watched(process, base)

    def _watched(self, process: subprocess.Popen[str], base: int) -> Ended:
        began, most = time.monotonic(), 0
        while True:
            if process.stdout is not None and select.select([process.stdout], [], [], _LOOK_SECONDS)[0]:
                return self._told(process, time.monotonic() - began, most)
            most = max(most, _rss(process.pid) - base)
            spent = time.monotonic() - began
            if most > MEMORY_BYTES + MOST_GROWTH:
                return self._lost(Ended("grows", "", spent, most))
            if spent > LIMIT_SECONDS + HANG_SECONDS:
                return self._lost(Ended("hangs", "", spent, most))

    def _told(self, process: subprocess.Popen[str], seconds: float, most: int) -> Ended:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            return self._lost(Ended("died", f"status {process.wait()}", seconds, most))
        told: dict[str, Any] = json.loads(line)
        ended = Ended(str(told["how"]), str(told["said"]), seconds, most)
        return self._lost(ended) if ended.how == "hangs" else ended

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "tests.security.functions.child"]
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
                sentence = "The child process did not start."
                raise RuntimeError(sentence)
        return self._process

    def _lost(self, ended: Ended) -> Ended:
        self._end()
        return ended

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _rss(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _run(warehouse: Warehouse, text: str) -> dict[str, str]:
    try:
        sandbox.run(warehouse, text, timeout_seconds=LIMIT_SECONDS, memory_bytes=MEMORY_BYTES, max_rows=1_000)
    except LongtailError as error:
        return {"how": "hangs" if "was given up" in str(error) else "refused", "said": str(error)[:300]}
    except Exception as error:  # noqa: BLE001 (whatever it is, it is a finding)
        return {"how": "failed", "said": f"{type(error).__name__}: {str(error)[:200]}"}
    return {"how": "fine", "said": ""}


def main() -> None:
    """Run each statement that comes in, a JSON text a line, until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    with Warehouse.open(MEMORY, memory_limit="200MB", threads=2) as warehouse:
        print("ready", flush=True)  # noqa: T201 (what the parent reads)
        for line in sys.stdin:
            print(json.dumps(_run(warehouse, json.loads(line))), flush=True)  # noqa: T201 (what the parent reads)


if __name__ == "__main__":
    main()

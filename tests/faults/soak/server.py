"""The server under test: `longtail serve`, or reading alone, which starts in a tenth of the time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from signal import Signals

ROOT = Path(__file__).parents[3]
_START_SECONDS = 60.0


class EndedError(Exception):
    """The server ended though nobody ended it, or does not end though it should."""


class Server:
    """One server process at a time over one warehouse."""

    def __init__(self, folder: Path, warehouse: Path, roots: Sequence[str]) -> None:
        self._output = folder / "serve.txt"
        self._warehouse = warehouse
        self._roots = roots
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that runs now."""
        return self._running().pid

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        if self._process.poll() is not None:
            text = self._output.read_text(encoding="utf-8", errors="replace")
            sentence = f"the server ended by itself with status {self._process.returncode}:\n{text[-3000:]}"
            raise EndedError(sentence)
        return self._process

    def start(self, environment: Mapping[str, str], *, whole: bool) -> None:
        """Start the command, or (not `whole`) reading alone."""
        command = [sys.executable, "-m", "tests.faults.soak.started", *(("serve",) if whole else ()), *self._roots]
        settings = {"LONGTAIL_WAREHOUSE": str(self._warehouse), "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1"}
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=output, env=os.environ | settings | dict(environment)
            )

    def wait_until_it_stores(self) -> None:
        """Else it would be disturbed in its imports only; half a minute at most."""
        before, begun = self._stored(), time.monotonic()
        while self._stored() == before and time.monotonic() - begun < _START_SECONDS:
            self._running()
            time.sleep(0.02)

    def _stored(self) -> tuple[float, ...]:
        wal = self._warehouse.with_name(self._warehouse.name + ".wal")
        return tuple(path.stat().st_mtime if path.exists() else 0.0 for path in (self._warehouse, wal))

    def wait(self, seconds: float) -> None:
        """Let it run. Raises `EndedError` where it does not."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._running()
            time.sleep(min(0.1, left))

    def signal(self, number: Signals) -> None:
        """Send a signal."""
        self._running().send_signal(number)

    def end(self, number: Signals) -> int:
        """Send a signal that ends it, and wait for its status. Raises `EndedError` with its stacks where it hangs."""
        process = self._running()
        process.send_signal(number)
        try:
            return process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # faulthandler prints where each thread is
            process.wait(timeout=30)
            told = self._output.read_text(encoding="utf-8", errors="replace")
            sentence = f"the server did not end within 120 s after {number.name}:\n{told[-6000:]}"
            raise EndedError(sentence) from None

    def close(self) -> None:
        """Make sure that none is left."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

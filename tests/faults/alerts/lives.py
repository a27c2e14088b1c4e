"""The lives of the server: it is started, killed at any moment, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[3]


class EndedError(Exception):
    """The server ended though nobody ended it, or does not end though it should."""


@dataclass(slots=True)
class Lives:
    """One process at a time. `spans` are the seconds of each life, by `clock`, from its start to its end."""

    folder: Path
    environment: Mapping[str, str]
    logs: Path
    clock: Callable[[], float]
    spans: list[tuple[float, float]] = field(default_factory=list)
    kills: int = 0
    _asked: threading.Event = field(default_factory=threading.Event)
    _dead: threading.Event = field(default_factory=threading.Event)

    def kill_now(self) -> None:
        """End the life that is; comes back when it has ended. Threads may call it."""
        self._asked.set()
        self._dead.wait(timeout=30)

    def live(self, seconds: float, *, whole: bool, number: signal.Signals = signal.SIGKILL) -> None:
        """Start it, and end it by this signal after so many seconds, or when `kill_now` asks for it."""
        self._asked.clear()
        self._dead.clear()
        command = [sys.executable, "-m", "tests.faults.alerts.started", *(("serve",) if whole else ()), str(self.logs)]
        with (self.folder / "output.txt").open("ab") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=output, env=os.environ | dict(self.environment)
            )
        begun = self.clock()
        try:
            is_killed = self._asked.wait(seconds)
            self._check(process)
            process.send_signal(signal.SIGKILL if is_killed else number)
            self._join(process)
            self.kills += is_killed or number is signal.SIGKILL
        finally:
            process.kill()
            process.wait()
            self.spans.append((begun, self.clock()))
            self._dead.set()

    def _check(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is not None:
            sentence = f"the server ended by itself with status {process.returncode}:\n{self._output()}"
            raise EndedError(sentence)

    def _join(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # faulthandler prints where each thread is
            process.wait(timeout=30)
            sentence = f"the server did not end within 120 s:\n{self._output()}"
            raise EndedError(sentence) from None

    def _output(self) -> str:
        return (self.folder / "output.txt").read_text(encoding="utf-8", errors="replace")[-6000:]

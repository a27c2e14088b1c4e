"""logrotate itself: a configuration for one log, and the calls of it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from tests.faults.soak.files import RotatingLog

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from tests.faults.soak.files import GrowingFile

NEEDS = {"logrotate": "logrotate"}
_HEAD = "rotate 100000\nmissingok\n"
_POSTROTATE = "postrotate\ntouch {asked}\nwhile [ -e {asked} ]; do sleep 0.05; done\nendscript\n"
_LEAST_SECONDS = 2.0
"""`dateext` names files by the second: two rotations in one would have one name."""


class Logrotate:
    """Rotates one log as often as it is asked to."""

    def __init__(self, log: Path, directives: str) -> None:
        beside = log.parent.parent
        self._config = beside / f"{log.name}.conf"
        self._state = beside / f"{log.name}.state"
        self._asked = beside / f"{log.name}.asked"
        self._running: subprocess.Popen[bytes] | None = None
        self._last = 0.0
        text = f"{log} {{\n{_HEAD}{directives.format(postrotate=_POSTROTATE.format(asked=self._asked))}\n}}\n"
        self._config.write_text(text, encoding="utf-8")
        self._config.chmod(0o600)

    def start(self) -> None:
        """Begin to rotate now, or when the clock names another file than for the rotation before."""
        time.sleep(max(0.0, self._last + _LEAST_SECONDS - time.monotonic()))
        self._last = time.monotonic()
        program = shutil.which("logrotate") or "logrotate"
        self._running = subprocess.Popen([program, "--force", "--state", str(self._state), str(self._config)])

    def answer(self, file: GrowingFile) -> None:
        """Open the log anew where `postrotate` asked for it."""
        if self._asked.exists():
            file.reopen()
            with contextlib.suppress(FileNotFoundError):
                self._asked.unlink()

    def wait(self, file: GrowingFile) -> None:
        """Until the rotation is over. Raises `CalledProcessError` where it failed."""
        running, self._running = self._running, None
        while running is not None and running.poll() is None:
            self.answer(file)
            time.sleep(0.01)
        if running is not None and running.returncode:
            raise subprocess.CalledProcessError(running.returncode, running.args)


def renamed_while_open(path: Path, random: random.Random, directives: str) -> RotatingLog:
    """A log that logrotate renames while its program writes on, until it is asked to open it anew, as a daemon is."""
    rotation = Logrotate(path, directives)

    def rotate(file: GrowingFile) -> None:
        rotation.wait(file)
        rotation.start()

    log = RotatingLog(path, random, rotate)
    log.before = lambda: rotation.answer(log.file)
    log.finish = lambda: rotation.wait(log.file)
    return log

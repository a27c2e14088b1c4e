"""The world that the server watches: log files that grow, sites that answer probes, a page of metrics.

It lives as long as the run, whatever becomes of the server, and keeps what it answered when.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.services import HOST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.alerts.script import Script, Subject

_TICK = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """When a subject was asked how it is, and what it said."""

    at: float
    is_broken: bool


class World:
    """One that follows a script from `start` to `stop`."""

    def __init__(self, script: Script, folder: Path) -> None:
        self._script = script
        self._folder = folder
        self._begun = 0.0
        self._over = threading.Event()
        self._lock = threading.Lock()
        self.asked: dict[str, list[Asked]] = {
            subject.name: [] for subject in script.subjects if subject.kind != "service"
        }
        self.lines = 0
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True
        self._threads = [
            threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True),
            threading.Thread(target=self._write, daemon=True),
        ]

    @property
    def url(self) -> str:
        """Where sites and metrics are."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return time.time() - self._begun

    def moment(self, at: float) -> datetime:
        """That second as a time."""
        return datetime.fromtimestamp(self._begun + at, UTC)

    def start(self) -> None:
        """Begin: this is second 0."""
        self._begun = time.time()
        for thread in self._threads:
            thread.start()

    def stop_writing(self) -> None:
        """Write no more lines."""
        self._over.set()

    def stop(self) -> None:
        """End."""
        self.stop_writing()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()

    def _write(self) -> None:
        """A line of each service each tick. Its time is that of the tick, also where the machine is too busy for it."""
        tick = 0
        while not self._over.wait(max(0.0, tick * _TICK - self.now)):
            at = tick * _TICK
            for subject in self._script.of("service"):
                if subject.is_there(at):
                    self._write_line(subject, at)
            tick += 1

    def _write_line(self, subject: Subject, at: float) -> None:
        is_broken = subject.is_broken(at)
        record = {
            "timestamp": self.moment(at).isoformat(),
            "level": "ERROR" if is_broken else "INFO",
            "service": subject.name,
            "message": f"order {self.lines} failed" if is_broken else f"order {self.lines} done",
        }
        with (self._folder / f"{subject.name}.log").open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(record)}\n")
        self.lines += 1

    def _ask(self, name: str) -> bool | None:
        subject = next((one for one in self._script.subjects if one.name == name), None)
        now = self.now
        if subject is None or not subject.is_there(now):
            return None
        is_broken = subject.is_broken(now)
        with self._lock:
            self.asked[name].append(Asked(now, is_broken))
        return is_broken

    def _metrics(self) -> str:
        told = [(subject.name, self._ask(subject.name)) for subject in self._script.of("queue")]
        rows = [f'jobs_waiting{{queue="{name}"}} {900 if broken else 3}' for name, broken in told if broken is not None]
        return "\n".join(["# TYPE jobs_waiting gauge", *rows, ""])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/metrics":
                    self._say(200, world._metrics())
                else:
                    self._say(500 if world._ask(self.path.strip("/")) else 200, "")

            def _say(self, status: int, text: str) -> None:
                content = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with suppress(OSError):  # who asked was killed
                    self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                """Nothing."""

        return Handler

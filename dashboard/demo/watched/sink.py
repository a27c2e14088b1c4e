"""The other side of the demo's channel: takes what a webhook sends, on this machine, and writes it into a file.

So whoever tries the demo sees what a program of theirs would get, and nothing leaves the machine.
"""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

NAME = "demo-webhook"
FILE = "received.jsonl"
MOST_BODY = 4_000_000
MOST_FILE = 20_000_000
"""Bytes from which on the file begins anew."""


class Sink:
    """Listens from the start of its life on a free port of the loopback, and answers between `start` and `stop`."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE
        self._lock = threading.Lock()
        self._taken = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="demo webhook", daemon=True)

    @property
    def channel(self) -> dict[str, Any]:
        """The channel that sends to it, as the setting `channel` has it."""
        return {"name": NAME, "kind": "webhook", "url": f"http://127.0.0.1:{self._server.server_port}/"}

    def start(self) -> None:
        """Answer."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def take(self, key: str, body: bytes) -> dict[str, Any]:
        """Write one notification as a line; gives the answer. Raises `ValueError` where it is no JSON."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(), "key": key, "body": json.loads(body)})
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            is_full = self.path.exists() and self.path.stat().st_size > MOST_FILE
            with self.path.open("w" if is_full else "a", encoding="utf-8", newline="\n") as file:
                file.write(line + "\n")
            self._taken += 1
            return {"taken": self._taken, "file": str(self.path)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            """Answers one request."""

            timeout = 10

            def do_POST(self) -> None:
                """Take it."""
                length = self.headers.get("Content-Length", "")
                if not length.isdecimal() or int(length) > MOST_BODY:
                    self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "It is too large."})
                    return
                try:
                    said = sink.take(self.headers.get("Idempotency-Key", ""), self.rfile.read(int(length)))
                except (ValueError, OSError) as error:
                    self._answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})
                    return
                self._answer(HTTPStatus.OK, said)

            def _answer(self, status: HTTPStatus, said: dict[str, Any]) -> None:
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the terminal is for people."""

        return Handler

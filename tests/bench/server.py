"""A real `longtail serve` on a port of its own, and what is asked of it over HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil

from tests.bench.contender import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_START_SECONDS = 300
_STOP_SECONDS = 60
_LOOK_SECONDS = 0.1
_KEPT_SECONDS = 2.0
"""The server closes a connection that nobody used for five seconds."""


class Served:
    """A running server: its `url`, its `process` (not its supervisor's), and one connection that stays open."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        (self.process,) = psutil.Process(pid).children()
        self._asked_at = time.monotonic()
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=_START_SECONDS)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def status(self) -> dict[str, Any]:
        """What `/api/v1/status` answers; it costs the server next to nothing."""
        found: dict[str, Any] = json.loads(self._ask("GET", "/api/v1/status"))
        return found

    def sql(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a statement, through `/api/v1/sql`."""
        body = json.dumps({"sql": statement, "parameters": parameters})
        found: list[dict[str, Any]] = json.loads(self._ask("POST", "/api/v1/sql", body))
        return found

    def questions(self) -> int:
        """How many reads of the warehouse pages and API have asked for so far, by `/metrics`."""
        told = re.findall(
            r"^longtail_query_duration_seconds_count\S* (\S+)$", self._ask("GET", "/metrics"), re.MULTILINE
        )
        return int(sum(map(float, told)))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        if time.monotonic() - self._asked_at > _KEPT_SECONDS:
            self._connection.close()
        self._connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        self._asked_at = time.monotonic()
        text = answer.read().decode()
        if answer.status != HTTPStatus.OK:
            sentence = f"{method} {path} gave {answer.status}: {text[:500]}"
            raise RuntimeError(sentence)
        return text

    def caught_up(self, rows: int) -> bool:
        """Whether so many rows are read and nothing that was written waits."""
        ingest = self.status()["ingest"]
        return bool(ingest["rows"] >= rows and ingest["lag_bytes"] == 0)


@contextmanager
def serving(logs: Path, folder: Path, config: Path | None = None) -> Iterator[Served]:
    """`longtail serve` over `logs`, with a new warehouse in `folder`, from its first answer to the end of the block."""
    said = folder / "serve.txt"
    command = [sys.executable, "-m", "dashboard.cli", "serve", str(logs), "--port", "0"]
    command += ["--config", str(config)] if config is not None else []
    with said.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--warehouse", str(folder / "longtail.duckdb")],
            cwd=ROOT,
            env=os.environ | {"LONGTAIL_HOST": "127.0.0.1"},
            stdout=output,
            stderr=output,
        )
    try:
        served = Served(_url(process, said), process.pid)
        try:
            yield served
        finally:
            served.close()
    finally:
        process.terminate()
        process.wait(timeout=_STOP_SECONDS)


def _url(process: subprocess.Popen[bytes], said: Path) -> str:
    found: list[str] = []

    def told() -> bool:
        text = said.read_text(encoding="utf-8", errors="replace")
        if process.poll() is not None:
            sentence = f"longtail serve ended at once with status {process.returncode}: {text[-2000:]}"
            raise RuntimeError(sentence)
        found[:] = re.findall(r"Longtail is at (http://\S+)", text)
        return bool(found)

    wait_until(told, "longtail serve answers")
    return found[0]


def wait_until(happened: Callable[[], bool], what: str, seconds: float = _START_SECONDS) -> None:
    """Look again and again; raises `TimeoutError` where it does not happen within `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            sentence = f"It took longer than {seconds:.0f} s until {what}."
            raise TimeoutError(sentence)
        time.sleep(_LOOK_SECONDS)

"""What tests of the command share: a small warehouse with a sound ledger, and a real server in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from tests import patience, warehouses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 60.0
_URL = re.compile(r"http://\S+")

LOG = "".join(
    json.dumps(
        {
            "timestamp": f"2026-11-20T10:00:{second:02}.500Z",
            "level": "ERROR" if second == 3 else "INFO",
            "message": "=1+1" if second == 2 else f"line {second}",
            "duration_ms": 700.0 if second == 1 else 5.0,
            "method": "GET",
            "path": f"/users/{second}",
            "status_code": 500 if second == 3 else 200,
            "exc_type": "ValueError" if second == 3 else None,
            "tenant": {"id": second},
        },
    )
    + "\n"
    for second in range(5)
)
"""Five records; with it go one line that is no record, and an empty one."""
BROKEN = "this is no record\n\n"


def environment(**more: str) -> dict[str, str]:
    """This process's environment without Longtail's own settings, and with the code under test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LONGTAIL_")}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def command(*arguments: str | Path) -> list[str]:
    """The `longtail` command as a process."""
    return [sys.executable, "-m", "dashboard.cli", *map(str, arguments)]


def longtail(*arguments: str | Path, cwd: Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=environment(**more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=patience.seconds(DEADLINE_SECONDS),
        check=False,
    )


def make_logs(folder: Path) -> Path:
    """A folder with one log: five records, one reject, one empty line."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "app_2026-11-20.log").write_text(LOG + BROKEN, encoding="utf-8")
    return folder


def make_warehouse(path: Path) -> Path:
    """A warehouse with one file in its ledger: two records, one reject that is no UTF-8, one empty line."""
    with warehouses.in_file(path) as warehouse, warehouse.transaction() as cursor:
        cursor.execute(
            """
            insert into files (
                file_id, path, source, state, head_length, head_hash, tail_length, tail_hash, content_crc, size,
                bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates, first_ts, last_ts, gap_bytes,
                first_seen_at
            )
            values (
                1, '/logs/app.log', 'app', 'live', 0, '', 0, '', 0, 100, 90, 4, 2, 2, 1, 1, 0,
                '2026-11-20 10:00:00', '2026-11-20 10:00:01.5', 0, '2026-11-20 11:00:00'
            )
            """,
        )
        cursor.execute(
            """
            insert into logs (ts, level, source, message, attributes, file_id, line_number, byte_offset, record_index)
            values
                ('2026-11-20 10:00:00', 'INFO', 'app', 'first', '{"a":{"b":1}}', 1, 1, 0, 0),
                ('2026-11-20 10:00:01.5', 'ERROR', 'app', '=1+1', null, 1, 2, 30, 0)
            """,
        )
        cursor.execute(
            r"insert into rejects values (1, 3, 60, 'no JSON', '\xFFbad'::blob, '2026-11-20 11:00:00')",
        )
    return path


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """What `condition` gives as soon as it is true."""
    return patience.wait_for(condition, what, DEADLINE_SECONDS)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an HTTP request brought."""

    status: int
    content_type: str
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(slots=True)
class Server:
    """A `longtail serve` in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    warehouse: Path
    errors: Path

    def child(self) -> psutil.Process:
        """The server itself; `process` is its supervisor."""
        (found,) = psutil.Process(self.process.pid).children()
        return found

    def get(self, path: str, **headers: str) -> Reply:
        """Ask the server, without any proxy."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 (our own server)
        try:
            with opener.open(request, timeout=patience.seconds(DEADLINE_SECONDS)) as reply:
                return Reply(reply.status, reply.headers.get("content-type", ""), reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers.get("content-type", ""), error.read())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and give the exit status."""
        self.process.send_signal(number)
        return self.process.wait(patience.seconds(DEADLINE_SECONDS))


@contextmanager
def serving(
    folder: Path, *arguments: str | Path, name: str = "serve", descriptors: int | None = None, **more: str
) -> Iterator[Server]:
    """A server on a free port, perhaps with few descriptors; killed at the end where the test has not stopped it."""
    warehouse = folder / "longtail.duckdb"
    errors = folder / f"{name}.stderr"
    options: Sequence[str | Path] = arguments or ("serve", folder / "logs", "--warehouse", warehouse)
    with errors.open("w", encoding="utf-8") as sink:
        limited = [] if descriptors is None else ["sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh"]
        process = subprocess.Popen(
            [*limited, *command(*options, "--port", "0")],
            cwd=folder,
            env=environment(**more),
            stderr=sink,
            text=True,
        )

    def url() -> str | None:
        assert process.poll() is None, errors.read_text(encoding="utf-8")
        found = _URL.search(errors.read_text(encoding="utf-8"))
        return found.group() if found else None

    try:
        yield Server(process, wait_for(url, "the server's address"), warehouse, errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()

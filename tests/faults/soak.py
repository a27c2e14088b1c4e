"""The crash soak: `python -m tests.faults.soak --minutes N`.

A real program writes 5,000 lines a second, through loguru with rotation and compression and through the handlers of
the standard library. A real `longtail serve` follows; it is killed with SIGKILL at random moments and started again,
as often as time allows. At the end every line that was written stands in the warehouse exactly once, with no gap, no
reject and no possible duplicate, and the ledger adds up. Exit status 0 says so; else the differences are printed.
"""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
WRITERS = ("loguru", "size", "time")
KEPT_FILES = 100_000


def write(kind: str, folder: Path, lines_per_second: int, seconds: float) -> None:
    """Be the program that logs: numbered lines at a steady rate; the last number goes to `<kind>.count`."""
    emit, close = {"loguru": _loguru, "size": _by_size, "time": _by_time}[kind](folder)
    started, number = time.monotonic(), 0
    while (elapsed := time.monotonic() - started) < seconds:
        while number < elapsed * lines_per_second:
            emit(f"{kind}-{number}")
            number += 1
        time.sleep(0.005)
    close()
    (folder.parent / f"{kind}.count").write_text(str(number), encoding="utf-8")


def _loguru(folder: Path):  # type: ignore[no-untyped-def] # noqa: ANN202 (a pair of functions)
    from loguru import logger  # noqa: PLC0415 (only one of the writers needs it)

    logger.remove()
    logger.add(
        folder / "loguru.log",
        format='{{"time": "{time:YYYY-MM-DDTHH:mm:ss.SSSSSSZ}", "level": "{level}", "message": "{message}"}}',
        rotation="2 MB",
        compression="gz",
        retention=KEPT_FILES,
    )
    return logger.info, logger.remove


def _standard(handler: logging.Handler):  # type: ignore[no-untyped-def] # noqa: ANN202 (as _loguru)
    handler.setFormatter(
        logging.Formatter('{"time": "%(created)f", "level": "%(levelname)s", "message": "%(message)s"}')
    )
    log = logging.getLogger("soak")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(handler)
    return log.info, handler.close


def _by_size(folder: Path):  # type: ignore[no-untyped-def] # noqa: ANN202 (as _loguru)
    path = folder / "size.log"
    return _standard(logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=KEPT_FILES))


def _by_time(folder: Path):  # type: ignore[no-untyped-def] # noqa: ANN202 (as _loguru)
    return _standard(logging.handlers.TimedRotatingFileHandler(folder / "time.log", when="S", interval=3))


class Soak:
    """The writers, the server, and the one who kills it."""

    def __init__(self, folder: Path, seed: int, target: str) -> None:
        self._target = target
        self._folder = folder
        self._logs = folder / "logs"
        self._logs.mkdir()
        self._warehouse = folder / "warehouse.duckdb"
        self._random = random.Random(seed)
        self._server: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def run(self, seconds: float, lines_per_second: int) -> list[str]:
        """Write, follow and kill for so long, then catch up; returns what is wrong."""
        deadline = time.monotonic() + seconds
        each = lines_per_second // len(WRITERS)
        writers = [self._start_writer(kind, each, seconds) for kind in WRITERS]
        try:
            while time.monotonic() < deadline:
                self._start_server()
                self._wait(min(self._random.uniform(0.3, 6.0), max(0.0, deadline - time.monotonic())))
                self._kill()
        except BaseException:
            for writer in writers:
                writer.kill()
            raise
        if any(writer.wait(timeout=60) for writer in writers):
            return ["a writer failed"]
        catch_up = [sys.executable, "-c", _INGEST, str(self._logs), str(self._warehouse)]
        subprocess.run(catch_up, check=True, cwd=ROOT, timeout=600)
        return self._compare()

    def _start_writer(self, kind: str, rate: int, seconds: float) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.faults.soak", "--write", kind, "--dir", str(self._logs)]
        return subprocess.Popen([*command, "--rate", str(rate), "--minutes", str(seconds / 60)], cwd=ROOT)

    def _start_server(self) -> None:
        log = (self._folder / "serve.txt").open("ab")
        self._server = subprocess.Popen(self._command(), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        log.close()

    def _command(self) -> list[str]:
        if self._target == "service":
            return [sys.executable, "-c", _FOLLOW, str(self._logs), str(self._warehouse)]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "dashboard.cli", "serve", str(self._logs), "--port", str(port)]
        return [*command, "--warehouse", str(self._warehouse)]

    def _wait(self, seconds: float) -> None:
        """Wait until the server reads, and then for a random while: else it would die in its imports only."""
        assert self._server is not None
        size = self._written()
        begun = time.monotonic()
        while self._written() == size and time.monotonic() - begun < 30 and self._server.poll() is None:
            time.sleep(0.01)
        time.sleep(seconds)

    def _written(self) -> tuple[float, float]:
        wal = self._warehouse.with_name(self._warehouse.name + ".wal")
        return tuple(path.stat().st_mtime if path.exists() else 0.0 for path in (self._warehouse, wal))  # type: ignore[return-value]

    def _kill(self) -> None:
        assert self._server is not None
        if self._server.poll() is not None:
            text = (self._folder / "serve.txt").read_text(encoding="utf-8", errors="replace")
            sentence = f"the server ended by itself with status {self._server.returncode}:\n{text[-3000:]}"
            raise SystemExit(sentence)
        os.kill(self._server.pid, signal.SIGKILL)
        self._server.wait()
        self.kills += 1

    def _compare(self) -> list[str]:
        from sql.warehouse import Warehouse  # noqa: PLC0415 (only at the end, when no server holds it)

        wrong = []
        with Warehouse.open(self._warehouse) as warehouse, warehouse.reader() as cursor:
            for kind in WRITERS:
                wrong += self._compare_writer(cursor, kind)
            for question, query in _LEDGER_QUESTIONS.items():
                wrong += [f"{question}: {row}" for row in cursor.execute(query).fetchall()]
        return wrong

    def _compare_writer(self, cursor, kind: str) -> list[str]:  # type: ignore[no-untyped-def] # noqa: ANN001
        written = int((self._folder / f"{kind}.count").read_text(encoding="utf-8"))
        query = "select count(*), count(distinct message) from logs where message like $kind || '-%'"
        stored, distinct = cursor.execute(query, {"kind": kind}).fetchone()
        print(f"{kind}: {written} lines written, {stored} stored, {distinct} different")
        return [] if (written, written) == (stored, distinct) else [f"{kind}: {written=} {stored=} {distinct=}"]


_INGEST = """
import sys
from pathlib import Path
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import Warehouse
with Warehouse.open(Path(sys.argv[2])) as warehouse:
    print(IngestService(warehouse, Settings(), [sys.argv[1]]).run_once())
"""
_FOLLOW = """
import sys, time
from pathlib import Path
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import Warehouse
IngestService(Warehouse.open(Path(sys.argv[2])), Settings(), [sys.argv[1]]).start()
while True:
    time.sleep(60)
"""
_LEDGER_QUESTIONS = {
    "a gap": "select path, gap from files where gap is not null",
    "possible duplicates": "select path, possible_duplicates from files where possible_duplicates > 0",
    "a reject": "select reason, raw from rejects limit 5",
    "a ledger that does not add up": "select path from files where lines <> row_lines + rejected + blank",
    "a ledger beside the rows": (
        "select f.path, f.row_lines, count(distinct l.line_number) as stored from files as f left join logs as l "
        "using (file_id) group by all having f.row_lines <> stored"
    ),
}


def main() -> int:
    """Run the soak, or be one of its writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--rate", type=int, default=5000, help="lines a second, of all writers")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--target", choices=["serve", "service"], default="serve", help="the command, or reading alone")
    parser.add_argument("--write", choices=WRITERS, help=argparse.SUPPRESS)
    parser.add_argument("--dir", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        write(arguments.write, arguments.dir, arguments.rate, arguments.minutes * 60)
        return 0
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 32)
    with tempfile.TemporaryDirectory(prefix="longtail-soak-") as folder:
        soak = Soak(Path(folder), seed, arguments.target)
        wrong = soak.run(arguments.minutes * 60, arguments.rate)
    print(f"{soak.kills} kills, seed {seed}")
    print("\n".join(wrong) if wrong else "Every line stands exactly once.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

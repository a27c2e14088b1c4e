"""A bench for reading: a folder of real log files, a real warehouse, and the questions tests ask of them."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import shutil
import sys
import time
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.service import IngestService, Summary
from ingest.settings import Settings
from sql.warehouse import Warehouse
from tests import patience, warehouses
from tests.ingest.plain_writer import PlainWriter

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LONG_AGO = 86_400


@dataclass(frozen=True)
class LedgerRow:
    """What tests look at in a row of `files`."""

    path: str
    state: str
    size: int
    bytes_read: int
    lines: int
    rows: int
    rejected: int
    blank: int
    possible_duplicates: int
    gap: str | None
    gap_bytes: int
    note: str | None


class Lab:
    """One folder of logs and one warehouse; `run` reads once, `follow` for as long as a test wants."""

    def __init__(self, folder: Path, *, real_writer: bool = False, in_memory: bool = False, **settings: object) -> None:
        self.logs = folder / "logs"
        self.logs.mkdir(exist_ok=True)
        self.in_memory = in_memory
        self.warehouse_path = folder / "warehouse.duckdb"
        self.settings = Settings(**({"scan_seconds": 0.05} | settings))  # type: ignore[arg-type]
        self.real_writer = real_writer
        self.warehouse = warehouses.take() if in_memory else warehouses.in_file(self.warehouse_path)
        self.writer = PlainWriter(self.warehouse)
        self.roots: tuple[str, ...] = (str(self.logs),)
        self.service: IngestService | None = None

    def __getitem__(self, name: str) -> Path:
        return self.logs / name

    def new_service(self) -> IngestService:
        """A service over the roots."""
        writer = None if self.real_writer else self.writer
        return IngestService(self.warehouse, self.settings, self.roots, writer=writer)

    def run(self) -> Summary:
        """Read everything there is now."""
        return self.new_service().run_once()

    def start(self) -> IngestService:
        """Follow the logs until `stop`."""
        self.service = self.new_service()
        self.service.start()
        return self.service

    def stop(self) -> None:
        """Follow no more."""
        if self.service is not None:
            self.service.stop()
            self.service = None

    def reopen(self) -> None:
        """Close the warehouse and open it again, as a new process would."""
        self.stop()
        self.warehouse.close()
        self.warehouse = Warehouse.open(self.warehouse_path)
        self.writer = PlainWriter(self.warehouse)

    def close(self) -> None:
        """End everything."""
        self.stop()
        if self.in_memory:
            warehouses.give_back(self.warehouse)
        else:
            self.warehouse.close()

    def query(self, text: str) -> list[tuple[object, ...]]:
        """Rows of a statement."""
        with self.warehouse.reader() as cursor:
            return cursor.execute(text).fetchall()

    def messages(self, file: str = "%") -> list[str]:
        """The messages in the order of streams and lines, of files whose path is like `file`."""
        rows = self.query(
            "select message from logs as l join files as f using (file_id) "
            f"where f.path like '%{file}' order by file_id, line_number"
        )
        return [str(message) for (message,) in rows]

    def rejects(self) -> list[bytes]:
        """The raw rejects in the order of streams and lines."""
        rows = self.query("select raw from rejects order by file_id, line_number")
        return [raw for (raw,) in rows if isinstance(raw, bytes)]

    def ledger(self) -> list[LedgerRow]:
        """The ledger, oldest stream first; paths relative to the logs."""
        rows = self.query(
            "select path, state, size, bytes_read, lines, rows, rejected, blank, possible_duplicates, gap, gap_bytes, "
            "note from files order by file_id"
        )
        return [LedgerRow(os.path.relpath(str(row[0]), self.logs), *row[1:]) for row in rows]  # type: ignore[arg-type]

    def states(self) -> dict[str, str]:
        """State by path."""
        return {row.path: row.state for row in self.ledger()}

    def wait_for(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until a condition holds; fails where it never does."""
        deadline = patience.Deadline(seconds)
        while not condition():
            assert not deadline.is_over, f"not in {seconds} s; the ledger: {self.ledger()}"
            time.sleep(0.01)

    def wait_for_scans(self, number: int = 2) -> None:
        """Wait until the service has looked at its files again, `number` times."""
        service = self.service
        assert service is not None
        for _ in range(number):
            last = service.status.last_scan_at
            self.wait_for(lambda last=last: service.status.last_scan_at != last)  # type: ignore[misc]

    def wait_for_messages(self, expected: Iterable[str]) -> None:
        """Wait until as many messages as expected are stored, and compare them, sorted."""
        wanted = sorted(expected)
        self.wait_for(lambda: len(self.messages()) >= len(wanted))
        assert wanted == sorted(self.messages())


def line(message: object) -> bytes:
    """A record as a line."""
    return b'{"time": "2026-01-01T00:00:00Z", "level": "INFO", "message": "%s"}\n' % str(message).encode()


def lines(messages: Iterable[object]) -> bytes:
    """Records as lines."""
    return b"".join(line(message) for message in messages)


def names(numbers: Iterable[int]) -> list[str]:
    """The messages that `lines` of these numbers hold."""
    return [str(number) for number in numbers]


def append(path: Path, data: bytes) -> None:
    """Write to the end of a file as a program does that has it open in append mode."""
    with path.open("ab") as file:
        file.write(data)


def age(path: Path, seconds: float = LONG_AGO) -> None:
    """Make a file look as if it had not been written to for a while."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def copytruncate(path: Path, target: Path) -> None:
    """Rotate by copying, as logrotate does with `copytruncate`."""
    shutil.copyfile(path, target)
    os.truncate(path, 0)


def packed(data: bytes, compression: str, name: str = "app.log") -> bytes:
    """The bytes of an archive."""
    if compression == "zip":
        import io  # noqa: PLC0415 (one format's affair)

        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return buffer.getvalue()
    if compression == "zst":  # with a checksum, as the command zstd writes it
        return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})
    if compression == "gz":
        return gzip.compress(data)
    return bz2.compress(data) if compression == "bz2" else lzma.compress(data)


def pack(path: Path, compression: str = "gz", *, keep: bool = False) -> Path:
    """Compress a file beside itself, and remove it."""
    target = path.with_name(f"{path.name}.{compression}")
    target.write_bytes(packed(path.read_bytes(), compression, path.name))
    if not keep:
        path.unlink()
    return target

"""The only DuckDB instance of the process: open, migrate, write, read, close.

Only one process can open a DuckDB file. In this process every cursor has its own snapshot: readers never wait for the
writer, and the writer never waits for them. One lock makes sure that there is only one writer at a time. A transaction
stores all of a chunk or nothing of it.

One long module: opening, writing and closing share one lock, and what DuckDB says of each becomes a sentence beside it.
"""

from __future__ import annotations

import re
import threading
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import duckdb

from sql import catalog, definitions
from sql.errors import (
    DiskFullError,
    MemoryLimitError,
    WarehouseBusyError,
    WarehouseError,
    WarehouseStaleError,
    WarehouseVersionError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from sql.crashes.suspects import Suspects

SCHEMA_VERSION = 4
"""The version of sql/tables; a change there adds sql/migrations/<version>_<what>.sql and raises this."""

STORAGE_VERSION = "v1.5.0"
"""DuckDB's storage format: strings need a third less space than in the default one, and less work."""

ROW_GROUP_ROWS = 122_880
"""DuckDB compresses this many rows of a table together; a transaction with just as many is written once, not twice."""

MIGRATIONS = catalog.ROOT / "migrations"
MEMORY = Path(":memory:")
MEMORY_LIMIT = "1GB"
"""The memory that DuckDB may use by default, for its cache and for queries."""
_LONG_LOG, _TOO_LONG_LOG = 64 << 20, 256 << 20
"""Bytes of the write-ahead log at which a checkpoint is tried for, and waited for; DuckDB's own try is at 16 MB."""
_SHORTEN_SECONDS, _SHORTEN_LONGEST_SECONDS, _SHORTEN_AFTER_SECONDS = 2.0, 40.0, 20.0
"""How long writing waits for readers to end, and how long it goes on before the next time."""
_LOOK_SECONDS = 0.05
INHERIT = ("store_versions", "inherit_status", "inherit_merges", "inherit_splits")
"""The statements that copy decisions from earlier fingerprints to those in the temporary table `new_versions`."""
_REFINGERPRINT = ("find_outdated_fingerprints", "update_fingerprints", *INHERIT)
"""The statements that give errors of an older warehouse their new fingerprints. They need the definitions."""
_FINGERPRINTS_SINCE = 3
"""The first schema version with today's fingerprints (error_versions)."""
_DEFAULT_META = {"slow_request_ms": "500", "apdex_ms": "500", "counted": "{}"}


class Warehouse:
    """An open warehouse. Threads share it; each reads on its own cursor."""

    def __init__(self, connection: DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._write_lock = threading.RLock()
        self._readers: list[DuckDBPyConnection] = []
        self._readers_lock = threading.RLock()
        self._residents: list[DuckDBPyConnection] = []
        self._closed = False
        self._shortened_at = -_SHORTEN_AFTER_SECONDS
        self.path = path
        self.generation = 0
        """Grows with every commit. A result is valid as long as this number is the same."""
        self.suspects: Suspects | None = None
        """In a server: statements that ran when it was ended, and what runs now."""

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        memory_limit: str | None = None,
        threads: int | None = None,
        meta: Mapping[str, str] | None = None,
        read_only: bool = False,
    ) -> Self:
        """Open the warehouse at `path`; create or upgrade it if needed. `meta` has the settings that views read.

        With `read_only`, other processes may read at the same time, and nothing is created or upgraded. Raises
        `WarehouseBusyError`, `WarehouseVersionError` or `WarehouseError`, each one sentence; `WarehouseStaleError` if
        `read_only` is set and the warehouse needs an upgrade.
        """
        config: dict[str, str | int | bool] = {
            "memory_limit": memory_limit or MEMORY_LIMIT,
            "allocator_background_threads": True,  # gives memory back to the system while nothing happens
            "storage_compatibility_version": STORAGE_VERSION,
            "preserve_insertion_order": True,
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_scan_all_frames": False,
            "python_enable_replacements": False,
        }
        if threads is not None:
            config["threads"] = threads
        connection = _connect(path, config, read_only=read_only)
        try:
            warehouse = cls(connection, path)
            if read_only:
                warehouse._require_current()
            else:
                warehouse._prepare(meta or {})
            connection.execute("set lock_configuration = true")
        except duckdb.Error as error:
            connection.close()
            raise _open_error(error, path) from error
        except BaseException:
            connection.close()
            raise
        return warehouse

    def _require_current(self) -> None:
        """Raise `WarehouseStaleError` unless tables, macros and views are those of this version."""
        with self.reader() as cursor:
            version = _stored_version(cursor)
            _refuse_newer(version, self.path)
            stored = cursor.execute("select value from meta where key = 'definitions'").fetchone() if version else None
        if stored != (catalog.fingerprint(),):
            sentence = f"{self.path} was written by an older Longtail: open it once with `longtail ingest` or `serve`."
            raise WarehouseStaleError(sentence)

    def _prepare(self, meta: Mapping[str, str]) -> None:
        with self.transaction() as cursor:
            version = _stored_version(cursor)
            _refuse_newer(version, self.path)
            stored = dict(cursor.execute("select key, value from meta").fetchall()) if version else {}
            if version != SCHEMA_VERSION or not definitions.are_current(cursor, stored):
                _define(cursor, version)
            ours = {"schema_version": str(SCHEMA_VERSION), **definitions.marks()}
            for key, value in (_DEFAULT_META | dict(meta) | ours).items():
                if stored.get(key) != value:
                    cursor.execute("delete from meta where key = $key", {"key": key})
                    cursor.execute("insert into meta values ($key, $value)", {"key": key, "value": value})

    @contextmanager
    def transaction(self, cursor: DuckDBPyConnection | None = None) -> Iterator[DuckDBPyConnection]:
        """A writer's cursor inside one transaction: committed at the end, rolled back on any exception.

        `cursor` comes from `preparation`; the transaction needs its temporary tables. Raises `DiskFullError` or
        `WarehouseError` if DuckDB could not commit.
        """
        with self._write_lock, self._sentences():
            cursor = cursor or self._cursor()
            try:
                cursor.execute("begin transaction")
                try:
                    yield cursor
                    cursor.execute("commit")
                except BaseException:
                    _rollback(cursor)
                    raise
            finally:
                cursor.close()
            self.generation += 1
            self._shorten_log()

    def checkpoint(self) -> bool:
        """Write the write-ahead log into the file, and free the space of deleted rows.

        Does nothing and gives False while another transaction prevents it; the next checkpoint does it then.
        """
        with self._write_lock, suppress(duckdb.TransactionException), closing(self._cursor()) as cursor:
            cursor.execute("checkpoint")
            return True
        return False

    def _shorten_log(self) -> None:
        """Checkpoint where readers have kept DuckDB from it for long: what is in the log is in memory, too.

        DuckDB does it by itself, but not beside a reader that began before the last change. Where one reader always
        overlaps the next, it never would. Nothing changes while this waits, so every reader is newer in the end.
        """
        size = self._log_bytes()
        if size < _LONG_LOG or time.monotonic() < self._shortened_at + _SHORTEN_AFTER_SECONDS:
            return
        until = time.monotonic() + (_SHORTEN_SECONDS if size < _TOO_LONG_LOG else _SHORTEN_LONGEST_SECONDS)
        while not self.checkpoint() and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
        self._shortened_at = time.monotonic()

    def _log_bytes(self) -> int:
        try:
            return 0 if self.path == MEMORY else Path(f"{self.path}.wal").stat().st_size
        except OSError:
            return 0

    def used_bytes(self) -> int:
        """The used bytes of the file. The file may be larger; DuckDB uses the free part again."""
        with self.reader() as cursor:
            row = cursor.execute("select used_blocks * block_size from pragma_database_size()").fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def preparation(self) -> Iterator[DuckDBPyConnection]:
        """A cursor for making temporary tables while another transaction writes. It stays open for its `transaction`.

        It is closed on any exception. Raises `DiskFullError` or `WarehouseError` if DuckDB fails.
        """
        with self._sentences():
            cursor = self._cursor()
            try:
                yield cursor
            except BaseException:
                cursor.close()
                raise

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn DuckDB's error about a failed write into one sentence."""
        try:
            yield
        except duckdb.Error as error:
            raise _write_error(error, self.path) from error

    @contextmanager
    def reader(self) -> Iterator[DuckDBPyConnection]:
        """A cursor for reading. It never waits."""
        cursor = self._cursor()
        with self._readers_lock:
            self._readers.append(cursor)
        try:
            yield cursor
        finally:
            with self._readers_lock:
                self._readers.remove(cursor)
            cursor.close()

    def resident(self) -> DuckDBPyConnection:
        """A cursor that may stay open; closing the warehouse closes it."""
        cursor = self._cursor()
        self._residents.append(cursor)
        return cursor

    def interrupt(self) -> None:
        """Stop all readers: their statements fail, the writer continues."""
        with self._readers_lock:
            for cursor in self._readers:
                cursor.interrupt()

    def is_lost(self) -> bool:
        """Whether DuckDB has given up the database after an internal error. Then it must be opened again.

        What was committed is in the file.
        """
        try:
            with suppress(WarehouseError), self.reader() as cursor:
                cursor.execute("select 1")
        except duckdb.Error as error:
            return isinstance(error, duckdb.FatalException)
        return False

    def _cursor(self) -> DuckDBPyConnection:
        if self._closed:
            sentence = f"{self.path} is closed."
            raise WarehouseError(sentence)
        return self._connection.cursor()

    def close(self) -> None:
        """Stop the readers, write the write-ahead log into the file and close it. A second call does nothing."""
        with self._write_lock:
            if not self._closed:
                self._closed = True
                self.interrupt()
                for resident in self._residents:
                    with suppress(duckdb.Error):
                        resident.close()
                # A reader that is still open would prevent this at the end. If it fails (no space, opened read-only),
                # the write-ahead log stays beside the file, and the next opening reads it.
                with suppress(duckdb.Error):
                    self._connection.execute("checkpoint")
                self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _connect(path: Path, config: Mapping[str, str | int | bool], *, read_only: bool) -> DuckDBPyConnection:
    if path != MEMORY and not read_only:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            sentence = f"Cannot make the folder {path.parent} for the warehouse: {error.strerror}."
            raise WarehouseError(sentence) from error
    if not _is_utf8(path):
        sentence = f"{path} has a name that is not UTF-8, which DuckDB cannot open: choose another with --warehouse."
        raise WarehouseError(sentence)
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=dict(config))
    except duckdb.Error as error:
        raise _open_error(error, path) from error
    if path != MEMORY and not read_only:
        _make_private(path)
    return connection


def _make_private(path: Path) -> None:
    """Take the rights of all but the owner from a warehouse, also from one that was made with them."""
    for file in (path, Path(f"{path}.wal")):
        with suppress(OSError):
            mode = file.stat().st_mode
            if mode & 0o077:
                file.chmod(mode & 0o700)


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


_REMEDIES: Mapping[str, str] = {
    "not a valid DuckDB database": "it is not a DuckDB file",
    "Is a directory": "it is a folder",
    "Permission denied": "permission denied",
    "Read-only file system": "its disk is read-only",
    "No space left": "its disk is full",
    "No such file": "there is no such file or folder",
    "Corrupt": "its content is damaged",
    "Could not read enough bytes": "it is cut off",
    "Serialization Error": "its content is damaged",
}
"""Parts of DuckDB's errors about a file that cannot be opened, and what they mean."""


def _open_error(error: duckdb.Error, path: Path) -> WarehouseError:
    text = str(error)
    if "Could not set lock" in text or "Conflicting lock" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder.group(1)}" if holder else "another process"
        sentence = f"{path} is in use by {who}: stop that one, or choose another file with --warehouse."
        return WarehouseBusyError(sentence)
    if "different configuration than existing connections" in text or "configuration has been locked" in text:
        sentence = f"{path} is open in this process already: close it first, or choose another file with --warehouse."
        return WarehouseBusyError(sentence)
    if any(words in text for words in ("newer version of DuckDB", "version number", "Storage Version")):
        sentence = f"{path} was written by another version of DuckDB than {duckdb.__version__}: upgrade duckdb."
        return WarehouseVersionError(sentence)
    reason = next((meaning for words, meaning in _REMEDIES.items() if words in text), text.splitlines()[0])
    sentence = f"{path} cannot be opened as a warehouse ({reason}): choose another file with --warehouse."
    return WarehouseError(sentence)


_NO_MEMORY = ("failed to pin block", "Out of Memory Error", "could not allocate block")
_NO_ROOM = ("No space left", "Could not write", "File too large", "Disk quota exceeded")


def _write_error(error: duckdb.Error, path: Path) -> WarehouseError:
    text = str(error)
    if any(words in text for words in _NO_ROOM):
        sentence = f"The disk of {path} is full: free some space, and reading continues where it stopped."
        return DiskFullError(sentence)
    if isinstance(error, duckdb.OutOfMemoryException) or any(words in text for words in _NO_MEMORY):
        sentence = (
            f"{path} could not be written within the memory allowed: raise memory_limit, or lower max_line_bytes."
        )
        return MemoryLimitError(sentence)
    if "database has been invalidated" in text:
        sentence = f"{path} failed while it was written and is closed to be safe: start Longtail again."
        return WarehouseError(sentence)
    if "Could not read" in text or "Corrupt" in text:
        sentence = (
            f"{path} is damaged: put a copy back, or choose another file with --warehouse and read the logs anew."
        )
        return WarehouseError(sentence)
    sentence = f"{path} could not be written: {text.splitlines()[0]}"
    return WarehouseError(sentence)


def _rollback(cursor: DuckDBPyConnection) -> None:
    try:
        cursor.execute("rollback")
    except duckdb.Error:
        return  # DuckDB has ended the transaction already


def _refuse_newer(version: int, path: Path) -> None:
    if version > SCHEMA_VERSION:
        sentence = (
            f"{path} was written by a newer Longtail (schema {version}, this one knows {SCHEMA_VERSION}): "
            "upgrade Longtail, or choose another file with --warehouse."
        )
        raise WarehouseVersionError(sentence)


def _stored_version(cursor: DuckDBPyConnection) -> int:
    exists = cursor.execute("select count(*) from duckdb_tables() where table_name = 'meta'").fetchone()
    if exists == (0,):
        return 0
    row = cursor.execute("select value from meta where key = 'schema_version'").fetchone()
    return int(row[0]) if row else 0


def _define(cursor: DuckDBPyConnection, version: int) -> None:
    """Upgrade a warehouse of schema `version` (0: a new one), and make tables, macros and views."""
    if 0 < version < SCHEMA_VERSION:
        _migrate(cursor, version)
    definitions.make(cursor)
    for name in _REFINGERPRINT if 0 < version < _FINGERPRINTS_SINCE else ():
        cursor.execute(catalog.statement(name).body)


def _migrate(cursor: DuckDBPyConnection, version: int) -> None:
    for path in sorted(MIGRATIONS.glob("*.sql")):
        if version < int(path.stem.split("_", 1)[0]) <= SCHEMA_VERSION:
            cursor.execute(path.read_text(encoding="utf-8"))

"""The warehouse opens or says in one sentence why not, loses no commit, and keeps readers and the writer apart."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from sql import catalog, warehouse
from sql.errors import DiskFullError, MemoryLimitError, WarehouseBusyError, WarehouseError, WarehouseVersionError
from sql.warehouse import MEMORY, Warehouse
from tests import patience
from tests.sql.given import make_older, read, record, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ROOT = Path(__file__).parents[2]


def _python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs `code`; it says `ready` when the test may go on."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


_NOW = warehouse.SCHEMA_VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a warehouse is to be."""
    return tmp_path / "folder" / "w.duckdb"


@pytest.fixture
def written(path: Path) -> Path:
    """A closed warehouse with one record."""
    with Warehouse.open(path) as opened:
        write(opened, [record("10:00", "app", message="kept")])
    return path


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations of our own, two schema versions from now."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    monkeypatch.setattr(warehouse, "MIGRATIONS", folder)
    monkeypatch.setattr(warehouse, "SCHEMA_VERSION", _NOW + 2)
    return folder


def test_a_warehouse_is_found_again(written: Path) -> None:
    """What was committed is there at the next opening, also the second and third."""
    for _ in range(3):
        with Warehouse.open(written) as opened:
            assert read(opened, "select message from logs") == [("kept",)]


def test_every_object_is_made() -> None:
    """Tables, macros and views are those of the folders."""
    with Warehouse.open(MEMORY) as opened:
        tables = read(opened, "select table_name from duckdb_tables() order by all")
        views = read(opened, "select view_name from duckdb_views() where not internal order by all")
        macros = read(opened, "select distinct function_name from duckdb_functions() where not internal order by all")
    assert tables == [(name,) for name in sorted(catalog.objects("tables"))]
    assert views == [(name,) for name in sorted(catalog.objects("views"))]
    assert macros == [(name,) for name in sorted(catalog.objects("macros"))]


def test_settings_for_views_are_kept() -> None:
    """`meta` reaches the views; what is not given has its default."""
    with Warehouse.open(MEMORY, meta={"slow_request_ms": "250"}) as opened:
        assert read(opened, "select setting_ms('slow_request_ms'), setting_ms('apdex_ms')") == [(250.0, 500.0)]


def test_another_process_is_named(written: Path) -> None:
    """A warehouse that another process holds says which one, and opens once that has ended."""
    holder = _python(
        """
        import sys, pathlib
        from sql.warehouse import Warehouse
        opened = Warehouse.open(pathlib.Path(sys.argv[1]))
        print("ready", flush=True)
        sys.stdin.read()
        """,
        written,
    )
    try:
        _wait_until_ready(holder)
        with pytest.raises(WarehouseBusyError) as busy:
            Warehouse.open(written)
    finally:
        _end(holder)
    assert str(busy.value) == (
        f"{written} is in use by process {holder.pid}: stop that one, or choose another file with --warehouse."
    )
    Warehouse.open(written).close()


@pytest.mark.parametrize("threads", [None, 1])
def test_opening_twice_in_one_process_is_refused(written: Path, threads: int | None) -> None:
    """A second opening in the same process is a sentence, and leaves the first one in order."""
    with Warehouse.open(written) as opened:
        with pytest.raises(WarehouseBusyError, match="is open in this process already"):
            Warehouse.open(written, threads=threads)
        write(opened, [record("10:00", "app", message="more")])
        assert read(opened, "select count(*) from logs") == [(2,)]


def test_a_path_with_lock_in_its_name_is_not_in_use(tmp_path: Path) -> None:
    """The word is looked for in what DuckDB says, not in the path."""
    clock = tmp_path / "block-clock.duckdb"
    clock.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseError) as wrong:
        Warehouse.open(clock)
    assert type(wrong.value) is WarehouseError


def test_a_newer_schema_is_refused_untouched(written: Path) -> None:
    """A warehouse of a later Longtail is left as it is."""
    with duckdb.connect(str(written)) as connection:
        connection.execute("update meta set value = '99' where key = 'schema_version'")
    content = written.read_bytes()
    with pytest.raises(
        WarehouseVersionError,
        match=rf"newer Longtail \(schema 99, this one knows {warehouse.SCHEMA_VERSION}\): upgrade",
    ):
        Warehouse.open(written)
    assert content == written.read_bytes()


def test_a_newer_storage_of_duckdb_is_refused(written: Path) -> None:
    """A file whose header names a storage version to come asks for a newer duckdb."""
    content = bytearray(written.read_bytes())
    assert content[8:12] == b"DUCK"
    content[12:20] = struct.pack("<Q", 999)
    content[:8] = struct.pack("<Q", _checksum(bytes(content[8:4096])))
    written.write_bytes(content)
    with pytest.raises(WarehouseVersionError, match="written by another version of DuckDB than"):
        Warehouse.open(written)


def _checksum(header: bytes) -> int:
    """The checksum of DuckDB's main header (its `Checksum` in src/common/checksum.cpp)."""
    result = 5381
    for (word,) in struct.iter_unpack("<Q", header):
        result ^= word * 0xBF58476D1CE4E5B9 % 2**64
    return result


_NOT_A_WAREHOUSE: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "random bytes": (lambda path: path.write_bytes(os.urandom(9000)), "it is not a DuckDB file"),
    "text": (lambda path: path.write_text("hello"), "it is not a DuckDB file"),
    "nothing": (lambda path: path.write_bytes(b""), "it is not a DuckDB file"),
    "a folder": (lambda path: path.mkdir(), "it is a folder"),
    "a link to nowhere": (lambda path: path.symlink_to("/proc/none/w.duckdb"), "there is no such file or folder"),
}


@pytest.mark.parametrize("what", _NOT_A_WAREHOUSE)
def test_what_is_no_warehouse_is_said(tmp_path: Path, what: str) -> None:
    """Garbage, folders and dead links each give one sentence with the remedy, and are left as they are."""
    make, reason = _NOT_A_WAREHOUSE[what]
    target = tmp_path / "w.duckdb"
    make(target)
    before = target.read_bytes() if target.is_file() else None
    with pytest.raises(WarehouseError) as wrong:
        Warehouse.open(target)
    assert str(wrong.value) == (
        f"{target} cannot be opened as a warehouse ({reason}): choose another file with --warehouse."
    )
    assert before == (target.read_bytes() if target.is_file() else None)


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_cut_file_is_said(written: Path, share: float) -> None:
    """A file that lost its end gives one sentence, not a traceback of DuckDB's."""
    content = written.read_bytes()
    written.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(WarehouseError, match=r"cannot be opened as a warehouse \(it is cut off\)|is damaged") as wrong:
        Warehouse.open(written)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("place", ["/proc/w.duckdb", "/proc/none/w.duckdb"])
def test_a_place_that_cannot_be_written_is_said(place: str) -> None:
    """Where no file can be made, the sentence names the path."""
    with pytest.raises(WarehouseError) as wrong:
        Warehouse.open(Path(place))
    assert str(Path(place).parent) in str(wrong.value)


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    """A file where the folder should be gives a sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError, match="Cannot make the folder"):
        Warehouse.open(tmp_path / "file" / "w.duckdb")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('IO Error: Could not write file "w.duckdb.wal": No space left on device', DiskFullError),
        ("IO Error: Could not write file: Disk quota exceeded", DiskFullError),
        ("FATAL Error: Failed: database has been invalidated because of a previous fatal error", WarehouseError),
        ("TransactionContext Error: Failed to commit: failed to pin block of size 14.3 MiB", MemoryLimitError),
        ("Out of Memory Error: could not allocate block of size 256.0 KiB", MemoryLimitError),
    ],
)
def test_write_errors_are_told_apart(words: str, kind: type[WarehouseError]) -> None:
    """No room is one error, a broken instance another; each is one sentence."""
    told = warehouse._write_error(duckdb.IOException(words), Path("w.duckdb"))
    assert type(told) is kind
    assert "\n" not in str(told)


def test_a_lost_warehouse_is_told_from_a_busy_or_closed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost is what DuckDB has given up, not what fails once or is closed."""
    opened = Warehouse.open(MEMORY)
    assert not opened.is_lost()
    words = "FATAL Error: Failed: database has been invalidated because of a previous fatal error."
    for error, is_lost in ((duckdb.FatalException(words), True), (duckdb.OutOfMemoryException("no room"), False)):
        refuse = _Refusing(error)
        monkeypatch.setattr(Warehouse, "_cursor", lambda _, refuse=refuse: refuse)
        assert opened.is_lost() == is_lost
    monkeypatch.undo()
    opened.close()
    assert not opened.is_lost()


class _Refusing:
    """A cursor on which everything fails."""

    def __init__(self, error: duckdb.Error) -> None:
        self._error = error

    def execute(self, _text: str) -> None:
        """Fail."""
        raise self._error

    def close(self) -> None:
        """Nothing."""


_FILLS_THE_DISK = """
    import pathlib, resource, sys
    from sql.errors import DiskFullError
    from sql.warehouse import Warehouse
    from tests.sql.given import make_older, read, record, write

    def rows(count, message):
        return [record("10:00", "app", line=number, message=message * 500) for number in range(count)]

    opened = Warehouse.open(pathlib.Path(sys.argv[1]))
    write(opened, rows(10, "before"))
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, unlimited))
    import random
    full = 0
    for attempt in range(3):
        try:
            write(opened, [record("10:00", "app", message=random.randbytes(2000).hex()) for _ in range(2000)])
        except DiskFullError:
            full += 1
    assert read(opened, "select count(*) from logs") == [(10,)], read(opened, "select count(*) from logs")
    assert read(opened, "select sum(n) from hourly_rollup") == [(10,)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (unlimited, unlimited))
    write(opened, rows(5, "after"))
    opened.close()
    print("full", full)
"""


def test_a_full_disk_loses_nothing_and_is_survived(path: Path) -> None:
    """Transactions that find no room are rolled back whole; with room again, writing goes on and all is kept."""
    process = _python(_FILLS_THE_DISK, path)
    output, _ = process.communicate(timeout=patience.seconds(120))
    assert (process.returncode, output) == (0, "full 3\n")
    with Warehouse.open(path) as opened:
        assert read(opened, "select count(*), (select sum(n) from hourly_rollup) from logs") == [(15, 15)]


_COMMITS_UNTIL_KILLED = """
    import pathlib, sys
    from sql.warehouse import Warehouse
    from tests.sql.given import make_batch, record, write

    opened = Warehouse.open(pathlib.Path(sys.argv[1]))
    for number in range(5):
        write(opened, [record("10:00", "app", line=number, error_type="X", trace_id=str(number))])
    with opened.transaction() as cursor:
        make_batch(cursor, [record("10:00", "app", line=100 + number, message="lost") for number in range(50_000)])
        cursor.execute("insert into logs select * from batch")
        print("ready", flush=True)
        sys.stdin.read()
"""


def test_kill_9_in_a_transaction_keeps_what_was_committed(path: Path) -> None:
    """Killed in the middle of the sixth transaction, the warehouse opens with the five before it."""
    process = _python(_COMMITS_UNTIL_KILLED, path)
    _wait_until_ready(process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with Warehouse.open(path) as opened:
        expected = [(5, 5, 5)]
        counts = "select count(*), (select count(*) from errors), (select sum(n) from hourly_rollup) from logs"
        assert expected == read(opened, counts)


def test_closing_writes_the_log_ahead_into_the_file(path: Path) -> None:
    """After close() there is one file, also when a reader was still open; a second close() does nothing."""
    opened = Warehouse.open(path)
    write(opened, [record("10:00", "app")])
    assert path.with_name("w.duckdb.wal").exists()
    with opened.reader() as cursor:
        assert cursor.execute("select count(*) from logs").fetchall() == [(1,)]
        opened.close()
    opened.close()
    assert [entry.name for entry in path.parent.iterdir()] == ["w.duckdb"]


def test_a_closed_warehouse_says_so(written: Path) -> None:
    """Reading and writing after close() is a sentence."""
    opened = Warehouse.open(written)
    opened.close()
    for use in (opened.reader, opened.transaction):
        with pytest.raises(WarehouseError, match="is closed"), use():
            pass


def test_closing_stops_readers(written: Path) -> None:
    """A question that would take hours does not keep the warehouse open."""
    opened = Warehouse.open(written)
    asked = threading.Event()
    failed: list[str] = []

    def ask() -> None:
        with opened.reader() as cursor:
            asked.set()
            try:
                cursor.execute("select sum(hash(i)) from range(1000000000000) as t(i)").fetchall()
            except duckdb.InterruptException as error:
                failed.append(str(error))

    reader = threading.Thread(target=ask)
    reader.start()
    assert asked.wait(patience.seconds(10))
    while reader.is_alive():
        opened.interrupt()
        reader.join(0.05)
    opened.close()
    assert len(failed) == 1
    Warehouse.open(written).close()


def test_a_failed_transaction_is_rolled_back_whole(written: Path) -> None:
    """An exception inside leaves neither rows nor a new generation."""
    with Warehouse.open(written) as opened:
        generation = opened.generation
        with pytest.raises(ZeroDivisionError):
            _write_and_fail(opened)
        assert generation == opened.generation
        assert read(opened, "select count(*) from logs") == [(1,)]


def _write_and_fail(opened: Warehouse) -> None:
    with opened.transaction() as cursor:
        cursor.execute("insert into logs select * from logs")
        raise ZeroDivisionError


def test_each_commit_is_a_generation(written: Path) -> None:
    """What was computed before a commit can be told from what was computed after it."""
    with Warehouse.open(written) as opened:
        before = opened.generation
        write(opened, [record("10:00", "app")], [record("10:00", "app")])
        assert opened.generation == before + 2


def test_readers_and_the_writer_never_wait_for_each_other(written: Path) -> None:
    """Inside a long transaction readers see what was committed before; a long reader does not hold up a commit."""
    with Warehouse.open(written) as opened, opened.reader() as early:
        early.execute("begin transaction")
        assert early.execute("select count(*) from logs").fetchall() == [(1,)]
        with opened.transaction() as cursor:
            cursor.execute("insert into logs select * from logs")
            seen: list[list[tuple[object, ...]]] = []
            asking = threading.Thread(target=lambda: seen.append(read(opened, "select count(*) from logs")))
            asking.start()
            asking.join(patience.seconds(30))
            assert seen == [[(1,)]]
        assert early.execute("select count(*) from logs").fetchall() == [(1,)]
        early.execute("commit")
        assert read(opened, "select count(*) from logs") == [(2,)]


def test_writers_take_turns(written: Path) -> None:
    """Threads that write at once conflict nowhere: every commit counts."""
    with Warehouse.open(written) as opened:
        rows = [record("10:00", "app", error_type="X", trace_id="t")]
        threads = [threading.Thread(target=write, args=(opened, *[rows] * 5)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert read(opened, "select count(*), (select rows from sources) from logs") == [(21, 21)]
        assert read(opened, "select count(*), max(ordinal) from errors") == [(20, 20)]


def test_an_older_warehouse_is_upgraded_in_order(written: Path, versions: Path) -> None:
    """Migrations later than the stored version run, in order, and the rows stay."""
    (versions / f"{_NOW:04}_never.sql").write_text("drop table logs;")
    (versions / f"{_NOW + 2:04}_second.sql").write_text("update extra set name = name || ' then second';")
    (versions / f"{_NOW + 1:04}_first.sql").write_text(
        "create table extra as select 'first' as name; alter table logs add column added integer;"
    )
    with Warehouse.open(written) as opened:
        assert read(opened, "select message, added from logs") == [("kept", None)]
        assert read(opened, "from extra") == [("first then second",)]
        assert read(opened, "select value from meta where key = 'schema_version'") == [(str(_NOW + 2),)]
    with Warehouse.open(written) as opened:
        assert read(opened, "from extra") == [("first then second",)]


def test_an_upgrade_that_fails_changes_nothing(written: Path, versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second migration fails: the first is undone too, and the older Longtail still opens the file."""
    (versions / f"{_NOW + 1:04}_first.sql").write_text("alter table logs add column added integer;")
    (versions / f"{_NOW + 2:04}_broken.sql").write_text("alter table missing add column x integer;")
    with pytest.raises(WarehouseError, match="missing"):
        Warehouse.open(written)
    monkeypatch.setattr(warehouse, "SCHEMA_VERSION", _NOW)
    with Warehouse.open(written) as opened:
        assert read(opened, "select * from logs limit 0") == []
        assert read(opened, "select count(*) from duckdb_columns() where column_name = 'added'") == [(0,)]


def test_an_older_warehouse_learns_of_versions_and_comments(tmp_path: Path) -> None:
    """A warehouse of schema 1 keeps its decisions and gets the releases of its errors from its logs."""
    path = tmp_path / "old.duckdb"
    fields = {"error_type": "A", "error_id": "a", "attributes": '{"version": "2.4.1"}'}
    with Warehouse.open(path) as opened:
        write(opened, [record("10:00", "app", **fields), record("10:01", "app", line=2, error_type="B", error_id="b")])
        make_older(opened)
        with opened.transaction() as cursor:
            cursor.execute("drop table error_merges")
            cursor.execute("drop table error_splits")
            cursor.execute("insert into error_status values ('a', 'ignored', timestamp '2026-11-20 10:00', 'ada')")
    with Warehouse.open(path) as opened:
        write(opened, [record("10:02", "app", line=3, trace_id="t", **fields)])
        assert read(opened, "select error_id, version from errors order by ts") == [
            ("a", "2.4.1"),
            ("b", None),
            ("a", "2.4.1"),
        ]
        assert read(opened, "select error_id, status from error_groups order by error_id") == [
            ("a", "ignored"),
            ("b", "open"),
        ]


@pytest.mark.parametrize(
    "statement",
    [
        "set memory_limit = '10GB'",
        "set enable_external_access = true",
        "reset enable_external_access",
        "set lock_configuration = false",
        "attach '{folder}/x.duckdb' as x",
        "copy logs to '{folder}/x.csv'",
        "from read_text('/etc/hostname')",
        "install httpfs",
        "load httpfs",
    ],
)
def test_the_instance_is_shut_off(written: Path, tmp_path: Path, statement: str) -> None:
    """Files, network, extensions and settings are out of reach for whatever runs on a cursor of ours."""
    with Warehouse.open(written) as opened, opened.reader() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement.format(folder=tmp_path))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder"]


def test_frames_are_not_found_by_name(written: Path) -> None:
    """A variable of Python's is no table; only what is registered on a cursor is."""
    rows = duckdb.sql("select 1 as a").to_arrow_table()
    with Warehouse.open(written) as opened, opened.reader() as cursor:
        with pytest.raises(duckdb.CatalogException):
            cursor.execute("from rows")
        cursor.register("rows", rows)
        assert cursor.execute("from rows").fetchall() == [(1,)]


def test_the_log_is_shortened_beside_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one reader always overlaps the next, DuckDB itself never writes its log into the file."""
    monkeypatch.setattr(warehouse, "_LONG_LOG", 1 << 20)
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            with opened.reader() as cursor:
                cursor.execute("begin transaction read only")
                cursor.execute("select count(*) from changed").fetchall()
                over.wait(0.3)

    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        with opened.transaction() as cursor:
            cursor.execute("create table changed as select 1 as number")
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
            over.wait(0.1)
        with opened.transaction() as cursor:
            cursor.execute("update changed set number = 2")
            cursor.execute("insert into changed select random() * 1000000 from range(300000)")
        log = (tmp_path / "w.duckdb.wal").stat().st_size
        over.set()
        for reader in readers:
            reader.join()
    assert log < 1 << 20

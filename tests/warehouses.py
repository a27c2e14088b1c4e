"""Empty warehouses for tests, without the time that it takes to define all tables, macros and views.

A warehouse in memory is emptied and used again. One in a file is opened over a copy of an empty one.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sql import catalog
from sql.warehouse import MEMORY, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_SPARE = 4
"""How many of them are kept for later tests, by number of threads."""
_spare: dict[int | None, list[Warehouse]] = {}
_threads: WeakKeyDictionary[Warehouse, int | None] = WeakKeyDictionary()
_OBJECTS = """
    select 'table', table_name, column_count from duckdb_tables()
    union all
    select 'view', view_name, column_count from duckdb_views() where not internal
    order by all
"""


@contextmanager
def in_memory(threads: int | None = None) -> Iterator[Warehouse]:
    """An empty warehouse in memory, as `Warehouse.open(MEMORY)` makes it.

    A test that needs other settings or changes macros opens one of its own. After an exception it is not used again.
    """
    opened = take(threads)
    try:
        yield opened
    except BaseException:
        opened.close()
        raise
    give_back(opened)


def take(threads: int | None = None) -> Warehouse:
    """As `in_memory`; the test gives it back when it is done, or closes it."""
    spare = _spare.setdefault(threads, [])
    if spare:
        return spare.pop()
    opened = Warehouse.open(MEMORY, threads=threads)
    _threads[opened] = threads
    return opened


def give_back(used: Warehouse) -> None:
    """Empty a warehouse that `take` gave, for the next test; one that a test closed or changed is not used again.

    What still holds it finds it closed. The next test gets an object of its own, so no cache takes it for this one.
    """
    if used._closed:
        return
    emptied = _successor(used)
    spare = _spare.setdefault(_threads[used], [])
    if len(spare) == _MOST_SPARE or not _is_unchanged(emptied):
        emptied.close()
        return
    _empty(emptied)
    _threads[emptied] = _threads[used]
    spare.append(emptied)


def _successor(used: Warehouse) -> Warehouse:
    with used._write_lock:
        used._closed = True
        used.interrupt()
        while used._residents:
            used._residents.pop().close()
    return Warehouse(used._connection, used.path)


def _is_unchanged(opened: Warehouse) -> bool:
    with opened.reader() as cursor:
        return cursor.execute(_OBJECTS).fetchall() == _template()[1]


def _empty(opened: Warehouse) -> None:
    with opened.transaction() as cursor:
        cursor.execute(";".join(f"truncate {table}" for table in catalog.objects("tables")))
        cursor.executemany("insert into meta values (?, ?)", _template()[2])


def in_file(path: Path) -> Warehouse:
    """The warehouse at `path`, opened with the default settings; an empty one where there is none yet."""
    if not path.exists():
        path.write_bytes(_template()[0])
    return Warehouse.open(path)


@cache
def _template() -> tuple[bytes, list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The file of an empty warehouse, its tables and views with the number of their columns, and the rows of `meta`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.duckdb"
        with Warehouse.open(path) as opened, opened.reader() as cursor:
            objects = cursor.execute(_OBJECTS).fetchall()
            meta = cursor.execute("from meta").fetchall()
        return path.read_bytes(), objects, meta

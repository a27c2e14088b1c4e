"""ClickHouse's engine in this process (chdb), with a database in a folder on disk.

chdb is an optional package: this module is imported only where it is needed.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from chdb.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Engine:
    """An open session; a process can have one at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def execute(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        self._session.query(statement)

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """The rows of a question, as objects."""
        text = bytes(self._session.query(statement, "JSONEachRow").bytes()).decode()
        return [json.loads(line) for line in text.splitlines()]

    def settled(self, table: str) -> tuple[int, int]:
        """Rows and bytes of a table's parts on disk, once they are merged into one."""
        self.execute(f"optimize table {table} final")
        found = self.rows(
            "select toUInt32(sum(rows)) as lines, toUInt32(sum(bytes_on_disk) / 1024) as kib from system.parts "
            f"where active and database = currentDatabase() and table = {quoted(table)}"
        )[0]
        return int(found["lines"]), int(found["kib"]) * 1024


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    """The engine with its data in `folder`, until the end of the block."""
    session = Session(str(folder))
    try:
        yield Engine(session)
    finally:
        session.close()


def quoted(text: str) -> str:
    """A text as a literal of its SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
